"""Hints between the gateway processes are heard for ever, whatever comes over the channel."""

import threading
from uuid import UUID, uuid4

import pytest


@pytest.fixture
def session_id(client):
    return UUID(client.post("/chat/sessions").json()["session"])


@pytest.fixture
def notify(database):
    def tell(payload):
        database.execute("select pg_notify('chat', %s)", [payload])
        database.commit()

    return tell


def test_what_is_no_hint_of_ours_is_passed_over(notify, session_id, caplog):
    from backend.chat import signals

    heard = threading.Event()
    with signals.watching(session_id, heard.set):
        notify("something else")
        notify(f"{session_id} {uuid4().hex}")
        assert heard.wait(5)
    assert "chat.signals.broken" not in caplog.text


def test_one_who_breaks_on_hearing_does_not_end_it_for_all(notify, session_id, caplog):
    from backend.chat import signals

    calls, twice = [], threading.Event()

    def break_once():
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError
        twice.set()

    with signals.watching(session_id, break_once):
        notify(f"{session_id} {uuid4().hex}")
        assert twice.wait(5)  # it listens again, and then everybody looks for himself
    assert "chat.signals.broken" in caplog.text
