"""One question at a time, everything may be corrected, and nothing is asked twice."""

import pytest

from actions.information import ActionResume, ActionTakeInformation
from actions.interview import ValidateInterviewForm

FORM = "interview_form"
START, CURRENT = "POST /interviews", "GET /interviews/current"
ANSWER, SKIP, STOP = (f"POST /interviews/current/{what}" for what in ("answers", "skip", "stop"))


def question(fact="degree", text="您的最高学历是？", type="choice", choices=("博士", "硕士"), number=3, hint=None):
    return {"fact": fact, "label": "学历", "text": text, "hint": hint, "type": type, "choices": list(choices)} | {
        "number": number,
        "times": 1,
        "left": 9,
        "vague": False,
    }


def interview(asked=None, known=(), policies=None):
    facts = [{"fact": "f", "label": label, "shown": shown} for label, shown in known]
    return {
        "status": "asking" if asked else "done",
        "policies": policies,
        "question": asked,
        "known": facts,
        "settled": {"yes": 2, "no": 10, "open": 17},
    }


def answered(*taken, odd=None, then=None):
    told = [
        {"fact": fact, "label": label, "shown": shown, "corrected": corrected, "vague": vague}
        for fact, label, shown, corrected, vague in taken
    ]
    return {"understood": bool(taken), "taken": told, "odd": odd, "interview": interview(then or question("age"))}


ASKED = {**question(), "settled": {"yes": 2, "no": 10, "open": 17}, "policies": None}


def test_the_first_question_comes_with_choices_and_a_way_out(backend, talk):
    backend.says[START] = interview(question())
    heard = talk(ValidateInterviewForm(), "帮我看看符合哪些", "start_interview", begun=FORM)
    assert "您的最高学历是？" in heard.text and "第3问" in heard.text
    assert heard.buttons == ["博士", "硕士", "不知道", "为什么问这个"]
    assert heard.slots["requested_slot"] == "interview_answer" and heard.slots["interview_answer"] is None
    assert backend.body_of(START)["policies"] is None


def test_a_question_comes_with_how_far_one_is(backend, talk):
    backend.says[START] = interview(question(number=3))
    heard = talk(ValidateInterviewForm(), "帮我看看符合哪些", "start_interview", begun=FORM)
    assert heard.cards == [{"type": "interview_progress", "asked": 3, "left": 9}]


def test_a_question_asked_again_keeps_its_place(backend, talk):
    heard = talk(ValidateInterviewForm(), "能领多少钱", "ask_amount", slots={"asked": ASKED}, after=FORM)
    assert heard.cards == [{"type": "interview_progress", "asked": 3, "left": 9}]


def test_a_question_put_before_there_was_an_estimate_is_asked_without_one(talk):
    old = {key: value for key, value in ASKED.items() if key != "left"}
    heard = talk(ValidateInterviewForm(), "能领多少钱", "ask_amount", slots={"asked": old}, after=FORM)
    assert ASKED["text"] in heard.text and heard.cards == []


def test_the_backend_knows_which_conversation_speaks(backend, talk):
    backend.says[START] = interview(question())
    talk(ValidateInterviewForm(), "帮我看看符合哪些", "start_interview", begun=FORM)
    _, _, headers = backend.told[0]
    assert headers["Authorization"] == "Bearer secret" and headers["X-Conversation"] == "c0ffee"


def test_a_policy_named_narrows_the_interview(backend, talk):
    backend.says[START] = interview(question(), policies=["living_allowance"])
    policy = {"entity": "policy", "value": "living_allowance", "start": 3, "end": 7}
    heard = talk(ValidateInterviewForm(), "看看生活补贴我行不行", "start_interview", [policy], begun=FORM)
    assert backend.body_of(START)["policies"] == ["living_allowance"]
    assert "还剩" not in heard.text


def test_what_was_told_before_is_not_asked_again_and_said(backend, talk):
    backend.says[START] = interview(question("age"), known=[("学历", "硕士")])
    heard = talk(ValidateInterviewForm(), "接着上次的", "resume", begun=FORM)
    assert "学历 硕士" in heard.text
    assert "policies" not in backend.body_of(START) and not backend.body_of(START)["restart"]


