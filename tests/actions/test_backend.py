"""What is asked again while the backend is away, and that one message does a thing only once."""

import asyncio

import pytest

from actions.backend import Backend, BackendDown, Refused

CASES, MOVE, STEP = "GET /cases", "POST /cases/c1/moves", "POST /cases/c1/walkthrough"
ANSWER, CODE = "POST /interviews/current/answers", "POST /people/verification"


@pytest.fixture
def ask(backend, monkeypatch):
    """ask(lambda person: …, message_id): what is asked for a message."""
    monkeypatch.setenv("ACTIONS_SECRET", "secret")

    async def asked(what, message_id):
        port = Backend(backend.url)
        try:
            return await what(port.of("c0ffee", message_id))
        finally:
            await port._open().close()

    return lambda what, message_id="7": asyncio.run(asked(what, message_id))


@pytest.mark.parametrize("status", [502, 503, 504])
def test_what_does_no_harm_is_asked_again_until_there_is_an_answer(backend, ask, refusal, status):
    backend.comes[CASES] = [refusal(status, "Away"), refusal(status, "Away"), []]
    assert ask(lambda person: person.cases()) == [] and backend.requests() == [CASES] * 3


@pytest.mark.parametrize(
    ("door", "wish"),
    [
        (MOVE, lambda person: person.move_case("c1", "submit")),
        (STEP, lambda person: person.walk("c1", step="next")),
        (ANSWER, lambda person: person.tell({"text": "是", "intent": "affirm"})),
    ],
    ids=["handing in", "the next step", "an answer"],
)
def test_what_a_message_does_once_is_asked_again_with_the_same_key(backend, ask, refusal, door, wish):
    backend.comes[door] = [refusal(503, "Away"), {"id": "c1"}]
    ask(wish)
    first, second = [headers["Idempotency-Key"] for _, _, headers in backend.told]
    assert first == second and first.startswith("message-7-")


def test_every_message_and_every_move_has_a_key_of_its_own(backend, ask):
    backend.says[MOVE] = {"id": "c1"}
    for move, message_id in (("submit", "7"), ("withdraw", "7"), ("submit", "8")):
        ask(lambda person, move=move: person.move_case("c1", move), message_id)
    assert len({headers["Idempotency-Key"] for _, _, headers in backend.told}) == 3


def test_what_would_be_done_twice_is_not_asked_again(backend, ask, refusal):
    backend.says[CODE] = refusal(503, "Away")
    with pytest.raises(BackendDown):
        ask(lambda person: person.send_code("r1"))
    assert backend.requests() == [CODE]


@pytest.mark.parametrize(("status", "error"), [(409, Refused), (500, BackendDown)])
def test_an_answer_is_not_asked_for_again(backend, ask, refusal, status, error):
    backend.says[MOVE] = refusal(status, "CaseAlreadyClosed")
    with pytest.raises(error):
        ask(lambda person: person.move_case("c1", "submit"))
    assert backend.requests() == [MOVE]


def test_who_stays_away_is_not_waited_for_long(backend, ask, refusal):
    backend.says[CASES] = refusal(503, "Away")
    with pytest.raises(BackendDown):
        ask(lambda person: person.cases())
    assert backend.requests() == [CASES] * 4
