"""Wishes that are plain from the words, whatever the classifier takes them for."""

import pytest

from actions import wishes
from actions.clarification import ActionClarifyQuestion
from actions.information import ActionTakeInformation
from actions.interview import ValidateInterviewForm
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


def entities(*kinds):
    return [{"entity": kind, "value": kind, "start": 0, "end": 1} for kind in kinds]


def wished_by(text, *kinds, intent="ask_options"):
    return wish({"text": text, "intent": {"name": intent}, "entities": entities(*kinds)})


@pytest.mark.parametrize(
    ("text", "kinds", "wished"),
    [
        ("我硕士，九五年的，在金水区上班，我能领什么补贴", ["degree", "year"], "start_interview"),
        ("我是国家杰青，能享受啥", ["title"], "start_interview"),
        ("我是硕士，能享受哪些政策", ["degree"], None),
        ("硕士和本科能领什么补贴", ["degree", "group"], None),
        ("我老婆是硕士，九五年的，能领啥", ["degree", "year", "family"], None),
        ("我硕士，九五年的，生活补贴能领啥", ["degree", "year", "policy"], None),
    ],
)
def test_who_has_told_enough_and_asks_what_there_is_is_interviewed(text, kinds, wished):
    assert wished_by(text, *kinds) == wished


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("查一下2026-3Y8C-C2SF-6K", "2026-3Y8C-C2SF-6K"),
        ("编号20263y8cc2sf6k到哪了", "2026-3Y8C-C2SF-6K"),
        ("2026年6月", None),
        ("我的编号是2026-3333-4444-55吗", None),
    ],
)
def test_the_number_of_an_application_asks_for_it(text, number):
    assert wishes.case_number(text) == number
    assert (wished_by(text, intent="start_interview") == "ask_progress") is (number is not None)


@pytest.mark.parametrize(
    "text", ["已经交了", "在窗口交过了", "交上去了", "提交过了", "生活补贴的申请已经交了", "昨天去大厅递交了", "交了"]
)
def test_it_is_said_that_it_was_handed_in(text):
    assert wishes.has_handed_in(text) and wishes.hands_in(text)


@pytest.mark.parametrize(
    "text", ["提交", "帮我交了吧", "交了吧", "我要提交了", "可以交了", "给我交上去", "还没交", "现在交上去", "提交申请"]
)
def test_it_is_asked_for_and_not_said_that_it_was_done(text):
    assert not wishes.has_handed_in(text) and wishes.hands_in(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我是B类人才，能补多少", "我是B类人才"),
        ("在高新区买了套loft公寓，首套，网签完税，我能领购房补贴吗", "在高新区买了套loft公寓，首套，网签完税"),
        ("B类人才，能补多少", ""),
        ("我听说硕士有一千，真的吗", ""),
        ("我朋友是博士，他能领多少", ""),
        ("我要是硕士，能领多少", ""),
    ],
)
def test_only_what_is_plainly_about_oneself_is_kept_beside_a_question(text, told):
    assert wishes.told_of_oneself_beside({"text": text, "entities": []}) == told
