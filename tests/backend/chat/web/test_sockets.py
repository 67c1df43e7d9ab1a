"""The website's sockets: whose they are, what comes over them, and that nothing is missed or doubled."""

import socket
import threading
import time
from uuid import uuid4

import pytest
import socketio
import uvicorn

from backend.chat import tokens
from backend.database import transaction
from backend.delivery import web
from backend.people import repository as people


@pytest.fixture(scope="module")
def server(client):
    """The application on a real port, in this process."""
    from backend.main import create

    place = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(create(), log_level="warning"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [place]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{place.getsockname()[1]}"
    running.should_exit = True
    thread.join(timeout=10)


class Page:
    """One open page; `heard` is everything that came, in order."""

    def __init__(self, url, token=None, after=0):
        self.heard, self._came = [], threading.Condition()
        self.client = socketio.Client()
        for event in ("session_confirm", "history", "bot_uttered", "user_said", "typing", "refused"):
            self.client.on(event, lambda data, event=event: self._hear(event, data))
        self.client.connect(url, transports=["websocket"])
        self.client.emit("session_request", {"session_id": token, "after": after})
        self.token = self.wait("session_confirm")

    def _hear(self, event, data):
        with self._came:
            self.heard.append((event, data))
            self._came.notify_all()

    def wait(self, event, true=lambda data: True, seconds=10):
        def there():
            return next((data for heard, data in self.heard if heard == event and true(data)), None)

        with self._came:
            assert self._came.wait_for(lambda: there() is not None, seconds), (event, self.heard)
            return there()

    def all(self, event):
        return [data for heard, data in self.heard if heard == event]

    def says(self, text, key=None):
        return self.client.call("user_uttered", {"message": text, "session_id": self.token, "key": key or uuid4().hex})

    def close(self):
        self.client.disconnect()


@pytest.fixture
def page(server, rasa):
    opened = []

    def new(*arguments, **more):
        opened.append(Page(server, *arguments, **more))
        return opened[-1]

    yield new
    for one in opened:
        one.close()


def test_what_is_said_is_acknowledged_and_answered(page):
    mine = page()
    assert mine.says("博士每月能领多少", "k1") == {"received": True}
    answer = mine.wait("bot_uttered")
    assert (answer["text"], answer["from"], answer["key"]) == ("好的", "assistant", "k1")


def test_buttons_are_quick_replies_as_rasa_has_them(page, rasa):
    rasa.answer = [{"text": "哪个？", "buttons": [{"title": "条件", "payload": "条件呢"}]}]
    mine = page()
    mine.says("生活补贴")
    replies = mine.wait("bot_uttered")["quick_replies"]
    assert replies == [{"title": "条件", "payload": "条件呢", "content_type": "text"}]


def test_the_same_key_is_answered_once(page, rasa):
    mine = page()
    mine.says("你好", "same")
    mine.wait("bot_uttered")
    assert mine.says("你好", "same") == {"received": True}
    time.sleep(0.5)
    assert len(mine.all("bot_uttered")) == len(rasa.heard) == 1


def test_what_was_said_is_shown_masked_on_every_page_of_the_session(page):
    mine = page()
    other = page(mine.token)
    mine.says("我的电话13812345678", "k2")
    for one in (mine, other):
        assert one.wait("user_said")["text"] == "我的电话［手机号］"
        one.wait("bot_uttered")


def test_a_page_that_comes_back_misses_nothing_and_sees_nothing_twice(page):
    mine = page()
    mine.says("一")
    first = mine.wait("bot_uttered")["id"]
    mine.close()
    again = page(mine.token, after=first)
    assert again.wait("history")["messages"] == []
    again.says("二")
    again.wait("bot_uttered")
    again.close()
    late = page(mine.token, after=first)
    assert [(one["from"], one["text"]) for one in late.wait("history")["messages"]] == [
        ("visitor", "二"),
        ("assistant", "好的"),
    ]
    fresh = page(mine.token, after=0)
    assert [one["text"] for one in fresh.wait("history")["messages"]] == ["一", "好的", "二", "好的"]


@pytest.mark.parametrize("token", ["forged", "", 5, None, {"session": 1}])
def test_a_forged_session_is_a_new_one(page, token):
    mine, other = page(), page(token)
    mine.says("私事")
    mine.wait("bot_uttered")
    time.sleep(0.2)
    assert other.token != mine.token
    assert other.all("bot_uttered") == [] and other.wait("history")["messages"] == []


def test_a_session_that_is_gone_is_a_new_one(page):
    signed = tokens.token_of(uuid4())
    assert page(signed).token != signed


def test_a_message_without_a_session_of_ones_own_cannot_speak_in_anothers(page, server, rasa):
    mine = page()
    stranger = page()
    stranger.client.call("user_uttered", {"message": "冒充", "session_id": mine.token + "x", "key": "k"})
    stranger.wait("bot_uttered")
    assert mine.all("bot_uttered") == []


@pytest.mark.parametrize("message", ["", "  ", None, 5, "长" * 2001, "///"])
def test_what_is_no_message_is_refused_with_a_sentence(page, message):
    mine = page()
    told = mine.client.call("user_uttered", {"message": message, "session_id": mine.token, "key": "bad"})
    assert told["error"] == "TextRefused" and told["detail"].startswith("请发送文字")
    assert mine.wait("refused")["key"] == "bad"


def test_whoever_speaks_too_fast_is_refused(page):
    mine = page()
    told = [mine.says(f"第{number}句") for number in range(13)]
    assert [one.get("error") for one in told] == [None] * 12 + ["TooManyRequests"]


def test_while_the_assistant_thinks_the_page_sees_it_type(page, rasa):
    rasa.seconds = 0.5
    mine = page()
    mine.says("慢")
    mine.wait("typing", lambda data: data["on"])
    mine.wait("bot_uttered")
    mine.wait("typing", lambda data: not data["on"])


def test_a_notice_comes_to_an_open_page_and_waits_for_a_closed_one(page, client):
    from tests.backend.conftest import new_phone, verify

    mine = page()
    headers = {"Authorization": f"Bearer {mine.token}"}
    verify(client, headers, new_phone())
    with transaction() as session:
        person_id = people.chat_session(session, tokens.session_of(mine.token)).person_id
        web.tell(session, person_id, "已经登记您的申请。")
    told = mine.wait("bot_uttered", lambda data: data["from"] == "notice")
    mine.close()
    history = page(mine.token).wait("history")["messages"]
    assert [one["id"] for one in history if one["from"] == "notice"] == [told["id"]]


def test_pages_and_script_are_served(server):
    import httpx2

    demo = httpx2.get(server, trust_env=False)
    assert "default-src 'none'" in demo.headers["Content-Security-Policy"] and "widget.js" in demo.text
    script = httpx2.get(f"{server}/widget.js", trust_env=False)
    assert script.status_code == 200 and script.headers["content-type"].startswith(("text/javascript", "application/j"))
