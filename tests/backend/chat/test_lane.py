"""One person's messages are answered one at a time, in order and once, whoever dies or is away."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

AWAY = "小才暂时连不上"


@pytest.fixture
def own(client, database):
    """A conversation: `say(text, key)`, its session's id, and what stands in the tables about it."""
    opened = client.post("/chat/sessions").json()
    return Own(client, database, opened["token"], opened["session"])


class Own:
    def __init__(self, client, database, token, session):
        self.client, self.database, self.session = client, database, session
        self.headers = {"Authorization": f"Bearer {token}"}

    def say(self, text, key=None):
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post("/chat/messages", json={"text": text}, headers=headers)

    def rows(self, columns, table, more=""):
        statement = f"select {columns} from {table} where session_id = %s {more} order by id"
        self.database.commit()
        return self.database.execute(statement, [self.session]).fetchall()

    def statuses(self):
        return [status for (status,) in self.rows("status", "messages")]

    def replies(self):
        return [text for (text,) in self.rows("content->>'text'", "replies")]

    def left_behind(self, text, tries, seconds):
        """A message that a process which is no more has taken; its lease runs for some more seconds."""
        self.database.execute(
            "insert into messages (session_id, key, text, status, tries) values (%s, %s, %s, 'waiting', %s)",
            [self.session, uuid4().hex, text, tries],
        )
        self.hold(seconds)

    def hold(self, seconds):
        self.database.execute(
            "update chat_sessions set turn_holder = %s, turn_until = clock_timestamp() + make_interval(secs => %s) "
            "where id = %s",
            [uuid4(), seconds, self.session],
        )
        self.database.commit()


def until(true, seconds=15):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_messages_sent_at_once_are_answered_one_at_a_time_in_the_order_of_their_arrival(rasa, own):
    rasa.seconds = 0.03
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda number: own.say(f"第{number}句"), range(10)))
    assert [answer.status_code for answer in answers] == [200] * 10
    assert rasa.at_once[own.session] == 1
    recorded = [text for (text,) in own.rows("text", "messages")]
    assert [heard["text"] for heard in rasa.heard] == recorded
    assert len(set(recorded)) == 10


def test_the_same_message_sent_again_is_answered_once_and_both_hear_it(rasa, own):
    rasa.seconds = 0.2
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: own.say("博士多少", key="the-same"), range(3)))
    later = own.say("博士多少", key="the-same")
    assert {answer.json()["messages"][0]["text"] for answer in [*answers, later]} == {"好的"}
    assert len(rasa.heard) == 1
    assert own.replies() == ["好的"]


def test_the_same_key_of_somebody_else_is_another_message(client, rasa, own):
    other = client.post("/chat/sessions").json()["token"]
    headers = {"Authorization": f"Bearer {other}", "Idempotency-Key": "1"}
    own.say("你好", key="1")
    client.post("/chat/messages", json={"text": "你好"}, headers=headers)
    assert len(rasa.heard) == 2


def test_what_a_dead_process_left_is_taken_up_when_its_lease_has_run_out(rasa, own):
    own.left_behind("落户条件", tries=1, seconds=1.0)
    assert rasa.heard == []
    until(lambda: own.statuses() == ["answered"])
    assert [(heard["text"], heard["again"]) for heard in rasa.heard] == [("落户条件", True)]


def test_a_new_message_waits_behind_what_a_dead_process_left(rasa, own):
    own.left_behind("落户条件", tries=1, seconds=1.0)
    assert own.say("还有呢").status_code == 200
    assert [heard["text"] for heard in rasa.heard] == ["落户条件", "还有呢"]


def test_a_first_try_is_not_called_a_second_one(rasa, own):
    own.say("你好")
    assert rasa.heard[0]["again"] is False


def test_an_answer_that_comes_after_the_lease_was_lost_does_not_count(rasa, own):
    rasa.seconds = 0.6
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(own.say, "博士多少")
        until(lambda: rasa.heard)
        own.hold(1.0)
        answer = answer.result()
    assert answer.json()["messages"][0]["text"] == "好的"
    assert [heard["again"] for heard in rasa.heard] == [False, True]
    assert own.replies() == ["好的"]


def test_a_turn_longer_than_a_lease_is_taken_once(rasa, own):
    rasa.seconds = 7.5
    assert own.say("慢").json()["messages"][0]["text"] == "好的"
    assert len(rasa.heard) == 1


def test_who_was_told_to_wait_is_answered_when_the_assistant_is_back(rasa, own):
    rasa.status = 503
    assert own.say("博士多少").status_code == 503
    time.sleep(2.5)
    assert [text[: len(AWAY)] for text in own.replies()] == [AWAY]
    rasa.status = 200
    until(lambda: own.statuses() == ["answered"])
    assert own.replies()[1:] == ["好的"]


def test_what_nobody_could_answer_for_ten_minutes_is_given_up_and_told(rasa, own):
    rasa.status = 503
    own.say("博士多少")
    own.database.execute("update messages set received_at = now() - interval '11 minutes' where text = '博士多少'")
    own.database.commit()
    until(lambda: own.statuses() == ["failed"])
    assert "请再发一次" in own.replies()[-1]
    rasa.status = 200
    assert own.say("硕士呢").status_code == 200


def test_a_message_rasa_cannot_cope_with_holds_up_nothing(rasa, own):
    rasa.status = 500
    assert "换个说法" in own.say("毒").json()["messages"][0]["text"]
    rasa.status = 200
    assert own.say("你好").json()["messages"][0]["text"] == "好的"
    assert own.statuses() == ["failed", "answered"]


def test_what_failed_once_and_then_found_nobody_waits_and_is_not_given_up(rasa, own):
    """As when Rasa dies over it: the second try is no proof that the message is to blame."""

    def dies(body):
        rasa.status = 503 if len(rasa.heard) > 1 else 500
        return []

    rasa.answer = dies
    assert own.say("博士多少").status_code == 503
    assert own.statuses() == ["waiting"]
    rasa.answer, rasa.status = [{"text": "好的", "buttons": [], "custom": {}}], 200
    until(lambda: own.statuses() == ["answered"])
