"""Takes pictures of the widget and of the demo page: `python tests/web/screenshots.py --url http://… --out DIR`."""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
QUESTIONS = (
    "博士每月能领多少生活补贴",
    "帮我看看我符合哪些政策",
    "带我办生活补贴",
    "我的申请到哪一步了",
    "申请材料",
    "再见",
)


def visit(browser: Browser, url: str, phone: bool, dark: bool = False) -> Page:
    """A page of its own browser context: a visitor who comes for the first time."""
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP,
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        is_mobile=phone,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url)
    return page


def ask(page: Page, text: str) -> None:
    """Asks, and waits until all that was asked is answered."""
    page.evaluate("text => document.querySelector('xiaocai-chat').ask(text)", text)
    page.locator(".mine", has_text=text).last.wait_for()
    page.locator(".mine.waiting").wait_for(state="detached")
    page.locator(".theirs").last.wait_for()
    page.wait_for_function(
        "() => { const chat = document.querySelector('xiaocai-chat').shadowRoot;"
        " return [...chat.querySelectorAll('.row.mine, .row.theirs')].pop().matches('.theirs') }"
    )


def choose(page: Page, label: str) -> None:
    page.get_by_role("button", name="更多").click()
    page.locator(".menu").get_by_text(label, exact=True).click()


def shoot(browser: Browser, url: str, out: Path, questions: tuple[str, ...]) -> None:
    for phone in (True, False):
        size = "phone" if phone else "desktop"
        for dark in (False, True):
            page = visit(browser, url, phone, dark)
            look = f"{size}-{'dark' if dark else 'light'}"
            page.screenshot(path=out / f"{look}-demo.png", full_page=not phone)
            page.evaluate("document.querySelector('xiaocai-chat').open()")
            page.screenshot(path=out / f"{look}-welcome.png")
            for number, question in enumerate(questions, 1):
                ask(page, question)
                page.screenshot(path=out / f"{look}-{number}.png")
            choose(page, "大字")
            page.screenshot(path=out / f"{look}-large.png")
            page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", nargs="*", default=QUESTIONS)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        shoot(browser, given.url, given.out, tuple(given.questions))
        browser.close()


if __name__ == "__main__":
    main()
