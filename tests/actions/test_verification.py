"""Phone, code, and back to what was wanted; the numbers themselves never come here."""

import pytest

from actions.verification import ValidateVerificationForm

FORM = "verification_form"
SEND, CHECK = "POST /people/verification", "POST /people/verification/check"
SENT = {"sent_to": "138****1234", "expires_in": 300}
PHONE = [("phone", "ref-1")]
WAITING = {"phone_reference": "ref-1", "wanted": "action_tell_progress"}


def test_a_phone_in_the_message_is_enough_to_begin(backend, talk):
    backend.says[SEND] = SENT
    heard = talk(ValidateVerificationForm(), "［手机号］", "give_phone", references=PHONE, begun=FORM)
    assert backend.body_of(SEND) == {"reference": "ref-1"} and heard.slots["phone_reference"] == "ref-1"
    assert not heard.left


def test_without_one_it_is_asked_for(backend, talk):
    heard = talk(ValidateVerificationForm(), "我的申请到哪一步了", "ask_progress", begun=FORM)
    assert "手机号发给我" in heard.text and backend.told == []


def test_the_right_code_returns_to_what_was_wanted(backend, talk):
    backend.says[CHECK] = {"verified": True}
    heard = talk(ValidateVerificationForm(), "［验证码］", "give_code", references=[("code", "c")], slots=WAITING)
    assert heard.left and heard.next == "action_tell_progress" and heard.slots["wanted"] is None


def test_whoever_a_list_may_know_is_asked_for_the_end_of_the_document(backend, talk):
    backend.says |= {CHECK: {"verified": True}, "GET /talents/me": {"says": "请回复“尾号”和证件号码的后四位。"}}
    heard = talk(ValidateVerificationForm(), "［验证码］", "give_code", references=[("code", "c")], slots=WAITING)
    assert "后四位" in heard.text and heard.next == "action_tell_progress"
    backend.says["GET /talents/me"] = {"says": None}
    heard = talk(ValidateVerificationForm(), "［验证码］", "give_code", references=[("code", "c")], slots=WAITING)
    assert heard.text == "验证好了。"


def test_a_wrong_code_may_be_given_again(backend, talk, refusal):
    backend.says[CHECK] = refusal(403, "CodeWrong", "验证码不对，请再输一次。")
    heard = talk(ValidateVerificationForm(), "［验证码］", "give_code", references=[("code", "c")], slots=WAITING)
    assert "验证码不对" in heard.text and not heard.left and "没收到，重发" in heard.buttons


def test_a_code_that_has_done_its_work_is_no_failure_when_the_turn_is_taken_again(backend, talk, refusal):
    backend.says |= {CHECK: refusal(403, "CodeGone", "验证码失效了。"), "GET /people/me": {"verified": True}}
    heard = talk(ValidateVerificationForm(), "［验证码］", "give_code", references=[("code", "c")], slots=WAITING)
    assert heard.left and heard.next == "action_tell_progress" and "验证好了" in heard.text


def test_a_code_that_is_too_late_is_one(backend, talk, refusal):
    backend.says |= {CHECK: refusal(403, "CodeGone", "验证码失效了。"), "GET /people/me": {"verified": False}}
    heard = talk(ValidateVerificationForm(), "［验证码］", "give_code", references=[("code", "c")], slots=WAITING)
    assert "验证码失效了" in heard.text and not heard.left


def test_the_code_can_be_sent_again_and_the_phone_changed(backend, talk):
    backend.says[SEND] = SENT
    talk(ValidateVerificationForm(), "没收到，重发一次", "nlu_fallback", slots=WAITING)
    assert backend.body_of(SEND) == {"reference": "ref-1"}
    heard = talk(ValidateVerificationForm(), "换个手机号", "nlu_fallback", slots=WAITING)
    assert heard.slots["phone_reference"] is None and "手机号" in heard.text


def test_too_many_codes_are_refused_in_the_backends_words(backend, talk, refusal):
    backend.says[SEND] = refusal(429, "TooManyCodes", "请过一小时再试。")
    heard = talk(ValidateVerificationForm(), "［手机号］", "give_phone", references=PHONE, slots={})
    assert heard.text == "请过一小时再试。" and not heard.left and heard.buttons == []


@pytest.mark.parametrize(
    ("text", "intent"), [("算了", "deny"), ("不想给手机号，算了", "nlu_fallback"), ("我不想验证", "give_phone")]
)
def test_who_does_not_want_to_is_let_go(talk, text, intent):
    heard = talk(ValidateVerificationForm(), text, intent, slots=WAITING)
    assert heard.left and heard.slots["wanted"] is None


def test_a_question_in_between_is_answered(talk):
    assert talk(ValidateVerificationForm(), "为什么要手机号吗", "ask_materials", slots=WAITING).rejected
