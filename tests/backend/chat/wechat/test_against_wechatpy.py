"""Random messages mean the same to us and to wechatpy, an independent implementation: encrypted, decrypted, parsed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import check_signature

from backend.chat.wechat import passive
from backend.chat.wechat.crypto import Account, encrypt, signature
from backend.chat.wechat.fields import parsed
from backend.chat.wechat.parsing import inbound
from backend.chat.wechat.post import read
from backend.chat.wechat.refusals import AppidWrong, SignatureWrong
from tests.backend.chat.wechat.envelopes import NOW, SAFE, event, message

STAMP = str(int(NOW.timestamp()))
ALPHABET = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n")
# It strips what stands around a text and drops what is empty, we do neither; hence words without blanks around.
WORDS = st.text(ALPHABET, min_size=1, max_size=80).map(str.strip).filter(bool)
KEYS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=43, max_size=43)
NONCES = st.integers(0, 10**10).map(str)
IDS = st.integers(1, 2**63 - 1)
APPIDS = st.text("abcdef0123456789", min_size=16, max_size=16).map(lambda text: "wx" + text)
DEGREES = st.decimals(-90, 90, places=6).map(lambda value: f"{value:f}")


def query(account: Account, nonce: str, given: str) -> dict[str, str]:
    plain = signature(account.token, STAMP, nonce)
    return {"timestamp": STAMP, "nonce": nonce, "signature": plain, "msg_signature": given, "encrypt_type": "aes"}


@given(content=WORDS, key=KEYS, appid=APPIDS, token=WORDS, nonce=NONCES)
def test_what_it_encrypts_we_read(content, key, appid, token, nonce):
    account = Account(appid, token, (key,))
    body = WeChatCrypto(token, key, appid).encrypt_message(message("text", Content=content).decode(), nonce, STAMP)
    asked = query(account, nonce, parsed(body.encode()).whole("MsgSignature"))
    assert read(account, asked, body.encode(), NOW).message.content == content


@given(content=WORDS, key=KEYS, appid=APPIDS, token=WORDS, nonce=NONCES)
def test_what_we_answer_it_reads(content, key, appid, token, nonce):
    account, theirs = Account(appid, token, (key,)), WeChatCrypto(token, key, appid)
    encrypted = encrypt(message("text", Content="问"), key, appid)
    body = f"<xml><Encrypt>{encrypted}</Encrypt></xml>".encode()
    opened = read(account, query(account, nonce, signature(token, STAMP, nonce, encrypted)), body, NOW)
    answer = opened.sealed(passive.text(opened.message, content + "]]>" + content, NOW), NOW)
    head = parsed(answer)
    stamp = (head.whole("MsgSignature"), head.whole("TimeStamp"), head.whole("Nonce"))
    assert parse_message(theirs.decrypt_message(answer, *stamp)).content == content + "]]>" + content


@given(content=WORDS, nonce=NONCES, place=st.integers(0, 39))
@settings(max_examples=50)
def test_we_both_refuse_a_signature_with_another_digit_and_another_appid(content, nonce, place):
    theirs = WeChatCrypto(SAFE.token, SAFE.aes_keys[0], SAFE.appid)
    encrypted = encrypt(content.encode(), SAFE.aes_keys[0], "wx0000000000000000")
    right = signature(SAFE.token, STAMP, nonce, encrypted)
    wrong = right[:place] + ("0" if right[place] != "0" else "1") + right[place + 1 :]
    body = f"<xml><Encrypt>{encrypted}</Encrypt></xml>".encode()
    for given_, theirs_refusal, ours in (
        (right, InvalidAppIdException, AppidWrong),
        (wrong, InvalidSignatureException, SignatureWrong),
    ):
        with pytest.raises(theirs_refusal):
            theirs.decrypt_message(body, given_, STAMP, nonce)
        with pytest.raises(ours):
            read(SAFE, query(SAFE, nonce, given_), body, NOW)


@given(token=WORDS, nonce=NONCES, stamp=NONCES)
def test_it_takes_our_signatures(token, nonce, stamp):
    check_signature(token, signature(token, stamp, nonce), stamp, nonce)


@given(content=WORDS, number=IDS, at=st.integers(1, 10**10))
def test_a_text_is_the_same_to_both(content, number, at):
    xml = message("text", Content=content, MsgId=number, CreateTime=at)
    ours, theirs = inbound(parsed(xml)), parse_message(xml)
    assert (ours.content, ours.openid, ours.to) == (theirs.content, theirs.source, theirs.target)
    assert (ours.key, ours.sent_at) == (str(theirs.id), theirs.create_time)


@given(words=st.lists(WORDS, min_size=3, max_size=3))
def test_media_and_links_are_the_same_to_both(words):
    a, b, c = words
    voice = message("voice", MediaId=a, Format="amr", Recognition=c)
    assert _same(voice, media_id="media_id", format="format", recognition="recognition")
    assert _same(message("image", PicUrl=a, MediaId=b), picture_url="image", media_id="media_id")
    for kind in ("video", "shortvideo"):
        assert _same(message(kind, MediaId=a, ThumbMediaId=b), media_id="media_id", thumb_media_id="thumb_media_id")
    assert _same(message("link", Title=a, Description=b, Url=c), title="title", description="description", url="url")


@given(x=DEGREES, y=DEGREES, precision=DEGREES, label=WORDS)
def test_places_are_the_same_to_both(x, y, precision, label):
    ours, theirs = _both(message("location", Location_X=x, Location_Y=y, Scale=15, Label=label))
    assert (ours.latitude, ours.longitude, ours.label) == (*map(float, theirs.location), theirs.label)
    report = event("LOCATION", Latitude=x, Longitude=y, Precision=precision)
    assert _same(report, latitude="latitude", longitude="longitude", precision="precision")


@given(key=WORDS, ticket=WORDS, number=IDS, status=WORDS)
def test_events_are_the_same_to_both(key, ticket, number, status):
    assert _same(event("subscribe", EventKey="qrscene_" + key, Ticket=ticket), scene="scene_id", ticket="ticket")
    assert _same(event("SCAN", EventKey=key, Ticket=ticket), scene="scene_id", ticket="ticket")
    assert _same(event("CLICK", EventKey=key), menu_key="key")
    assert _same(event("VIEW", EventKey=key), url="url")
    assert _same(event("TEMPLATESENDJOBFINISH", MsgID=number, Status=status), message_id="id", status="status")
    ours, theirs = _both(event("unsubscribe"))
    assert (type(ours).__name__, ours.openid, theirs.event) == ("Unsubscribed", theirs.source, "unsubscribe")


def _both(xml: bytes) -> tuple:
    return inbound(parsed(xml)), parse_message(xml)


def _same(xml: bytes, **names: str) -> bool:
    """Whether our fields hold what theirs do, by our name and theirs."""
    ours, theirs = _both(xml)
    return [getattr(ours, one) for one in names] == [getattr(theirs, one) for one in names.values()]