def test_starting_over_forgets(backend, talk):
    backend.says[START] = interview(question())
    talk(ValidateInterviewForm(), "重新来", "start_over", slots={"asked": ASKED})
    assert backend.body_of(START)["restart"] is True


def test_an_answer_that_is_a_choice_is_not_repeated(backend, talk):
    backend.says[ANSWER] = answered(("degree", "学历", "硕士", False, False))
    heard = talk(ValidateInterviewForm(), "硕士", "inform", slots={"asked": ASKED})
    assert "记下" not in heard.text and backend.requests() == [ANSWER]


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (("graduated_on", "毕业时间", "2025年6月", False, True), "记下：毕业时间 2025年6月。"),
        (("degree", "学历", "硕士", True, False), "改好了：学历 硕士。"),
        (("age", "年龄", "32周岁", False, False), "记下：年龄 32周岁。"),
    ],
)
def test_what_is_vague_corrected_or_not_asked_is_read_back(backend, talk, taken, said):
    backend.says[ANSWER] = answered(taken)
    heard = talk(ValidateInterviewForm(), "去年六月", "inform", slots={"asked": ASKED})
    assert said in heard.text


def test_what_cannot_be_is_said_and_the_question_stays(backend, talk):
    backend.says[ANSWER] = answered(odd="毕业不会早于出生。")
    heard = talk(ValidateInterviewForm(), "1990年", "inform", slots={"asked": ASKED})
    assert "毕业不会早于出生。" in heard.text and ASKED["text"] in heard.text


def test_what_is_not_understood_is_helped_with_and_then_skipping_is_offered(backend, talk):
    backend.says[ANSWER] = answered()
    slots = {"asked": ASKED}
    first = talk(ValidateInterviewForm(), "啊", "nlu_fallback", slots=slots)
    second = talk(ValidateInterviewForm(), "嗯", "nlu_fallback", slots=slots | {"misunderstood": 1})
    assert "选一个" in first.text and "换一个问" in second.text
    assert first.slots["misunderstood"] == 1 and not first.rejected


def test_a_question_is_left_to_the_ordinary_rules_without_asking_the_backend(backend, talk):
    heard = talk(ValidateInterviewForm(), "生活补贴有多少", "ask_amount", slots={"asked": ASKED})
    assert heard.rejected and not heard.left and backend.told == []


def test_small_talk_is_left_to_the_ordinary_rules_when_it_answers_nothing(backend, talk):
    backend.says[ANSWER] = answered()
    assert talk(ValidateInterviewForm(), "谢谢", "thank", slots={"asked": ASKED}).rejected


def test_what_sounds_like_a_question_but_only_answers_is_an_answer(backend, talk):
    backend.says[ANSWER] = answered(("degree", "学历", "硕士", False, False))
    heard = talk(ValidateInterviewForm(), "硕士", "ask_options", slots={"asked": ASKED})
    assert not heard.rejected and backend.requests() == [ANSWER]


def test_after_another_answer_the_question_comes_back_without_asking_the_backend(backend, talk):
    heard = talk(ValidateInterviewForm(), "生活补贴有多少", "ask_amount", slots={"asked": ASKED}, after=FORM)
    assert "接着刚才的" in heard.text and ASKED["text"] in heard.text and backend.told == []


@pytest.mark.parametrize("intent", ["start_application", "withdraw_case", "forget_me", "export_data"])
def test_another_wish_puts_the_interview_aside(backend, talk, intent):
    heard = talk(ValidateInterviewForm(), "我要办别的", intent, slots={"asked": ASKED})
    assert heard.rejected and heard.left and heard.slots["left_off"] == FORM
    assert {"event": "active_loop", "timestamp": None, "name": None} in heard.events


def test_who_wants_a_person_is_not_asked_on_but_may_return(backend, talk):
    heard = talk(ValidateInterviewForm(), "转人工", "ask_human", slots={"asked": ASKED}, after=FORM)
    assert heard.left and "接着刚才的" in heard.buttons


