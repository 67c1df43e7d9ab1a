"""Gives every message a normalised text of the same length: NFKC, lower case, simplified characters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from opencc import OpenCC
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.freshness import digest

NORMALISED = "normalised"


@lru_cache(maxsize=1)
def _traditional_to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=65536)
def normalise_character(character: str) -> str:
    """The one normal character for a character; itself where normalising would change the length."""
    for step in (lambda c: unicodedata.normalize("NFKC", c), str.lower, _traditional_to_simplified().convert):
        changed = step(character)
        if len(changed) == 1:
            character = changed
    return character


def normalise(text: str) -> str:
    """Normalised text in which every character has the offset it has in the original."""
    return "".join(map(normalise_character, text))


def normalised_text(message: Message) -> str:
    """The message's normalised text, also where no TextNormaliser ran before; empty without a text."""
    known = message.get(NORMALISED)
    return normalise(message.get(TEXT) or "") if known is None else known


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TextNormaliser(GraphComponent):
    """Sets the property "normalised"; "text" stays as the person wrote it, and offsets point into both."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextNormaliser:
        """A normaliser; it has no configuration."""
        return cls()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache notice changes in this package."""
        return digest()

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalises incoming messages."""
        for message in messages:
            if message.get(TEXT):
                message.set(NORMALISED, normalise(message.get(TEXT)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalises the training examples."""
        self.process(training_data.training_examples)
        return training_data
