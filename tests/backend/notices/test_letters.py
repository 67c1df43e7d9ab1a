"""What stands below a notice: every one says why, all but critical ones how to want no more, and what can be done."""

from uuid import uuid4

import pytest

from policybook.topics import Class, load_topics

TOPICS = load_topics()


def below(*topics: str) -> dict[str, str]:
    """Payload by title, of a message that tells these."""
    from backend.notices import letters
    from backend.notices.models import Notice

    notices = [
        Notice(topic=topic, text="有结果了。", details={"policy": "人才公寓", "day": "今天"}) for topic in topics
    ]
    letter = letters.compose(uuid4(), notices, TOPICS)
    return {button["title"]: button["payload"] for button in letter.buttons}


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
