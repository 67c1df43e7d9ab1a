"""The answer to a post goes back in the mode, and with the key, that it came with."""

import pytest

from backend.chat.wechat import passive
from backend.chat.wechat.crypto import Account, check_signature, decrypt
from backend.chat.wechat.fields import parsed
from backend.chat.wechat.post import Opened, read
from tests.backend.chat.wechat.envelopes import KEY, NOW, OLD_KEY, PLAIN, SAFE, Post, compat, message, plain, safe

HELLO = message("text", Content="您好")


def opened(post: Post, account: Account = SAFE) -> Opened:
    return read(account, post.parameters, post.body, NOW)


def unsealed(answer: bytes) -> tuple[bytes, str]:
    """Content and key of an encrypted reply, its own signature checked."""
    fields = parsed(answer)
    sealed = fields.whole("Encrypt")
    stamp = (fields.whole("TimeStamp"), fields.whole("Nonce"))
    check_signature(fields.whole("MsgSignature"), SAFE.token, *stamp, sealed)
    assert stamp[0] == str(int(NOW.timestamp()))
    return decrypt(sealed, SAFE)


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
@pytest.mark.parametrize("wrap", [compat, safe])
def test_an_answer_is_encrypted_with_the_key_the_message_came_with(wrap, key):
    came = opened(wrap(HELLO, key=key))
    reply = passive.text(came.message, "已收到 ]]> <b>", NOW)
    content, used = unsealed(came.sealed(reply, NOW))
    assert used == key
    assert parsed(content).whole("Content") == "已收到 ]]> <b>"


def test_an_answer_in_plain_mode_goes_as_it_is():
    assert opened(plain(HELLO), PLAIN).sealed("<xml></xml>", NOW) == b"<xml></xml>"


@pytest.mark.parametrize(("wrap", "account"), [(plain, PLAIN), (compat, SAFE), (safe, SAFE)])
@pytest.mark.parametrize("nothing", ["", b"", "success", b"success"])
def test_nothing_to_say_is_success_in_every_mode_and_never_encrypted(wrap, account, nothing):
    assert opened(wrap(HELLO), account).sealed(nothing, NOW) == b"success"


def test_two_answers_have_different_nonces():
    came = opened(safe(HELLO))
    assert parsed(came.sealed("<xml/>", NOW)).whole("Nonce") != parsed(came.sealed("<xml/>", NOW)).whole("Nonce")
