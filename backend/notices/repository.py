"""All SQL of the notices."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, delete, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, defer

from backend.encryption import EncryptedText
from backend.notices.deciding import TOPIC_STOPPED, Settled
from backend.notices.models import (
    Notice,
    NoticeDelivery,
    NoticeOptOut,
    NoticeQuote,
    NoticeRecipient,
    NoticeSend,
    NoticeTopic,
)
from backend.people.models import Consent

_SEALED = (Notice.reason, Notice.details, Notice.text)


def add(session: Session, rows: Sequence[dict[str, Any]]) -> Sequence[Row[tuple[int, str]]]:
    """(id, key) of those that are new; a key that is there already is left as it is.

    As one parameter: with one for each column of each row, the driver takes longer than the database.
    """
    names = ", ".join(rows[0])
    from_json = f"select {names} from json_populate_recordset(null::notices, cast(:rows as json))"  # noqa: S608
    new = f"insert into notices ({names}) {from_json} on conflict (key) do nothing returning id, key"  # noqa: S608
    return session.execute(text(new), {"rows": json.dumps([_stored(row) for row in rows], default=str)}).all()


def add_quotes(session: Session, clauses: Mapping[str, list[dict[str, Any]]]) -> None:
    """By digest; in order, so that nobody who adds some of them too waits for what waits for them."""
    rows = [{"digest": digest, "clauses": clauses[digest]} for digest in sorted(clauses)]
    if rows:
        session.execute(insert(NoticeQuote).on_conflict_do_nothing(), rows)


def quote(session: Session, digest: str) -> list[dict[str, Any]]:
    return session.get_one(NoticeQuote, digest).clauses


def _stored(row: Mapping[str, Any]) -> dict[str, Any]:
    """As the columns store it: what is sealed, sealed."""
    types = {name: Notice.__table__.columns[name].type for name in row}
    sealed = {name for name, kind in types.items() if isinstance(kind, EncryptedText)}
    return {name: types[name].process_bind_param(v, None) if name in sealed else v for name, v in row.items()}


def person_of(session: Session, notice_id: int) -> UUID | None:
    """None when it was forgotten meanwhile, or is told already."""
    waiting = (Notice.id == notice_id, Notice.state == "waiting")
    return session.scalar(select(Notice.person_id).where(*waiting))


def lock_recipient(session: Session, person_id: UUID) -> NoticeRecipient:
    """Whoever decides what a person gets passes here, one after the other."""
    new = insert(NoticeRecipient).values(person_id=person_id)
    # An update of nothing, so that one statement makes the row or waits for it, locks it and reads it.
    same = new.on_conflict_do_update(index_elements=[NoticeRecipient.person_id], set_={"person_id": person_id})
    fresh = {"populate_existing": True}
    return session.scalars(same.returning(NoticeRecipient), execution_options=fresh).one()


def due(session: Session, person_id: UUID, at: datetime) -> Sequence[int]:
    """Oldest first; locked. Their ids: each is read by itself, since one that cannot be holds up nothing else."""
    waiting = (Notice.person_id == person_id, Notice.state == "waiting", Notice.not_before <= at)
    return session.scalars(select(Notice.id).where(*waiting).order_by(Notice.id).with_for_update()).all()


def notice(session: Session, notice_id: int) -> Notice:
    return session.get_one(Notice, notice_id)


def read(session: Session, notice: Notice) -> None:
    """What is sealed of it."""
    session.refresh(notice, [column.key for column in _SEALED])


def opt_outs(session: Session, person_id: UUID) -> set[str]:
    return set(session.scalars(select(NoticeOptOut.topic).where(NoticeOptOut.person_id == person_id)))


class Standing(NamedTuple):
    """How a person stands to what may be sent to them; see deciding.Situation."""

    consents: set[str]
    opt_outs: set[str]
    settled: list[Settled]
    stopped: set[str]
    sent: list[datetime]


def standing(session: Session, person_id: UUID, since: datetime) -> Standing:
    """In one question to the database: it is asked before each send. `since`: how far back sends are counted."""
    went = NoticeSend.state.in_(("sending", "accepted", "delivered", "unknown"))
    parts = (
        select(func.array_agg(Consent.purpose)).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None)),
        select(func.array_agg(NoticeOptOut.topic)).where(NoticeOptOut.person_id == person_id),
        select(func.json_agg(func.json_build_array(Notice.topic, Notice.policy_id, Notice.replied_at))).where(
            Notice.person_id == person_id, Notice.replied.is_not(None), Notice.policy_id.is_not(None)
        ),
        select(func.array_agg(NoticeTopic.topic)).where(NoticeTopic.stopped),
        select(func.array_agg(NoticeSend.at)).where(
            NoticeSend.person_id == person_id, NoticeSend.counted, NoticeSend.at > since, went
        ),
    )
    given, out, settled, stopped, sent = session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    return Standing(
        set(given or ()),
        set(out or ()),
        [Settled(topic, policy, datetime.fromisoformat(at)) for topic, policy, at in settled or ()],
        set(stopped or ()),
        sent or [],
    )


def add_send(session: Session, send: NoticeSend, notices: Collection[int]) -> NoticeSend:
    """With what it carries; one of them that went over this channel before is an IntegrityError."""
    session.add(send)
    session.flush()
    rows = [{"notice_id": id_, "channel": send.channel, "send_id": send.id, "at": send.at} for id_ in notices]
    session.execute(insert(NoticeDelivery), rows)
    return send


def send(session: Session, send_id: int) -> NoticeSend | None:
    """Locked."""
    return session.get(NoticeSend, send_id, with_for_update=True, populate_existing=True)


def person_of_send(session: Session, send_id: int) -> UUID | None:
    return session.scalar(select(NoticeSend.person_id).where(NoticeSend.id == send_id))


def carried(session: Session, send_id: int) -> Sequence[Notice]:
    """What the message says; locked, in order. What is sealed is not read, so that what became of it is recorded."""
    of_it = select(Notice).join(NoticeDelivery, NoticeDelivery.notice_id == Notice.id)
    of_it = (
        of_it.options(*(defer(column) for column in _SEALED))
        .where(NoticeDelivery.send_id == send_id)
        .order_by(Notice.id)
    )
    return session.scalars(of_it.with_for_update(of=Notice).execution_options(populate_existing=True)).all()


def take_back(session: Session, send_id: int) -> None:
    """What it carried has not gone out over its channel."""
    session.execute(delete(NoticeDelivery).where(NoticeDelivery.send_id == send_id))


def channels_of(session: Session, notices: Collection[int]) -> set[str]:
    """Over which any of them goes or has gone."""
    gone = select(NoticeDelivery.channel).where(NoticeDelivery.notice_id.in_(notices))
    return set(session.scalars(gone.distinct()))


def lapsed(session: Session, before: datetime, most: int) -> Sequence[NoticeSend]:
    """Marked as being sent, untouched since; locked, unless somebody is at them."""
    stuck = (NoticeSend.state == "sending", NoticeSend.changed_at < before)
    rows = select(NoticeSend).where(*stuck).order_by(NoticeSend.id).limit(most)
    return session.scalars(rows.with_for_update(skip_locked=True)).all()


def without_receipt(session: Session, channels: Collection[str], before: datetime) -> int:
    """Of what the platform took before that moment and said nothing about, nobody knows what became; how many."""
    silent = (NoticeSend.state == "accepted", NoticeSend.channel.in_(channels), NoticeSend.changed_at < before)
    return session.execute(update(NoticeSend).where(*silent).values(state="unknown")).rowcount


def waiting_jobs(session: Session, task: str, most: int) -> int:
    """Jobs of the task that nobody has begun, counted up to `most`."""
    todo = "select 1 from procrastinate_jobs where status = 'todo' and task_name = :task limit :most"
    counted = text(f"select count(*) from ({todo}) as todo")  # noqa: S608 - nothing from outside is in it
    return session.scalar(counted, {"task": task, "most": most}) or 0


def left_behind(session: Session, at: datetime, looked_after: timedelta, most: int) -> Sequence[int]:
    """Due, and no job takes care of it: one for each person, and for a while nobody else finds them."""
    free = or_(Notice.looked_after_until.is_(None), Notice.looked_after_until < at)
    found = select(Notice.id, Notice.person_id).where(Notice.state == "waiting", Notice.not_before <= at, free)
    rows = session.execute(found.order_by(Notice.not_before).limit(most).with_for_update(skip_locked=True)).all()
    these = update(Notice).where(Notice.id.in_([row.id for row in rows]))
    session.execute(these.values(looked_after_until=at + looked_after))
    return list({row.person_id: row.id for row in rows}.values())


def told(session: Session, person_id: UUID, limit: int) -> Sequence[Notice]:
    """Newest first; also what has to be told another way, or was not told that way any more."""
    theirs = (Notice.person_id == person_id, Notice.sent_at.is_not(None))
    return session.scalars(select(Notice).where(*theirs).order_by(Notice.id.desc()).limit(limit)).all()


def one(session: Session, person_id: UUID, notice_id: int) -> Notice | None:
    """Told to this person."""
    theirs = (Notice.id == notice_id, Notice.person_id == person_id, Notice.sent_at.is_not(None))
    return session.scalar(select(Notice).where(*theirs).with_for_update())


def last_in(session: Session, session_id: UUID, since: datetime) -> Sequence[Notice]:
    """What the newest message said that appeared unasked in the conversation, and that person's alone."""
    seen = NoticeSend.state.in_(("accepted", "delivered", "unknown"))
    newest = select(NoticeSend.id).where(NoticeSend.session_id == session_id, seen, NoticeSend.at > since)
    newest = newest.order_by(NoticeSend.id.desc()).limit(1).scalar_subquery()
    of_it = select(Notice).join(NoticeDelivery, NoticeDelivery.notice_id == Notice.id)
    return session.scalars(of_it.where(NoticeDelivery.send_id == newest).order_by(Notice.id)).all()


