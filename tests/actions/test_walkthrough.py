"""Led through an application: channel, papers, steps, package."""

from actions.confirmation import ActionConfirm
from actions.walkthrough import ValidateWalkthroughForm
from tests.actions.walks import (
    CASE,
    CLAUSE,
    FORM,
    LINKS,
    OFFERED,
    OPEN,
    PACKAGE,
    POLICY,
    SLOTS,
    WALK,
    WINDOW,
    against,
    case,
    paper,
    question,
    taken,
    walk,
)


def test_it_begins_with_the_channel_the_papers_and_the_first_step(backend, talk):
    backend.says |= {OPEN: case(), f"POST {WALK}": walk()}
    heard = talk(ValidateWalkthroughForm(), "申请生活补贴", "start_application", [POLICY], begun=FORM)
    assert "您走“服务窗口”" in heard.text and "预备技师到窗口办理 [1]" in heard.text
    assert "已被2024年细则替代，以下是旧规定" in heard.text
    assert "第1步（共3步）：带齐材料" in heard.text and "□ 身份证（原件）" in heard.text
    assert heard.slots["case"] == "c1" and not heard.left


def test_an_application_that_is_open_already_is_gone_on_with(backend, talk, refusal):
    backend.says |= {OPEN: refusal(409, "CaseAlreadyOpen", id="c1"), f"GET {CASE}": case(), f"POST {WALK}": walk(1)}
    heard = talk(ValidateWalkthroughForm(), "申请生活补贴", "start_application", [POLICY], begun=FORM)
    assert "第2步" in heard.text


def test_one_that_is_handed_in_is_not_walked_again(backend, talk, refusal):
    backend.says |= {OPEN: refusal(409, "CaseAlreadyOpen", id="c1"), f"GET {CASE}": case("checking")}
    heard = talk(ValidateWalkthroughForm(), "申请生活补贴", "start_application", [POLICY], begun=FORM)
    assert heard.left and heard.next == "action_tell_progress"


def test_what_is_not_applied_for_here_is_answered_as_a_question(backend, talk, refusal):
    backend.says[OPEN] = refusal(422, "NoApplication")
    heard = talk(ValidateWalkthroughForm(), "申请名师", "start_application", [POLICY], begun=FORM)
    assert heard.left and heard.next == "action_answer_questions"


def test_one_that_could_not_be_begun_is_begun_when_it_is_wanted_again(backend, talk):
    """The backend was away when the form began, so there is no application that the form is about."""
    backend.says |= {OPEN: case(), f"POST {WALK}": walk()}
    heard = talk(ValidateWalkthroughForm(), "申请生活补贴", "start_application", [POLICY], active=FORM)
    assert "第1步" in heard.text and heard.slots["case"] == "c1"


def test_without_a_policy_it_asks_for_one(backend, talk):
    heard = talk(ValidateWalkthroughForm(), "带我办", "start_application", begun=FORM)
    assert heard.left and "想申请哪一项" in heard.text and backend.told == []


def test_what_decides_the_channel_is_asked_first(backend, talk):
    backend.says |= {OPEN: case(), f"POST {WALK}": walk(ask=question(), channel=None)}
    heard = talk(ValidateWalkthroughForm(), "申请生活补贴", "start_application", [POLICY], begun=FORM)
    assert "您的最高学历是？" in heard.text and "预备技师" in heard.buttons


def test_the_answer_to_it_opens_the_way(backend, talk):
    taken = [{"fact": "degree", "label": "学历", "shown": "预备技师", "corrected": False, "vague": False}]
    backend.says |= {f"GET {WALK}": walk(ask=question(), channel=None), f"POST {WALK}": walk(taken=taken)}
    heard = talk(ValidateWalkthroughForm(), "预备技师", "inform", slots=SLOTS)
    assert "您走“服务窗口”" in heard.text
    assert backend.body_of(f"POST {WALK}")["answer"]["text"] == "预备技师"


