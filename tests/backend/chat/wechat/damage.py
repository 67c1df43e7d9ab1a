"""Damages posts in every way thought of, for the tests of the reader and of the endpoint; a seed repeats a run."""

import base64
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from tests.backend.chat.wechat.envelopes import (
    FOREIGN_KEY,
    NOW,
    SAFE,
    SAMPLES,
    Post,
    block,
    cdata,
    compat,
    enciphered,
    encrypted,
    padded,
    plain,
    safe,
)

HOSTILE = (
    "", " ", "0", "-1", "NaN", "inf", "1e999", "9" * 19, "9" * 20, "9" * 400, "0x10", "１２３", "٣", "1_000", "+5",
    "91.0", "-180.5", "\x00", "\x0b", "\ufffe", "\u202e", "😀" * 50, "]]>", "<b>", "&", "'; DROP TABLE replies; --",
    "a" * 5000, "qrscene_", "qrscene_" + "长" * 300, "event", "../../etc/passwd", "{{7*7}}", "%00",
    "\r\nSet-Cookie: a=b",
)  # fmt: skip
ENCODINGS = ("gbk", "big5", "utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7", "gb18030")
DECLARED = (*ENCODINGS, "latin-1", "ebcdic-cp-us", "no-such-encoding", "")
PROLOGUES = (
    b'<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
    b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>',
    b'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd">',
    b'<?xml-stylesheet href="x.xsl"?>',
    b"<!-- -->",
    b"\xef\xbb\xbf",
)


