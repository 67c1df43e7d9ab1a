"""What a follower of the account lives through, and what the platform does to us meanwhile."""

import itertools

import pytest

_names = (f"第{number}位" for number in itertools.count(1))


@pytest.fixture
def phone(wechat):
    return wechat.user(next(_names))


def test_the_server_address_is_verified(wechat):
    assert wechat.checks_url()


def test_a_quick_answer_goes_back_with_the_request(wechat, rasa, phone):
    rasa.answer = [{"text": "博士每月1500元 ]]> 见细则"}]
    phone.says("博士每月能领多少")
    shown = phone.inbox.wait_for("1500")
    assert (shown.via, shown.text) == ("passive", "博士每月1500元 ]]> 见细则")
    assert [heard["text"] for heard in rasa.heard] == ["博士每月能领多少"]


def test_a_slow_answer_comes_as_a_customer_message_once(wechat, rasa, phone):
    rasa.seconds = 1.2
    phone.says("慢")
    shown = phone.inbox.wait_for("好的")
    assert shown.via == "customer"
    phone.inbox.stays_quiet(1.0)
    assert len(rasa.heard) == 1


def test_buttons_become_a_menu_whose_taps_mean_their_payload(wechat, rasa, phone):
    rasa.answer = [{"text": "要看哪个？", "buttons": [{"title": "条件", "payload": "生活补贴的条件"}]}]
    phone.says("生活补贴")
    phone.inbox.wait_for("条件")
    rasa.answer = [{"text": "好的"}]
    phone.taps("条件")
    phone.inbox.wait_for("好的")
    assert rasa.heard[-1]["text"] == "生活补贴的条件"