def test_done_goes_to_the_next_step_and_the_one_at_the_window_names_it(backend, talk):
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk(1)}
    heard = talk(ValidateWalkthroughForm(), "好了", "step_done", slots=SLOTS)
    assert "第2步（共3步）：到窗口交材料" in heard.text and "金水区窗口" in heard.text
    assert backend.body_of(f"POST {WALK}") == {"step": "next"}


def test_papers_are_ticked_and_shown(backend, talk):
    ticked = walk(materials=[paper(have=True), paper("户口簿")])
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": ticked}
    heard = talk(ValidateWalkthroughForm(), "身份证有了", "give_material", slots=SLOTS)
    assert "☑ 身份证" in heard.text and "□ 户口簿" in heard.text
    assert backend.body_of(f"POST {WALK}") == {"tick": ["身份证"], "untick": []}


def test_who_is_stuck_hears_whom_to_call_and_what_other_ways_there_are(backend, talk):
    stuck = {"step": "带齐材料", "statement": CLAUSE, "phones": ["0371-96567"]}
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk(stuck=stuck)}
    heard = talk(ValidateWalkthroughForm(), "卡住了", "step_stuck", slots=SLOTS)
    assert "0371-96567" in heard.text and "改走支付宝" in heard.buttons


def test_another_channel_can_be_chosen(backend, talk):
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk(channel="支付宝")}
    heard = talk(ValidateWalkthroughForm(), "改走支付宝", "nlu_fallback", slots=SLOTS)
    assert "您走“支付宝”" in heard.text


def test_the_end_brings_the_package_and_handing_in(backend, talk):
    backend.says |= {
        f"GET {WALK}": walk(1),
        f"POST {WALK}": walk(3, finished=True),
        PACKAGE: OFFERED,
    }
    heard = talk(ValidateWalkthroughForm(), "办好了", "step_done", slots=SLOTS)
    assert "https://x/packages/t" in heard.text and "还没打勾的：身份证、户口簿" in heard.text
    assert heard.left and "已经交了" in heard.buttons and "申请要在“服务窗口”交" in heard.text
    assert "只有您自己能打开，24小时内有效" in heard.text
    assert heard.cards == [{"type": "package", "title": "生活补贴申请材料包", **LINKS}]


def test_a_question_in_between_is_answered_and_the_step_comes_back(backend, talk):
    assert talk(ValidateWalkthroughForm(), "能领多少钱", "ask_amount", slots=SLOTS).rejected
    backend.says[f"GET {WALK}"] = walk()
    heard = talk(ValidateWalkthroughForm(), "能领多少钱", "ask_amount", slots=SLOTS, after=FORM)
    assert "接着办" in heard.text and "带齐材料" in heard.text


def test_handing_in_leaves_the_walk(talk):
    heard = talk(ValidateWalkthroughForm(), "提交", "hand_in", slots=SLOTS)
    assert heard.left and heard.rejected and heard.slots["left_off"] == FORM


def test_done_is_no_answer_to_what_decides_the_channel(backend, talk):
    backend.says[f"GET {WALK}"] = walk(ask=question(), channel=None)
    heard = talk(ValidateWalkthroughForm(), "好了", "step_done", slots=SLOTS)
    assert "您的最高学历是？" in heard.text and f"POST {WALK}" not in backend.requests()


def test_a_paper_found_after_stopping_is_ticked_at_once(backend, talk):
    backend.says |= {f"GET {CASE}": case(), f"GET {WALK}": walk(), f"POST {WALK}": walk(materials=[paper(have=True)])}
    heard = talk(ValidateWalkthroughForm(), "身份证有了", "give_material", slots=SLOTS, begun=FORM)
    assert "☑ 身份证" in heard.text


def test_a_paper_that_is_not_on_the_list_is_said_so(backend, talk):
    backend.says[f"GET {WALK}"] = walk()
    heard = talk(ValidateWalkthroughForm(), "体检表有了", "give_material", slots=SLOTS)
    assert "清单里没找到" in heard.text


def test_what_is_told_together_with_the_wish_is_taken(backend, talk):
    backend.says |= {OPEN: case(), f"POST {WALK}": walk(taken=taken(shown="预备技师"))}
    heard = talk(ValidateWalkthroughForm(), "我是预备技师，带我办生活补贴", "start_application", [POLICY], begun=FORM)
    assert backend.body_of(f"POST {WALK}")["answer"]["text"] == "我是预备技师，带我办生活补贴"
    assert "预备技师" in heard.text and "您的最高学历是？" not in heard.text