def of_person(session: Session, person_id: UUID) -> Sequence[Notice]:
    return session.scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.id)).all()


def opt_out(session: Session, person_id: UUID, topic: str, at: datetime) -> None:
    new = insert(NoticeOptOut).values(person_id=person_id, topic=topic, at=at)
    session.execute(new.on_conflict_do_update(index_elements=["person_id", "topic"], set_={"at": at}))


def opt_in(session: Session, person_id: UUID, topic: str) -> None:
    theirs = (NoticeOptOut.person_id == person_id, NoticeOptOut.topic == topic)
    session.execute(delete(NoticeOptOut).where(*theirs))


def topic_rows(session: Session) -> Mapping[str, NoticeTopic]:
    return {row.topic: row for row in session.scalars(select(NoticeTopic))}


def put_topic(
    session: Session, topic: str, stopped: bool, at: datetime, why: str | None = None, staff_id: UUID | None = None
) -> None:
    values = {"stopped": stopped, "since": at, "why": why, "staff_id": staff_id}
    new = insert(NoticeTopic).values(topic=topic, **values)
    session.execute(new.on_conflict_do_update(index_elements=[NoticeTopic.topic], set_=values))


def release(session: Session, topic: str, at: datetime) -> None:
    """What waited because the topic was stopped is looked at now; what waits for a day, a night or a cap goes on."""
    waiting = (Notice.topic == topic, Notice.state == "waiting", Notice.waits_for == TOPIC_STOPPED)
    session.execute(update(Notice).where(*waiting).values(not_before=at, waits_for=None, looked_after_until=None))


