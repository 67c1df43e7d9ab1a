"""Connects a follower with the person they have proved to be elsewhere, by a code that is scanned once."""

import asyncio
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

import segno
from sqlalchemy.orm import Session

from backend.chat.wechat import repository
from backend.chat.wechat.schemas import BindingOut
from backend.database import transaction
from backend.delivery.wechat import account
from backend.delivery.wechat.connection import client
from backend.people import features
from backend.people import repository as people

LIFETIME = timedelta(minutes=10)


async def new_code(person_id: UUID) -> BindingOut:
    """Raises PlatformError."""
    scene = await asyncio.to_thread(_new_scene, person_id)
    code = await account.scene_code(client(), scene, int(LIFETIME.total_seconds()))
    image = segno.make(code.content, error="m").svg_data_uri(scale=6, border=2)
    return BindingOut(content=code.content, image=image, seconds=code.seconds)


def _new_scene(person_id: UUID) -> str:
    with transaction() as session:
        return new_scene(session, person_id)


def new_scene(session: Session, person_id: UUID) -> str:
    """What the code says when it is scanned; in the table only its hash."""
    scene = secrets.token_urlsafe(24)
    repository.add_binding(session, _hash(scene), person_id, datetime.now(UTC) + LIFETIME)
    return scene


def scanned(session: Session, session_id: UUID, scene: str) -> str:
    """The kind of message that the scan is: `bound`, or why it binds nobody; the same when it comes again."""
    person_id = repository.use_binding(session, _hash(scene), session_id)
    return bind(session, session_id, person_id) if person_id else "binding_gone"


def bind(session: Session, session_id: UUID, person_id: UUID) -> str:
    """The follower's conversation is that person's from now on, with what it has begun."""
    conversation = people.chat_session(session, session_id)
    if conversation is None:
        return "binding_gone"
    if conversation.person_id not in (None, person_id):
        return "bound_to_other"
    people.link(session, session_id, person_id)
    features.adopt(session, session_id, person_id)
    return "bound"


def _hash(scene: str) -> str:
    """A plain hash is enough: what is hashed is random."""
    return hashlib.sha256(scene.encode()).hexdigest()