def test_of_two_policies_the_one_after_the_verb_is_applied_for(backend, talk):
    text = "想落户，帮我申请人才公寓，顺便看看生活补贴"
    named = [("household_registration", 1, 3), ("talent_apartment", 8, 12), ("living_allowance", 17, 21)]
    entities = [{"entity": "policy", "value": value, "start": start, "end": end} for value, start, end in named]
    backend.says |= {OPEN: case(), f"POST {WALK}": walk()}
    talk(ValidateWalkthroughForm(), text, "start_application", entities, begun=FORM)
    assert backend.body_of(OPEN) == {"policy": "talent_apartment"}


def test_who_says_which_category_they_are_does_not_apply_for_being_recognised(backend, talk):
    entities = [
        {"entity": "policy", "value": "talent_recognition", "start": 1, "end": 6},
        {"entity": "category", "value": "C类", "start": 2, "end": 4},
        {"entity": "policy", "value": "vehicle_services", "start": 12, "end": 17},
    ]
    backend.says |= {OPEN: case(), f"POST {WALK}": walk()}
    talk(ValidateWalkthroughForm(), "我是C类人才，我要申请车驾管服务", "start_application", entities, begun=FORM)
    assert backend.body_of(OPEN) == {"policy": "vehicle_services"}


def test_a_correction_chooses_the_channel_anew(backend, talk):
    changed = walk(channel="市房管部门窗口", taken=taken("home_district", "房子所在的区", "惠济区", corrected=True))
    backend.says |= {f"GET {WALK}": walk(1), f"POST {WALK}": changed}
    heard = talk(ValidateWalkthroughForm(), "不对，房子在惠济区", "nlu_fallback", slots=SLOTS)
    assert "改好了：房子所在的区 惠济区" in heard.text and "您走“市房管部门窗口”" in heard.text


def test_what_changes_nothing_is_noted_and_the_step_stays(backend, talk):
    backend.says |= {f"GET {WALK}": walk(1), f"POST {WALK}": walk(1, taken=taken())}
    heard = talk(ValidateWalkthroughForm(), "哦对了我是硕士", "inform", slots=SLOTS)
    assert "记下：学历 硕士" in heard.text and "第2步" in heard.text and "您走" not in heard.text


def test_what_cannot_be_is_said_and_nothing_moves(backend, talk):
    backend.says |= {f"GET {WALK}": walk(1), f"POST {WALK}": walk(1, odd="对不上")}
    heard = talk(ValidateWalkthroughForm(), "我3050年毕业", "inform", slots=SLOTS)
    assert "对不上" in heard.text and "第2步" in heard.text


def test_the_district_finds_the_window_without_telling_the_channel_again(backend, talk):
    zone = taken("zone", "所在的区", "巩义市")
    far = {**WINDOW, "unit": "市人社局", "unlisted": "巩义市"}
    told = walk(1, window=far, taken=zone)
    backend.says |= {f"GET {WALK}": walk(ask=question("zone"), window=None), f"POST {WALK}": told}
    heard = talk(ValidateWalkthroughForm(), "巩义", "inform", slots=SLOTS)
    assert "您走" not in heard.text
    assert "人才服务窗口的名单（2018年公布）里没有巩义市" in heard.text and "去这里：市人社局" in heard.text


def test_why_it_is_asked_is_told_with_the_clause(backend, talk):
    backend.says[f"GET {WALK}"] = walk(ask=question(), channel=None)
    heard = talk(ValidateWalkthroughForm(), "为什么问这个", "ask_why", slots=SLOTS)
    assert "预备技师到窗口办理 [1]" in heard.text and "来源：" in heard.text and "您的最高学历是？" in heard.text


