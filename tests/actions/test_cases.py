"""How far one's applications are, handing in and taking back."""

import pytest

from actions.cases import ActionAskWithdrawal, ActionTellProgress, ActionWithdrawCase
from actions.confirmation import ActionConfirm, ActionRefuse
from actions.rating import ActionSayGoodbye
from tests.actions.applications import CASES, OTHER, SOURCE, SUBMIT, case, stage

ME = "GET /people/me"
GUEST, PERSON = {"verified": False, "consents": {}}, {"verified": True, "consents": {}}
CLOCK = {"working_days": 5, "used": 2, "due_on": "2026-11-27", "paused": False, "stopped": False, "overdue": False}
CLOCK |= {"provisional": False, "covers": "受理审核", "shown": "已用 2/5 个工作日"}


def progress(backend, talk, *cases, text="我的申请到哪一步了", me=PERSON, **more):
    backend.says |= {CASES: list(cases), ME: me}
    return talk(ActionTellProgress(), text, "ask_progress", **more)


def test_the_only_application_is_told_with_its_clock(backend, talk):
    heard = progress(backend, talk, case(clock=CLOCK))
    assert (
        "【生活补贴】审核中" in heard.text and "已用 2/5 个工作日" in heard.text and "最晚2026年11月27日" in heard.text
    )


def test_how_far_it_is_is_a_card_too(backend, talk):
    (card,) = progress(backend, talk, case(clock=CLOCK)).cards
    states = [stage("草稿"), stage("已提交"), stage("审核中", current=True), stage("已通过", reached=False)]
    assert card == {
        "type": "case_progress", "policy_name": "生活补贴", "case": "c1", "number": "2026-AB", "states": states,
        "used_days": 2, "total_days": 5, "due_on": "2026-11-27", "paused": False, "provisional": False,
    }  # fmt: skip


def test_a_card_promises_nothing_that_is_not_promised(backend, talk):
    (card,) = progress(backend, talk, case()).cards
    assert (card["used_days"], card["total_days"], card["due_on"]) == (None, None, None)


def test_a_pause_is_on_the_card(backend, talk):
    (card,) = progress(backend, talk, case(clock={**CLOCK, "paused": True, "due_on": None})).cards
    assert card["paused"] and card["due_on"] is None


NOON, EVENING, NEXT_MORNING = 1795752000.0, 1795795140.0, 1795795260.0  # 2026-11-27 12:00, 23:59, then 0:01 (UTC+8)


@pytest.mark.parametrize(
    "over", [{"state": "decided"}, {"state": "paid", "final": True}, {"state": "rejected", "final": True}]
)
def test_the_end_of_an_application_asks_how_it_was_once_a_day(backend, talk, over):
    heard = progress(backend, talk, case() | over, at=NOON)
    assert [card["type"] for card in heard.cards] == ["case_progress", "rating"] and "怎么样" in heard.text
    again = progress(backend, talk, case() | over, slots=heard.slots, at=EVENING)
    assert [card["type"] for card in again.cards] == ["case_progress"] and "怎么样" not in again.text
    next_day = progress(backend, talk, case() | over, slots=heard.slots, at=NEXT_MORNING)
    assert "rating" in [card["type"] for card in next_day.cards]


def test_goodbye_asks_how_it_was_unless_that_was_asked_today(talk):
    heard = talk(ActionSayGoodbye(), "再见", "goodbye", at=NOON)
    assert heard.cards == [{"type": "rating"}] and "再见" in heard.text
    again = talk(ActionSayGoodbye(), "拜拜", "goodbye", slots=heard.slots, at=EVENING)
    assert again.cards == [] and "再见" in again.text


def test_goodbye_in_the_middle_of_a_form_lets_the_form_have_the_last_word(talk):
    assert talk(ActionSayGoodbye(), "再见", "goodbye", active="interview_form").next == "interview_form"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"correction_items": ["户口簿本人页"]}, "要补：户口簿本人页"),
        ({"reason": "社保断缴"}, "没通过的原因：社保断缴"),
        ({"appeal": "有异议可以申请复核"}, "有异议可以申请复核"),
        ({"clock": {**CLOCK, "paused": True, "due_on": None}}, "补正期间不计时"),
        ({"clock": {**CLOCK, "overdue": True}}, "0371-96567"),
        ({"clock": {**CLOCK, "provisional": True}}, "放假安排还没公布"),
    ],
)
def test_what_happened_to_it_is_said(backend, talk, more, said):
    assert said in progress(backend, talk, case(**more)).text


def test_of_several_one_is_chosen_with_a_button(backend, talk):
    heard = progress(backend, talk, case(), case("c2", "home_purchase_allowance", "购房补贴"))
    assert heard.buttons == ["生活补贴", "购房补贴"]


