"""What stands below a notice: every one says why, all but critical ones how to want no more, and what can be done."""

from uuid import uuid4

import pytest

from backend.delivery.notices import Letter
from policybook.topics import Class, load_topics

TOPICS = load_topics()


def composed(*topics: str, consents: frozenset[str] = frozenset()) -> Letter:
    from backend.notices import letters
    from backend.notices.models import Notice

    notices = [
        Notice(topic=topic, text="有结果了。", details={"policy": "人才公寓", "day": "今天"}) for topic in topics
    ]
    return letters.compose(uuid4(), notices, TOPICS, consents)


def below(*topics: str) -> dict[str, str]:
    """Payload by title, of a message that tells these."""
    return {button["title"]: button["payload"] for button in composed(*topics).buttons}


@pytest.mark.parametrize("topic", TOPICS.topics)
def test_every_notice_says_why_and_what_is_not_critical_how_to_stop_it(client, topic):
    found = below(topic)
    assert found["为什么收到这个"] == "为什么收到这个"
    assert ("退订这类提醒" in found) is (TOPICS.topics[topic].class_ is not Class.critical)


@pytest.mark.parametrize("topic", TOPICS.topics)
def test_what_can_be_gone_about_says_how_and_ones_own_application_how_far_it_is(client, topic):
    nothing_to_do = topic.startswith("arranged_") or topic in ("policy_lost", "entry_found")
    assert (below(topic).keys() & {"怎么办理", "办到哪一步了"} != set()) is not nothing_to_do


def test_a_digest_offers_what_any_of_them_does_and_asks_which_is_meant(client):
    found = below("policy_fits", "policy_changed")
    assert list(found) == ["怎么办理", "为什么收到这个", "退订这类提醒"]
    assert found["怎么办理"] == "提醒的事怎么办理" != below("policy_fits")["怎么办理"] == "带我办人才公寓"
    assert list(below("policy_lost", "arranged_service")) == ["为什么收到这个", "退订这类提醒"]
    assert "办到哪一步了" in below("policy_fits", "case_progress")


@pytest.mark.parametrize("topic", TOPICS.topics)
def test_a_text_message_tells_only_what_the_words_speak_of_that_were_agreed_to(client, topic):
    own, everything = frozenset({"sms"}), frozenset({"sms", "sms_reminders", "reminders"})
    reminds = TOPICS.topics[topic].class_ is Class.recommendation
    assert (composed(topic, consents=own).sms is not None) is topic.startswith("case_")
    assert (composed(topic, consents=everything - own).sms is not None) is reminds
    assert composed(topic).sms is None


@pytest.mark.parametrize(
    ("topics", "goes"),
    [
        (("policy_fits", "case_progress"), True),
        (("policy_fits", "entry_found"), False),
        (("case_progress", "arranged_opened"), False),
    ],
)
def test_several_go_by_text_message_when_each_of_them_may(client, topics, goes):
    everything = frozenset({"sms", "sms_reminders", "reminders"})
    assert (composed(*topics, consents=everything).sms is not None) is goes
    assert composed(*topics, consents=everything - {"sms"}).sms is None
