"""What is said to a notice is done to it and to nothing else; what may have been meant for a question is asked."""

import pytest

from actions.confirmation import ActionConfirm
from actions.interview import ValidateInterviewForm
from actions.notices import ActionAnswerNotice
from actions.walkthrough import ValidateWalkthroughForm
from tests.actions.walks import CASE, FORM, OPEN, WALK, case, walk

LAST = "GET /notices/last"
SOURCE = {"title": "实施细则", "publisher": None, "date": "2024-03-02", "kind": "官方", "url": None}
POLICY = {"entity": "policy", "value": "household_registration", "start": 0, "end": 2}


def notice(id_=7, policy="living_allowance", name="生活补贴", topic="policy_fits", of_case=None, stoppable=True):
    clauses = [{"id": "e1", "says": "全日制本科以上", "source": SOURCE}]
    return {
        "id": id_,
        "topic": topic,
        "topic_name": {"policy_fits": "您符合条件的政策"}.get(topic, topic),
        "case": of_case,
        "reason": {"policy": policy, "policy_name": name, "clauses": clauses},
        "stoppable": stoppable,
        "rated": topic in ("arranged_done", "arranged_opened"),
    }


DIGEST = [notice(), notice(8, "household_registration", "落户", "policy_nearly")]


@pytest.fixture
def answer(backend, talk):
    """The answer to a reply of that kind, after those notices."""

    def heard(text, kind, *told, sure=True, stars=None, beside=False, **more):
        backend.says[LAST] = list(told)
        for one in told:
            backend.says[f"POST /notices/{one['id']}/reply"] = {"says": f"对{one['id']}：好。", "notice": one}
            backend.says[f"POST /notices/{one['id']}/rating"] = {"says": f"对{one['id']}：记下了。"}
        given = {"stars": stars, "more": beside} if kind == "rate" else {}
        return talk(ActionAnswerNotice(), text, "answer_notice", reply={"kind": kind, "sure": sure, **given}, **more)

    return heard


def replies(backend) -> list[tuple[str, str]]:
    return [(path, body["reply"]) for path, body, _ in backend.told if path.endswith("/reply")]


def test_good_is_taken_note_of_and_nothing_is_done(answer, backend):
    heard = answer("好的", "seen", notice(), sure=False)
    assert heard.text.startswith("好，") and len(heard.text) < 20 and replies(backend) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [("办好了", "done"), ("不需要", "not_needed"), ("退订这类提醒", "unsubscribe"), ("都别发了", "unsubscribe_all")],
)
def test_a_reply_is_done_to_the_only_notice_and_said_in_the_words_of_the_backend(answer, backend, text, kind):
    heard = answer(text, kind, notice())
    assert heard.text == "对7：好。" and replies(backend) == [("POST /notices/7/reply", kind)]


def test_why_comes_with_its_sources_and_with_what_can_be_said_next(answer):
    heard = answer("为什么收到这个", "why", notice())
    (message,) = heard.messages
    assert message["custom"]["sources"] == [{"title": "实施细则", "date": "2024-03-02", "url": None}]
    assert heard.buttons == ["怎么办理", "不需要", "退订这类提醒"] and heard.slots == {"policy": "living_allowance"}


def test_what_cannot_be_stopped_offers_no_stopping(answer):
    heard = answer("为什么收到这个", "why", notice(topic="case_decided", stoppable=False))
    assert heard.buttons == ["怎么办理"]


def test_how_opens_the_walk_through_of_its_policy(answer):
    heard = answer("怎么办理", "apply", notice())
    assert heard.slots == {"policy": "living_allowance"} and heard.next == FORM and heard.messages == []


def test_the_walk_through_begins_with_the_policy_of_the_notice_and_not_with_an_older_application(backend, talk):
    backend.says |= {OPEN: case() | {"policy": "living_allowance"}, f"POST {WALK}": walk(), f"GET {WALK}": walk()}
    slots = {"policy": "living_allowance", "case": "c0"}
    reply = {"kind": "apply", "sure": True}
    heard = talk(ValidateWalkthroughForm(), "怎么办理", "answer_notice", slots=slots, begun=FORM, reply=reply)
    assert backend.body_of(OPEN) == {"policy": "living_allowance"} and "第1步" in heard.text


