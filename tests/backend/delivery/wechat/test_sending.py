"""What becomes of each kind of message, for every reaction of the table."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from backend.delivery.wechat import sending
from backend.delivery.wechat.client import SESSION_CREATE, SUBSCRIBE_SEND, TEMPLATE_SEND
from backend.delivery.wechat.errcodes import REACTIONS, RULES, Reaction, midnight, reaction_to, reaction_to_receipt
from tests.backend.delivery.wechat.fake_platform import OPENID, SEND, client_of, playing

NOW = datetime(2026, 3, 1, 4, 0, 30, tzinfo=UTC)  # 12:00:30 in Zhengzhou
MIDNIGHT = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
NEXT_MINUTE = datetime(2026, 3, 1, 4, 1, tzinfo=UTC)
TEMPLATE, DATA = "iPk5sOIt5X_flOVKn5GrTFpncEYTojx6ddbt8WYoV5s", {"thing1": "生活补贴", "date2": "2026年3月1日"}


def text_after(*answers, count: int = 1) -> tuple[list[sending.Outcome], int]:
    """The outcomes of `count` texts, and how many requests that took."""

    async def scenario():
        async with playing() as platform:
            platform.say(SEND, *answers)
            client = client_of(platform, clock=lambda: NOW)
            return [await sending.text(client, OPENID, "好") for _ in range(count)], len(platform.to(SEND))

    return asyncio.run(scenario())


@pytest.mark.parametrize(
    ("errcode", "status", "reaction", "not_before"),
    [
        (45015, "refused", Reaction.outside_window, None),
        (45047, "kept", Reaction.quota_used, None),
        (43004, "refused", Reaction.unfollowed, None),
        (43101, "refused", Reaction.template_refused, None),
        (40003, "refused", Reaction.dead_contact, None),
        (43117, "later", Reaction.next_day, NOW + timedelta(hours=24)),
        (43108, "later", Reaction.once_later, NOW + timedelta(seconds=30)),
        (40037, "later", Reaction.misconfigured_once_later, NOW + timedelta(minutes=10)),
        (47003, "refused", Reaction.misconfigured, None),
        (99999, "refused", Reaction.misconfigured, None),
        (45009, "later", Reaction.until_midnight, MIDNIGHT),
        (45011, "later", Reaction.next_minute, NEXT_MINUTE),
        (48001, "stopped", Reaction.stop, NOW + timedelta(minutes=5)),
        (45002, "refused", Reaction.split, None),
        (45081, "refused", Reaction.ignore, None),
    ],
)
def test_an_errcode_has_its_reaction_and_is_not_tried_again_by_itself(errcode, status, reaction, not_before):
    (outcome,), requests = text_after(errcode)
    assert outcome == sending.Outcome(status, errcode, reaction, not_before=not_before)
    assert requests == 1


def test_every_code_of_the_table_has_a_rule():
    listed = "-1 40001 40014 42001 40125 40013 40243 40164 61004 40003 43004 43101 43117 43108 40037 40036 47003"
    listed += " 40066 47001 40008 45002 45009 45011 45015 45047 45072 45080 45081 48001 48004 50001 50002"
    assert {int(code) for code in listed.split()} <= REACTIONS.keys()
    assert RULES.keys() == set(Reaction)
    assert all(rule.wait for rule in RULES.values() if rule.status in ("later", "stopped"))
    assert reaction_to(12345) is Reaction.misconfigured


@pytest.mark.parametrize("errcode", [45009, 45011, 48001])
def test_a_call_that_would_be_in_vain_is_not_made_again(errcode):
    outcomes, requests = text_after(errcode, count=4)
    assert len(set(outcomes)) == 1 and requests == 1


def test_a_quota_of_one_call_leaves_the_others_alone_and_ends_at_midnight():
    async def scenario():
        moment = NOW
        async with playing() as platform:
            platform.say(SEND, 45009)
            client = client_of(platform, clock=lambda: moment)
            await sending.text(client, OPENID, "好")
            assert (await sending.typing(client, OPENID)).status == "accepted"
            moment = MIDNIGHT - timedelta(seconds=1)
            assert (await sending.text(client, OPENID, "好")).not_before == MIDNIGHT
            moment = MIDNIGHT
            assert (await sending.text(client, OPENID, "好")).status == "accepted"
            assert not [request for request in platform.requests if "clear_quota" in request.path]

    asyncio.run(scenario())


def test_midnight_is_the_next_one_in_zhengzhou():
    assert midnight(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == MIDNIGHT
    assert midnight(MIDNIGHT) == MIDNIGHT + timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "reaction"),
    [
        ("success", None),
        ("failed:user block", Reaction.template_refused),
        ("failed: system failed", Reaction.again),
        ("failed:freq limit", Reaction.next_day),
        ("failed:something new", Reaction.misconfigured),
    ],
)
def test_a_receipt_has_its_reaction(status, reaction):
    assert reaction_to_receipt(status) is reaction


def sent_body(path: str, send) -> dict:
    async def scenario():
        async with playing() as platform:
            assert (await send(client_of(platform))).status == "accepted"
            return platform.to(path)[0].json

    return asyncio.run(scenario())


def test_a_menu_names_its_items_by_what_they_stand_for():
    items = [{"title": "是的", "payload": "/affirm"}, {"title": "不是", "payload": "/deny"}]
    body = sent_body(SEND, lambda client: sending.menu(client, OPENID, "对吗？", items, "谢谢"))
    assert body["msgtype"] == "msgmenu" and body["touser"] == OPENID
    assert body["msgmenu"]["head_content"] == "对吗？" and body["msgmenu"]["tail_content"] == "谢谢"
    assert [one["content"] for one in body["msgmenu"]["list"]] == ["是的", "不是"]
    assert [one["id"] for one in body["msgmenu"]["list"]] == [sending.menu_id("/affirm"), sending.menu_id("/deny")]


def test_a_template_carries_the_key_that_keeps_it_from_being_shown_twice():
    async def scenario():
        async with playing() as platform:
            platform.say(TEMPLATE_SEND.path, {"errcode": 0, "errmsg": "ok", "msgid": 3877654321098765432})
            sent = await sending.template(client_of(platform), OPENID, TEMPLATE, DATA, "k-7f", "https://a.cn/b")
            assert sent == sending.Outcome("accepted", 0, message_id="3877654321098765432")
            assert platform.to(TEMPLATE_SEND.path)[0].json == {
                "touser": OPENID,
                "template_id": TEMPLATE,
                "url": "https://a.cn/b",
                "client_msg_id": "k-7f",
                "data": {"thing1": {"value": "生活补贴"}, "date2": {"value": "2026年3月1日"}},
            }

    asyncio.run(scenario())


def test_the_one_late_try_of_a_template_is_the_last():
    async def scenario():
        async with playing() as platform:
            platform.say(TEMPLATE_SEND.path, 40037, 40037)
            client = client_of(platform)
            first = await sending.template(client, OPENID, TEMPLATE, DATA, "k")
            assert first.status == "later"
            again = await sending.template(client, OPENID, TEMPLATE, DATA, "k", last_try=True)
            assert (again.status, again.errcode) == ("refused", 40037)

    asyncio.run(scenario())


def test_a_subscription_notice_is_sent_to_its_own_call():
    body = sent_body(
        SUBSCRIBE_SEND.path, lambda client: sending.subscription(client, OPENID, TEMPLATE, DATA, "https://a.cn")
    )
    assert body["page"] == "https://a.cn" and body["data"]["thing1"] == {"value": "生活补贴"}


def test_wrong_fields_are_named_and_nothing_is_sent():
    async def scenario():
        async with playing() as platform:
            client = client_of(platform)
            wrong = {"thing1": "长" * 21, "date2": "明天", "thing3": "好"}
            for sent in (
                await sending.template(client, OPENID, TEMPLATE, wrong, "k"),
                await sending.subscription(client, OPENID, TEMPLATE, wrong),
            ):
                assert (sent.status, sent.wrong_fields) == ("refused", ("thing1", "date2"))
            assert platform.requests == []

    asyncio.run(scenario())


def test_a_person_is_handed_over_only_to_somebody_who_is_there():
    async def scenario():
        async with playing() as platform:
            platform.say(SESSION_CREATE.path, 65415)
            client = client_of(platform)
            assert (await sending.hand_over(client, OPENID, "a@gh")).reaction is Reaction.no_agent
            assert (await sending.hand_over(client, OPENID, "a@gh")).status == "accepted"
            assert platform.to(SESSION_CREATE.path)[0].json == {"kf_account": "a@gh", "openid": OPENID}

    asyncio.run(scenario())