def test_not_knowing_skips(backend, talk):
    backend.says[SKIP] = interview(question("age", "您今年多大？", "number", ()))
    heard = talk(ValidateInterviewForm(), "不知道", "skip_question", slots={"asked": ASKED})
    assert "您今年多大？" in heard.text and backend.requests() == [SKIP]


def test_stopping_offers_to_go_on(backend, talk):
    backend.says[STOP] = interview(question())
    heard = talk(ValidateInterviewForm(), "先到这儿", "stop_for_now", slots={"asked": ASKED})
    assert heard.left and heard.slots["left_off"] == FORM and "接着刚才的" in heard.buttons


def test_why_names_the_clause_and_asks_again(backend, talk):
    source = {"title": "细则", "publisher": None, "date": "2024", "kind": "官方", "url": None}
    clause = {"says": "博士每月1500元", "clause": "a/b/c", "source": source, "policy_name": "生活补贴"}
    backend.says["GET /interviews/current/why"] = {"fact": "degree", "label": "学历", "statements": [clause]}
    heard = talk(ValidateInterviewForm(), "为什么问这个", "ask_why", slots={"asked": ASKED})
    assert "博士每月1500元 [1]" in heard.text and "2024" in heard.text and ASKED["text"] in heard.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", None])
def test_the_interview_survives_a_backend_that_is_away(backend, talk, monkeypatch, url):
    backend.status = 500
    backend.says[ANSWER] = {}
    if url:
        monkeypatch.setenv("BACKEND_URL", url)
    heard = talk(ValidateInterviewForm(), "硕士", "inform", slots={"asked": ASKED})
    assert "0371-96567" in heard.text and not heard.left and not heard.rejected


def test_an_interview_that_has_expired_begins_again(backend, talk, refusal):
    backend.says[ANSWER] = refusal(404, "NoInterview")
    backend.says[START] = interview(question())
    heard = talk(ValidateInterviewForm(), "硕士", "inform", slots={"asked": ASKED})
    assert ASKED["text"] in heard.text and not heard.left


def test_a_correction_outside_the_interview_goes_on_with_it(backend, talk):
    backend.says[ANSWER] = answered(("degree", "学历", "硕士", True, False))
    heard = talk(ActionTakeInformation(), "不对，我是硕士", "inform")
    assert "改好了：学历 硕士。" in heard.text and heard.next == FORM
    again = talk(ValidateInterviewForm(), "不对，我是硕士", "inform", slots=heard.slots, begun=FORM)
    assert "您的最高学历是？" in again.text and backend.requests() == [ANSWER]


def test_information_that_says_nothing_is_asked_back_as_usual(backend, talk):
    backend.says[ANSWER] = answered()
    assert talk(ActionTakeInformation(), "嗯", "inform").next == "action_clarify_question"


def test_going_on_returns_to_the_form_left_last(talk):
    assert (
        talk(ActionResume(), "接着刚才的", "resume", slots={"left_off": "walkthrough_form"}).next == "walkthrough_form"
    )
    assert talk(ActionResume(), "接着上次的", "resume").next == FORM


def test_a_bare_go_on_first_says_what_was_left_unsaid(talk):
    slots = {"unsaid": [{"text": "还有", "sources": []}], "left_off": FORM}
    assert talk(ActionResume(), "继续", "resume", slots=slots).next == "action_tell_more"
    assert talk(ActionResume(), "接着刚才的", "resume", slots=slots).next == FORM


def test_giving_up_is_no_answer(backend, talk):
    backend.says[STOP] = interview(question())
    heard = talk(ValidateInterviewForm(), "算了", "deny", slots={"asked": ASKED})
    assert heard.left and backend.requests() == [STOP]


@pytest.mark.parametrize("intent", ["show_result", "give_phone", "give_code"])
def test_what_is_never_an_answer_is_not_read_as_one(backend, talk, intent):
    heard = talk(ValidateInterviewForm(), "看不符合的", intent, slots={"asked": ASKED})
    assert heard.rejected and backend.told == []


def test_going_back_says_how_to_correct(backend, talk):
    heard = talk(ValidateInterviewForm(), "上一步", "step_back", slots={"asked": ASKED})
    assert "直接说对的就行" in heard.text and ASKED["text"] in heard.text


