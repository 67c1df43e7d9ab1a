"""“绑定微信” in the menu: a code for somebody whose phone is known, and a clear sentence for everybody else."""

import pytest
from playwright.sync_api import Page, expect

from tests.backend.chat.wechat.conftest import Gateway, running
from tests.web.conftest import Kept, choose, opened, shows, speaker_of, until, verify, write


@pytest.fixture
def follower(process: Gateway):
    """Somebody who follows the account, with the phone in hand."""
    process.wechat.product = f"{process.url}/wechat"
    return process.wechat.user("扫码的人")


def test_a_verified_visitor_s_code_binds_the_phone_that_scans_it(page: Page, gateway: Gateway, kept: Kept, follower):
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])
    with speaker_of(page, gateway) as speaker:
        verify(speaker)
    with page.expect_response("**/wechat/bindings") as answer:
        choose(page, "绑定微信")
    code = page.get_by_role("img", name="绑定微信")
    expect(code).to_be_in_viewport(ratio=1)
    assert code.get_attribute("src").startswith("data:image/svg+xml")
    expect(page.locator(".code")).to_contain_text("扫一扫")
    expect(page.locator(".code")).to_contain_text("10 分钟内有效")
    follower.scans(answer.value.json()["content"]).wait()
    until(lambda: any("验证过的手机号连上了" in shown.text for shown in follower.inbox))
    bound = "select count(*) from chat_sessions s join chat_sessions w using (person_id) where s.id = %s"
    assert kept.rows(f"{bound} and w.channel = 'wechat'", kept.sessions[0]) == [(1,)]


def test_a_visitor_nobody_knows_is_led_to_verify_the_phone_first(page: Page):
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])
    choose(page, "绑定微信")
    expect(page.locator(".theirs").last).to_contain_text("请先在这里验证手机号")
    page.get_by_role("button", name="验证手机号", exact=True).click()
    expect(page.locator(".mine").last).to_contain_text("验证手机号")


def test_a_visitor_who_has_said_nothing_yet_hears_the_same(page: Page):
    choose(page, "绑定微信")
    expect(page.locator(".theirs").last).to_contain_text("请先在这里验证手机号")


def test_without_an_account_on_wechat_that_is_said(gateway: Gateway, tmp_path, visitor):
    off = {"WECHAT_APPID": "", "WECHAT_SECRET": "", "WECHAT_TOKEN": "", "WECHAT_AES_KEYS": ""}
    with running(Gateway(gateway.database_url, gateway.rasa_url, gateway.wechat, tmp_path / "log", off)) as alone:
        page = opened(visitor().new_page(), alone.url)
        choose(page, "绑定微信")
        expect(page.locator(".theirs").last).to_contain_text("这里没有接微信公众号")


def test_while_wechat_gives_no_codes_that_is_said(page: Page, gateway: Gateway):
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])
    with speaker_of(page, gateway) as speaker:
        verify(speaker)
    page.route("**/wechat/bindings", lambda route: route.fulfill(status=503, json={}))
    choose(page, "绑定微信")
    expect(page.locator(".theirs").last).to_contain_text("暂时生成不了二维码")


def test_a_code_that_is_over_is_taken_away(page: Page, gateway: Gateway):
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])
    with speaker_of(page, gateway) as speaker:
        verify(speaker)
    page.clock.install()
    choose(page, "绑定微信")
    page.get_by_role("img", name="绑定微信").wait_for()
    page.clock.fast_forward("10:01")
    expect(page.get_by_role("img", name="绑定微信")).to_have_count(0)
    expect(page.locator(".code")).to_contain_text("二维码过期了")
