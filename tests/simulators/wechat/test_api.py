"""The API: tokens, customer messages within their allowances, menu, scenes and sessions."""

import pytest

from simulators.wechat import acts
from simulators.wechat.api.routes import CUSTOM_SEND, STABLE_TOKEN, TYPING
from tests.simulators.wechat.conftest import HTTP

# Tokens


def test_a_stable_token_stays_the_same_until_its_last_five_minutes(wechat, api):
    first = api.fetch()
    assert first["expires_in"] == 7200 and api.fetch()["access_token"] == first["access_token"]
    wechat.clock.advance(7200 - 301)
    assert api.fetch()["access_token"] == first["access_token"]
    wechat.clock.advance(2)
    assert api.fetch()["access_token"] != first["access_token"] and api.fetch()["expires_in"] >= 300


def test_a_forced_token_replaces_the_old_one_but_not_within_30_seconds(wechat, api, ming):
    old = api.fetch()["access_token"]
    new = api.fetch(force_refresh=True)["access_token"]
    assert new != old and api.fetch(force_refresh=True)["access_token"] == new
    api.token = old
    assert api.says(ming, "好的") == 40001
    wechat.clock.advance(31)
    assert api.fetch(force_refresh=True)["access_token"] != new


def test_forcing_ends_after_twenty_times_a_day(wechat, api):
    for _ in range(20):
        api.fetch(force_refresh=True)
        wechat.clock.advance(31)
    assert api.fetch(force_refresh=True)["errcode"] == 45009


def test_an_ordinary_token_displaces_the_last_one_after_five_minutes(wechat, api, ming):
    told = {"grant_type": "client_credential", "appid": wechat.account.appid, "secret": wechat.account.secret}
    api.token = api.get("/cgi-bin/token", **told)["access_token"]
    ming.says("在吗").wait()
    api.get("/cgi-bin/token", **told)
    assert api.says(ming, "好的") == 0
    wechat.clock.advance(301)
    assert api.says(ming, "好的") == 40001


def test_tokens_are_missing_expired_or_revoked(wechat, api, ming):
    ming.says("在吗").wait()
    assert HTTP.post(wechat.url + CUSTOM_SEND, json={}).json()["errcode"] == 41001
    assert api.says(ming, "好的") == 0
    wechat.tokens.revoke()
    assert api.says(ming, "好的") == 40001
    api.token = api.fetch()["access_token"]
    wechat.clock.advance(7201)
    assert api.says(ming, "好的") == 42001


@pytest.mark.parametrize(
    ("wrong", "errcode"), [({"secret": "x"}, 40125), ({"appid": "x"}, 40013), ({"grant_type": "x"}, 40002)]
)
def test_wrong_credentials_are_told_apart(api, wrong, errcode):
    assert api.fetch(**wrong)["errcode"] == errcode


# Customer messages


def test_five_messages_after_one_of_the_user_and_more_after_the_next(api, ming):
    assert api.says(ming, "好的") == 45015
    ming.says("在吗").wait()
    assert [api.says(ming, f"第{n}条") for n in range(6)] == [0, 0, 0, 0, 0, 45047]
    ming.says("继续").wait()
    assert api.says(ming, "第6条") == 0
    assert ming.inbox.texts == [f"第{n}条" for n in range(5)] + ["第6条"]


def test_the_window_closes_after_48_hours(wechat, api, ming):
    ming.says("在吗").wait()
    wechat.clock.advance(48 * 3600 - 5)
    assert api.says(ming, "好的") == 0
    wechat.clock.advance(6)
    assert api.says(ming, "好的") == 45015


def test_a_click_allows_three_within_a_minute_and_gives_no_message_allowance(wechat, api, ming):
    api.post("/cgi-bin/menu/create", {"button": [{"type": "click", "name": "进度", "key": "/check_progress"}]})
    ming.clicks("进度").wait()
    assert [api.says(ming, "一") for _ in range(4)] == [0, 0, 0, 45047]
    ming.clicks("进度").wait()
    wechat.clock.advance(61)
    assert api.says(ming, "一") == 45015


def test_following_and_scanning_allow_three(wechat, api):
    hong = wechat.user("小红", followed=False)
    hong.follows().wait()
    assert [api.says(hong, "欢迎") for _ in range(4)] == [0, 0, 0, 45047]


def test_nothing_reaches_who_stopped_following(api, ming):
    ming.says("在吗").wait()
    ming.unfollows().wait()
    assert api.says(ming, "好的") == 45015
    with pytest.raises(acts.Impossible):
        ming.says("还在吗")


@pytest.mark.parametrize(
    ("message", "errcode"),
    [
        ({"msgtype": "text", "text": {"content": "一" * 683}}, 45002),
        ({"msgtype": "text", "text": {"content": ""}}, 44004),
        ({"msgtype": "Text", "text": {"content": "好"}}, 40008),
        ({"msgtype": "image", "image": {}}, 40007),
        ({"msgtype": "msgmenu", "msgmenu": {"head_content": "选"}}, 47001),
        ({"touser": "oNobody", "msgtype": "text", "text": {"content": "好"}}, 40003),
    ],
)
def test_a_wrong_customer_message_is_refused_and_costs_nothing(api, ming, message, errcode):
    ming.says("在吗").wait()
    assert api.post(CUSTOM_SEND, {"touser": ming.openid} | message)["errcode"] == errcode
    assert [api.says(ming, "好") for _ in range(5)] == [0] * 5


def test_a_body_that_is_no_json_is_refused(api):
    assert api.post(CUSTOM_SEND, content=b"{")["errcode"] == 47001
    assert api.post(CUSTOM_SEND, content=b"")["errcode"] == 44002
    assert api.get(CUSTOM_SEND)["errcode"] == 43002