def test_who_will_not_say_is_asked_the_next_thing_without_being_welcomed_again(backend, talk):
    asking = walk(ask=question(), channel=None)
    backend.says |= {f"GET {WALK}": asking, f"POST {WALK}": asking}
    heard = talk(ValidateWalkthroughForm(), "不知道", "skip_question", slots=SLOTS)
    assert "还要看一件事" in heard.text and "我陪您办" not in heard.text


def test_a_puzzled_yes_is_no_step(backend, talk):
    backend.says |= {f"GET {WALK}": walk(1), f"POST {WALK}": walk(1)}
    heard = talk(ValidateWalkthroughForm(), "嗯嗯那个啥呀", "affirm", slots=SLOTS)
    assert "step" not in backend.body_of(f"POST {WALK}") and "卡住了" in heard.text


def test_a_long_done_is_a_step(backend, talk):
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk(1)}
    talk(ValidateWalkthroughForm(), "好了好了，这一步我总算是弄完了", "step_done", slots=SLOTS)
    assert backend.body_of(f"POST {WALK}") == {"step": "next"}


def test_a_channel_is_known_by_the_word_people_use(backend, talk):
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk(channel="支付宝城市服务")}
    talk(ValidateWalkthroughForm(), "算了，换成支付宝吧", "nlu_fallback", slots=SLOTS)
    assert backend.body_of(f"POST {WALK}") == {"channel": "支付宝"}


def test_another_policy_in_the_middle_of_the_walk_is_begun(backend, talk):
    other = {"entity": "policy", "value": "household_registration", "start": 6, "end": 8}
    backend.says |= {OPEN: case(), f"GET {CASE}": case(), f"POST {WALK}": walk()}
    talk(ValidateWalkthroughForm(), "算了还是先办落户吧", "nlu_fallback", [other], slots=SLOTS)
    assert backend.body_of(OPEN) == {"policy": "household_registration"}


def test_papers_that_may_not_be_needed_are_not_called_lacking(backend, talk):
    papers = [paper(), {**paper("营业执照"), "sure": False}]
    backend.says |= {
        f"GET {WALK}": walk(2),
        f"POST {WALK}": walk(3, finished=True, materials=papers),
        PACKAGE: OFFERED,
    }
    heard = talk(ValidateWalkthroughForm(), "办好了", "step_done", slots=SLOTS)
    assert "还没打勾的：身份证。" in heard.text


def test_next_before_anything_is_chosen_asks_what_to_apply_for(talk):
    assert "想申请哪一项" in talk(ValidateWalkthroughForm(), "下一步", "step_done", begun=FORM).text


def test_what_this_service_takes_is_handed_in_at_the_end(backend, talk):
    finished = walk(3, finished=True, taken_here=True)
    backend.says |= {f"GET {WALK}": walk(1), f"POST {WALK}": finished, PACKAGE: OFFERED}
    heard = talk(ValidateWalkthroughForm(), "办好了", "step_done", slots=SLOTS)
    assert "提交" in heard.buttons and "已经交了" not in heard.buttons


def test_who_will_not_be_granted_it_hears_why_and_goes_on_only_after_a_yes(backend, talk):
    backend.says |= {OPEN: case(), f"POST {WALK}": walk(against=against())}
    warned = talk(ValidateWalkthroughForm(), "申请生活补贴", "start_application", [POLICY], begun=FORM)
    assert "现在还不符合（2024年细则）" in warned.text and "✗ 学历为全日制本科以上（学历 大专） [1]" in warned.text
    assert "第1步" not in warned.text and warned.left and warned.slots["confirming"] == FORM
    backend.says[f"GET {WALK}"] = walk(against=against())
    assert talk(ActionConfirm(), "还要办", "affirm", slots=warned.slots, last=f"utter_confirm_{FORM}").next == FORM
    yes = {"slots": SLOTS, "begun": FORM, "ran": "action_confirm"}
    heard = talk(ValidateWalkthroughForm(), "是的", "affirm", **yes)
    assert "第1步" in heard.text and not heard.left


def test_who_has_it_already_hears_so(backend, talk):
    has = "您已经是郑州户口，不用再办"
    backend.says |= {OPEN: case(), f"POST {WALK}": walk(against=against(has))}
    heard = talk(ValidateWalkthroughForm(), "申请生活补贴", "start_application", [POLICY], begun=FORM)
    assert has in heard.text and heard.slots["confirming"] == FORM


