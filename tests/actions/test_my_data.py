"""Being remembered, exporting, deleting, being forgotten; nothing without a yes."""

import pytest

from actions.clarification import ActionClarifyQuestion
from actions.confirmation import ActionConfirm, ActionRefuse
from actions.my_data import (
    ActionAskDeletion,
    ActionAskForgetting,
    ActionDeleteData,
    ActionExportData,
    ActionForgetMe,
    ActionRememberFacts,
)
from actions.verification import ValidateVerificationForm

CONSENT = "PUT /people/me/consents/profile"


@pytest.mark.parametrize(
    ("asking", "intent", "does"),
    [
        (ActionAskDeletion(), "delete_data", "action_delete_data"),
        (ActionAskForgetting(), "forget_me", "action_forget_me"),
    ],
)
def test_deleting_and_forgetting_wait_for_a_yes(backend, talk, asking, intent, does):
    asked = talk(asking, "删", intent)
    assert backend.told == [] and asked.slots["confirming"] == does
    question = f"utter_confirm_{does.removeprefix('action_')}"
    assert talk(ActionConfirm(), "是的", "affirm", slots=asked.slots, last=question).next == does


def test_deleting_says_what_is_gone_and_what_stays_and_forgets_the_conversation(backend, talk):
    backend.says["DELETE /people/me/data"] = {"deleted": ["问答里说过的情况。"], "kept": ["您的申请照常办理。"]}
    heard = talk(ActionDeleteData(), "是的", "affirm")
    assert "问答里说过的情况。" in heard.text and "您的申请照常办理。" in heard.text
    assert {"event": "reset_slots", "timestamp": None} in heard.events


def test_who_has_open_applications_is_asked_about_them_before_being_forgotten(backend, talk, refusal):
    backend.says["DELETE /people/me?withdraw=false"] = refusal(409, "OpenCases")
    heard = talk(ActionForgetMe(), "是的", "affirm")
    assert heard.slots["confirming"] == "action_forget_all" and "撤回" in heard.text


def test_consent_is_recorded_either_way(backend, talk):
    backend.says[CONSENT] = {}
    talk(ActionRememberFacts(), "是的", "affirm", last="utter_confirm_remember_facts")
    assert backend.body_of(CONSENT) == {"given": True}
    slots = {"confirming": "action_remember_facts"}
    talk(ActionRefuse(), "不用了", "deny", slots=slots, last="utter_confirm_remember_facts")
    assert backend.body_of(CONSENT) == {"given": False}


def test_an_export_lists_facts_and_applications(backend, talk):
    facts = [{"label": "学历", "shown": "硕士"}]
    backend.says |= {
        "GET /people/me/export": {"facts": facts, "interviews": [], "cases": [], "messages": [{}, {}]},
        "GET /people/me": {"phone": "138****1234", "consents": {"profile": {"name": "记住您的情况", "given": True}}},
        "GET /cases": [{"policy_name": "生活补贴", "state_name": "审核中"}],
        "GET /interviews/current": {"known": [{"label": "年龄", "shown": "33周岁"}]},
    }
    heard = talk(ActionExportData(), "导出我的数据", "export_data")
    assert "手机号：138****1234" in heard.text and "您同意过：记住您的情况" in heard.text
    assert "和我说过的话：2条" in heard.text and "学历：硕士" in heard.text and "年龄：33周岁" in heard.text
    assert "生活补贴：审核中" in heard.text


DELETING, FORGETTING = {"confirming": "action_delete_data"}, {"confirming": "action_forget_me"}


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("删吧", "action_confirm"),
        ("那就删了吧", "action_confirm"),
        ("确定删除", "action_confirm"),
        ("确定", "action_confirm"),
        ("先不删", "action_refuse"),
        ("还是别删了吧", "action_refuse"),
        ("不删了", "action_refuse"),
    ],
)
def test_while_deleting_is_asked_about_its_own_words_answer_it(talk, text, then):
    for action in (ActionAskDeletion(), ActionAskForgetting()):
        heard = talk(action, text, "forget_me", slots=DELETING, last="utter_confirm_delete_data")
        assert heard.next == then and heard.messages == []


@pytest.mark.parametrize("text", ["忘记我吧", "是不是真的会删掉", "删除我的数据"])
def test_another_wish_or_question_is_no_yes(talk, text):
    heard = talk(ActionAskForgetting(), text, "forget_me", slots=DELETING, last="utter_confirm_delete_data")
    assert heard.slots["confirming"] == "action_forget_me"


def test_such_words_count_only_right_after_the_question(talk):
    heard = talk(ActionAskDeletion(), "删吧", "delete_data", slots=FORGETTING, last="utter_thank")
    assert heard.slots["confirming"] == "action_delete_data"


def test_who_wishes_to_be_remembered_reads_first_what_it_means(backend, talk):
    backend.says["GET /people/me"] = {"verified": True, "purposes": {"profile": {"words": "加密保存"}}}
    heard = talk(ActionRememberFacts(), "以后记住我的情况吧", "nlu_fallback")
    assert heard.slots["confirming"] == "action_remember_facts" and CONSENT not in backend.requests()


def test_a_guest_who_wishes_to_be_remembered_is_verified_first(backend, talk):
    backend.says["GET /people/me"] = {"verified": False}
    heard = talk(ActionRememberFacts(), "记住我吧", "nlu_fallback")
    assert heard.next == "verification_form" and heard.slots["wanted"] == "action_remember_facts"


def test_deleting_the_phone_number_is_being_forgotten(talk):
    assert talk(ActionAskDeletion(), "把我的手机号删了", "delete_data").next == "action_ask_forgetting"


@pytest.mark.parametrize(
    "text", ["你们会存我的信息吗", "我的手机号会不会泄露", "我说的情况安全吗", "会把我的资料给别人不"]
)
def test_who_asks_what_becomes_of_their_data_is_told_and_not_asked_to_delete_them(talk, text):
    for action in (ActionAskDeletion(), ActionClarifyQuestion()):
        heard = talk(action, text, "delete_data")
        assert "加密保存" in heard.text and "confirming" not in heard.slots
    heard = talk(ValidateVerificationForm(), text, "nlu_fallback")
    assert "加密保存" in heard.text and "把手机号发给我" in heard.text