def flipped(dice: random.Random, data: bytes) -> bytes:
    """One to eight bytes are others."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 8) if changed else 0):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def truncated(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def spliced(dice: random.Random, data: bytes) -> bytes:
    """A piece is cut out, or put in once more elsewhere."""
    start, end, at = sorted(dice.randrange(len(data) + 1) for _ in range(3))
    return data[:start] + data[end:] if dice.random() < 0.5 else data[:at] + data[start:end] + data[at:]


def _one_element(dice: random.Random, data: bytes, change: Callable[[re.Match[bytes]], bytes]) -> bytes:
    found = list(re.finditer(rb"<(\w+)>((?:<!\[CDATA\[.*?\]\]>|[^<])*)</\1>", data, re.DOTALL))
    if not found:
        return data
    one = dice.choice(found)
    return data[: one.start()] + change(one) + data[one.end() :]


def without_a_tag(dice: random.Random, data: bytes) -> bytes:
    return _one_element(dice, data, lambda one: b"")


def with_a_tag_doubled(dice: random.Random, data: bytes) -> bytes:
    return _one_element(dice, data, lambda one: one[0] * 2)


def with_a_tag_nested(dice: random.Random, data: bytes) -> bytes:
    return _one_element(dice, data, lambda one: b"<%b>%b</%b>" % (one[1], one[0], one[1]))


def with_a_hostile_value(dice: random.Random, data: bytes) -> bytes:
    value = dice.choice(HOSTILE)
    form = dice.choice((cdata, str, lambda text: "".join(f"&#{ord(letter)};" for letter in text[:2000])))
    return _one_element(dice, data, lambda one: b"<%b>%b</%b>" % (one[1], form(value).encode(), one[1]))


def of_another_kind(dice: random.Random, data: bytes) -> bytes:
    """The fields of one kind under the name of another."""
    tag, names = dice.choice(
        ((b"MsgType", ("text", "voice", "location", "event", "nothing")), (b"Event", _EVENT_NAMES))
    )
    name = dice.choice(names)
    return re.sub(rb"<%b>.*?</%b>" % (tag, tag), b"<%b>%b</%b>" % (tag, name.encode(), tag), data, count=1)


_EVENT_NAMES = ("subscribe", "SCAN", "LOCATION", "TEMPLATESENDJOBFINISH", "subscribe_msg_sent_event", "nothing")


def in_another_encoding(dice: random.Random, data: bytes) -> bytes:
    encoded = data.decode(errors="ignore").encode(dice.choice(ENCODINGS), errors="ignore")
    return dice.choice((data, encoded)) if dice.random() < 0.3 else _declared(dice, encoded)


def _declared(dice: random.Random, data: bytes) -> bytes:
    return f'<?xml version="1.0" encoding="{dice.choice(DECLARED)}"?>'.encode() + data


def after_a_prologue(dice: random.Random, data: bytes) -> bytes:
    return dice.choice(PROLOGUES) + data


def with_an_entity_used(dice: random.Random, data: bytes) -> bytes:
    used = dice.choice((b"&a;", b"&#0;", b"&#xD800;", b"&#x10FFFF;", b"&#xFFFE;", b"&nbsp;", b"&amp;"))
    used = _one_element(dice, data, lambda one: b"<%b>%b</%b>" % (one[1], used, one[1]))
    return after_a_prologue(dice, used) if dice.random() < 0.5 else used


def with_raw_bytes(dice: random.Random, data: bytes) -> bytes:
    """No UTF-8: a surrogate, an overlong slash, a lone continuation, NUL."""
    raw = dice.choice((b"\xed\xa0\x80", b"\xc0\xaf", b"\x80", b"\x00", b"\xff\xfe", b"\xf4\x90\x80\x80"))
    return _one_element(dice, data, lambda one: b"<%b>%b</%b>" % (one[1], raw, one[1]))


def no_such_document(dice: random.Random, data: bytes) -> bytes:
    deep = dice.choice((10, 1000, 6000))
    return dice.choice(
        (
            b"", b" ", b"\x00", b"null", b"[]", b'{"ToUserName":"gh","Encrypt":"x"}', b"success", b"<xml/>",
            b"<xml></xml>", b"<html>" + data + b"</html>", b"<xml xmlns='urn:x'>" + data[5:], data + data,
            b"<a>" * deep + b"</a>" * deep,
            b"<xml>" + b"<List>" * deep + b"<TemplateId>1</TemplateId>" + b"</List>" * deep + data[5:],
            b"<xml " + b" ".join(b"a%d='1'" % i for i in range(deep)) + b">" + data[5:], dice.randbytes(200),
        )
    )  # fmt: skip


DOCUMENT_DAMAGE = (
    flipped, truncated, spliced, without_a_tag, with_a_tag_doubled, with_a_tag_nested, with_a_hostile_value,
    with_a_hostile_value, of_another_kind, in_another_encoding, after_a_prologue, with_an_entity_used, with_raw_bytes,
    no_such_document,
)  # fmt: skip


def badly_enciphered(dice: random.Random, xml: bytes) -> str:
    """An `<Encrypt>` that is signed well but made badly."""
    whole = padded(block(xml, SAFE.appid))
    good = enciphered(whole)
    return dice.choice(
        (
            "", "=", "====", "!", "好", " " + good, good[:-1], good[:-4], good + "AAAA", good.rstrip("=") + "===",
            good[24:],
            base64.b64encode(flipped(dice, base64.b64decode(good))).decode(),
            base64.b64encode(dice.randbytes(16 * dice.randint(1, 9))).decode(),
            enciphered(whole[:-1] + b"\x00"), enciphered(whole[:-1] + b"\x21"), enciphered(whole[:-1] + b"\xff"),
            enciphered(b"\x20" * 32), enciphered(b"\x10" * 16), enciphered(padded(b"")), enciphered(padded(b"a" * 19)),
            enciphered(padded(b"a" * 16 + dice.randbytes(4) + xml)), enciphered(padded(b"a" * 16 + b"\xff" * 4 + xml)),
            enciphered(padded(block(xml, "wx0000000000000000"))), enciphered(padded(block(xml, ""))),
            enciphered(padded(block(xml, SAFE.appid + "x"))), enciphered(whole, FOREIGN_KEY), good,
        )
    )  # fmt: skip


def with_query_damaged(dice: random.Random, post: Post) -> Post:
    """A parameter is missing, doubled, changed or strange; the signature is no longer right, or was never asked."""
    query, at = list(post.query), dice.randrange(len(post.query))
    name, value = query[at]
    strange = dice.choice((*HOSTILE, value.upper(), value + " ", " " + value, value[:-1], value[::-1], "\ud800"))
    match dice.randrange(5):
        case 0:
            del query[at]
        case 1:
            query.insert(dice.randrange(len(query) + 1), (name, strange))
        case 2:
            query.insert(dice.randrange(len(query) + 1), (name, value))
        case 3:
            query[at] = (name, strange)
        case 4:
            query = [] if dice.random() < 0.2 else dice.sample(query, len(query) - 1)
    return replace(post, query=tuple(query))


def with_strange_stamp(dice: random.Random, at: datetime) -> dict[str, str]:
    """A timestamp or nonce that is odd but rightly signed."""
    seconds = int(at.timestamp())
    odd = (
        *(str(seconds + shift) for shift in (-601, 601, -86400, -599, 599)),
        "-5",
        "1e9",
        "９９",
        "9" * 30,
        "",
        "NaN",
    )
    return {"at": dice.choice(odd)} if dice.random() < 0.7 else {"nonce": dice.choice((*HOSTILE, "n" * 65))}


def too_large(dice: random.Random, post: Post) -> Post:
    return replace(post, body=post.body + b" " * dice.choice((64 * 1024, 64 * 1024 + 1 - len(post.body), 200_000)))


def mutants(seed: int, count: int, at: datetime = NOW) -> Iterator[Post]:
    """`count` posts to the account SAFE (or PLAIN), damaged at every depth: the message, its encryption, the body, the
    query; some stay harmless. `at`: when they are sent, by the receiver's clock."""
    dice = random.Random(seed)
    for _ in range(count):
        yield _mutant(dice, {"at": at})


def _mutant(dice: random.Random, stamp: dict) -> Post:
    wrap = dice.choice((plain, safe, compat))
    xml = dice.choice(list(SAMPLES.values()))
    match dice.randrange(8):
        case 0 | 1 | 2:
            return wrap(dice.choice(DOCUMENT_DAMAGE)(dice, xml), **stamp)
        case 3:
            return encrypted(badly_enciphered(dice, xml), **stamp)
        case 4 | 5:
            post = wrap(xml, **stamp)
            return replace(post, body=dice.choice(DOCUMENT_DAMAGE)(dice, post.body))
        case 6:
            return with_query_damaged(dice, wrap(xml, **stamp))
        case _:
            post = wrap(xml, **(stamp | with_strange_stamp(dice, stamp["at"])))
            return too_large(dice, post) if dice.random() < 0.2 else post
