"""A tiny product on a real port, whose crypto is wechatpy's, and a client of the API as products write them."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from simulators.wechat.account import Account
from simulators.wechat.api.routes import CUSTOM_SEND, STABLE_TOKEN
from simulators.wechat.fixture import WeChat
from simulators.wechat.phone import Phone

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
HTTP = httpx2.Client(trust_env=False)
Reaction = Callable[[dict], bytes | str | tuple[int, bytes]]


@dataclass
class Product:
    """Hears messages as dictionaries; `reacts` gives the answer: bytes, XML to be sealed, or (status, body)."""

    account: Account
    url: str = ""
    heard: list[dict] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    reacts: Reaction = lambda message: b"success"

    def react(self, query: dict, body: bytes) -> tuple[int, bytes]:
        message = self._opened(query, body)
        self.heard.append(message)
        self.arrivals.append(time.monotonic())
        answer = self.reacts(message)
        if isinstance(answer, tuple):
            return answer
        return 200, answer if isinstance(answer, bytes) else self._sealed(answer, query).encode()

    def _opened(self, query: dict, body: bytes) -> dict:
        check_signature(self.account.token, query["signature"], query["timestamp"], query["nonce"])
        if self.account.mode != "plain":
            signed = query["msg_signature"], query["timestamp"], query["nonce"]
            body = self._crypto().decrypt_message(body, *signed)
        return xmltodict.parse(body)["xml"]

    def _sealed(self, reply: str, query: dict) -> str:
        if self.account.mode == "plain":
            return reply
        return self._crypto().encrypt_message(reply, query["nonce"], query["timestamp"])

    def _crypto(self) -> WeChatCrypto:
        return WeChatCrypto(self.account.token, self.account.aes_keys[0], self.account.appid)


def passive(message: dict, content: str) -> str:
    """A text reply to it, as XML."""
    cdata = content.replace("]]>", "]]]]><![CDATA[>")
    return (
        f"<xml><ToUserName>{message['FromUserName']}</ToUserName><FromUserName>{message['ToUserName']}</FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType>text</MsgType><Content><![CDATA[{cdata}]]></Content></xml>"
    )


def transfer(message: dict) -> str:
    return passive(message, "x").replace(">text<", ">transfer_customer_service<")


@dataclass
class Api:
    """Calls as a product makes them, the token fetched once."""

    wechat: WeChat
    token: str = ""

    def post(self, path: str, body: dict | None = None, **more: object) -> dict:
        self.token = self.token or self.fetch()["access_token"]
        url = f"{self.wechat.url}{path}?access_token={self.token}"
        return HTTP.post(url, **({"json": body} | more if body is not None else more)).json()

    def get(self, path: str, **query: str) -> dict:
        return HTTP.get(self.wechat.url + path, params=query).json()

    def fetch(self, **more: object) -> dict:
        account = self.wechat.account
        body = {"grant_type": "client_credential", "appid": account.appid, "secret": account.secret} | more
        return HTTP.post(self.wechat.url + STABLE_TOKEN, json=body).json()

    def says(self, phone: Phone, text: str) -> int:
        """A customer message; the errcode."""
        told = {"touser": phone.openid, "msgtype": "text", "text": {"content": text}}
        return self.post(CUSTOM_SEND, told)["errcode"]


def wait_until(holds: Callable[[], bool], timeout: float = 5.0) -> None:
    end = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Account:
    """In safe mode, or in that of the test's parameter."""
    return Account(aes_keys=[AES_KEY], mode=getattr(request, "param", "safe"))


@pytest.fixture
def product(account: Account) -> Iterator[Product]:
    product = Product(account)

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            check_signature(account.token, query["signature"], query["timestamp"], query["nonce"])
            self._say(200, query["echostr"].encode())

        def do_POST(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            self._say(*product.react(query, self.rfile.read(int(self.headers["Content-Length"]))))

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 100

        def handle_error(self, *_: object) -> None:
            """The platform hangs up after five seconds; that is no error of the product's."""

    server = Server(("127.0.0.1", 0), Door)
    product.url = f"http://127.0.0.1:{server.server_port}/wechat"
    threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True).start()
    yield product
    server.shutdown()
    server.server_close()


@pytest.fixture
def wechat(product: Product, account: Account) -> Iterator[WeChat]:
    """Five seconds are one; tests of impatience set another scale."""
    with WeChat(product.url, account, scale=0.2) as wechat:
        yield wechat


@pytest.fixture
def api(wechat: WeChat) -> Api:
    return Api(wechat)


@pytest.fixture
def ming(wechat: WeChat) -> Phone:
    return wechat.user("小明")
