"""From what the NLU found to questions the backend can answer."""

import pytest

from actions import understanding


def entity(label, value, text, within, **more):
    start = within.index(text)
    return {"entity": label, "value": value, "start": start, "end": start + len(text), **more}


def message(text, intent, *entities, ranking=()):
    found = [entity(*e, within=text) for e in entities]
    segment = {"text": text, "intent": {"name": intent}, "intent_ranking": list(ranking), "entities": found}
    return {"text": text, "intent": segment["intent"], "entities": found, "questions": [segment]}


def only(asked):
    (question,) = asked
    return question


def test_kind_policy_and_group_are_read():
    heard = message(
        "博士每月能领多少生活补贴", "ask_amount", ("degree", "博士", "博士"), ("policy", "living_allowance", "生活补贴")
    )
    question = only(understanding.questions(heard, {}))
    assert (question["kind"], question["policy"], question["groups"]) == ("amount", "living_allowance", ["博士"])


def test_a_follow_up_keeps_the_kind_and_changes_the_group():
    about = {"policy": "living_allowance", "kind": "amount", "groups": ["博士"]}
    question = only(understanding.questions(message("那硕士呢", "continue_with", ("degree", "硕士", "硕士")), about))
    assert (question["kind"], question["policy"], question["groups"]) == ("amount", "living_allowance", ["硕士"])


def test_a_new_kind_keeps_the_policy_and_the_group():
    about = {"policy": "living_allowance", "kind": "amount", "groups": ["博士"]}
    question = only(understanding.questions(message("材料呢", "ask_materials"), about))
    assert (question["kind"], question["policy"], question["groups"]) == ("materials", "living_allowance", ["博士"])


@pytest.mark.parametrize("intent", ["ask_overview", "ask_window", "continue_with"])
def test_a_bare_name_continues_what_was_asked_whatever_the_classifier_says(intent):
    heard = message("购房补贴呢", intent, ("policy", "home_purchase_allowance", "购房补贴"))
    question = only(understanding.questions(heard, {"policy": "living_allowance", "kind": "materials"}))
    assert (question["kind"], question["policy"]) == ("materials", "home_purchase_allowance")


@pytest.mark.parametrize(
    ("label", "value", "text", "kind"),
    [
        ("policy", "living_allowance", "生活补贴", "overview"),
        ("degree", "硕士", "硕士", "options"),
        ("district", "金水区", "金水区", "window"),
        ("title", "“长江学者”特聘教授", "长江学者", "category"),
    ],
)
def test_a_bare_name_with_nothing_before_asks_what_is_likeliest(label, value, text, kind):
    question = only(understanding.questions(message(text, "continue_with", (label, value, text)), {}))
    assert question["kind"] == kind


def test_an_amount_in_the_sentence_is_a_claim_not_a_name():
    heard = message(
        "硕士购房补贴是3万吧",
        "ask_amount",
        ("degree", "硕士", "硕士"),
        ("policy", "home_purchase_allowance", "购房补贴"),
        ("amount", 30_000, "3万"),
    )
    question = only(understanding.questions(heard, {"kind": "window", "policy": "living_allowance"}))
    assert (question["kind"], question["amount"]) == ("amount", 30_000)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2018年的时候呢", 2018),
        ("2018年是怎么规定的", 2018),
        ("我2016年毕业能领吗", None),
        ("2017年落户的可以吗", None),
    ],
)
def test_a_year_of_the_persons_life_does_not_ask_for_the_rules_of_that_year(text, year):
    heard = message(text, "ask_validity", ("year", int(text[text.index("20") :][:4]), text[text.index("20") :][:5]))
    assert only(understanding.questions(heard, {"policy": "living_allowance"}))["year"] == year


def test_two_policies_in_one_question_are_two_questions():
    text = "生活补贴和购房补贴分别多少"
    heard = message(text, "ask_amount", ("policy", "a", "生活补贴"), ("policy", "b", "购房补贴"))
    assert [q["policy"] for q in understanding.questions(heard, {})] == ["a", "b"]


def test_whether_two_go_together_is_one_question():
    text = "生活补贴和购房补贴能同时领吗"
    heard = message(text, "ask_combination", ("policy", "a", "生活补贴"), ("policy", "b", "购房补贴"))
    assert only(understanding.questions(heard, {}))["policy"] == "a"


