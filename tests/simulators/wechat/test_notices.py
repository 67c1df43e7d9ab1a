"""Template messages with their receipts, and subscription notices with their consents."""

import pytest

from simulators.wechat.api.routes import BIZSEND, TEMPLATE_SEND
from simulators.wechat.receipts import BLOCKED, FREQUENT
from tests.simulators.wechat.conftest import wait_until


@pytest.fixture
def template(account):
    account.add_template("T1", "申请进度提醒", {"thing1": "事项", "time2": "时间"})
    account.add_template("S1", "办理结果", {"thing1": "事项", "date2": "日期"}, subscription=True)


def notice(phone, **more):
    data = {"first": {"value": "您好"}, "thing1": {"value": "生活\n补贴🎉" + "很" * 30}, "time2": {"value": "明天"}}
    return {"touser": phone.openid, "template_id": "T1", "data": data} | more


def result(phone, thing="生活补贴", date="2026年7月1日"):
    return {"touser": phone.openid, "template_id": "S1", "data": {"thing1": {"value": thing}, "date2": {"value": date}}}


def receipts(product):
    return [one["Status"] for one in product.heard if one.get("Event") == "TEMPLATESENDJOBFINISH"]


# Template messages and their receipts


def test_a_template_message_is_trimmed_and_reported(template, product, api, ming):
    told = api.post(TEMPLATE_SEND, notice(ming, url="https://example.com/1"))
    shown = ming.inbox.wait_for("template")
    assert shown.text == "申请进度提醒\n事项：生活 补贴" + "很" * 15 + "\n时间：明天"
    assert "您好" not in shown.text and shown.detail["url"] == "https://example.com/1"
    wait_until(lambda: receipts(product) == ["success"])
    assert product.heard[-1]["MsgID"] == str(told["msgid"])


def test_the_same_client_msg_id_is_sent_once_in_ten_minutes(template, wechat, api, ming):
    first = api.post(TEMPLATE_SEND, notice(ming, client_msg_id="a"))
    assert api.post(TEMPLATE_SEND, notice(ming, client_msg_id="a"))["msgid"] == first["msgid"]
    assert len(ming.inbox.of("template")) == 1
    wechat.clock.advance(601)
    assert api.post(TEMPLATE_SEND, notice(ming, client_msg_id="a"))["msgid"] != first["msgid"]


def test_template_messages_are_refused_for_their_reasons(template, wechat, api, ming):
    def errcode(**more):
        return api.post(TEMPLATE_SEND, notice(ming, **more))["errcode"]

    assert errcode(template_id="T9") == 40037
    assert errcode(template_id="S1") == 40037
    assert errcode(url="example") == 40066
    assert errcode(data=None) == 47001
    ming.refuses("T1")
    assert errcode() == 43101
    hong = wechat.user("小红", followed=False)
    assert api.post(TEMPLATE_SEND, notice(hong))["errcode"] == 43004


def test_receipts_fail_are_late_double_or_missing_as_planned(template, product, wechat, api, ming):
    wechat.receipts.plan(BLOCKED)
    wechat.receipts.plan(FREQUENT, times=2)
    wechat.receipts.plan(times=0)
    wechat.receipts.plan(delay=8)
    for _ in range(4):
        api.post(TEMPLATE_SEND, notice(ming))
    wait_until(lambda: len(receipts(product)) == 3)
    assert sorted(receipts(product)) == sorted([BLOCKED, FREQUENT, FREQUENT])
    wait_until(lambda: len(receipts(product)) == 4)
    assert receipts(product)[-1] == "success"
    assert len(ming.inbox.of("template")) == 2


# Subscription notices


def test_each_consent_is_good_for_one_notice(template, product, api, ming):
    assert api.post(BIZSEND, result(ming))["errcode"] == 43101
    ming.accepts("S1", 2).wait()
    assert [api.post(BIZSEND, result(ming))["errcode"] for _ in range(3)] == [0, 0, 43101]
    texts = [shown.text for shown in ming.inbox.of("subscription")]
    assert texts == ["办理结果\n事项：生活补贴\n日期：2026年7月1日"] * 2
    assert product.heard[0]["SubscribeMsgPopupEvent"]["List"]["SubscribeStatusString"] == "accept"
    wait_until(lambda: sum(one.get("Event") == "subscribe_msg_sent_event" for one in product.heard) == 2)


def test_a_long_term_consent_lasts_until_it_is_withdrawn(template, product, api, ming):
    ming.accepts("S1", None).wait()
    assert [api.post(BIZSEND, result(ming))["errcode"] for _ in range(3)] == [0, 0, 0]
    ming.refuses("S1").wait()
    assert api.post(BIZSEND, result(ming))["errcode"] == 43101
    assert any(one.get("Event") == "subscribe_msg_change_event" for one in product.heard)


@pytest.mark.parametrize(("thing", "date"), [("很" * 21, "2026-07-01"), ("", "2026-07-01"), ("补贴", "明天")])
def test_a_wrong_field_is_refused_hard_and_costs_no_consent(template, api, ming, thing, date):
    ming.accepts("S1").wait()
    assert api.post(BIZSEND, result(ming, thing, date))["errcode"] == 47003
    assert api.post(BIZSEND, result(ming))["errcode"] == 0
