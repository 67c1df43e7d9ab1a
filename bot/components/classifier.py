"""Ranks intents of the message and of each of its segments with a linear model and honest confidences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.entities import SPANS
from bot.components.features import Reading, read
from bot.components.freshness import digest
from bot.components.linear_model import LinearModel, Ranking
from bot.components.normaliser import normalised_text
from bot.components.sentences import cut
from bot.components.tokenizer import TOKENS

SEGMENTS = "segments"
READ_AT_MOST = 300  # characters of a message that count; longer ones are judged by their segments
_FILE = "linear_model.joblib"


def reading_of(message: Message, start: int = 0, end: int = READ_AT_MOST) -> Reading:
    """The reading of the characters [start, end) of a message that has been cut into tokens."""
    text = normalised_text(message)[start:end]
    tokens = [_Piece(t.text, t.start - start, t.end - start) for t in message.get(TOKENS, []) if start <= t.start < end]
    entities = [
        {"entity": e["entity"], "start": e["start"] - start, "end": e["end"] - start}
        for e in message.get(SPANS, [])
        if start <= e["start"] and e["end"] <= end
    ]
    return read(text, tokens, entities)


def segments_of(message: Message, most: int) -> list[dict[str, Any]]:
    """Segments {start, end, asks} of a message that has several, else none; where they are too many, asking ones."""
    borders = [token.start for token in message.get(TOKENS, [])]
    segments = cut(normalised_text(message), borders, message.get(TEXT))
    if len(segments) < 2:
        return []
    first = sorted(segments, key=lambda segment: not segment.asks)[:most]
    return [segment._asdict() for segment in sorted(first)]


class _Piece:
    __slots__ = ("text", "start", "end")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Sets "intent" and "intent_ranking"; a message of several segments gets them ranked too, for QuestionFinder.

    The property "segments" is then a list of {start, end, asks, ranking} in text order, and empty otherwise.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model: LinearModel | None = None,
        model_storage: ModelStorage | None = None,
        resource: Resource | None = None,
    ) -> None:
        """Without a model no intent is set; storage and resource are needed for training only."""
        self._config, self._model = config, model
        self._storage, self._resource = model_storage, resource

    @staticmethod
    def required_packages() -> list[str]:
        """Packages whose versions count in the training cache."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """regularisation: C of the SVM; folds: for calibration; ranking_length: intents in the ranking.

        max_segments: how many segments of one message are ranked; asking ones go first.
        """
        return {"regularisation": 1.0, "folds": 5, "ranking_length": 10, "max_segments": 40}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """An untrained classifier."""
        return cls(config, None, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """The trained classifier of a model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, joblib.load(folder / _FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache notice changes in this package."""
        return digest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all examples with a text and an intent; fewer than two intents give an empty model."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        labels = [e.get(INTENT) for e in examples]
        if len(set(labels)) > 1:
            model = LinearModel(self._config["regularisation"], self._config["folds"])
            self._model = model.fit([reading_of(e) for e in examples], labels)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Ranks the intents of messages and segments."""
        for message in messages:
            if self._model is not None and message.get(TEXT):
                self._rank(message)
        return messages

    def _rank(self, message: Message) -> None:
        segments = segments_of(message, self._config["max_segments"])
        readings = [reading_of(message)] + [reading_of(message, s["start"], s["end"]) for s in segments]
        whole, *parts = map(_as_rasa, self.rank(readings))
        message.set(INTENT, whole[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, whole, add_to_output=True)
        ranked = [{**segment, "ranking": ranking} for segment, ranking in zip(segments, parts, strict=False)]
        message.set(SEGMENTS, ranked)

    def rank(self, readings: Sequence[Reading]) -> list[Ranking]:
        """Rankings of many readings at once."""
        return self._model.rank(readings, self._config["ranking_length"])


def _as_rasa(ranking: Ranking) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": confidence} for name, confidence in ranking]
