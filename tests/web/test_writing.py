"""Writing: input methods, keys, the limit; and that the keyboard alone is enough."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import shows, write


def test_enter_during_a_composition_sends_nothing(page: Page):
    box = page.get_by_label("输入您的问题")
    box.focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "sheng huo", "selectionStart": 9, "selectionEnd": 9})
    # Without `text`: the input method keeps the key's character to itself.
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 13})
    expect(page.locator(".mine")).to_have_count(0)
    session.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
    session.send("Input.insertText", {"text": "生活补贴"})
    expect(box).to_have_value("生活补贴")
    page.keyboard.press("Enter")
    shows(page, ["生活补贴", "您说的是：生活补贴"])
    expect(box).to_have_value("")


def test_the_enter_that_ends_a_composition_in_safari_sends_nothing(page: Page):
    """There the composition has ended before its key comes, which is known by its code only."""
    box = page.get_by_label("输入您的问题")
    box.fill("生活补贴")
    enter = "(box, keyCode) => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode, bubbles: true}))"
    box.evaluate(enter, 229)
    expect(page.locator(".mine")).to_have_count(0)
    box.evaluate(enter, 13)
    expect(page.locator(".mine")).to_have_count(1)


def test_shift_and_enter_begin_a_new_line_that_is_kept(page: Page):
    page.get_by_label("输入您的问题").focus()
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    page.keyboard.press("Enter")
    shows(page, ["第一行\n第二行", "您说的是：第一行\n第二行"])
    assert page.locator(".mine .bubble").evaluate("one => getComputedStyle(one).whiteSpace") == "pre-wrap"


def test_blanks_are_not_sent(page: Page):
    page.get_by_label("输入您的问题").fill("  \n ")
    expect(page.get_by_role("button", name="发送", exact=True)).to_be_disabled()
    page.keyboard.press("Enter")
    expect(page.locator(".mine")).to_have_count(0)


@pytest.mark.parametrize(("length", "counter"), [(1799, ""), (1801, "1801/2000字"), (2000, "2000/2000字")])
def test_the_counter_appears_near_the_limit(page: Page, length: int, counter: str):
    page.get_by_label("输入您的问题").fill("字" * length)
    expect(page.locator(".counter")).to_have_text(counter)
    expect(page.get_by_role("button", name="发送", exact=True)).to_be_enabled()


def test_what_is_too_long_is_kept_and_not_sent(page: Page):
    """Characters beyond the basic plane count once, as they do for the gateway."""
    box = page.get_by_label("输入您的问题")
    box.fill("𠮷" * 2003)
    expect(page.get_by_text("超出3字，请分几次说")).to_be_visible()
    expect(page.get_by_role("button", name="发送", exact=True)).to_be_disabled()
    page.keyboard.press("Enter")
    expect(box).to_have_value("𠮷" * 2003)


def test_escape_closes_the_menu_and_then_the_chat(page: Page):
    expect(page.get_by_label("输入您的问题")).to_be_focused()
    page.get_by_role("button", name="更多").click()
    expect(page.get_by_role("menuitem", name="转人工")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(page.get_by_role("button", name="更多")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="打开郑小才")).to_be_focused()


def test_the_menu_is_walked_with_arrows(page: Page):
    page.get_by_role("button", name="更多").press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="绑定微信")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="结束对话并评价")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator(".mine")).to_contain_text("转人工")


def test_everything_works_without_a_mouse(page: Page):
    write(page, "带我办生活补贴")
    box = page.get_by_role("checkbox", name="身份证")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".mine").last).to_contain_text("身份证有了")


def test_what_is_said_is_a_log_that_is_read_aloud(page: Page):
    write(page, "你好")
    log = page.get_by_role("log", name="对话记录")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_contain_text("您说：你好")
    expect(log).to_contain_text("郑小才说：您说的是：你好")
