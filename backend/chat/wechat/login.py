"""Pages opened inside WeChat: who has opened them, by the platform's own word, and back to where they wanted to go."""

import asyncio
import secrets
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from backend.chat import tokens
from backend.chat.errors import SessionUnknown
from backend.chat.wechat import binding, contacts
from backend.chat.wechat.errors import LoginRefused
from backend.database import transaction
from backend.delivery.wechat import account
from backend.delivery.wechat.connection import client
from backend.delivery.wechat.errors import PlatformError
from backend.people import repository as people
from backend.settings import settings

COOKIE = "xiaocai_login"
LIFETIME = 600  # seconds from leaving for the platform until coming back
_AUTHORIZE = (
    "https://open.weixin.qq.com/connect/oauth2/authorize?appid={appid}&redirect_uri={back}"
    "&response_type=code&scope=snsapi_base&state={state}#wechat_redirect"
)


class Leaving(NamedTuple):
    """Where to send the browser, and what it is to show when it comes back."""

    url: str
    nonce: str


class Arrived(NamedTuple):
    """The follower's own conversation, whether it is a verified person's, and the path wanted."""

    session_id: UUID
    verified: bool
    to: str


def leave(to: str) -> Leaving:
    """`to`: a path of ours; anything else leads to the page that tells whether a phone is connected."""
    nonce = secrets.token_urlsafe(16)
    back = quote(f"{settings().public_url.rstrip('/')}/wechat/binding/callback", safe="")
    state = _signer().dumps([nonce, to if _is_ours(to) else ""])
    return Leaving(_AUTHORIZE.format(appid=quote(settings().wechat_appid), back=back, state=quote(state)), nonce)


async def arrive(code: str, state: str, nonce: str | None, web_token: str | None) -> Arrived:
    """Raises LoginRefused unless this browser has left from here and WeChat says who it is.

    Whoever is verified in this browser has the follower's conversation connected with them.
    """
    try:
        left, to = _signer().loads(state, max_age=LIFETIME)
    except (BadSignature, ValueError) as error:
        raise LoginRefused from error
    if not nonce or not secrets.compare_digest(str(left), nonce):
        raise LoginRefused
    session_id = await contacts.session_of(await _openid(code))
    verified = await asyncio.to_thread(_connected, session_id, web_token)
    return Arrived(session_id, verified, to)


async def _openid(code: str) -> str:
    try:
        login = await account.login(client(), code)
    except PlatformError as error:
        raise LoginRefused from error
    if login.snapshot:  # 快照页: the platform's look at the page, not a person
        raise LoginRefused
    return login.openid


def _connected(session_id: UUID, web_token: str | None) -> bool:
    with transaction() as session:
        person_id = _person(session, web_token)
        if person_id:
            binding.bind(session, session_id, person_id)
        found = people.chat_session(session, session_id)
        return found is not None and found.person_id is not None


def _person(session: Session, web_token: str | None) -> UUID | None:
    try:
        web = people.chat_session(session, tokens.session_of(web_token)) if web_token else None
    except SessionUnknown:
        return None
    return web.person_id if web else None


def _is_ours(to: str) -> bool:
    return to.startswith("/") and not to.startswith(("//", "/\\")) and len(to) <= 500


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().session_key, salt="wechat-login")
