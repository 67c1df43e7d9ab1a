"""Signatures and encryption are Tencent's own, to the byte, and whatever was tampered with is not decrypted."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.chat.wechat.crypto import Account, check_signature, decrypt, encrypt, signature
from backend.chat.wechat.refusals import AppidWrong, SignatureWrong, Undecipherable
from tests.backend.chat.wechat.envelopes import FOREIGN_KEY, KEY, OLD_KEY, SAFE, block, enciphered, padded

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))


def vectors(kind: str) -> list:
    return [pytest.param(vector, id=name) for name, vector in VECTORS.items() if vector["kind"] == kind]


@pytest.mark.parametrize("vector", vectors("encrypt_fixed_random"))
def test_tencents_examples_are_encrypted_as_tencent_did_and_back(vector):
    account = Account(vector["appid"], vector.get("token", "t"), (vector["encoding_aes_key"],))
    content = vector["plaintext"].encode()
    assert encrypt(content, account.aes_keys[0], account.appid, vector["random16"].encode()) == vector["ciphertext"]
    assert decrypt(vector["ciphertext"], account) == (content, account.aes_keys[0])


def test_the_answer_in_tencents_documentation_has_this_msg_signature():
    told = VECTORS["doc-component-out"]
    assert signature(told["token"], told["timestamp"], told["nonce"], told["ciphertext"]) == told["msg_signature"]


@pytest.mark.parametrize("vector", vectors("verify_url_encrypted_echostr"))
def test_an_encrypted_echo_of_tencents_demo_is_signed_and_decrypted(vector):
    account = Account(vector["appid"], vector["token"], (vector["encoding_aes_key"],))
    check_signature(vector["msg_signature"], account.token, vector["timestamp"], vector["nonce"], vector["echostr"])
    assert decrypt(vector["echostr"], account)[0] == vector["plaintext"].encode()


@pytest.mark.parametrize("vector", vectors("verify_url_plain"))
def test_public_plain_signatures_are_ours(vector):
    check_signature(vector["signature"], vector["token"], vector["timestamp"], vector["nonce"])


@pytest.mark.parametrize("vector", vectors("sha1_gen"))
def test_parts_are_sorted_and_joined_before_they_are_hashed(vector):
    assert signature(*vector["parts"]) == signature(*reversed(vector["parts"])) == vector["gen"]


@pytest.mark.parametrize("place", range(40))
def test_one_other_digit_makes_a_signature_wrong(place):
    right = signature("token", "1", "2")
    wrong = right[:place] + ("0" if right[place] != "0" else "1") + right[place + 1 :]
    with pytest.raises(SignatureWrong):
        check_signature(wrong, "token", "1", "2")


@pytest.mark.parametrize("given_", ["", "好" * 40, "\ud800", signature("token", "1", "2").upper()])
def test_what_is_no_signature_is_wrong_rather_than_an_error(given_):
    with pytest.raises(SignatureWrong):
        check_signature(given_, "token", "1", "2")


@given(st.binary(max_size=300))
def test_whatever_is_encrypted_comes_back(content):
    assert decrypt(encrypt(content, KEY, SAFE.appid), SAFE) == (content, KEY)


def test_the_same_content_is_never_encrypted_alike():
    assert encrypt(b"x", KEY, SAFE.appid) != encrypt(b"x", KEY, SAFE.appid)


def test_during_rotation_the_former_key_still_decrypts_and_says_that_it_did():
    assert decrypt(encrypt("旧".encode(), OLD_KEY, SAFE.appid), SAFE) == ("旧".encode(), OLD_KEY)


def test_after_rotation_the_former_key_decrypts_nothing():
    with pytest.raises(Undecipherable):
        decrypt(encrypt(b"x", OLD_KEY, SAFE.appid), replace(SAFE, aes_keys=(KEY,)))


@pytest.mark.parametrize("appid", ["wx0000000000000000", "", SAFE.appid + "x", SAFE.appid[:-1], "公众号"])
@pytest.mark.parametrize("key", [KEY, OLD_KEY])
def test_what_was_meant_for_another_account_is_refused_whichever_key_it_has(appid, key):
    with pytest.raises(AppidWrong):
        decrypt(encrypt(b"<xml/>", key, appid), SAFE)


def test_a_key_of_somebody_else_decrypts_nothing():
    with pytest.raises(Undecipherable):
        decrypt(encrypt(b"<xml/>", FOREIGN_KEY, SAFE.appid), SAFE)


@pytest.mark.parametrize("count", [0, 33, 64, 255])
def test_a_padding_that_is_not_1_to_32_is_refused(count):
    plain = block(b"x" * 11, SAFE.appid)
    filled = plain + b"\x01" * (-len(plain) % 32 + 31) + bytes([count])
    assert len(filled) % 32 == 0
    with pytest.raises(Undecipherable):
        decrypt(enciphered(filled), SAFE)


@pytest.mark.parametrize("count", [48, 64])
def test_a_padding_longer_than_32_is_refused_even_when_it_is_all_there(count):
    plain = block(b"x" * ((-len(block(b"", SAFE.appid))) % 16), SAFE.appid)
    with pytest.raises(Undecipherable):
        decrypt(enciphered(plain + bytes([count]) * count), SAFE)


@pytest.mark.parametrize("count", range(1, 33))
def test_every_padding_from_1_to_32_is_taken(count):
    content = b"x" * ((-len(block(b"", SAFE.appid)) - count) % 32)
    plain = padded(block(content, SAFE.appid))
    assert plain[-1] == count
    assert decrypt(enciphered(plain), SAFE)[0] == content


def test_padding_bytes_that_differ_are_refused():
    plain = padded(block(b"", SAFE.appid))
    assert plain[-1] > 1
    with pytest.raises(Undecipherable):
        decrypt(enciphered(plain[:-2] + b"\x00" + plain[-1:]), SAFE)


@pytest.mark.parametrize("length", [b"\xff\xff\xff\xff", b"\x00\x00\x01\x00", b"\x7f\xff\xff\xff"])
def test_a_length_beyond_the_content_is_refused(length):
    with pytest.raises(Undecipherable):
        decrypt(enciphered(padded(b"a" * 16 + length + b"<xml/>" + SAFE.appid.encode())), SAFE)


@pytest.mark.parametrize("plain", [b"", b"a", b"a" * 19])
def test_content_shorter_than_its_own_head_is_refused(plain):
    with pytest.raises(Undecipherable):
        decrypt(enciphered(padded(plain)), SAFE)


@pytest.mark.parametrize("encrypted", ["", "=", "!!!!", "好", "YQ==", base64.b64encode(b"a" * 17).decode(), " "])
def test_what_is_no_base64_of_whole_blocks_is_refused(encrypted):
    with pytest.raises(Undecipherable):
        decrypt(encrypted, SAFE)


@pytest.mark.parametrize("strange", ["!", " ", "\n", "=", "-", "\x00"])
def test_base64_with_anything_strange_in_it_is_refused(strange):
    good = encrypt(b"x", KEY, SAFE.appid)
    with pytest.raises(Undecipherable):
        decrypt(good[:8] + strange + good[8:], SAFE)


def test_no_tampered_block_of_the_last_two_is_decrypted():
    """The last two hold the appid and the padding: CBC itself authenticates nothing, the signature before it does."""
    good = base64.b64decode(encrypt(b"x" * 40, KEY, SAFE.appid))
    for place in range(len(good) - 32, len(good)):
        bad = good[:place] + bytes([good[place] ^ 0x80]) + good[place + 1 :]
        with pytest.raises((Undecipherable, AppidWrong)):
            decrypt(base64.b64encode(bad).decode(), SAFE)


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "A", KEY[:-1] + "=", KEY[:-1] + "好", KEY[:-1] + "\n"])
def test_a_key_that_is_none_is_found_out_at_the_start(key):
    with pytest.raises(ValueError, match="43"):
        Account(SAFE.appid, SAFE.token, (KEY, key))


def test_an_account_without_a_token_cannot_be_made_since_anybody_could_sign_for_it():
    with pytest.raises(ValueError, match="sign"):
        Account(SAFE.appid, "")


def test_secrets_are_not_shown_with_the_account():
    assert SAFE.token not in repr(SAFE) and KEY not in repr(SAFE)
