"""Plain, compatible and safe mode, and the weeks in which the account has two keys."""

import pytest

from simulators.wechat import messages
from simulators.wechat.envelopes import open_reply
from tests.backend.chat.wechat.conftest import echo, posted, said
from tests.backend.chat.wechat.envelopes import KEY, OLD_KEY


@pytest.fixture
def account(wechat):
    """Whatever a test makes of it, it is as before afterwards."""
    mode, keys = wechat.account.mode, wechat.account.aes_keys
    yield wechat.account
    wechat.account.mode, wechat.account.aes_keys = mode, keys


@pytest.mark.parametrize("mode", ["safe", "compat"])
@pytest.mark.parametrize("keys", [[KEY, OLD_KEY], [OLD_KEY, KEY]], ids=["new key", "old key"])
def test_a_message_sealed_with_either_key_is_answered_sealed(wechat, account, rasa, phone, mode, keys):
    account.mode, account.aes_keys, rasa.answer = mode, keys, echo
    assert phone.says("你好 ]]>").wait().outcome == "reply"
    assert said(phone) == ["答：你好 ]]>"]


def test_the_answer_is_sealed_with_the_key_of_the_question(wechat, account, rasa, phone):
    account.aes_keys = [OLD_KEY]
    answer = posted(wechat, wechat.envelope(phone, messages.text("旧钥匙")))
    assert open_reply(account, answer.body)["Content"] == "好的"


def test_in_compatible_mode_the_fields_in_plain_are_not_believed(wechat, account, rasa, phone):
    account.mode = "compat"
    envelope = wechat.envelope(phone, messages.text("真的"))
    forged = envelope.body.replace("真的".encode(), "假的".encode())
    assert forged != envelope.body
    assert posted(wechat, type(envelope)(envelope.params, forged)).status == 200
    assert [heard["text"] for heard in rasa.heard] == ["真的"]


def test_a_plain_message_to_an_account_with_keys_is_refused(wechat, account, rasa, phone):
    account.mode = "plain"
    delivery = phone.says("你好").wait()
    assert (delivery.outcome, delivery.why) == ("fault", "HTTP 403")
    assert rasa.heard == []


def test_plain_mode_works_where_the_account_has_no_keys(impatient, rasa):
    rasa.answer = echo
    phone = impatient.user("明文模式")
    assert impatient.checks_url()
    assert phone.says("你好 ]]>").wait().outcome == "reply"
    assert said(phone) == ["答：你好 ]]>"]
