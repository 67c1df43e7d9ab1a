"""Handing in: the right application, where it is handed in, and never before it was."""

import pytest

from actions.handing_in import ActionHandIn
from tests.actions.applications import CASES, OTHER, SOURCE, SUBMIT, WITHDRAW, case, stage
from tests.actions.test_cases import CLOCK
from tests.actions.walks import POLICY, against, walk

MOVED = "POST /cases/c1/moves"
DONE = "在窗口已经交过了"


def draft(**more):
    return case(possible=[SUBMIT, WITHDRAW], state="草稿", submitted_at=None, **more)


def offered(backend, *cases, taken_here=False, **walked):
    backend.says[CASES] = list(cases)
    for one in cases:
        backend.says[f"GET /cases/{one['id']}/walkthrough"] = walk(taken_here=taken_here, **walked)
        backend.says[f"POST /cases/{one['id']}/moves"] = one | {"state_name": "已提交", "clock": CLOCK}


def moves(backend):
    return [request for request in backend.requests() if request.endswith("/moves")]


def test_what_is_handed_in_elsewhere_is_not_handed_in_by_saying_so(backend, talk):
    offered(backend, draft())
    heard = talk(ActionHandIn(), "提交", "hand_in")
    assert moves(backend) == [] and "要在“服务窗口”交，我不能替您交" in heard.text and "已经交了" in heard.buttons
    assert "交上去了" not in heard.text


def test_that_it_was_handed_in_there_is_put_on_record_in_the_persons_words(backend, talk):
    offered(backend, draft())
    heard = talk(ActionHandIn(), DONE, "hand_in")
    assert backend.body_of(MOVED) == {"move": "submit"}
    assert "您说在“服务窗口”交过了" in heard.text and "交上去了" not in heard.text
    assert "按您今天说的数的" in heard.text and "接下来由办理单位走：已通过" in heard.text
    assert [(card["type"], card["used_days"]) for card in heard.cards] == [("case_progress", 2)]


def test_what_this_service_takes_is_handed_in(backend, talk):
    offered(backend, draft(), taken_here=True)
    heard = talk(ActionHandIn(), "提交", "hand_in")
    assert backend.body_of(MOVED) == {"move": "submit"} and "交上去了" in heard.text
    assert "按您今天说的" not in heard.text


def test_what_will_not_be_granted_is_taken_only_after_a_yes(backend, talk):
    offered(backend, draft(), taken_here=True, against=against())
    asked = talk(ActionHandIn(), "提交", "hand_in")
    assert moves(backend) == [] and "学历为全日制本科以上" in asked.text
    assert asked.slots["confirming"] == "action_hand_in"
    done = talk(ActionHandIn(), "是的", "affirm", slots={"case": "c1"}, ran="action_confirm")
    assert moves(backend) == [MOVED] and "交上去了" in done.text


WALKED = {"case": "c2", "case_told": None}


def test_the_one_walked_is_meant_although_another_was_told_before(backend, talk):
    offered(backend, draft(), draft(**OTHER))
    talk(ActionHandIn(), DONE, "hand_in", slots=WALKED)
    assert moves(backend) == ["POST /cases/c2/moves"]


def test_of_two_drafts_the_one_named_is_meant(backend, talk):
    offered(backend, draft(), draft(**OTHER))
    talk(ActionHandIn(), "申请生活补贴已经交了", "hand_in", [POLICY], slots=WALKED)
    assert moves(backend) == [MOVED]


@pytest.mark.parametrize("slots", [{}, {"case": "c2", "case_told": "c1"}])
def test_when_it_is_not_clear_which_it_is_asked(backend, talk, slots):
    offered(backend, draft(), draft(**OTHER))
    heard = talk(ActionHandIn(), DONE, "hand_in", slots=slots)
    assert moves(backend) == [] and heard.buttons == ["生活补贴", "青年人才落户"]


def test_one_that_was_not_named_is_not_handed_in_instead(backend, talk):
    offered(backend, draft(**OTHER))
    heard = talk(ActionHandIn(), "提交生活补贴的申请", "hand_in", [POLICY])
    assert moves(backend) == [] and heard.buttons == ["青年人才落户"]


@pytest.mark.parametrize("text", ["单位给交", "公司给交着", "厂里交的", "交了8个月", "单位已经交了"])
def test_contributions_are_no_application(backend, talk, text):
    assert talk(ActionHandIn(), text, "hand_in").next == "action_take_information"
    assert backend.told == []