def test_what_is_told_on_the_way_may_end_it(backend, talk):
    told = walk(against=against(), taken=taken(shown="大专", corrected=True))
    backend.says |= {f"GET {WALK}": walk(1), f"POST {WALK}": told}
    heard = talk(ValidateWalkthroughForm(), "不对，我是大专", "deny", slots=SLOTS)
    assert "多半批不下来" in heard.text and heard.slots["confirming"] == FORM and heard.left


def test_another_application_told_before_is_forgotten_by_walking(backend, talk):
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk(1)}
    heard = talk(ValidateWalkthroughForm(), "好了", "step_done", slots=SLOTS | {"case_told": "c9"})
    assert heard.slots["case_told"] is None


def test_a_yes_with_a_district_is_no_step_done(backend, talk):
    district = {"entity": "district", "value": "惠济区", "start": 2, "end": 5}
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk(channel="市内窗口", taken=taken("home_district"))}
    heard = talk(ValidateWalkthroughForm(), "嗯，惠济区", "affirm", [district], slots=SLOTS)
    assert "您走“市内窗口”" in heard.text and "step" not in backend.body_of(f"POST {WALK}")


def test_contributions_answer_what_was_asked_and_hand_nothing_in(backend, talk):
    asked = walk(ask=question("pension_kind"), channel=None)
    backend.says |= {f"GET {WALK}": asked, f"POST {WALK}": walk(taken=taken("pension_kind"))}
    heard = talk(ValidateWalkthroughForm(), "单位给交", "hand_in", slots=SLOTS)
    assert not heard.rejected and backend.body_of(f"POST {WALK}")["answer"]["text"] == "单位给交"


def test_what_is_not_understood_three_times_is_skipped(backend, talk):
    backend.says |= {f"GET {WALK}": walk(ask=question("zone")), f"POST {WALK}": walk()}
    heard = talk(ValidateWalkthroughForm(), "咿呀", "nlu_fallback", slots=SLOTS | {"misunderstood": 2})
    assert "先跳过" in heard.text and backend.body_of(f"POST {WALK}") == {"step": "skip"}


def test_a_step_that_is_not_understood_again_and_again_names_who_helps(backend, talk):
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk()}
    heard = talk(ValidateWalkthroughForm(), "咿呀", "nlu_fallback", slots=SLOTS | {"misunderstood": 2})
    assert "0371-96567" in heard.text and heard.slots["misunderstood"] == 3


def test_a_closed_application_is_not_gone_on_with_for_ever(backend, talk):
    backend.says[f"GET {CASE}"] = case("rejected")
    heard = talk(ValidateWalkthroughForm(), "下一步", "step_done", slots=SLOTS, begun=FORM)
    assert "已经结束" in heard.text and heard.buttons == ["重新申请"] and heard.left


def test_a_paper_says_when_only_it_is_needed_and_when_nobody_confirmed_it(backend, talk):
    licence = paper("营业执照") | {"sure": False, "only_if": "自主创业"}
    shot = paper("面试截图") | {"clause": {**CLAUSE, "unverified": True}}
    backend.says |= {f"GET {CASE}": case(), f"GET {WALK}": walk(), f"POST {WALK}": walk(materials=[licence, shot])}
    heard = talk(ValidateWalkthroughForm(), "身份证有了", "give_material", slots=SLOTS, begun=FORM)
    assert "营业执照（原件），自主创业才要" in heard.text and "面试截图（原件）（未经核实，先问一声）" in heard.text


def test_words_that_name_another_channel_lead_there(backend, talk):
    backend.says |= {f"GET {CASE}": case(), f"GET {WALK}": walk(), f"POST {WALK}": walk(channel="社区")}
    heard = talk(ValidateWalkthroughForm(), "我没单位，想在社区参保", "start_application", slots=SLOTS)
    assert "您走“社区”" in heard.text
    assert "您走“社区”" in talk(ValidateWalkthroughForm(), "我没有单位", "inform", slots=SLOTS).text
