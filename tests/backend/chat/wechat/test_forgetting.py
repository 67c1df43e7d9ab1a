"""What the gateway keeps of WeChat is forgotten in its time."""

import time
from uuid import uuid4

import pytest

OLD, NEW = "now() - interval '40 days'", "now()"


@pytest.fixture
def session(client, database):
    """A follower's."""
    new = uuid4()
    database.execute("insert into chat_sessions (id, channel) values (%s, 'wechat')", [new])
    yield new
    database.execute("delete from chat_sessions where id = %s", [new])
    database.commit()


def test_old_envelopes_go_and_those_that_could_be_replayed_stay(client, database):
    from backend.chat.wechat.tasks import forget_old

    stamps = {"a" * 64: "61 minutes", "b" * 64: "11 minutes"}
    for stamp, age in stamps.items():
        database.execute(
            "insert into wechat_envelopes (stamp, digest, seen_at) values (%s, %s, now() - %s::interval)",
            [stamp, stamp, age],
        )
    database.commit()
    forget_old.func(int(time.time()))
    left = database.execute("select stamp from wechat_envelopes where stamp = any(%s)", [list(stamps)]).fetchall()
    assert left == [("b" * 64,)]


def test_what_was_sent_and_offered_long_ago_goes_and_the_rest_stays(client, database, session):
    from backend.chat.wechat.tasks import forget_sent

    for at, name in ((OLD, "old"), (NEW, "new")):
        part = f"insert into wechat_parts (session_id, body, state, changed_at) values (%s, %s, 'sent', {at})"
        database.execute(part, [session, f'{{"kind": "text", "text": "{name}"}}'])
        choice = f"insert into wechat_choices (session_id, item, payload, offered_at) values (%s, %s, %s, {at})"
        database.execute(choice, [session, name, name])
    database.commit()
    forget_sent.func(int(time.time()))
    assert database.execute("select body->>'text' from wechat_parts where session_id = %s", [session]).fetchall() == [
        ("new",)
    ]
    assert database.execute("select item from wechat_choices where session_id = %s", [session]).fetchall() == [("new",)]


def test_the_worker_knows_these_jobs(client):
    from backend.jobs import app

    app.perform_import_paths()
    assert {"wechat.forget_old", "wechat.forget_sent"} <= set(app.tasks)
