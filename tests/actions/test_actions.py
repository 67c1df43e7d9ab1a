"""What the citizen hears, and what the conversation remembers."""

import asyncio

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import ActionAnswerQuestions, ActionTellMore
from actions.clarification import ActionClarifyQuestion, ActionDropSuggestion, ActionTakeSuggestion

SOURCE = {"title": "细则", "publisher": None, "date": "2024", "kind": "官方", "url": None}


def answer(says="每月1500元", **more):
    statement = {"says": says, "clause": "a/b/c", "source": 0, "unverified": False}
    part = {
        "say": "edition_in_force",
        "values": {"edition": "2024年细则", "document": "", "by": ""},
        "statements": [statement],
    }
    return {
        "outcome": "answered",
        "kind": "amount",
        "policy": "living_allowance",
        "parts": [part],
        "sources": [SOURCE],
        "offers": [],
    } | more


def turn(action, backend, monkeypatch, text="生活补贴多少", intent="ask_amount", slots=None, ranking=()):
    """Run the action; returns (what was said, slots set)."""
    monkeypatch.setenv("BACKEND_URL", backend.url)
    message = {"text": text, "intent": {"name": intent}, "entities": [], "intent_ranking": list(ranking)}
    tracker = Tracker(
        "someone", {"policy": "living_allowance"} if slots is None else slots, message, [], False, None, {}, None
    )
    dispatcher = CollectingDispatcher()

    async def run():
        from actions.backend import backend as port

        events = await action.run(dispatcher, tracker, {})
        await port._open().close()
        return events

    events = asyncio.run(run())
    return dispatcher.messages, {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def test_the_answer_is_said_with_its_sources_and_remembered(backend, monkeypatch):
    backend.answers = [answer()]
    (said,), slots = turn(ActionAnswerQuestions(), backend, monkeypatch, slots={"policy": None})
    assert "每月1500元" in said["text"]
    assert said["custom"] == {"sources": [{"title": "细则", "date": "2024", "url": None}]}
    assert (slots["policy"], slots["kind"]) == ("living_allowance", "amount")


@pytest.mark.parametrize("status", [500, 404, 422])
@pytest.mark.parametrize("action", [ActionAnswerQuestions, ActionClarifyQuestion])
def test_a_backend_that_fails_is_survived_with_a_sentence(backend, monkeypatch, status, action):
    backend.status = status
    (said,), slots = turn(action(), backend, monkeypatch)
    assert said["response"] == "utter_backend_down"
    assert slots == {}


def test_a_backend_that_is_away_is_survived_with_a_sentence(backend, monkeypatch):
    backend.url = "http://127.0.0.1:9"
    (said,), _ = turn(ActionAnswerQuestions(), backend, monkeypatch)
    assert said["response"] == "utter_backend_down"


def test_a_long_answer_waits_for_going_on(backend, monkeypatch):
    statements = [{"says": "长" * 200, "clause": "a/b/c", "source": 0, "unverified": False}] * 4
    long = answer()
    long["parts"][0]["statements"] = statements
    backend.answers = [long]
    (said,), slots = turn(ActionAnswerQuestions(), backend, monkeypatch)
    assert {"title": "继续", "payload": "继续"} in said["buttons"]
    pages = slots["unsaid"]
    while pages:
        (said,), slots = turn(ActionTellMore(), backend, monkeypatch, slots={"unsaid": pages})
        assert "长" in said["text"]
        pages = slots["unsaid"]
    (said,), _ = turn(ActionTellMore(), backend, monkeypatch, slots={"unsaid": None})
    assert said["response"] == "utter_nothing_more"


def test_asking_back_never_repeats_itself(backend, monkeypatch):
    """Suggestions, then a request to rephrase, then where people help."""
    offers = [{"title": s, "payload": s, "question": None} for s in ("生活补贴能领多少", "生活补贴要什么条件")]
    backend.answers = [answer(outcome="unsure", offers=offers)]
    heard, clarified = [], None
    for _ in range(4):
        said, slots = turn(ActionClarifyQuestion(), backend, monkeypatch, slots={"clarified": clarified})
        heard.append(said[0]["text"] or said[0]["response"])
        clarified = slots["clarified"]
    assert "utter_suggest" in heard[0]
    assert heard[1:] == ["utter_rephrase", "utter_hand_over", "utter_hand_over"]


def test_a_single_suggestion_can_be_agreed_to(backend, monkeypatch):
    question = {"kind": "amount", "policy": "living_allowance", "groups": [], "district": None}
    offer = {"title": "生活补贴能领多少", "payload": "生活补贴能领多少", "question": question}
    backend.answers = [answer(outcome="unsure", offers=[offer])]
    (said,), slots = turn(ActionClarifyQuestion(), backend, monkeypatch)
    assert said["response"] == "utter_suggest_one"
    backend.answers = [answer()]
    (said,), _ = turn(ActionTakeSuggestion(), backend, monkeypatch, slots={"suggestion": slots["suggestion"]})
    assert backend.asked[-1] == [question]
    assert "每月1500元" in said["text"]


def test_a_refused_suggestion_asks_for_other_words(backend, monkeypatch):
    (said,), _ = turn(ActionDropSuggestion(), backend, monkeypatch)
    assert said["response"] == "utter_rephrase"


def test_another_city_is_not_answered_with_zhengzhous_rules(backend, monkeypatch):
    monkeypatch.setenv("BACKEND_URL", backend.url)
    city = {"entity": "city", "value": "深圳", "start": 0, "end": 2}
    segment = {"text": "深圳补贴多少", "intent": {"name": "ask_amount"}, "entities": [city]}
    message = {"text": "深圳补贴多少", "intent": segment["intent"], "entities": [city], "questions": [segment]}
    dispatcher = CollectingDispatcher()
    tracker = Tracker("someone", {}, message, [], False, None, {}, None)
    asyncio.run(ActionAnswerQuestions().run(dispatcher, tracker, {}))
    assert dispatcher.messages[0]["response"] == "utter_other_city"
    assert backend.asked == []


NOTE = "POST /interviews/notes"


def test_what_is_told_beside_a_question_is_kept(backend, talk):
    backend.answers, backend.says[NOTE] = [answer()], {"taken": [], "odd": None}
    talk(ActionAnswerQuestions(), "我是硕士，生活补贴多少钱", "ask_amount")
    assert backend.body_of(NOTE)["text"] == "我是硕士"


def test_a_question_is_answered_although_nothing_can_be_kept(backend, talk):
    backend.answers = [answer()]
    assert talk(ActionAnswerQuestions(), "我是硕士，生活补贴多少钱", "ask_amount").messages


def test_in_a_form_what_is_told_is_not_kept_twice(backend, talk):
    backend.answers = [answer()]
    talk(ActionAnswerQuestions(), "我是硕士，生活补贴多少钱", "ask_amount", active="interview_form")
    assert backend.requests() == []
