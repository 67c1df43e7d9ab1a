"""Wishes that are plain from the words, whatever the classifier takes them for."""

import pytest

from actions.clarification import ActionClarifyQuestion
from actions.interview import ActionTakeInformation, ValidateInterviewForm
from actions.wishes import wish

APPLYING = "我要申请生活补贴，我在美国读的博士，在高新区上班"
POLICY = {"entity": "policy", "value": "living_allowance", "start": 4, "end": 8}


def read(text, intent, *entities):
    return wish({"text": text, "intent": {"name": intent}, "entities": list(entities)})


@pytest.mark.parametrize("intent", ["inform", "start_interview", "nlu_fallback", "ask_amount"])
def test_who_says_that_they_want_to_apply_applies(intent):
    assert read(APPLYING, intent, POLICY) == "start_application"


@pytest.mark.parametrize(
    "text", ["我要申请生活补贴要什么材料", "别帮我申请生活补贴了", "我想申请，帮我看看生活补贴我符不符合", "生活补贴"]
)
def test_a_question_or_a_look_is_no_application(text):
    assert read(text, "start_interview", POLICY) is None


def test_whatever_rule_hears_it_the_walk_begins(talk):
    told = talk(ActionTakeInformation(), APPLYING, "inform", [POLICY])
    assert told.next == "walkthrough_form"
    begun = talk(ValidateInterviewForm(), APPLYING, "start_interview", [POLICY], begun="interview_form")
    assert begun.left and begun.next == "walkthrough_form"


@pytest.mark.parametrize(
    ("text", "more", "then"),
    [
        ("材料包再发我一下", {"slots": {"case": "c1"}}, "walkthrough_form"),
        ("以后记住我的情况吧", {}, "action_remember_facts"),
        ("［验证码］", {"references": [("code", "ref-1")]}, "verification_form"),
        ("大概还得几天啊", {"slots": {"case": "c1", "case_told": "c1"}}, "action_tell_progress"),
        (
            "确定删除",
            {"slots": {"confirming": "action_delete_data"}, "last": "utter_confirm_delete_data"},
            "action_confirm",
        ),
    ],
)
def test_plain_words_find_their_way_although_the_classifier_is_not_sure(talk, text, more, then):
    assert talk(ActionClarifyQuestion(), text, "nlu_fallback", **more).next == then
