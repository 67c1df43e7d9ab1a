"""A post is opened only when WeChat sent it, just now, to this account."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.chat.wechat.crypto import Account, decrypt, signature
from backend.chat.wechat.envelope import LARGEST, verified_echo
from backend.chat.wechat.fields import parsed
from backend.chat.wechat.post import Opened, read
from backend.chat.wechat.refusals import (
    AppidWrong,
    BodyTooLarge,
    DoctypeRefused,
    EchoMalformed,
    EnvelopeRefused,
    FieldMalformed,
    KeyMissing,
    Malformed,
    NonceWrong,
    PlainRefused,
    SignatureWrong,
    TimestampWrong,
    Unauthentic,
    Undecipherable,
    XmlBroken,
)
from tests.backend.chat.wechat.damage import ENCODINGS, PROLOGUES
from tests.backend.chat.wechat.envelopes import (
    GH,
    KEY,
    NOW,
    OPENID,
    PLAIN,
    SAFE,
    SAMPLES,
    Post,
    block,
    compat,
    enciphered,
    encrypted,
    message,
    padded,
    plain,
    safe,
    signed,
)

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
HELLO = message("text", Content="您好")
MODES = [
    pytest.param(plain, PLAIN, id="plain"),
    pytest.param(compat, SAFE, id="compat"),
    pytest.param(safe, SAFE, id="safe"),
]


def opened(post: Post, account: Account = SAFE, now: datetime = NOW) -> Opened:
    return read(account, post.parameters, post.body, now)


def with_parameter(post: Post, **changed: str | None) -> Post:
    query = {name: value for name, value in (post.parameters | changed).items() if value is not None}
    return replace(post, query=tuple(query.items()))


@pytest.mark.parametrize("name", [name for name, vector in VECTORS.items() if vector["kind"] == "decrypt"])
def test_tencents_sample_posts_are_opened(name):
    told = VECTORS[name]
    account = Account(told["appid"], told["token"], (told["encoding_aes_key"],))
    query = {key: told[key] for key in ("timestamp", "nonce", "msg_signature")}
    query["signature"] = signature(told["token"], told["timestamp"], told["nonce"])
    came = read(account, query, told["body"].encode(), datetime.fromtimestamp(int(told["timestamp"]), UTC))
    plaintext = parsed(told["plaintext"].encode())
    assert (came.openid, came.to) == (plaintext.whole("FromUserName"), plaintext.whole("ToUserName"))
    encrypted_content = parsed(told["body"].encode()).whole("Encrypt")
    assert decrypt(encrypted_content, account)[0] == told["plaintext"].encode()


@pytest.mark.parametrize(("wrap", "account"), MODES)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_of_message_is_opened_in_every_mode(wrap, account, name):
    came = opened(wrap(SAMPLES[name]), account)
    assert (came.openid, came.to, came.nonce) == (OPENID, GH, "1320562132")
    assert came.message == opened(plain(SAMPLES[name]), PLAIN).message


def test_in_compat_mode_only_what_was_encrypted_counts():
    forged = message("text", Content="把我的办件撤回", FromUserName="o-somebody-else", MsgId=1)
    inner = forged.removeprefix(b"<xml>").removesuffix(b"</xml>")
    came = opened(encrypted(enciphered(padded(block(HELLO, SAFE.appid))), beside=inner))
    assert (came.message.content, came.openid) == ("您好", OPENID)


def test_with_keys_a_body_that_no_signature_covers_is_refused():
    with pytest.raises(PlainRefused):
        opened(plain(HELLO))


def test_without_keys_an_encrypted_body_is_refused_even_when_its_plain_fields_could_be_read():
    posts = [safe(HELLO), compat(HELLO), with_parameter(compat(HELLO), encrypt_type=None)]
    for post in (*posts, with_parameter(plain(HELLO), encrypt_type="aes")):
        with pytest.raises(KeyMissing):
            opened(post, PLAIN)


@pytest.mark.parametrize(("wrap", "account"), MODES)
@pytest.mark.parametrize("given", [None, "", "0" * 40, "签名"])
def test_a_missing_or_forged_signature_is_refused(wrap, account, given):
    with pytest.raises(SignatureWrong):
        opened(with_parameter(wrap(HELLO), signature=given), account)


@pytest.mark.parametrize("wrap", [compat, safe])
@pytest.mark.parametrize("given", [None, "", "0" * 40, signature(SAFE.token, "1", "2")])
def test_a_missing_or_forged_msg_signature_is_refused(wrap, given):
    with pytest.raises(SignatureWrong):
        opened(with_parameter(wrap(HELLO), msg_signature=given))


def test_a_captured_signature_carries_no_other_encrypted_body():
    captured, other = safe(HELLO), safe(message("text", Content="别的"))
    with pytest.raises(SignatureWrong):
        opened(replace(captured, body=other.body))


@pytest.mark.parametrize("shift", [timedelta(minutes=10), timedelta(minutes=-10)])
@pytest.mark.parametrize(("wrap", "account"), MODES)
def test_ten_minutes_of_skew_are_allowed_and_a_second_more_is_a_replay(wrap, account, shift):
    post = wrap(HELLO)
    assert opened(post, account, NOW + shift).openid == OPENID
    with pytest.raises(TimestampWrong):
        opened(post, account, NOW + shift * (601 / 600))


@pytest.mark.parametrize("at", ["", "-5", "1e9", "９９９", "9" * 12, "NaN", "1764144000 ", "timestamp"])
def test_a_timestamp_that_is_no_number_is_refused_however_well_signed(at):
    with pytest.raises(TimestampWrong):
        opened(safe(HELLO, at=at))


@pytest.mark.parametrize("nonce", ["", " ", "好", "n" * 65, "a\nb", "\x00"])
def test_a_nonce_that_is_no_short_word_is_refused_however_well_signed(nonce):
    with pytest.raises(NonceWrong):
        opened(safe(HELLO, nonce=nonce))


def test_a_post_to_another_account_is_refused():
    with pytest.raises(AppidWrong):
        opened(safe(HELLO, appid="wx0000000000000000"))


def test_a_well_signed_encryption_that_is_none_is_refused():
    for text in ("AAAA", "!", "好", enciphered(b"\x00" * 32)):
        with pytest.raises(Undecipherable):
            opened(encrypted(text))


def test_a_body_of_64_kilobytes_is_read_and_one_byte_more_is_not():
    empty = len(message("text", Content=""))
    largest = message("text", Content="a" * (LARGEST - empty))
    assert len(largest) == LARGEST == 65536
    assert opened(plain(largest), PLAIN).openid == OPENID
    with pytest.raises(BodyTooLarge):
        opened(plain(largest + b" "), PLAIN)


def test_a_body_too_large_is_refused_before_anything_of_it_is_looked_at():
    with pytest.raises(BodyTooLarge):
        opened(Post((), b"\x00" * (LARGEST + 1)))


DECLARATIONS = [prologue for prologue in PROLOGUES if b"DOCTYPE" in prologue]


@pytest.mark.parametrize("prologue", DECLARATIONS)
def test_document_types_and_entities_are_refused_outside_and_inside_the_encryption(prologue):
    outside = safe(HELLO)
    for post, account in ((plain(prologue + HELLO), PLAIN), (safe(prologue + HELLO), SAFE)):
        with pytest.raises(DoctypeRefused):
            opened(post, account)
    with pytest.raises(DoctypeRefused):
        opened(replace(outside, body=prologue + outside.body))


def test_who_cannot_sign_does_not_get_as_far_as_the_parser():
    with pytest.raises(SignatureWrong):
        opened(with_parameter(plain(DECLARATIONS[0] + b"<broken"), signature="0" * 40))


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{}", b"<xml>", HELLO[:-1], HELLO + HELLO, b"<html>" + HELLO + b"</html>", b"<xml>&nbsp;</xml>",
        b"<xml>\x00</xml>", b"<xml>&#0;</xml>", b"<xml>&#xD800;</xml>", b"<xml>\xed\xa0\x80</xml>", b"\xff\xfe<\x00",
        HELLO.replace("您好".encode(), "您好".encode("gbk")), b"<a>" * 9000, b"<xml xmlns='urn:x'>" + HELLO[5:],
    ],
)  # fmt: skip
def test_broken_xml_and_bytes_that_are_no_utf8_are_refused(body):
    for post, account in ((plain(body), PLAIN), (safe(body), SAFE)):
        with pytest.raises(XmlBroken):
            opened(post, account)


@pytest.mark.parametrize("encoding", [*ENCODINGS, "no-such-encoding"])
def test_no_declared_encoding_changes_how_the_bytes_are_read(encoding):
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    assert opened(safe(declared + HELLO)).message.content == "您好"


def test_two_encryptions_in_one_body_are_refused():
    post = safe(HELLO)
    with pytest.raises(FieldMalformed):
        opened(replace(post, body=post.body.replace(b"<Encrypt>", b"<Encrypt>AAAA</Encrypt><Encrypt>")))


def test_a_deeply_nested_body_is_read_without_harm():
    deep = b"<xml>" + b"<a>" * 9000 + b"</a>" * 9000 + HELLO[5:]
    assert opened(plain(deep), PLAIN).message.content == "您好"


def test_a_replay_is_told_by_its_triple_and_a_forged_body_by_its_digest():
    first, again = opened(plain(HELLO), PLAIN), opened(plain(HELLO), PLAIN)
    forged = opened(plain(message("text", Content="伪造")), PLAIN)
    triples = {(one.timestamp, one.nonce, one.signature) for one in (first, again, forged)}
    assert len(triples) == 1 and first.digest == again.digest != forged.digest


def test_with_keys_the_digest_is_of_what_was_signed_whatever_stands_beside_it():
    post = compat(HELLO)
    beside = replace(post, body=post.body.replace(b"<ToUserName>", b"<Extra>1</Extra><ToUserName>", 1))
    assert opened(post).digest == opened(beside).digest != opened(safe(message("text", Content="别的"))).digest


def test_nothing_a_person_wrote_and_no_secret_shows_when_a_post_is_printed():
    shown = repr(opened(safe(HELLO)))
    assert not any(secret in shown for secret in ("您好", OPENID, KEY, SAFE.token))


def test_no_refusal_says_what_was_sent():
    hidden = "机密13812345678"
    posts = [plain(message("location", Location_X=hidden, Location_Y="1")), plain(f"<xml>{hidden}".encode())]
    posts += [plain(HELLO, nonce=hidden), plain(HELLO, at=hidden)]
    for post in posts:
        with pytest.raises(EnvelopeRefused) as refused:
            opened(post, PLAIN)
        assert hidden not in str(refused.value)


def test_a_refusal_is_of_one_of_three_groups_by_which_it_is_answered():
    def leaves(kind: type) -> set[type]:
        return set().union(*(leaves(one) for one in kind.__subclasses__())) or {kind}

    assert all(issubclass(kind, Unauthentic | Malformed | BodyTooLarge) for kind in leaves(EnvelopeRefused))
    assert not any(issubclass(kind, Unauthentic) and issubclass(kind, Malformed) for kind in leaves(EnvelopeRefused))


# The URL check.


@pytest.mark.parametrize("account", [PLAIN, SAFE])
def test_the_url_check_hears_its_echo_plain_in_every_mode(account):
    told = VECTORS["plain-signature-public"]
    query = {key: told[key] for key in ("signature", "timestamp", "nonce", "echostr")}
    assert told["token"] == account.token
    then = datetime.fromtimestamp(int(told["timestamp"]), UTC)
    assert verified_echo(account, query, then) == "shr5ch"
    with pytest.raises(TimestampWrong):
        verified_echo(account, query, then + timedelta(minutes=11))
    with pytest.raises(SignatureWrong):
        verified_echo(replace(account, token="another"), query, then)


@pytest.mark.parametrize("echo", [None, "", "<script>alert(1)</script>", "a b", "a" * 257, "回声"])
def test_an_echo_that_could_be_markup_is_not_repeated(echo):
    query = with_parameter(signed(b""), echostr=echo).parameters
    with pytest.raises(EchoMalformed):
        verified_echo(SAFE, query, NOW)
