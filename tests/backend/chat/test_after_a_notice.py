"""The dialogue is told when a notice was what the visitor had seen last; one word stops all, one more agrees again."""

from collections.abc import Callable
from uuid import UUID

import pytest

from tests.backend.chat.test_commands import say
from tests.backend.chat.test_lane import until


@pytest.fixture
def session_id(verified) -> UUID:
    from backend.chat import tokens

    return tokens.session_of(verified["Authorization"].removeprefix("Bearer "))


@pytest.fixture
def notice(client, session_id):
    """Lets a notice appear in the conversation."""

    def come(speaker: str = "notice") -> None:
        from backend.chat.repository import say_unasked
        from backend.chat.words import content
        from backend.database import transaction

        with transaction() as session:
            say_unasked(session, session_id, speaker, content("您符合“青年人才生活补贴”的条件。"))

    return come


def told(rasa) -> list[bool]:
    """Of each message the dialogue has heard, whether it came after a notice."""
    return [heard["metadata"].get("after_notice", False) for heard in rasa.heard]


def test_what_is_said_right_after_a_notice_is_marked_and_what_is_said_after_the_answer_is_not(
    client, rasa, verified, notice
):
    say(client, verified, "你好")
    notice()
    say(client, verified, "好的")
    say(client, verified, "不需要")
    assert told(rasa) == [False, True, False]


def test_what_a_member_of_staff_says_is_no_notice(client, rasa, verified, notice):
    notice("staff")
    say(client, verified, "好的")
    assert told(rasa) == [False]


def test_a_notice_that_comes_while_the_answer_is_on_its_way_is_not_what_was_seen_last(client, rasa, verified, notice):
    def slowly(body: dict) -> list[dict]:
        if len(rasa.heard) == 1:
            notice()
        return [{"text": "您的最高学历是？", "buttons": [], "custom": {}}]

    rasa.answer = slowly
    say(client, verified, "帮我看看我符合哪些政策")
    say(client, verified, "不需要")
    assert told(rasa) == [False, False]


def test_a_notice_of_long_ago_is_not_answered_any_more(client, rasa, verified, notice, session_id, database):
    notice()
    database.execute(
        "update chat_sessions set told_unasked_at = now() - interval '49 hours' where id = %s", [session_id]
    )
    database.commit()
    say(client, verified, "办好了")
    assert told(rasa) == [False]


@pytest.fixture
def away(client, rasa, verified):
    """Something is said while the assistant is away, and heard when it is back."""

    def said(text: str, meanwhile: Callable[[], None] = lambda: None) -> None:
        rasa.status = 503
        assert client.post("/chat/messages", json={"text": text}, headers=verified).status_code == 503
        meanwhile()
        rasa.status, rasa.heard = 200, []
        until(lambda: rasa.heard)

    return said


def test_the_mark_stays_with_the_message_when_its_turn_is_begun_anew(rasa, notice, away):
    notice()
    away("好的")
    assert told(rasa) == [True]


def test_a_message_from_before_the_notice_is_no_answer_to_it(rasa, notice, away):
    away("办好了", meanwhile=notice)
    assert told(rasa) == [False]


def test_one_word_right_after_a_notice_stops_all_and_offers_to_stop_its_topic(client, rasa, verified, notice):
    client.put("/people/me/consents/reminders", json={"given": True}, headers=verified)
    notice()
    (said,) = say(client, verified, "退订")
    assert "不再发给您" in said["text"] and [one["payload"] for one in said["buttons"]] == ["退订这类提醒"]
    (said,) = say(client, verified, "退订")
    assert "没有订阅" in said["text"] and said["buttons"] == []


def test_who_wants_reminders_again_reads_first_what_they_agree_to(client, rasa, verified):
    (said,) = say(client, verified, "开启政策提醒")
    assert "随时可以撤回" in said["text"]
    (button,) = said["buttons"]
    assert "reminders" not in client.get("/people/me", headers=verified).json()["consents"]
    say(client, verified, button["payload"])
    assert client.get("/people/me", headers=verified).json()["consents"]["reminders"]["given"] is True
    assert rasa.heard == []


@pytest.mark.parametrize("word", ["开启政策提醒", "确认开启政策提醒"])
def test_a_guest_is_told_to_be_verified_first(client, rasa, speaker, word):
    assert "验证手机号" in say(client, speaker, word)[0]["text"]