def test_three_questions_are_answered_and_the_others_offered():
    now, later = understanding.split([{"kind": str(n)} for n in range(5)])
    assert (len(now), len(later)) == (3, 2)


def test_a_family_member_asks_for_the_family():
    heard = message("孩子能享受什么", "ask_options", ("family", "子女", "孩子"))
    assert only(understanding.questions(heard, {}))["groups"] == ["家属"]


@pytest.mark.parametrize(
    ("text", "city", "other"),
    [
        ("深圳人才补贴多少", "深圳", True),
        ("想问杭州落户条件", "杭州", True),
        ("我从北京回来能领吗", "北京", False),
        ("从北京回郑州能落户吗", "北京", False),
    ],
)
def test_where_somebody_comes_from_is_not_what_is_asked(text, city, other):
    assert understanding.about_other_city(message(text, "ask_amount", ("city", city, city))) is other


def test_another_citys_intent_with_zhengzhou_named_counts_as_the_next_likely_kind():
    ranking = [{"name": "ask_other_city", "confidence": 0.6}, {"name": "ask_eligibility", "confidence": 0.3}]
    heard = message(
        "从北京回郑州能落户吗", "ask_other_city", ("policy", "household_registration", "落户"), ranking=ranking
    )
    assert only(understanding.questions(heard, {}))["kind"] == "eligibility"


def category(text, intent, *more):
    """Somebody says which talent they are; the recognition is known by the same words."""
    said = ("policy", "talent_recognition", "是B类人才")
    return message(text, intent, said, ("category", "B类", "B类人才"), *more)


def test_who_is_a_talent_does_not_ask_for_the_recognition():
    asked = category("我是B类人才，能补多少", "ask_amount")
    assert only(understanding.questions(asked, {"policy": "airport_zone"}))["policy"] == "airport_zone"
    (question,) = understanding.questions(asked, {})
    assert (question["kind"], question["groups"]) == ("options", ["B类"])
    assert understanding.unclear(asked, {}, 0.1)["policy"] is None


@pytest.mark.parametrize("text", ["我这样算是B类人才吗", "是B类人才不"])
def test_who_asks_whether_they_are_one_asks_for_it(text):
    assert only(understanding.questions(category(text, "ask_eligibility"), {}))["policy"] == "talent_recognition"


TOLD = {"case_told": "c1"}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("钱到账了没", "ask_progress"),
        ("认定书寄了没", "ask_validity"),
        ("不服咋办", "ask_process"),
        ("能帮我催一下吗", "nlu_fallback"),
    ],
)
def test_what_becomes_of_an_application_is_asked_of_the_one_just_told(text, intent):
    assert understanding.goes_on_about_case(message(text, intent), TOLD)
    assert not understanding.goes_on_about_case(message(text, intent), {})


def test_how_long_a_stage_takes_is_a_question_about_the_rules():
    assert not understanding.goes_on_about_case(message("公示要多久", "ask_duration"), TOLD)
    assert understanding.goes_on_about_case(message("还要多久", "ask_duration"), TOLD)


@pytest.mark.parametrize("text", ["我的补贴到账了没", "查一下2026-3Y8C-C2SF-6K", "批下来了没"])
def test_these_words_are_about_ones_own_application(text):
    assert understanding.is_about_own_case(text, "ask_progress")


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("我是D类人才，家里人能享受什么", {"policy": "medical_care"}),
        ("我是D类人才，能补多少", {}),
        ("我是D类人才，有什么待遇", {}),
    ],
)
def test_a_talent_who_names_no_policy_asks_for_all_there_are(text, about):
    heard = message(text, "ask_amount", ("category", "D类", "D类人才"))
    question = only(understanding.questions(heard, about))
    assert (question["kind"], question["policy"], question["groups"]) == ("options", None, ["D类"])


def test_a_talent_asks_for_all_there_are_although_the_classifier_is_not_sure():
    text = "我是D类人才，我爱人和父母能享受什么"
    ranking = [{"name": "nlu_fallback", "confidence": 0.6}, {"name": "ask_options", "confidence": 0.45}]
    heard = message(text, "nlu_fallback", ("category", "D类", "D类人才"), ("family", "配偶", "爱人"), ranking=ranking)
    question = understanding.likely(heard, {})
    assert (question["kind"], question["groups"]) == ("options", ["D类", "家属"])
