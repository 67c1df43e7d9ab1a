"""What stands beside the words: sources, checklist, progress, packages, rating; and that words never become markup."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.backend.chat.wechat.conftest import Gateway
from tests.backend.conftest import FakeRasa
from tests.web.conftest import Kept, bubbles, offer_package, shows, until, write


@pytest.fixture
def package(page: Page, gateway: Gateway, rasa: FakeRasa) -> str:
    return offer_package(page, gateway, rasa)


def test_sources_are_folded_and_hold_what_the_text_need_not_repeat(page: Page):
    write(page, "博士每月能领多少生活补贴")
    toggle = page.get_by_role("button", name="来源 2")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".sources-list")).to_be_hidden()
    assert "媒体转载" not in bubbles(page)[1] and "来源：" not in bubbles(page)[1]
    assert bubbles(page)[1].endswith("以“郑好办”APP和窗口答复为准。")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    first = page.locator(".sources-list li").first
    expect(first).to_contain_text("最高每月可领1500元")
    expect(first).to_contain_text("2024-03-02")
    link = first.get_by_role("link")
    expect(link).to_have_attribute("href", "https://example.org/living-allowance")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_only_web_addresses_become_links(page: Page):
    write(page, "博士每月能领多少生活补贴")
    page.get_by_role("button", name="来源 2").click()
    second = page.locator(".sources-list li").nth(1)
    expect(second).to_contain_text("郑州市人社局对市人大")
    expect(second.get_by_role("link")).to_have_count(0)


def test_markup_is_text(page: Page):
    write(page, "代码")
    answer = page.locator(".theirs .bubble").last
    expect(answer).to_contain_text("<img src=x onerror=alert(1)>")
    assert answer.locator("img, script").count() == 0
    address, phone = answer.get_by_role("link").all()
    assert address.get_attribute("href") == "https://example.org/a?b=1&c=2"
    assert phone.get_attribute("href") == "tel:0371-96567"


def test_ticks_are_said_in_the_conversation(page: Page, kept: Kept):
    write(page, "带我办生活补贴")
    card = page.get_by_role("group", name="生活补贴要备的材料").last
    expect(card).to_contain_text("已备 1/4")
    assert bubbles(page)[1] == "青年人才生活补贴，您走“就近的人才服务窗口”办："
    expect(page.get_by_role("button", name="身份证有了")).to_have_count(0)
    card.get_by_text("身份证", exact=True).click()
    until(lambda: kept.asked[-1] == "身份证有了")
    expect(page.locator(".checklist")).to_have_count(2)
    newest = page.get_by_role("group", name="生活补贴要备的材料").last
    expect(newest).to_contain_text("已备 2/4")
    newest.get_by_text("劳动合同", exact=True).click()
    until(lambda: kept.asked[-1] == "劳动合同还没有")


def test_only_the_newest_list_can_be_ticked(page: Page):
    write(page, "带我办生活补贴")
    write(page, "身份证有了")
    expect(page.locator(".checklist")).to_have_count(2)
    expect(page.get_by_role("checkbox", name="劳动合同").first).to_be_disabled()
    expect(page.get_by_role("checkbox", name="劳动合同").last).to_be_enabled()
    expect(page.get_by_text("清单已更新，见下方")).to_have_count(1)


def test_an_application_shows_where_it_stands_and_its_clock(page: Page):
    write(page, "我的申请到哪一步了")
    card = page.locator(".case")
    for shown in (
        "青年人才生活补贴",
        "编号 ZC-2026-000123",
        "已用 2/5 个工作日",
        "最迟 2099年12月3日",
        "补正期间不计时",
        "日期暂定",
    ):
        expect(card).to_contain_text(shown)
    expect(card.locator("[aria-current=step]")).to_contain_text("审核中（当前）")
    expect(card.locator("li").first).to_contain_text("已提交（已完成）")
    assert card.locator(".bar i").evaluate("one => one.style.width") == "40%"


def test_a_passed_deadline_is_said(page: Page):
    write(page, "过期没有")
    expect(page.locator(".clock")).to_contain_text("已超过 2020年1月7日")


def test_nothing_promised_is_said_plainly(page: Page):
    write(page, "有承诺吗")
    expect(page.locator(".case")).to_contain_text("来源没有写承诺几个工作日")


def test_the_interview_shows_how_far_it_is(page: Page):
    write(page, "帮我看看我符合哪些政策")
    expect(page.locator(".interview")).to_contain_text("第 3 问，大约还剩 5 问")
    shows(page, ["帮我看看我符合哪些政策", "您的户口现在在郑州吗？"])


def test_a_card_of_a_kind_not_known_yet_leaves_the_words(page: Page):
    write(page, "新的卡片")
    shows(page, ["新的卡片", "文字都在"])


def test_a_package_opens_with_its_styles(page: Page, package: str):
    assert bubbles(page)[-1] == "步骤都走完了。申请资料理好了，可以打印带走。"
    with page.expect_popup() as popup:
        page.get_by_role("button", name="打开网页版").click()
    heading = popup.value.get_by_role("heading", name="青年人才生活补贴")
    expect(heading).to_have_css("color", "rgb(20, 54, 90)")
    assert popup.value.title().startswith("青年人才生活补贴 · 申请资料袋")
    assert popup.value.evaluate("window.opener") is None
    with page.expect_download() as download:
        popup.value.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_no_script_comes_along_with_a_package(page: Page, package: str):
    body = "<title>资料</title><h1 onclick='window.ran = 1'>资料</h1><script>window.ran = 1</script>"
    page.route("**/packages/**", lambda route: route.fulfill(body=body, content_type="text/html"))
    with page.expect_popup() as popup:
        page.get_by_role("button", name="打开网页版").click()
    expect(popup.value.get_by_role("heading", name="资料")).to_be_visible()
    popup.value.get_by_role("heading").click()
    assert popup.value.evaluate("window.ran") is None


def test_a_package_is_saved_as_pdf(page: Page, package: str):
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 PDF").click()
    assert download.value.suggested_filename == f"{package}.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_a_package_that_is_gone_says_so(page: Page, package: str, kept: Kept):
    kept.rows("delete from cases returning id")
    page.get_by_role("button", name="下载 PDF").click()
    expect(page.locator(".package")).to_contain_text("没能打开")


def test_a_package_that_is_over_cannot_be_opened(page: Page, package: str):
    page.clock.set_system_time(datetime.now() + timedelta(days=2))
    page.reload()
    expect(page.get_by_role("button", name="打开网页版")).to_be_disabled()
    expect(page.locator(".package")).to_contain_text("链接已过期")


def test_wechat_which_cannot_download_is_told_so(page: Page, package: str, gateway: Gateway):
    """The same visitor's page, as WeChat's browser would name itself."""
    page.add_init_script(
        "Object.defineProperty(navigator, 'userAgent', {get: () => 'Mozilla/5.0 MicroMessenger/8.0.50'})"
    )
    page.reload()
    page.get_by_role("button", name="下载 PDF").click()
    expect(page.locator(".package")).to_contain_text("微信里不能下载文件")


def test_a_rating_reaches_the_backend_and_is_remembered(page: Page, kept: Kept):
    write(page, "再见")
    stars = page.get_by_role("group", name="这次对话对您有帮助吗")
    stars.locator("label").nth(3).click()
    expect(stars).to_contain_text("满意")
    page.get_by_label("想说的话").fill("很清楚")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("谢谢您的评价（4 星）。")).to_be_visible()
    ((stars, comment),) = kept.evaluations
    assert stars == 4 and comment and "很清楚" not in comment  # sealed
    page.reload()
    expect(page.get_by_text("谢谢您的评价（4 星）。")).to_be_visible()


def test_a_rating_can_be_given_from_the_menu_with_the_keyboard(page: Page, kept: Kept):
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="结束对话并评价").press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("谢谢您的评价（2 星）。")).to_be_visible()
    assert kept.evaluations == [(2, None)]