def test_after_many_questions_the_result_so_far_is_offered(backend, talk):
    backend.says[SKIP] = interview(question(number=9))
    heard = talk(ValidateInterviewForm(), "不知道", "skip_question", slots={"asked": ASKED})
    assert "先看看结果" in heard.buttons


@pytest.mark.parametrize(
    ("entity", "then"), [("degree", FORM), ("city", "action_clarify_question")], ids=["tells", "tells nothing"]
)
def test_who_tells_of_themselves_without_an_interview_is_asked_further(backend, talk, refusal, entity, then):
    backend.says[ANSWER] = refusal(404, "NoInterview")
    told = {"entity": entity, "value": "硕士", "start": 2, "end": 4}
    assert talk(ActionTakeInformation(), "我是硕士", "inform", [told]).next == then


def test_the_verified_are_asked_once_whether_to_be_remembered(backend, talk):
    empty = {"fits": [], "had": [], "nearly": [], "unlikely": [], "open": [], "family": [], "titles": None}
    purposes = {"profile": {"name": "记住", "words": "加密保存。"}}
    backend.says |= {
        ANSWER: {**answered(("degree", "学历", "硕士", False, False)), "interview": interview()},
        "GET /interviews/current/result": empty,
        "GET /people/me": {"verified": True, "consents": {}, "purposes": purposes},
    }
    heard = talk(ValidateInterviewForm(), "硕士", "inform", slots={"asked": ASKED})
    assert heard.left and heard.slots["confirming"] == "action_remember_facts"
    backend.says["GET /people/me"] = {"verified": True, "consents": {"profile": {}}, "purposes": purposes}
    assert "confirming" not in talk(ValidateInterviewForm(), "硕士", "inform", slots={"asked": ASKED}).slots


def test_what_is_told_beside_a_question_is_taken_before_it_is_answered(backend, talk):
    backend.says[ANSWER] = answered(("born_on", "出生日期", "1993年", False, True))
    year = {"entity": "year", "value": 1993, "start": 0, "end": 3}
    heard = talk(ValidateInterviewForm(), "九三年的，补贴多少钱？", "ask_amount", [year], slots={"asked": ASKED})
    assert heard.rejected and "记下：出生日期 1993年。" in heard.text and heard.slots["asked"]["fact"] == "age"
    assert backend.body_of(ANSWER)["text"] == "九三年的"


def test_an_interview_that_could_not_begin_begins_with_the_next_message(backend, talk):
    backend.says[START] = interview(question())
    heard = talk(ValidateInterviewForm(), "硕士", "inform", slots={"asked": None})
    assert ASKED["text"] in heard.text and "policies" not in backend.body_of(START)


SUGGESTED = {"asked": ASKED, "suggestion": {"kind": "amount", "policy": "home_purchase_allowance"}}


@pytest.mark.parametrize("response", ["utter_suggest", "utter_suggest_one"])
def test_while_a_question_is_suggested_the_interview_asks_nothing(talk, response):
    heard = talk(ValidateInterviewForm(), "先不办了，购房补贴多少钱", "nlu_fallback", after=FORM, suggested=response)
    assert heard.messages == [] and not heard.left


@pytest.mark.parametrize(
    ("text", "intent", "then"),
    [("是的", "affirm", "action_take_suggestion"), ("不是", "deny", "action_drop_suggestion")],
)
def test_a_yes_to_what_was_suggested_answers_no_question_of_the_interview(backend, talk, text, intent, then):
    heard = talk(ValidateInterviewForm(), text, intent, slots=SUGGESTED, last="utter_suggest_one")
    assert heard.rejected and heard.next == then and backend.told == []


def test_a_yes_later_on_answers_the_interview(backend, talk):
    backend.says[ANSWER] = answered(("f", "有房", "是", False, False))
    talk(ValidateInterviewForm(), "是的", "affirm", slots=SUGGESTED)
    assert backend.requests() == [ANSWER]