def test_a_guest_is_verified_first_and_what_was_said_before_counts_afterwards(backend, talk, refusal):
    offered(backend, draft())
    backend.says[MOVED] = refusal(403, "NotVerified")
    heard = talk(ActionHandIn(), DONE, "hand_in")
    assert heard.next == "verification_form" and heard.slots["wanted"] == "action_hand_in"
    offered(backend, draft())
    verified = {"references": [("code", "r")], "earlier": (DONE, "hand_in"), "slots": {"case": "c1"}}
    assert "记下了" in talk(ActionHandIn(), "［验证码］", "give_code", **verified).text


def test_papers_brought_later_are_no_new_application(backend, talk):
    corrected = case(possible=[{"move": "resubmit", "name": "补正后再提交"}], state="待补正")
    offered(backend, corrected)
    assert "要补的材料，您说在“服务窗口”交上了" in talk(ActionHandIn(), "已经补交了", "hand_in").text
    assert backend.body_of(MOVED) == {"move": "resubmit"}


ACTS = {"officer": False, "by": "教育专员", "confirm": ["认定结果能不能查到"], "phones": ["0371-96567"]}
ACTS |= {"statement": {"says": "由教育专员主动办", "clause": "a/b/p1", "source": SOURCE}}
SCHOOL = {"id": "c3", "policy": "children_schooling", "name": "子女入学", "state": "不用申请", "possible": []}
SCHOOL |= {"handed_in_here": False, "submitted_at": None, "course": [stage("不用申请", current=True)]}


@pytest.mark.parametrize("acts", [ACTS, None])
def test_what_nobody_applies_for_is_not_handed_in_nor_is_something_else_instead(backend, talk, acts):
    backend.says["GET /cases/c3/walkthrough"] = {"policy_name": "子女入学", "arranged": acts}
    backend.says[CASES] = [case(**SCHOOL), draft()]
    heard = talk(ActionHandIn(), "提交", "hand_in", slots={"case": "c3"})
    assert "没有交申请这一步" in heard.text and ("由教育专员办理" in heard.text) is bool(acts)
    assert moves(backend) == []


OFFICER, ASKED = ACTS | {"officer": True}, "POST /cases/c3/errand"
HAS_IT = {"errand": "e1", "bureau": "市教育局", "by": "教育专员", "state": "waiting", "state_name": "待接手"}
HAS_IT |= {"clock": "承诺1个工作日（办理），最迟2026年6月4日。", "chosen": None}


def arranged_by_an_officer(backend, answer):
    backend.says["GET /cases/c3/walkthrough"] = {"policy_name": "子女入学", "arranged": OFFICER}
    backend.says |= {CASES: [case(**SCHOOL)], ASKED: answer}


def test_an_officer_is_asked_to_act_and_who_has_it_is_told(backend, talk):
    arranged_by_an_officer(backend, HAS_IT)
    heard = talk(ActionHandIn(), "提交子女入学的申请", "hand_in", slots={"case": "c3"})
    assert heard.text == (
        "好，【子女入学】已经交给市教育局，由教育专员主动办理，不用您提交申请。"
        "承诺1个工作日（办理），最迟2026年6月4日。办到哪一步会告诉您。"
    )
    assert backend.body_of(ASKED) == {"chosen": None}


def test_the_hospital_named_goes_along(backend, talk):
    arranged_by_an_officer(backend, HAS_IT)
    talk(ActionHandIn(), "提交吧，我选郑州市中心医院，谢谢", "hand_in", slots={"case": "c3"})
    assert backend.body_of(ASKED) == {"chosen": "我选郑州市中心医院"}


def test_a_guest_verifies_a_phone_before_an_officer_is_asked(backend, talk, refusal):
    arranged_by_an_officer(backend, refusal(403, "NotVerified", "先验证"))
    events = talk(ActionHandIn(), "提交", "hand_in", slots={"case": "c3"}).events
    assert any(event.get("name") == "verification_form" for event in events)


def test_the_officers_refusal_is_told_and_who_says_it_was_handed_in_asks_nobody(backend, talk, refusal):
    arranged_by_an_officer(backend, refusal(409, "NotForThem", "按您说的情况，现在还不符合。"))
    assert talk(ActionHandIn(), "提交", "hand_in", slots={"case": "c3"}).text == "按您说的情况，现在还不符合。"
    backend.told.clear()
    assert "没有交申请这一步" in talk(ActionHandIn(), "已经交了", "hand_in", slots={"case": "c3"}).text
    assert ASKED not in backend.requests()


def test_what_is_handed_in_already_is_told_and_no_other_draft_taken_for_it(backend, talk):
    """As when the turn broke off after it was handed in, and is taken again."""
    offered(backend, case(), draft(**OTHER))
    heard = talk(ActionHandIn(), DONE, "hand_in", slots={"case": "c1"})
    assert moves(backend) == [] and "【生活补贴】审核中（编号2026-AB）" in heard.text
