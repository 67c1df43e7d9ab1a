"""Makes posts as WeChat does, in every mode and of every kind, for the tests of the reader and of the endpoint."""

import base64
import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from backend.chat.wechat.crypto import Account

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
KEY, OLD_KEY, FOREIGN_KEY = ("".join(random.Random(seed).choices("aZ09bY18", k=43)) for seed in (1, 2, 3))
PLAIN = Account("wx5823bf96d3bd56c7", "spamtest")
SAFE = Account("wx5823bf96d3bd56c7", "spamtest", (KEY, OLD_KEY))
OPENID, GH = "oyORnuP8q7ou2gfYjqLzSIWZf0rs", "gh_10f6c3c3ac5a"


@dataclass(frozen=True)
class Post:
    """Query parameters in the order they are sent, perhaps doubled, and the body."""

    query: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def query_string(self) -> str:
        """Of a URL; lone surrogates become bytes that are no UTF-8."""
        return urlencode(self.query, errors="surrogatepass")

    @property
    def parameters(self) -> dict[str, str]:
        """As the web framework has it: the last of a name counts."""
        return dict(self.query)


def cdata(value: str) -> str:
    return "<![CDATA[" + "]]]]><![CDATA[>".join(value.split("]]>")) + "]]>"


def written(fields: dict) -> str:
    """Texts as CDATA, numbers bare, dictionaries nested, lists as repeated tags."""
    xml = ""
    for tag, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            inner = written(one) if isinstance(one, dict) else cdata(one) if isinstance(one, str) else str(one)
            xml += f"<{tag}>{inner}</{tag}>"
    return xml


def message(kind: str, **fields) -> bytes:
    """XML of a message of this MsgType; fields given replace the usual ones, and None takes them away."""
    usual = {"ToUserName": GH, "FromUserName": OPENID, "CreateTime": 1764144000, "MsgType": kind}
    usual |= {} if kind == "event" else {"MsgId": 6054768590064713728}
    return f"<xml>{written({k: v for k, v in (usual | fields).items() if v is not None})}</xml>".encode()


def event(name: str, **fields) -> bytes:
    return message("event", Event=name, **fields)


_ITEMS = [{"TemplateId": "T1", "SubscribeStatusString": "accept", "PopupScene": 0}]
_ITEMS += [{"TemplateId": "T2", "SubscribeStatusString": "reject", "PopupScene": 0}]
SAMPLES = {
    "text": message("text", Content="博士每月领多少补贴？"),
    "menu answer": message("text", Content="生活补贴", bizmsgmenuid="101"),
    "voice": message("voice", MediaId="m1", Format="amr", Recognition="我想问购房补贴。"),
    "voice not recognised": message("voice", MediaId="m1", Format="amr"),
    "image": message("image", PicUrl="http://mmbiz.qpic.cn/p/0", MediaId="m2"),
    "video": message("video", MediaId="m3", ThumbMediaId="t3"),
    "shortvideo": message("shortvideo", MediaId="m4", ThumbMediaId="t4"),
    "location": message("location", Location_X="34.747200", Location_Y="113.625300", Scale=20, Label="郑州市中原区"),
    "link": message("link", Title="办事指南", Description="怎么办", Url="https://example.com/guide"),
    "file": message("file", Title="简历.pdf", Description="", FileKey="k", FileMd5="d", FileTotalLen=1024),
    "unknown message": message("miniprogrampage", Title="小程序", AppId="wx1"),
    "subscribe": event("subscribe", EventKey=""),
    "subscribe by code": event("subscribe", EventKey="qrscene_bind-7f", Ticket="tk"),
    "unsubscribe": event("unsubscribe", EventKey=""),
    "scan": event("SCAN", EventKey="bind-7f", Ticket="tk"),
    "click": event("CLICK", EventKey="/check_progress"),
    "view": event("VIEW", EventKey="https://example.com/" + "a" * 120),
    "location report": event("LOCATION", Latitude="34.7472", Longitude="113.6253", Precision="119.385040"),
    "template receipt": event("TEMPLATESENDJOBFINISH", MsgID=200163836, Status="failed:user block"),
    "subscription answered": event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": _ITEMS}),
    "subscription changed": event("subscribe_msg_change_event", SubscribeMsgPopupEvent={"List": _ITEMS[1]}),
    "subscription sent": event(
        "subscribe_msg_sent_event",
        SubscribeMsgSentEvent={
            "List": {"TemplateId": "T1", "MsgID": 1700827132819554304, "ErrorCode": 0, "ErrorStatus": "success"}
        },
    ),
    "staff opened": event("kf_create_session", KfAccount="li@gh"),
    "staff closed": event("kf_close_session", KfAccount="li@gh"),
    "staff switched": event("kf_switch_session", FromKfAccount="li@gh", ToKfAccount="wang@gh"),
    "unknown event": event("scancode_push", EventKey="k", ScanCodeInfo={"ScanType": "qrcode", "ScanResult": "1"}),
}


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "surrogatepass")).hexdigest()


def block(content: bytes, appid: str, start: bytes = b"aaaabbbbccccdddd") -> bytes:
    """What is encrypted, without its padding."""
    return start + len(content).to_bytes(4, "big") + content + appid.encode()


def padded(plain: bytes) -> bytes:
    count = 32 - len(plain) % 32
    return plain + bytes([count]) * count


def enciphered(plain: bytes, key: str = KEY) -> str:
    """Base64 of whole blocks of 16."""
    raw = base64.b64decode(key + "=")
    encryptor = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def signed(body: bytes, encrypted: str | None = None, at: str | datetime = NOW, nonce: str = "1320562132") -> Post:
    """With the token all accounts here have; `encrypted` is what msg_signature covers, None in plain mode."""
    timestamp = at if isinstance(at, str) else str(int(at.timestamp()))
    query = {"signature": signature(SAFE.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    query |= {"openid": OPENID}
    if encrypted is not None:
        given = signature(SAFE.token, timestamp, nonce, encrypted)
        query |= {"encrypt_type": "aes", "msg_signature": given}
    return Post(tuple(query.items()), body)


def plain(xml: bytes, at: str | datetime = NOW, nonce: str = "1320562132") -> Post:
    return signed(xml, None, at, nonce)


def encrypted(text: str, at: str | datetime = NOW, nonce: str = "1320562132", beside: bytes = b"") -> Post:
    """A post of this `<Encrypt>`, with what stands beside it: little in safe mode, every field in compat mode."""
    beside = beside or written({"ToUserName": GH}).encode()
    return signed(b"<xml>" + beside + f"<Encrypt>{cdata(text)}</Encrypt></xml>".encode(), text, at, nonce)


def safe(xml: bytes, key: str = KEY, appid: str = SAFE.appid, **stamp) -> Post:
    return encrypted(enciphered(padded(block(xml, appid)), key), **stamp)


def compat(xml: bytes, key: str = KEY, **stamp) -> Post:
    """All fields in plain too."""
    inner = xml.removeprefix(b"<xml>").removesuffix(b"</xml>")
    return encrypted(enciphered(padded(block(xml, SAFE.appid)), key), beside=inner, **stamp)