def sends_by_topic(session: Session, since: datetime) -> Sequence[Row[Any]]:
    """(topic, channel, state, the first and the last of them, how many); a digest counts for each of its topics."""
    topic = func.jsonb_array_elements_text(NoticeSend.topics).label("topic")
    flat = select(topic, NoticeSend.channel, NoticeSend.state, NoticeSend.at).where(NoticeSend.at > since).subquery()
    groups = (flat.c.topic, flat.c.channel, flat.c.state)
    return session.execute(select(*groups, func.count().label("number")).group_by(*groups)).all()


def waiting_by_topic(session: Session) -> Mapping[tuple[str, str], int]:
    """How many notices of each topic are in each state that is not the end."""
    open_ = select(Notice.topic, Notice.state, func.count()).where(Notice.state.in_(("waiting", "sending")))
    return {(topic, state): n for topic, state, n in session.execute(open_.group_by(Notice.topic, Notice.state))}


def dropped_by_topic(session: Session, since: datetime) -> Sequence[Row[tuple[str, str, int]]]:
    dropped = select(Notice.topic, Notice.why, func.count()).where(Notice.state == "dropped", Notice.at > since)
    return session.execute(dropped.group_by(Notice.topic, Notice.why)).all()


def remove_of_case(session: Session, case_id: UUID) -> None:
    session.execute(delete(Notice).where(Notice.case_id == case_id))


def remove_traces(session: Session, person_id: UUID) -> None:
    """What went out, and what the person wants none of; notices stay."""
    for table in (NoticeSend, NoticeOptOut, NoticeRecipient):
        session.execute(delete(table).where(table.person_id == person_id))


def remove_of_person(session: Session, person_id: UUID) -> int:
    """Every notice but those that belong to a case; how many."""
    alone = (Notice.person_id == person_id, Notice.case_id.is_(None))
    return session.execute(delete(Notice).where(*alone)).rowcount


def remove_older(session: Session, than: datetime) -> None:
    """What was told or dropped before that moment and belongs to no case, and what went out of it."""
    over = (Notice.case_id.is_(None), Notice.state.in_(("sent", "dropped")), Notice.at < than)
    session.execute(delete(Notice).where(*over))
    empty = ~select(literal(1)).where(NoticeDelivery.send_id == NoticeSend.id).exists()
    session.execute(delete(NoticeSend).where(NoticeSend.at < than, empty))


def mark_delivered(session: Session, sends: Collection[int], at: datetime) -> None:
    these = update(NoticeSend).where(NoticeSend.id.in_(sends), NoticeSend.state.in_(("accepted", "unknown")))
    session.execute(these.values(state="delivered", changed_at=at))