def test_the_one_named_is_told(backend, talk):
    policy = {"entity": "policy", "value": "home_purchase_allowance", "start": 2, "end": 6}
    other = case("c2", "home_purchase_allowance", "购房补贴")
    heard = progress(backend, talk, case(), other, text="我的购房补贴到哪一步了", entities=[policy])
    assert "【购房补贴】" in heard.text and heard.slots["case"] == "c2"


def test_a_guest_without_a_draft_is_verified_first(backend, talk):
    heard = progress(backend, talk, me=GUEST)
    assert heard.next == "verification_form" and heard.slots["wanted"] == "action_tell_progress"


def test_who_has_none_is_told_how_to_begin(backend, talk):
    assert "还没有" in progress(backend, talk).text


def test_how_one_finds_out_elsewhere_is_an_ordinary_question(backend, talk):
    silent = {"say": "silent", "values": {"topic": "进度"}, "statements": []}
    backend.answers = [
        {"outcome": "silent", "kind": "progress", "policy": None, "parts": [silent], "sources": [], "offers": []}
    ]
    progress(backend, talk, case(), text="生活补贴的进度在哪查")
    assert len(backend.asked) == 1 and backend.told == []


ACTS = {"officer": False, "by": "教育专员", "confirm": ["认定结果能不能查到"], "phones": ["0371-96567"]}
ACTS |= {"statement": {"says": "由教育专员主动办", "clause": "a/b/p1", "source": SOURCE}}
NOBODY_APPLIES = {
    "handed_in_here": False,
    "possible": [],
    "submitted_at": None,
    "course": [stage("不用申请", current=True)],
}
SCHOOL = {"id": "c3", "policy": "children_schooling", "name": "子女入学", "state": "不用申请"} | NOBODY_APPLIES


def arranged(backend, acts=ACTS):
    backend.says["GET /cases/c3/walkthrough"] = {"policy_name": "子女入学", "arranged": acts}
    return case(**SCHOOL)


def test_progress_of_what_nobody_applied_for_is_whom_to_ask(backend, talk):
    heard = progress(backend, talk, arranged(backend))
    assert "查不到进度" in heard.text and "0371-96567" in heard.text and heard.cards == []


def test_who_has_it_and_how_far_they_are_is_told(backend, talk):
    school = arranged(backend, ACTS | {"officer": True})
    backend.says["GET /cases/c3/errand"] = {
        "bureau": "市教育局", "by": "教育专员", "state_name": "办理中", "clock": "承诺1个工作日（办理）。",
    }  # fmt: skip
    assert progress(backend, talk, school).text == (
        "【子女入学】已经交给市教育局，由教育专员主动办理，不用您提交申请。现在：办理中。承诺1个工作日（办理）。"
    )


def test_until_an_officer_was_asked_it_is_told_how_to_ask(backend, talk, refusal):
    school = arranged(backend, ACTS | {"officer": True})
    backend.says["GET /cases/c3/errand"] = refusal(404, "ErrandNotFound")
    heard = progress(backend, talk, school)
    assert "查不到进度" in heard.text and "要专员联系您，就说“提交”" in heard.text
    assert heard.buttons[0] == "请专员联系我"


def test_it_does_not_stand_in_the_way_of_what_was_applied_for(backend, talk):
    heard = progress(backend, talk, arranged(backend), case())
    assert "【生活补贴】审核中" in heard.text


def test_once_an_officer_acts_its_progress_is_told(backend, talk):
    begun = case(**SCHOOL | {"course": [stage("不用申请"), stage("专员办理中", current=True)], "state": "专员办理中"})
    assert "【子女入学】专员办理中" in progress(backend, talk, begun).text


def test_a_withdrawal_is_asked_about_and_then_done(backend, talk):
    backend.says |= {CASES: [case()], "POST /cases/c1/moves": case(state="已撤回")}
    asked = talk(ActionAskWithdrawal(), "撤回申请", "withdraw_case")
    assert asked.slots["confirming"] == "action_withdraw_case" and "POST /cases/c1/moves" not in backend.requests()
    yes = talk(ActionConfirm(), "是的", "affirm", slots=asked.slots, last="utter_confirm_withdraw_case")
    assert yes.next == "action_withdraw_case"
    done = talk(ActionWithdrawCase(), "是的", "affirm", slots=asked.slots)
    assert backend.body_of("POST /cases/c1/moves") == {"move": "withdraw"} and "已经撤回" in done.text


def test_a_yes_to_something_else_confirms_nothing(talk):
    slots = {"confirming": "action_withdraw_case"}
    heard = talk(ActionConfirm(), "是的", "affirm", slots=slots, last="utter_complain")
    assert heard.next != "action_withdraw_case" and heard.slots["confirming"] is None


def test_a_no_leaves_everything_as_it_is(backend, talk):
    slots = {"confirming": "action_withdraw_case", "case": "c1"}
    heard = talk(ActionRefuse(), "不用了", "deny", slots=slots, last="utter_confirm_withdraw_case")
    assert heard.slots["confirming"] is None and backend.told == []


