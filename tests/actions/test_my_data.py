"""Being remembered, exporting, deleting, being forgotten; nothing without a yes."""

import pytest

from actions.confirmation import ActionConfirm, ActionRefuse
from actions.my_data import (
    ActionAskDeletion,
    ActionAskForgetting,
    ActionDeleteData,
    ActionExportData,
    ActionForgetMe,
    ActionRememberFacts,
)

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
    talk(ActionRememberFacts(), "是的", "affirm")
    assert backend.body_of(CONSENT) == {"given": True}
    slots = {"confirming": "action_remember_facts"}
    talk(ActionRefuse(), "不用了", "deny", slots=slots, last="utter_confirm_remember_facts")
    assert backend.body_of(CONSENT) == {"given": False}


def test_an_export_lists_facts_and_applications(backend, talk):
    facts = [{"label": "学历", "shown": "硕士"}]
    backend.says |= {
        "GET /people/me/export": {"facts": facts, "interviews": [], "cases": []},
        "GET /cases": [{"policy_name": "生活补贴", "state_name": "审核中"}],
        "GET /interviews/current": {"known": [{"label": "年龄", "shown": "33周岁"}]},
    }
    heard = talk(ActionExportData(), "导出我的数据", "export_data")
    assert "学历：硕士" in heard.text and "年龄：33周岁" in heard.text
    assert "生活补贴：审核中" in heard.text
