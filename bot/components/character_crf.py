"""A conditional random field over characters, for slots without a closed list; loading never trains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn_crfsuite import CRF

from bot.components.freshness import digest
from bot.components.normaliser import normalised_text
from bot.components.tokenizer import TOKENS

WINDOW = 2
OUTSIDE = "O"
_FILE = "crf.joblib"
_EDGE = "^$"


def _shape(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isascii():
        return "latin" if character.isalpha() else "mark"
    return "han" if character.isalpha() else "mark"


def _places(message: Message, length: int) -> list[tuple[str, str]]:
    """(place in its word: B, M, E or S; the word) for each character; blanks are words of their own."""
    places = [("S", " ")] * length
    for token in message.get(TOKENS, []):
        last = token.end - 1
        for at in range(token.start, token.end):
            place = "S" if token.start == last else "B" if at == token.start else "E" if at == last else "M"
            places[at] = (place, token.text)
    return places


def features_of(message: Message) -> list[list[str]]:
    """One list of features for each character of the normalised text."""
    text = normalised_text(message)
    padded = [_EDGE] * WINDOW + list(text) + [_EDGE] * WINDOW
    places = _places(message, len(text))
    padded_places = [(_EDGE, _EDGE)] * WINDOW + places + [(_EDGE, _EDGE)] * WINDOW
    return [_features_at(padded, padded_places, at + WINDOW) for at in range(len(text))]


def _features_at(characters: list[str], places: list[tuple[str, str]], at: int) -> list[str]:
    found = ["bias", f"shape={_shape(characters[at])}", f"word={places[at][1]}", f"in={places[at][0]}:{places[at][1]}"]
    for step in range(-WINDOW, WINDOW + 1):
        found.append(f"{step}={characters[at + step]}")
        found.append(f"{step}place={places[at + step][0]}")
        if step < WINDOW:
            found.append(f"{step}pair={characters[at + step]}{characters[at + step + 1]}")
    for step in (-1, 1):
        found.append(f"{step}word={places[at + step][1]}")
    return found


def tags_of(length: int, entities: list[dict[str, Any]]) -> list[str]:
    """BIOES tags for each of length characters."""
    tags = [OUTSIDE] * length
    for entity in entities:
        start, end, label = entity["start"], entity["end"], entity["entity"]
        if end - start == 1:
            tags[start] = f"S-{label}"
            continue
        tags[start:end] = [f"I-{label}"] * (end - start)
        tags[start], tags[end - 1] = f"B-{label}", f"E-{label}"
    return tags


def spans_of(tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, label) of the tags; a span begins where the label changes or a B or S stands."""
    start, label = 0, ""
    for at, tag in enumerate([*tags, OUTSIDE]):
        kind, _, name = tag.partition("-")
        if label and (name != label or kind in "BS"):
            yield start, at, label
            label = ""
        if name and not label:
            start, label = at, name
        if label and kind in "ES":
            yield start, at + 1, label
            label = ""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class CharacterCrf(GraphComponent, EntityExtractorMixin):
    """Adds entities learnt from annotated examples; without any annotated example it finds nothing."""

    def __init__(
        self,
        config: dict[str, Any],
        field: CRF | None = None,
        model_storage: ModelStorage | None = None,
        resource: Resource | None = None,
    ) -> None:
        """Takes the trained field; storage and resource are needed for training only."""
        self._config, self._field = config, field
        self._storage, self._resource = model_storage, resource

    @staticmethod
    def required_packages() -> list[str]:
        """Packages whose versions count in the training cache."""
        return ["sklearn_crfsuite"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """labels: entity labels to learn, None for all; c1, c2: L1 and L2 penalties; iterations: of L-BFGS."""
        return {"labels": None, "c1": 0.05, "c2": 0.05, "iterations": 100}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CharacterCrf:
        """An untrained extractor."""
        return cls(config, None, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CharacterCrf:
        """The extractor with the weights persisted in the model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, joblib.load(folder / _FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache notice changes in this package."""
        return digest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all examples if any of them is annotated."""
        examples = [e for e in training_data.nlu_examples if e.get(TEXT)]
        tags = [tags_of(len(e.get(TEXT)), self._wanted(e)) for e in examples]
        if any(tag != OUTSIDE for sentence in tags for tag in sentence):
            self._field = self._new_field().fit([features_of(e) for e in examples], tags)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._field, folder / _FILE)
        return self._resource

    def _new_field(self) -> CRF:
        return CRF(
            algorithm="lbfgs",
            c1=self._config["c1"],
            c2=self._config["c2"],
            max_iterations=self._config["iterations"],
            all_possible_transitions=True,
        )

    def _wanted(self, example: Message) -> list[dict[str, Any]]:
        labels = self._config["labels"]
        return [e for e in example.get(ENTITIES, []) if labels is None or e["entity"] in labels]

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities found to those of earlier extractors."""
        for message in messages:
            if self._field is not None and message.get(TEXT):
                message.set(ENTITIES, message.get(ENTITIES, []) + self._find(message), add_to_output=True)
        return messages

    def _find(self, message: Message) -> list[dict[str, Any]]:
        text = message.get(TEXT)
        tags = self._field.predict_single(features_of(message))
        return [
            {"entity": label, "value": text[start:end], "start": start, "end": end, "extractor": self.name}
            for start, end, label in spans_of(tags)
        ]
