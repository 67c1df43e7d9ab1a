"""Sizes, large type, light and dark, and what axe has to say about all of them."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.backend.chat.wechat.conftest import Gateway
from tests.web.conftest import DESKTOP, PHONE, Kept, choose, opened, shows, write

# Screens of phones and of the browser inside WeChat, which takes its own bars off.
PHONES = [(390, 844), (375, 603), (360, 740), (320, 568), (414, 724), (844, 390)]
QUESTIONS = (
    "博士每月能领多少生活补贴",
    "帮我看看我符合哪些政策",
    "带我办生活补贴",
    "我的申请到哪一步了",
    "再见",
)


@pytest.mark.parametrize("size", PHONES, ids=lambda size: "×".join(map(str, size)))
def test_on_a_phone_it_fills_the_screen(gateway: Gateway, visitor, size: tuple[int, int]):
    width, height = size
    context = visitor(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    page = opened(context.new_page(), gateway.url)
    dialog = page.get_by_role("dialog")
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    expect(dialog).to_have_attribute("aria-modal", "true")
    write(page, "带我办生活补贴")
    expect(page.locator(".checklist")).to_be_visible()
    assert page.locator(".log").evaluate("one => one.scrollWidth <= one.clientWidth")
    button = page.get_by_role("button", name="发送", exact=True).bounding_box()
    assert button["y"] + button["height"] <= height and button["height"] >= 44
    assert page.get_by_label("输入您的问题").evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 16


def test_on_a_desk_it_floats(page: Page):
    box = page.get_by_role("dialog").bounding_box()
    assert (box["width"], box["height"]) == (400, 640)
    expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "false")


def test_large_type_is_larger_and_remembered(page: Page):
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    before = page.locator(".bubble").last.evaluate(size)
    choose(page, "大字")
    assert page.locator(".bubble").last.evaluate(size) == 20 > before
    page.reload()
    expect(page.locator(".root.large .bubble").last).to_be_visible()
    choose(page, "大字")
    expect(page.locator(".root.large")).to_have_count(0)


def test_light_and_dark_follow_the_system_until_one_is_chosen(page: Page):
    ground = page.locator(".panel")
    light, dark = "rgb(243, 246, 250)", "rgb(16, 21, 27)"
    expect(ground).to_have_css("background-color", light)
    page.emulate_media(color_scheme="dark")
    expect(ground).to_have_css("background-color", dark)
    choose(page, "浅色")
    expect(ground).to_have_css("background-color", light)
    page.reload()
    expect(ground).to_have_css("background-color", light)
    choose(page, "跟随系统")
    expect(ground).to_have_css("background-color", dark)


def test_a_chat_that_was_open_opens_again_without_taking_the_focus(page: Page):
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")


def test_nothing_moves_for_those_who_asked_for_that(page: Page):
    assert page.locator(".panel").evaluate("one => getComputedStyle(one).animationName") == "none"
    page.emulate_media(reduced_motion="no-preference")
    assert page.locator(".panel").evaluate("one => getComputedStyle(one).animationName") == "rise"


def test_a_long_answer_is_shown_from_its_beginning(page: Page):
    write(page, "长的")
    expect(page.locator(".theirs .bubble").last).to_contain_text("第59行")
    row, log = page.locator(".theirs").last.bounding_box(), page.locator(".log").bounding_box()
    assert 0 <= row["y"] - log["y"] < 40


def test_the_last_words_stay_in_sight_while_the_text_box_grows(page: Page):
    for _ in range(3):
        write(page, "我的申请到哪一步了")
    expect(page.locator(".case")).to_have_count(3)
    last = page.get_by_role("button", name="撤回").last
    expect(last).to_be_in_viewport()
    page.get_by_label("输入您的问题").fill("一行\n" * 9)
    page.wait_for_timeout(200)
    button, box = last.bounding_box(), page.locator(".composer").bounding_box()
    assert button["y"] + button["height"] <= box["y"]


def test_a_reader_further_up_is_not_torn_away(page: Page, kept: Kept):
    for _ in range(3):
        write(page, "我的申请到哪一步了")
    expect(page.locator(".case")).to_have_count(3)
    page.locator(".log").evaluate("one => { one.scrollTop = 0 }")
    kept.says_unasked("新的通知")
    page.get_by_role("button", name="有新消息").click()
    expect(page.get_by_text("新的通知")).to_be_in_viewport()
    expect(page.get_by_role("button", name="有新消息")).to_be_hidden()


@pytest.mark.parametrize("large", [False, True], ids=["标准", "大字"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["手机", "电脑"])
def test_axe_finds_nothing_serious(
    gateway: Gateway, kept: Kept, visitor, sources: Path, size: dict, scheme: str, large: bool
):
    page = visitor(viewport=size, color_scheme=scheme).new_page()
    page.goto(gateway.url)
    axe = (sources / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    assert serious(page, axe) == []
    page.get_by_role("button", name="打开郑小才").click()
    for question in QUESTIONS:
        write(page, question)
    page.locator(".rating").wait_for()
    page.locator(".star").first.click()
    page.get_by_role("button", name="来源 2").click()
    if large:
        choose(page, "大字")
    kept.says_unasked("通知一句")
    page.get_by_text("通知一句").wait_for()
    page.get_by_role("button", name="更多").click()
    assert serious(page, axe) == []


def serious(page: Page, axe: str) -> list[tuple[str, list]]:
    page.evaluate(axe)
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (found["id"], [node["target"] for node in found["nodes"]])
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
    ]