def test_how_to_go_about_another_policy_is_an_ordinary_question(answer):
    assert answer("落户怎么办理", "apply", notice(), entities=[POLICY]).next == "action_answer_questions"


def test_the_papers_that_were_missing_are_handed_in(answer, backend):
    backend.says[f"GET {CASE}"] = case("correction") | {"possible": [{"move": "resubmit", "name": "再提交"}]}
    heard = answer("交过了", "done", notice(topic="case_correction", of_case="c1"), sure=False)
    assert heard.next == "action_hand_in" and heard.slots["case"] == "c1" and replies(backend) == []


def test_done_to_an_application_with_nothing_to_hand_in_is_only_noted(answer, backend):
    backend.says[f"GET {CASE}"] = case("paid") | {"possible": []}
    assert answer("办好了", "done", notice(topic="case_decided", of_case="c1")).text == "对7：好。"


@pytest.mark.parametrize("kind", ["why", "done", "not_needed", "unsubscribe"])
def test_of_several_it_is_asked_which(answer, backend, kind):
    heard = answer("……", kind, *DIGEST)
    names = ["您符合条件的政策", "policy_nearly"] if kind == "unsubscribe" else ["生活补贴", "落户"]
    assert "哪一件" in heard.text and heard.buttons[:2] == names and replies(backend) == []


def test_of_several_about_one_policy_the_topic_tells_which(answer):
    heard = answer("不需要", "not_needed", notice(), notice(8, topic="policy_changed"))
    assert heard.buttons == ["您符合条件的政策", "policy_changed", "都不需要"]


def test_of_several_how_to_go_about_which(answer):
    heard = answer("怎么办理", "apply", *DIGEST)
    (message,) = heard.messages
    assert [one["payload"] for one in message["buttons"]] == ["带我办生活补贴", "带我办落户"]


@pytest.mark.parametrize("text", ["第二条不需要", "第2条不需要", "落户的提醒不需要"])
def test_the_one_that_is_named_is_meant(answer, backend, text):
    entities = [POLICY] if text.startswith("落户") else []
    answer(text, "not_needed", *DIGEST, entities=entities)
    assert replies(backend) == [("POST /notices/8/reply", "not_needed")]


def test_all_of_several_can_be_meant(answer, backend):
    answer("都不需要", "not_needed", *DIGEST)
    assert [path for path, _ in replies(backend)] == ["POST /notices/7/reply", "POST /notices/8/reply"]


def test_one_topic_of_several_notices_is_stopped_at_once(answer, backend):
    answer("退订这类提醒", "unsubscribe", notice(), notice(8, "household_registration", "落户"))
    assert len(replies(backend)) == 1


@pytest.mark.parametrize(("kind", "says"), [("seen", "好的"), ("not_needed", "好的"), ("why", "没有主动给您发过")])
def test_without_a_notice_nobody_is_told_that_something_was_done(answer, backend, kind, says):
    assert says in answer("……", kind).text and replies(backend) == []


def test_a_guest_has_no_notices(backend, talk, refusal):
    backend.says[LAST] = refusal(403, "NotVerified")
    heard = talk(ActionAnswerNotice(), "收到", "answer_notice", reply={"kind": "seen", "sure": True})
    assert heard.text.startswith("好的")


@pytest.mark.parametrize("kind", ["seen", "done", "not_needed", "why", "apply"])
def test_in_the_middle_of_an_interview_what_may_be_an_answer_is_asked(answer, backend, kind):
    heard = answer("好的", kind, notice(), sure=False, active="interview_form")
    (message,) = heard.messages
    assert message["response"] == "utter_notice_or_question" and replies(backend) == []
    assert message["buttons"][-1] == {"title": "答前面的问题", "payload": "好的"} and len(message["buttons"]) == 2
    assert heard.next == "interview_form"


def test_what_can_only_mean_the_notice_is_answered_in_the_middle_of_an_interview_too(answer, backend):
    heard = answer("为什么收到这个", "why", notice(), active="interview_form")
    assert heard.text == "对7：好。" and heard.next == "interview_form"


def test_a_question_about_something_final_is_not_answered_by_a_nod_to_a_notice(answer, talk):
    asked = {"slots": {"confirming": "action_delete_data"}, "last": "utter_confirm_delete_data"}
    assert "回哪个" in answer("好的", "seen", notice(), sure=False, **asked).text
    meant = {**asked, "last": "utter_notice_or_question", "earlier_said": ["utter_confirm_delete_data"]}
    assert talk(ActionConfirm(), "好的", "affirm", **meant).next == "action_delete_data"


