"""Finds the questions of a message among its ranked segments and makes the first one the message's intent."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.classifier import SEGMENTS
from bot.components.freshness import digest

QUESTIONS = "questions"
_RANKING_SHOWN = 3
_MARKS = ("?", "？")
Question = dict[str, Any]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionFinder(GraphComponent):
    """Sets "questions": [{text, intent, intent_ranking, entities}], in the order of the message.

    Stands after LinearIntentClassifier. A message of one segment is one question, whatever its intent. Messages
    that begin with "/" carry their intent already and are left alone.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Keeps the configuration."""
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Which intents are questions, how sure one must be of them, and how many are kept.

        prefix, also: intents that count as questions; courtesies: intents that only stand around one; tellings:
        intents of what only leads up to one; undivided: intents that colour the whole message, so that no harmless
        part of it is answered by itself;
        asking: least confidence of an asking segment; one_breath: messages up to that many characters are
        understood as a whole unless they ask several things; tale: a longer message is somebody's story, of which
        only plain questions count, and whose whole says nothing; asides: intents that are no question in a tale;
        max_questions: the surest are kept.
        """
        return {
            "prefix": "ask_",
            "also": ["out_of_scope"],
            "courtesies": ["greet", "thank", "goodbye"],
            "tellings": ["inform"],
            "undivided": ["ask_fraud", "instruct_machine", "abuse", "ask_other_city"],
            "asking": 0.5,
            "one_breath": 80,
            "tale": 160,
            "asides": ["ask_identity", "ask_help", "ask_human", "ask_more", "ask_other_city", "ask_fraud"],
            "max_questions": 8,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionFinder:
        """A finder; nothing is learnt."""
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache notice changes in this package."""
        return digest()

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the questions, and the intent of messages with several segments."""
        for message in messages:
            if not (message.get(TEXT) or "").startswith(INTENT_MESSAGE_PREFIX):
                self._find(message)
        return messages

    def _find(self, message: Message) -> None:
        asking = [_question(message, segment) for segment in message.get(SEGMENTS, []) if self._is_question(segment)]
        if self._is_tale(message):
            asking = self._plain(asking)
        questions = self._surest(_without_repeats(asking))
        if len(questions) < 2 or self._is_undivided(message):
            questions = [self._only_question(message, questions)]
        _adopt(message, questions[0])
        for question in questions:
            question["intent_ranking"] = question["intent_ranking"][:_RANKING_SHOWN]
        message.set(QUESTIONS, questions, add_to_output=True)

    def _is_tale(self, message: Message) -> bool:
        return len(message.get(TEXT) or "") > self._config["tale"]

    def _plain(self, asking: list[Question]) -> list[Question]:
        """Of what reads as asking in a story, that which names a policy or ends as a question; else all of it."""
        asked = [question for question in asking if question["intent"]["name"] not in self._config["asides"]]
        plain = [q for q in asked if q["text"].endswith(_MARKS) or any(e["entity"] == "policy" for e in q["entities"])]
        return plain or asked

    def _is_question(self, segment: dict[str, Any]) -> bool:
        if not segment.get("ranking"):
            return False
        best = segment["ranking"][0]
        known = best["name"].startswith(self._config["prefix"]) or best["name"] in self._config["also"]
        return segment["asks"] and known and best["confidence"] >= self._config["asking"]

    def _is_undivided(self, message: Message) -> bool:
        whole = message.get(INTENT) or {"name": None, "confidence": 0.0}
        coloured = whole["name"] in self._config["undivided"] and whole["confidence"] >= self._config["asking"]
        return coloured and not self._is_tale(message)

    def _only_question(self, message: Message, asking: list[Question]) -> Question:
        whole = _whole(message)
        if not asking or self._is_undivided(message):
            return whole
        telling = whole["intent"]["name"] in self._config["tellings"]
        if len(whole["text"]) <= self._config["one_breath"] and not telling and not self._has_courtesy(message):
            return whole
        if telling or self._is_tale(message):
            return asking[0]
        ranking = _mean(asking[0]["intent_ranking"], whole["intent_ranking"])
        return {**asking[0], "intent": ranking[0], "intent_ranking": ranking}

    def _has_courtesy(self, message: Message) -> bool:
        best = [segment["ranking"][0]["name"] for segment in message.get(SEGMENTS, [])]
        return any(name in self._config["courtesies"] for name in best)

    def _surest(self, questions: list[Question]) -> list[Question]:
        surest = sorted(questions, key=lambda question: -question["intent"]["confidence"])
        kept = surest[: self._config["max_questions"]]
        return [question for question in questions if any(question is other for other in kept)]


def _question(message: Message, segment: dict[str, Any]) -> Question:
    start, end = segment["start"], segment["end"]
    return {
        "text": message.get(TEXT)[start:end].strip(),
        "intent": segment["ranking"][0],
        "intent_ranking": segment["ranking"],
        "entities": [e for e in message.get(ENTITIES, []) if start <= e["start"] and e["end"] <= end],
    }


def _whole(message: Message) -> Question:
    return {
        "text": message.get(TEXT) or "",
        "intent": message.get(INTENT) or {"name": None, "confidence": 0.0},
        "intent_ranking": message.get(INTENT_RANKING_KEY, []),
        "entities": message.get(ENTITIES, []),
    }


def _mean(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ranking by the mean of two rankings' confidences; an intent absent from one counts 0 there."""
    sums: dict[str, float] = {}
    for entry in [*one, *other]:
        sums[entry["name"]] = sums.get(entry["name"], 0.0) + entry["confidence"] / 2
    ranked = sorted(sums.items(), key=lambda pair: -pair[1])
    return [{"name": name, "confidence": confidence} for name, confidence in ranked]


def _adopt(message: Message, question: Question) -> None:
    message.set(INTENT, question["intent"], add_to_output=True)
    message.set(INTENT_RANKING_KEY, question["intent_ranking"], add_to_output=True)


def _without_repeats(questions: list[Question]) -> list[Question]:
    """Of two questions with one intent, where one has the other's entities, the richer stays, in the first place."""
    kept: list[Question] = []
    for question in questions:
        twin = next((n for n, other in enumerate(kept) if _repeats(question, other)), None)
        if twin is None:
            kept.append(question)
        elif len(_said(question)) > len(_said(kept[twin])):
            kept[twin] = question
    return kept


def _said(question: Question) -> set:
    return {(entity["entity"], str(entity["value"])) for entity in question["entities"]}


def _repeats(one: Question, other: Question) -> bool:
    mine, theirs = _said(one), _said(other)
    return one["intent"]["name"] == other["intent"]["name"] and (mine <= theirs or theirs <= mine)
