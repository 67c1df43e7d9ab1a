"""What a website draws of a walk, and how a walk ends where nobody applies."""

from actions.walkthrough import ValidateWalkthroughForm
from tests.actions.walks import CLAUSE, FORM, OFFERED, OPEN, PACKAGE, POLICY, SLOTS, WALK, case, paper, taken, walk

ACTS = {"officer": False, "by": "教育专员", "statement": CLAUSE | {"says": "由教育专员主动办"}}
ACTS |= {"phones": ["0371-96567"], "confirm": ["认定结果能不能查到", "什么时候联系您"]}
NOTHING = {"handed_in_here": False, "arranged": ACTS, "policy_name": "子女入学"}


def test_the_papers_are_a_card_too(backend, talk):
    papers = [paper(have=True), {**paper("营业执照"), "sure": False}, {**paper("照片"), "form": None}]
    backend.says |= {OPEN: case(), f"POST {WALK}": walk(materials=papers)}
    heard = talk(ValidateWalkthroughForm(), "申请生活补贴", "start_application", [POLICY], begun=FORM)
    items = [
        {"name": "身份证", "ticked": True, "note": "原件"},
        {"name": "营业执照", "ticked": False, "note": "原件，有的情况才要"},
        {"name": "照片", "ticked": False, "note": None},
    ]
    assert heard.cards == [{"type": "checklist", "title": "生活补贴要备的材料", "case": "c1", "items": items}]


def test_a_tick_brings_the_card_anew_and_a_later_step_has_none(backend, talk):
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk(materials=[paper(have=True)])}
    (card,) = talk(ValidateWalkthroughForm(), "身份证有了", "give_material", slots=SLOTS).cards
    assert [item["ticked"] for item in card["items"]] == [True]
    backend.says[f"POST {WALK}"] = walk(1)
    assert talk(ValidateWalkthroughForm(), "好了", "step_done", slots=SLOTS).cards == []


def test_what_the_card_sends_ticks_whatever_the_classifier_takes_it_for(backend, talk):
    backend.says |= {f"GET {WALK}": walk(), f"POST {WALK}": walk()}
    talk(ValidateWalkthroughForm(), "户口簿还没有", "withdraw_case", slots=SLOTS)
    assert backend.body_of(f"POST {WALK}") == {"tick": [], "untick": ["户口簿"]}


def test_where_no_papers_are_listed_there_is_no_card(backend, talk):
    backend.says |= {OPEN: case(), f"POST {WALK}": walk(materials=[])}
    heard = talk(ValidateWalkthroughForm(), "申请生活补贴", "start_application", [POLICY], begun=FORM)
    assert heard.cards == []


def test_where_nobody_applies_the_end_is_who_acts_and_no_handing_in(backend, talk):
    backend.says |= {f"GET {WALK}": walk(2, **NOTHING), f"POST {WALK}": walk(3, finished=True, **NOTHING)}
    backend.says[PACKAGE] = OFFERED
    heard = talk(ValidateWalkthroughForm(), "好了", "step_done", slots=SLOTS)
    assert "子女入学不用在这里提交申请，接下来由教育专员办理" in heard.text and "由教育专员主动办 [1]" in heard.text
    assert "0371-96567" in heard.text and "· 什么时候联系您" in heard.text and OFFERED["url"] in heard.text
    assert "提交" not in heard.buttons and "都弄好了就可以提交" not in heard.text
    (card,) = heard.cards
    assert (card["type"], card["title"]) == ("package", "子女入学办理须知")
    assert heard.messages[0]["custom"]["sources"][0]["title"] == "办理事项"


def test_who_tells_more_at_that_end_is_not_asked_to_hand_in_either(backend, talk):
    end = walk(3, finished=True, taken=taken(), **NOTHING)
    backend.says |= {f"GET {WALK}": walk(3, finished=True, **NOTHING), f"POST {WALK}": end}
    heard = talk(ValidateWalkthroughForm(), "哦对了我是硕士", "inform", slots=SLOTS)
    assert "教育专员" in heard.text and "提交" not in heard.buttons
