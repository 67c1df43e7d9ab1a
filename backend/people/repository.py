"""All SQL about people, their conversations and what they agreed to."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Column, Row, Text, bindparam, delete, exists, func, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from backend.chat.models import ChatSession, Conversation, Message, Reply
from backend.people.models import Consent, Person, PersonFact, Verification, WithheldValue


def chat_session(session: Session, session_id: UUID) -> ChatSession | None:
    return session.get(ChatSession, session_id)


def sessions_of(session: Session, person_id: UUID) -> Sequence[UUID]:
    return session.scalars(select(ChatSession.id).where(ChatSession.person_id == person_id)).all()


def link(session: Session, session_id: UUID, person_id: UUID) -> None:
    session.execute(update(ChatSession).where(ChatSession.id == session_id).values(person_id=person_id))


def person(session: Session, person_id: UUID) -> Person:
    return session.get_one(Person, person_id)


def person_with_phone(session: Session, phone_index: str) -> UUID | None:
    return session.scalar(select(Person.id).where(Person.phone_index == phone_index))


def found_or_added(session: Session, phone: str, phone_index: str) -> UUID:
    """The one person with this phone, whoever asks at the same moment."""
    new = insert(Person).values(phone=phone, phone_index=phone_index)
    again = {"verified_at": func.now()}
    statement = new.on_conflict_do_update(index_elements=[Person.phone_index], set_=again).returning(Person.id)
    return session.execute(statement).scalar_one()


def strip(session: Session, person_id: UUID) -> None:
    """Nothing is left of the person but an id that nobody can connect with them."""
    session.execute(update(Person).where(Person.id == person_id).values(phone=None, phone_index=None))
    session.execute(delete(Consent).where(Consent.person_id == person_id))
    delete_facts(session, person_id)


def put_verification(session: Session, verification: Verification) -> None:
    """In place of an older one of the conversation."""
    session.merge(verification)


def counted_try(session: Session, session_id: UUID, most: int) -> Verification | None:
    """The code that may still be told, with this try counted; counting locks it against tries at the same time."""
    usable = (Verification.session_id == session_id, Verification.tries < most, Verification.expires_at > func.now())
    statement = update(Verification).where(*usable).values(tries=Verification.tries + 1).returning(Verification)
    return session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def delete_verification(session: Session, session_id: UUID) -> None:
    session.execute(delete(Verification).where(Verification.session_id == session_id))


def withheld_value(session: Session, session_id: UUID, reference: UUID, kind: str) -> str | None:
    there = (WithheldValue.session_id == session_id, WithheldValue.id == reference, WithheldValue.kind == kind)
    return session.scalar(select(WithheldValue.value).where(*there, WithheldValue.expires_at > func.now()))


def messages(session: Session, session_ids: Sequence[UUID]) -> Sequence[Message]:
    """With their replies, in the order they were said."""
    mine = select(Message).where(Message.session_id.in_(session_ids)).order_by(Message.id)
    return session.scalars(mine.options(selectinload(Message.replies))).all()


def has_messages(session: Session, session_ids: Sequence[UUID]) -> bool:
    return session.scalar(select(exists().where(Message.session_id.in_(session_ids))))


def delete_conversations(session: Session, session_ids: Sequence[UUID]) -> None:
    """All that was said in them, here and at Rasa; the conversations themselves stay open, as a guest's."""
    for table in (Message, Reply, WithheldValue, Verification):
        session.execute(delete(table).where(table.session_id.in_(session_ids)))
    delete_trackers(session, session_ids)
    session.execute(update(ChatSession).where(ChatSession.id.in_(session_ids)).values(person_id=None))


def with_another_key(session: Session, column: Column, key_id: str, most: int) -> Sequence[Row]:
    """Rows, locked, whose column was encrypted with another key: primary key, then the token as it stands."""
    token = type_coerce(column, Text)
    rows = select(*column.table.primary_key, token.label("token")).where(token.not_like(f"{key_id}.%"))
    return session.execute(rows.limit(most).with_for_update()).all()


def put_tokens(session: Session, column: Column, rows: list[dict]) -> None:
    """`rows`: the primary key by the names of its columns, and the new "token", which is stored as it is."""
    this = [key == bindparam(f"pk_{key.name}") for key in column.table.primary_key]
    statement = update(column.table).where(*this).values({column.name: bindparam("token", type_=Text)})
    named = [{"token": row["token"]} | {f"pk_{k.name}": row[k.name] for k in column.table.primary_key} for row in rows]
    session.connection().execute(statement, named)


def delete_trackers(session: Session, session_ids: Sequence[UUID]) -> None:
    """What Rasa keeps of the conversations."""
    senders = [session_id.hex for session_id in session_ids]
    session.execute(delete(Conversation).where(Conversation.sender_id.in_(senders)))


def delete_expired(session: Session) -> int:
    """A verification stays an hour longer, so that a late code is told to be late."""
    hour = func.make_interval(0, 0, 0, 0, 1)
    values = session.execute(delete(WithheldValue).where(WithheldValue.expires_at < func.now()))
    codes = session.execute(delete(Verification).where(Verification.expires_at < func.now() - hour))
    return values.rowcount + codes.rowcount


def consents(session: Session, person_id: UUID) -> Sequence[Consent]:
    """All there ever were, oldest first."""
    decided = func.coalesce(Consent.withdrawn_at, Consent.given_at)
    return session.scalars(select(Consent).where(Consent.person_id == person_id).order_by(decided)).all()


def consents_to(session: Session, person_id: UUID, purpose: str) -> bool:
    standing = (Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
    return session.scalar(select(Consent.id).where(*standing)) is not None


def give_consent(session: Session, person_id: UUID, purpose: str, words: str) -> None:
    """Given twice is given once."""
    new = insert(Consent).values(person_id=person_id, purpose=purpose, words=words, given_at=func.now())
    session.execute(new.on_conflict_do_nothing())


def withdraw_consent(session: Session, person_id: UUID, purpose: str) -> bool:
    """Whether there was one that stood."""
    standing = (Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
    return bool(session.execute(update(Consent).where(*standing).values(withdrawn_at=func.now())).rowcount)


def decline_consent(session: Session, person_id: UUID, purpose: str, words: str) -> None:
    session.add(Consent(person_id=person_id, purpose=purpose, words=words, withdrawn_at=datetime.now(UTC)))


def put_facts(session: Session, facts: list[PersonFact]) -> None:
    """Told again, a fact takes the place of what was told before."""
    for fact in facts:
        session.merge(fact)


def facts(session: Session, person_id: UUID, purpose: str | None = None) -> Sequence[PersonFact]:
    """Of one purpose, or all."""
    statement = (
        select(PersonFact).where(PersonFact.person_id == person_id).order_by(PersonFact.purpose, PersonFact.fact)
    )
    return session.scalars(statement if purpose is None else statement.where(PersonFact.purpose == purpose)).all()


def delete_facts(
    session: Session, person_id: UUID, purpose: str | None = None, names: Sequence[str] | None = None
) -> int:
    """Those of one purpose and of these names; None: of any. How many they were."""
    statement = delete(PersonFact).where(PersonFact.person_id == person_id)
    if purpose is not None:
        statement = statement.where(PersonFact.purpose == purpose)
    if names is not None:
        statement = statement.where(PersonFact.fact.in_(names))
    return session.execute(statement).rowcount