def test_a_form_leaves_a_reply_to_a_notice_to_it_and_is_put_aside_for_how_to_go_about_it(backend, talk):
    def heard(kind, sure):
        reply = {"kind": kind, "sure": sure}
        return talk(ValidateInterviewForm(), "……", "answer_notice", slots={"asked": {}}, reply=reply)

    assert heard("seen", False).rejected and not heard("seen", False).left
    assert heard("apply", True).rejected and heard("apply", True).left
    assert not heard("apply", False).left
    assert backend.told == []


def test_no_and_yes_go_on_about_the_notice_that_is_talked_about(backend, talk):
    backend.says |= {LAST: [notice()], "POST /notices/7/reply": {"says": "好，不再提醒。", "notice": notice()}}
    assert talk(ActionAnswerNotice(), "不用了", "deny").text == "好，不再提醒。"
    assert talk(ActionAnswerNotice(), "好的", "affirm").text.startswith("好，")


def test_words_that_tell_nothing_are_answered_with_what_can_be_said(answer, backend):
    heard = answer("这条提醒嘛", None, notice())
    assert set(heard.buttons) == {"怎么办理", "为什么收到这个", "已经办了", "不需要"} and replies(backend) == []


def test_while_the_backend_is_away_a_reply_is_answered_politely(backend, talk):
    backend.status = 503
    heard = talk(ActionAnswerNotice(), "不需要", "answer_notice", reply={"kind": "not_needed", "sure": False})
    assert "没有办成" in heard.text


DONE = notice(topic="arranged_done", name="子女入学", policy="children_schooling")
OPENED = notice(8, "medical_care", "医疗保健", "arranged_opened")


def ratings(backend) -> list[tuple[str, int, str | None]]:
    return [(path, body["stars"], body["comment"]) for path, body, _ in backend.told if path.endswith("/rating")]


def test_stars_are_for_the_errand_that_is_done_and_said_back(answer, backend):
    assert answer("打四颗星", "rate", DONE, stars=4).text == "对7：记下了。"
    assert ratings(backend) == [("POST /notices/7/rating", 4, None)]


def test_what_was_said_beside_the_stars_goes_with_them(answer, backend):
    answer("不太满意，等太久了", "rate", DONE, stars=2, beside=True, sure=False)
    assert ratings(backend) == [("POST /notices/7/rating", 2, "不太满意，等太久了")]


def test_stars_without_a_number_are_asked_for(answer, backend):
    heard = answer("打10星", "rate", DONE)
    assert "打几颗星" in heard.text and len(heard.buttons) == 5 and ratings(backend) == []


def test_of_several_that_are_done_it_is_asked_which_and_all_can_be_meant(answer, backend):
    heard = answer("五星", "rate", notice(6), DONE, OPENED, stars=5)
    assert heard.buttons == ["子女入学", "医疗保健", "都打5星"] and ratings(backend) == []
    (message,) = heard.messages
    assert [one["payload"] for one in message["buttons"]] == ["第1条打5星", "第2条打5星", "都打5星"]
    answer("第2条打5星", "rate", notice(6), DONE, OPENED, stars=5)
    answer("都打5星", "rate", DONE, OPENED, stars=5)
    assert [path for path, *_ in ratings(backend)] == [f"POST /notices/{id_}/rating" for id_ in (8, 7, 8)]


def test_four_stars_are_not_the_fourth_of_several(answer, backend):
    assert answer("给1个星", "rate", DONE, OPENED, stars=1).buttons[-1] == "都打1星"


@pytest.mark.parametrize("told", [(), (notice(),)])
def test_stars_that_nothing_asked_for_are_answered_politely(answer, backend, told):
    heard = answer("满意", "rate", *told, stars=4, sure=False)
    assert heard.text.startswith("谢谢您") and ratings(backend) == [] and heard.cards


def test_in_the_middle_of_an_interview_content_may_be_an_answer(answer, backend):
    heard = answer("满意", "rate", DONE, stars=4, sure=False, active="interview_form")
    (message,) = heard.messages
    assert [one["payload"] for one in message["buttons"]] == ["这次办理打4星", "满意"] and ratings(backend) == []