@pytest.mark.parametrize("text", ["单位给交", "交了8个月", "厂里交的"])
def test_who_pays_the_contributions_is_an_answer_and_hands_nothing_in(backend, talk, text):
    backend.says[ANSWER] = answered(("pension_kind", "养老保险", "企业职工", False, False))
    heard = talk(ValidateInterviewForm(), text, "hand_in", slots={"asked": ASKED})
    assert backend.requests() == [ANSWER] and not heard.left
    backend.says[ANSWER] = answered()
    assert not talk(ValidateInterviewForm(), text, "hand_in", slots={"asked": ASKED}).rejected


def test_handing_in_in_plain_words_leaves_the_interview(talk):
    assert talk(ValidateInterviewForm(), "提交申请", "hand_in", slots={"asked": ASKED}).left


def test_nobody_hears_for_ever_that_they_were_not_understood(backend, talk):
    backend.says |= {ANSWER: answered(), SKIP: interview(question("age", "您多大？", "number", ()))}
    heard = talk(ValidateInterviewForm(), "咿呀", "nlu_fallback", slots={"asked": ASKED, "misunderstood": 2})
    assert "先跳过" in heard.text and "您多大？" in heard.text and heard.slots["misunderstood"] == 0


def test_what_no_longer_counts_and_what_was_too_uncertain_is_said(backend, talk):
    told = answered(("born_on", "年龄", "29周岁", True, False))
    told |= {"dropped": [{"fact": "degree", "label": "最高学历"}], "unclear": [{"fact": "h", "label": "郑州户口"}]}
    backend.says[ANSWER] = told
    heard = talk(ValidateInterviewForm(), "不对，29", "inform", slots={"asked": ASKED})
    assert "最高学历先不算，请再说一遍" in heard.text and "郑州户口您说得不太准" in heard.text


def test_only_a_guess_is_said_to_be_one_and_the_question_stays(backend, talk):
    backend.says[ANSWER] = answered() | {"unclear": [{"fact": "h", "label": "郑州户口"}]}
    heard = talk(ValidateInterviewForm(), "户口应该在郑州吧", "inform", slots={"asked": ASKED})
    assert "郑州户口您说得不太准" in heard.text and "您的最高学历是？" in heard.text and "没对上" not in heard.text


def test_having_no_answer_is_an_answer(backend, talk):
    backend.says[ANSWER] = answered() | {"understood": True}
    heard = talk(ValidateInterviewForm(), "没问过", "nlu_fallback", slots={"asked": ASKED})
    assert "没关系，先跳过" in heard.text


def test_a_title_told_with_the_wish_is_looked_up(backend, talk):
    title = {"entity": "title", "value": "国家杰青", "start": 2, "end": 6}
    backend.says[START] = interview(question())
    silent = {"say": "silent", "values": {"topic": "称号"}, "statements": []}
    backend.answers = [{"outcome": "silent", "kind": "category", "policy": None, "parts": [silent]}]
    backend.answers[0] |= {"sources": [], "offers": []}
    talk(ValidateInterviewForm(), "我是国家杰青，能享受啥", "ask_options", [title], begun=FORM)
    assert backend.asked[0][0]["titles"] == ["国家杰青"]


def test_a_number_of_an_application_begins_no_interview(talk):
    heard = talk(ValidateInterviewForm(), "查一下2026-3Y8C-C2SF-6K", "start_interview", begun=FORM)
    assert heard.left and heard.next == "action_tell_progress"


def test_what_is_told_right_after_the_steps_may_change_the_way(backend, talk):
    place = {"entity": "district", "value": "惠济区", "start": 3, "end": 6}
    walked = {"left_off": "walkthrough_form", "case": "c1"}
    heard = talk(ActionTakeInformation(), "房子是惠济区的", "inform", [place], slots=walked)
    assert heard.next == "walkthrough_form" and backend.told == []


def test_a_long_story_in_the_middle_is_taken_whatever_it_ends_with(backend, talk):
    told = [{"entity": kind, "value": kind, "start": at, "end": at + 1} for at, kind in enumerate(("degree", "months"))]
    backend.says[ANSWER] = answered(("degree", "最高学历", "本科", False, False))
    talk(ValidateInterviewForm(), "我本科，交了八个月，都能享受点啥", "inform", told, slots={"asked": ASKED})
    assert backend.requests() == [ANSWER]
