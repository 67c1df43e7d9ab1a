"""Takes the pictures of docs/images from the running whole: `python tests/web/screenshots.py` beside `make wechat`."""

import argparse
import io
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parents[2] / "docs/images"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
COLOURS = 128  # enough for a page of text, and a third of the bytes
LARGEST = 200_000  # bytes


@contextmanager
def visiting(browser: Browser, url: str, phone: bool = True, dark: bool = False) -> Iterator[Page]:
    """Somebody who comes for the first time."""
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP,
        device_scale_factor=2 if phone else 1.25,
        has_touch=phone,
        is_mobile=phone,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(300)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    IMAGES.mkdir(parents=True, exist_ok=True)
    path = IMAGES / f"{name}.png"
    image.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.name}: {size:,} bytes{'' if size <= LARGEST else ', TOO LARGE'}")


def ask(page: Page, *texts: str) -> None:
    """Waits until each is answered."""
    for text in texts:
        page.evaluate("text => document.querySelector('xiaocai-chat').ask(text)", text)
        page.locator(".pending .mine, .mine.waiting").wait_for(state="detached")
        page.locator(".typing").wait_for(state="hidden")
        page.wait_for_function(
            "() => { const chat = document.querySelector('xiaocai-chat').shadowRoot;"
            " return [...chat.querySelectorAll('.row.mine, .row.theirs')].pop().matches('.theirs') }"
        )
        page.wait_for_timeout(700)  # what else belongs to the answer


def choose(page: Page, label: str) -> None:
    page.get_by_role("button", name="更多").click()
    page.locator(".menu").get_by_text(label, exact=True).click()


def verify(page: Page, website: str, phone: str) -> None:
    """By the code that a true telephone would get."""
    ask(page, phone)
    sent = httpx2.get(f"{website}/dev/outbox", trust_env=False).json()
    ask(page, next(one["code"] for one in reversed(sent) if one["phone"] == phone))


def is_told(page: Page, website: str, topic: str, policy: str) -> None:
    """Something unasked, by the door for trying that out."""
    before = page.locator(".notice").count()
    token = page.evaluate("url => localStorage.getItem(`xiaocai:${url}:token`)", website)
    headers = {"Authorization": f"Bearer {token}"}
    told = httpx2.post(
        f"{website}/dev/notices", json=[{"topic": topic, "policy": policy}], headers=headers, trust_env=False
    )
    assert told.status_code == 204, told.text
    page.locator(".notice").nth(before).wait_for()


def shoot_website(browser: Browser, url: str) -> None:
    with visiting(browser, url, phone=False) as page:
        ask(page, "硕士购房补贴有多少")
        page.get_by_role("button", name=re.compile("来源")).last.click()
        shoot(page, "website")
    with visiting(browser, url) as page:
        ask(page, "帮我看看我符合哪些政策", "没有认定", "去年六月硕士毕业，中国人")
        shoot(page, "interview")
    with visiting(browser, url) as page:
        ask(page, "我要申请落户", "毕业证有了")
        shoot(page, "checklist")
        ask(page, "迁移证有了", "下一步", "下一步", "下一步")
        shoot(page, "package")
        ask(page, "提交")
        verify(page, url, f"139{secrets.randbelow(10**8):08}")
        page.locator(".notice").wait_for()
        shoot(page, "progress")
        is_told(page, url, "policy_fits", "home_purchase_allowance")
        ask(page, "为什么收到这个")
        shoot(page, "reminder")
        choose(page, "绑定微信")
        page.get_by_role("img", name="绑定微信").wait_for()
        shoot(page, "binding")
    with visiting(browser, url, dark=True) as page:
        page.evaluate("document.querySelector('xiaocai-chat').open()")
        choose(page, "大字")
        ask(page, "硕士购房补贴有多少")
        shoot(page, "dark-large")


def shoot_wechat(browser: Browser, url: str) -> None:
    with visiting(browser, url) as page:
        for act in ({"act": "unfollow"}, {"act": "follow"}, {"act": "say", "text": "硕士购房补贴有多少"}):
            assert httpx2.post(f"{url}/page/act", json=act, trust_env=False).status_code == 200
            page.wait_for_timeout(4000)  # the answer comes at once or by a customer message
        shoot(page, "wechat")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--website", default="http://127.0.0.1:8000")
    parser.add_argument("--wechat", default="http://127.0.0.1:8100")
    parser.add_argument("--only", choices=("website", "wechat"))
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        if given.only != "wechat":
            shoot_website(browser, given.website)
        if given.only != "website":
            shoot_wechat(browser, given.wechat)
        browser.close()


if __name__ == "__main__":
    main()
