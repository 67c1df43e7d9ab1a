"""A follower answers a notice: by a tap on what it offers, or in words; the dialogue knows that it was seen last."""

import httpx2
import pytest

from tests.backend.chat.wechat.conftest import said, until
from tests.backend.conftest import secrets_of_tests


@pytest.fixture
def told(gateway, phone, tables):
    """Lets something come unasked, in the name of the follower, who is known by then."""
    phone.says("你好").wait()
    until(lambda: said(phone))
    tables.change("insert into people (id, phone, phone_index) values (gen_random_uuid(), null, null)")
    tables.change(
        "update chat_sessions set person_id = (select id from people order by verified_at desc limit 1) where id = %s",
        tables.session,
    )
    headers = {"Authorization": f"Bearer {secrets_of_tests()['ACTIONS_SECRET']}", "X-Conversation": tables.session.hex}

    def come(*topics: str) -> None:
        what = [{"topic": topic, "policy": "living_allowance"} for topic in topics]
        answer = httpx2.post(f"{gateway.url}/dev/notices", json=what, headers=headers, trust_env=False)
        assert answer.status_code == 204, answer.text

    return come


def heard(rasa) -> list[tuple[str, bool]]:
    """What the dialogue heard after the greeting, and whether a notice had been seen last."""
    return [(one["text"], one["metadata"].get("after_notice", False)) for one in rasa.heard[1:]]


def test_a_tap_on_what_the_notice_offers_is_a_reply_to_it_and_what_follows_the_answer_is_not(rasa, phone, told):
    told("policy_fits")
    shown = phone.inbox.wait_for("您现在符合")
    assert [item.content for item in shown.items] == ["怎么办理", "为什么收到这个", "退订这类提醒"]
    phone.taps("为什么收到这个").wait()
    phone.says("好的").wait()
    until(lambda: len(rasa.heard) == 3)
    assert heard(rasa) == [("为什么收到这个", True), ("好的", False)]


def test_the_tap_on_how_names_the_policy(rasa, phone, told):
    told("policy_fits")
    phone.inbox.wait_for("您现在符合")
    phone.taps("怎么办理").wait()
    until(lambda: len(rasa.heard) == 2)
    assert heard(rasa) == [("带我办青年人才生活补贴", True)]


def test_words_after_a_digest_are_a_reply_to_it_too(rasa, phone, told):
    told("policy_fits", "policy_nearly")
    phone.inbox.wait_for("有2件事告诉您")
    phone.says("都不需要").wait()
    until(lambda: len(rasa.heard) == 2)
    assert heard(rasa) == [("都不需要", True)]


def test_one_word_stops_all_and_offers_to_stop_its_topic(rasa, phone, told):
    told("case_progress")
    phone.inbox.wait_for("申请的进展")
    phone.says("td").wait()
    shown = phone.inbox.wait_for("没有订阅")
    assert [item.content for item in shown.items] == ["退订这类提醒"] and len(rasa.heard) == 1
