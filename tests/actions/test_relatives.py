"""Who asks for a relative."""

import pytest

from actions import relatives, turns
from actions.interview import ValidateInterviewForm
from tests.actions.test_interview import START as BEGIN
from tests.actions.test_interview import interview, question

FORM = "interview_form"


def entity(kind, word, text):
    return {"entity": kind, "value": word, "start": text.index(word), "end": text.index(word) + len(word)}


def message(text, *named, intent="nlu_fallback"):
    return {"text": text, "intent": {"name": intent}, "entities": [entity(kind, word, text) for kind, word in named]}


SON = message(
    "我儿子在德国读的博士，今年31岁，能领啥补贴",
    ("family", "儿子"),
    ("degree", "博士"),
    ("age", "31岁"),
    intent="inform",
)


@pytest.mark.parametrize(
    ("asked", "relative"),
    [
        (SON, "儿子"),
        (message("他在德国读的博士，31岁", ("degree", "博士"), ("age", "31岁")), "他"),
        (message("他们说硕士32岁能领", ("degree", "硕士"), ("age", "32岁")), None),
        (message("替我闺女看看她符合哪些"), "闺女"),
        (message("不是我，是我老公，帮他看看"), "老公"),
        (message("我是D类人才，帮我孩子看看能上啥学校", ("category", "D类")), None),
        (message("我硕士，32岁，有孩子，能领啥", ("degree", "硕士"), ("age", "32岁")), None),
        (message("我老婆是硕士", ("degree", "硕士")), None),
    ],
)
def test_whom_somebody_asks_for(asked, relative):
    assert relatives.asked_for(asked) == relative


def test_what_is_told_of_the_relative_is_read_as_told_of_oneself():
    said = {"text": SON["text"], "entities": SON["entities"]}
    own = relatives.as_if_own(said, "儿子")
    assert own["text"] == "我在德国读的博士，今年31岁，能领啥补贴"
    assert [own["text"][e["start"] : e["end"]] for e in own["entities"]] == ["博士", "31岁"]


def test_the_relatives_own_family_stays_family():
    own = relatives.as_if_own({"text": "他老婆是硕士", "entities": []}, "儿子")
    assert own["text"] == "我老婆是硕士"


def test_asking_for_a_relative_wants_the_interview():
    assert turns.wished(SON) == "start_interview"


def test_it_is_said_whose_answers_are_wanted_and_nothing_of_before_is_kept(backend, talk):
    backend.says[BEGIN] = interview(question())
    heard = talk(ValidateInterviewForm(), SON["text"], "inform", SON["entities"], begun=FORM)
    assert "就当您是儿子本人来答" in heard.text and heard.slots["on_behalf"] == "儿子"
    body = backend.body_of(BEGIN)
    assert body["restart"] is True and body["text"].startswith("我在德国")


def test_beginning_anew_is_about_oneself_again(backend, talk):
    backend.says[BEGIN] = interview(question())
    heard = talk(ValidateInterviewForm(), "重新来", "start_over", slots={"on_behalf": "儿子"}, begun=FORM)
    assert heard.slots["on_behalf"] is None