def test_what_can_no_longer_be_withdrawn_says_what_can_be_done(backend, talk, refusal):
    backend.says["POST /cases/c1/moves"] = refusal(409, "IllegalMove", "现在不能这样做。", possible=[SUBMIT])
    heard = talk(ActionWithdrawCase(), "是的", "affirm", slots={"case": "c1"})
    assert "不能这样做" in heard.text and "提交" in heard.text


def test_a_finished_one_does_not_hide_the_open_one(backend, talk):
    heard = progress(backend, talk, case(), case(**OTHER, final=True, state="已撤回"), slots={"case": "c2"})
    assert "【生活补贴】审核中" in heard.text


def test_of_several_open_ones_the_last_talked_about_is_not_taken_for_the_one_meant(backend, talk):
    heard = progress(backend, talk, case(), case(**OTHER), slots={"case": "c2"})
    assert heard.buttons == ["生活补贴", "青年人才落户"]
    backend.says[CASES] = [case(), case(**OTHER)]
    heard = talk(ActionAskWithdrawal(), "撤回申请", "withdraw_case", slots={"case": "c2"})
    assert heard.buttons == ["生活补贴", "青年人才落户"] and "confirming" not in heard.slots


def test_how_long_goes_on_about_the_one_just_told(backend, talk):
    two = (case(clock=CLOCK), case(**OTHER))
    heard = progress(backend, talk, *two, text="还要多久", slots={"case": "c1", "case_told": "c1"})
    assert "已用 2/5 个工作日" in heard.text


def test_a_number_of_somebody_else_is_not_answered_with_ones_own(backend, talk):
    heard = progress(backend, talk, case(), text="编号2026-CYT2-94QT-8R的申请到哪了")
    assert "没有这个编号" in heard.text and "审核中" not in heard.text


def test_where_nothing_is_promised_that_is_said(backend, talk):
    assert "没有承诺几个工作日" in progress(backend, talk, case()).text


def test_a_refusal_is_told_without_the_keys_of_the_api(backend, talk, refusal):
    backend.says["POST /cases/c1/moves"] = refusal(409, "IllegalMove", "现在能做的见 possible。", possible=[])
    heard = talk(ActionWithdrawCase(), "是的", "affirm", slots={"case": "c1"})
    assert "不能这样做" in heard.text and "possible" not in heard.text


def test_the_words_of_the_button_take_it_back(talk):
    slots = {"confirming": "action_withdraw_case", "case": "c1"}
    last = "utter_confirm_withdraw_case"
    assert talk(ActionAskWithdrawal(), "确定撤回", "withdraw_case", slots=slots, last=last).next == "action_confirm"
    assert talk(ActionAskWithdrawal(), "别撤了", "withdraw_case", slots=slots, last=last).next == "action_refuse"


def test_why_it_cannot_be_withdrawn_any_more_is_said(backend, talk):
    backend.says[CASES] = [case(state="已通过，待发放", possible=())]
    heard = talk(ActionAskWithdrawal(), "撤回", "withdraw_case")
    assert "现在是“已通过，待发放”" in heard.text and "confirming" not in heard.slots


def test_another_is_not_withdrawn_instead_of_the_one_named(backend, talk):
    policy = {"entity": "policy", "value": "talent_apartment", "start": 2, "end": 6}
    backend.says[CASES] = [case()]
    heard = talk(ActionAskWithdrawal(), "撤回人才公寓的申请", "withdraw_case", [policy])
    assert "confirming" not in heard.slots


def test_of_what_was_not_applied_for_no_other_progress_is_told(backend, talk):
    policy = {"entity": "policy", "value": "talent_apartment", "start": 2, "end": 6}
    heard = progress(backend, talk, case(), text="我的人才公寓到哪一步了", entities=[policy])
    assert "您名下没有“人才公寓”的申请" in heard.text and "审核中（编号" not in heard.text


@pytest.mark.parametrize(
    ("clock", "ahead", "told", "untold"),
    [
        ({"stopped": True, "due_on": None, "used": 1}, None, "那一段已经走完（用了1个）", "最晚"),
        (None, {"working_days": 5, "covers": "初审", "from_state": "资料核验"}, "从“资料核验”那天起算", "没有承诺"),
    ],
)
def test_a_clock_that_does_not_run_is_not_told_as_one_that_does(backend, talk, clock, ahead, told, untold):
    heard = progress(backend, talk, case(clock=clock and CLOCK | clock, promise_ahead=ahead))
    assert told in heard.text and untold not in heard.text


def test_who_wants_it_hurried_hears_who_can(backend, talk):
    assert "0371-96567" in progress(backend, talk, case(), text="能帮我催一下我的申请吗").text


def test_after_a_rejection_one_may_apply_again(backend, talk):
    rejected = case(final=True, state="未通过", reason="社保断缴", appeal="可以申请复核", possible=())
    assert "重新申请" in progress(backend, talk, rejected).buttons
