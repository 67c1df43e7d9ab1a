"""The simulator's own crypto against the official vectors, and its hostile envelopes against a careful product."""

import random
from xml.parsers.expat import ExpatError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException

from simulators.wechat import hostile, messages
from simulators.wechat.account import Account
from simulators.wechat.crypto import BadCipher, decrypt, encrypt, signature
from simulators.wechat.envelopes import open_reply, seal
from tests.simulators.wechat.conftest import AES_KEY

APPID = "wxb11529c136998cb6"


def test_the_official_example_is_sealed_byte_for_byte():
    sealed = encrypt("我是中文abcd123".encode(), AES_KEY, APPID, b"aaaabbbbccccdddd")
    assert sealed == "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    assert decrypt(sealed, AES_KEY) == ("我是中文abcd123".encode(), APPID)


def test_the_official_signature_is_reproduced():
    sealed = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    assert signature("QDG6eK", "1409659589", "263014780", sealed) == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert decrypt(sealed, "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C") == (
        b"1616140317555161061",
        "wx5823bf96d3bd56c7",
    )


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
@settings(max_examples=100)
def test_another_library_reads_what_is_sealed_and_the_other_way_round(text):
    other = PrpCrypto(WeChatCrypto("t", AES_KEY, APPID).key)
    message = text.encode()
    assert other.decrypt(encrypt(message, AES_KEY, APPID), APPID) == text
    assert decrypt(other.encrypt(message.decode(), APPID).decode(), AES_KEY) == (message, APPID)


@pytest.mark.parametrize("sealed", ["", "!", "AAAA", "A" * 64, "jn1L23DB+6ELqJ+6bruv2w=="])
def test_what_was_not_sealed_is_refused(sealed):
    with pytest.raises(BadCipher):
        decrypt(sealed, AES_KEY)


def test_after_a_rotation_replies_under_the_old_key_still_open():
    new = Account(aes_keys=["Z" * 42 + "E", AES_KEY])
    reply = seal(Account(aes_keys=[AES_KEY]), messages.xml(messages.text("好")), "o", 1)
    told = messages.read(reply.body) | {"TimeStamp": "1", "Nonce": reply.params["nonce"]}
    told["MsgSignature"] = reply.params["msg_signature"]
    assert open_reply(new, messages.xml(told).encode())["Content"] == "好"


def test_cdata_that_ends_inside_survives():
    assert messages.read(messages.xml({"Content": "a]]>b]]]>c", "List": [{"A": "1"}, {"A": "2"}]})) == {
        "Content": "a]]>b]]]>c",
        "List": [{"A": "1"}, {"A": "2"}],
    }


ACCOUNT = Account(aes_keys=[AES_KEY])
MESSAGE = messages.xml({"ToUserName": "gh", "FromUserName": "o1", "CreateTime": 1} | messages.text("你好"))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("forged", InvalidSignatureException),
        ("another body", InvalidSignatureException),
        ("another appid", InvalidAppIdException),
        ("broken outside", ExpatError),
    ],
)
def test_a_hostile_envelope_is_not_opened_by_another_library(name, error):
    with pytest.raises(error):
        _opened(hostile.all_of(ACCOUNT, MESSAGE, "o1", 1_700_000_000)[name])


def _opened(envelope):
    crypto = WeChatCrypto(ACCOUNT.token, ACCOUNT.aes_keys[0], ACCOUNT.appid)
    return crypto.decrypt_message(
        envelope.body, envelope.params["msg_signature"], envelope.params["timestamp"], envelope.params["nonce"]
    )


def test_a_giant_is_as_large_as_it_says_and_a_bomb_is_inside_its_seal():
    told = (ACCOUNT, MESSAGE, "o1", 1_700_000_000)
    assert len(hostile.giant(*told, kilobytes=80).body) > 80 * 1024
    assert b"<!ENTITY" in _opened(hostile.doctype(*told)).encode()
    assert b"<!ENTITY" in hostile.doctype(*told, inside=False).body


def test_mutations_repeat_for_the_same_seed_and_are_seldom_honest():
    honest = seal(ACCOUNT, MESSAGE, "o1", 1_700_000_000)
    first = [hostile.mutated(honest, random.Random(seed)) for seed in range(300)]
    assert first == [hostile.mutated(honest, random.Random(seed)) for seed in range(300)]
    assert sum(one == honest for one in first) < 30
    assert len({(one.body, str(one.params)) for one in first}) > 200


def test_a_mutated_message_may_come_rightly_sealed():
    chance = random.Random(3)
    sealed = [hostile.resealed(ACCOUNT, MESSAGE, "o1", 1_700_000_000, chance) for _ in range(20)]
    assert sum(_opened(one) != MESSAGE for one in sealed) > 15


def test_raw_envelopes_are_posted_as_they_are(wechat, product, ming):
    honest = wechat.envelope(ming)
    assert wechat.post(honest).status == 200 and wechat.post(honest).status == 200
    assert [one["MsgId"] for one in product.heard] == [product.heard[0]["MsgId"]] * 2
    assert wechat.post(hostile.forged(honest)).status is None  # the little product falls over; a real one refuses
    assert len(ming.inbox) == 0


def test_the_platform_may_write_times_that_are_off(wechat, ming):
    wechat.clock.skew = -3600
    assert abs(int(wechat.envelope(ming).params["timestamp"]) + 3600 - wechat.clock.now()) < 5