def test_an_escaped_body_is_shown_escaped(api, ming):
    ming.says("在吗").wait()
    head = '{"touser":"' + ming.openid + '","msgtype":"text","text":{"content":'
    api.post(CUSTOM_SEND, content=(head + '"\\u597d\\n的"}}').encode())
    api.post(CUSTOM_SEND, content=(head + '"好\\\\u597d\\u0009"}}').encode())
    escaped, plain = ming.inbox
    assert escaped.text == "\\u597d\n\\u7684" and escaped.detail["escaped"]
    assert plain.text == "好\\u597d\t" and "escaped" not in plain.detail


def test_a_tapped_menu_line_comes_back_with_its_id(product, api, ming):
    ming.says("在吗").wait()
    lines = [{"id": "7", "content": "申请条件"}, {"id": "8", "content": "办理材料"}]
    menu = {"head_content": "您想问：", "list": lines, "tail_content": "也可以直接说"}
    assert api.post(CUSTOM_SEND, {"touser": ming.openid, "msgtype": "msgmenu", "msgmenu": menu})["errcode"] == 0
    assert ming.inbox.wait_for("menu").text == "您想问：\n申请条件\n办理材料\n也可以直接说"
    ming.taps("办理材料").wait()
    assert (product.heard[-1]["Content"], product.heard[-1]["bizmsgmenuid"]) == ("办理材料", "8")


def test_typing_is_shown_once_within_30_seconds(wechat, api, ming):
    def typing(command="Typing"):
        return api.post(TYPING, {"touser": ming.openid, "command": command})["errcode"]

    assert typing() == 45080
    ming.says("在吗").wait()
    assert [typing(), typing(), typing("CancelTyping"), typing()] == [0, 45081, 0, 0]
    wechat.clock.advance(16)
    assert typing() == 0
    wechat.clock.advance(16)
    assert typing() == 45080
    assert ming.inbox.kinds == ["typing"] * 3


# Scenes, menu, sessions


def scene(api, scene_str="bind-1", **more):
    told = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": scene_str}}} | more
    return api.post("/cgi-bin/qrcode/create", told)


def test_a_scene_is_scanned_by_a_follower_or_makes_one(product, wechat, api, ming):
    ticket = scene(api, expire_seconds=600)["ticket"]
    ming.scans("bind-1").wait()
    hong = wechat.user("小红", followed=False)
    hong.scans(ticket).wait()
    assert [(one["Event"], one["EventKey"]) for one in product.heard] == [
        ("SCAN", "bind-1"),
        ("subscribe", "qrscene_bind-1"),
    ]
    assert product.heard[1]["Ticket"] == ticket
    assert api.says(ming, "已绑定") == 0 and hong.user.followed
    assert "bind-1" in HTTP.get(f"{wechat.url}/cgi-bin/showqrcode?ticket={ticket}").text


def test_an_expired_scene_tells_the_user_only(product, wechat, api, ming):
    scene(api, expire_seconds=60)
    wechat.clock.advance(61)
    assert ming.scans("bind-1") is None
    assert ming.inbox.texts == ["二维码已过期"] and product.heard == []


@pytest.mark.parametrize("told", [{"action_name": "QR"}, {"expire_seconds": 0}, {"action_info": {}}])
def test_a_wrong_scene_is_refused(api, told):
    assert scene(api, **told)["errcode"] == 40097


VIEW = {"type": "view", "name": "官网", "url": "https://example.com"}


def test_the_menu_is_kept_and_its_entries_tapped(product, api, ming):
    assert api.get("/cgi-bin/menu/get", access_token=api.fetch()["access_token"])["errcode"] == 46003
    menu = {"button": [{"name": "办事", "sub_button": [{"type": "click", "name": "进度", "key": "/progress"}, VIEW]}]}
    assert api.post("/cgi-bin/menu/create", menu)["errcode"] == 0
    assert api.get("/cgi-bin/menu/get", access_token=api.token)["menu"] == menu
    ming.clicks("进度").wait()
    ming.clicks("官网").wait()
    assert [(one["Event"], one["EventKey"]) for one in product.heard] == [
        ("CLICK", "/progress"),
        ("VIEW", "https://example.com"),
    ]


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([VIEW] * 4, 40016),
        ([{"name": "多", "sub_button": [VIEW] * 6}], 40023),
        ([VIEW | {"name": "名字太长太长"}], 40018),
        ([VIEW | {"url": "example"}], 40020),
        ([{"type": "click", "name": "无键"}], 40019),
        ([{"type": "x", "name": "怪"}], 40017),
    ],
)
def test_a_wrong_menu_is_refused(api, buttons, errcode):
    assert api.post("/cgi-bin/menu/create", {"button": buttons})["errcode"] == errcode


def test_the_product_opens_a_session_with_who_is_online(product, wechat, api, ming):
    def opened(agent):
        return api.post("/customservice/kfsession/create", {"openid": ming.openid, "kf_account": agent})["errcode"]

    assert [opened("nobody"), opened("kf9@x"), opened(wechat.account.agents[0])] == [65401, 65415, 0]
    assert ming.says("你好").wait().outcome == "agent"
    told = {"openid": ming.openid, "kf_account": wechat.account.agents[0]}
    assert [api.post("/customservice/kfsession/close", told)["errcode"] for _ in range(2)] == [0, 65413]


def test_every_call_is_in_the_traffic_without_its_token(wechat, api, ming):
    api.says(ming, "好的")
    call = wechat.traffic.calls(CUSTOM_SEND)[0]
    assert "45015" in call.answer and "好的" in call.request and api.token not in call.request
    assert len(wechat.traffic.calls(STABLE_TOKEN)) == 1
