"""Cuts messages into words with jieba and the project's own dictionary, which is kept inside the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.freshness import digest
from bot.components.lexicon import Word, cutter_with, parse_words
from bot.components.normaliser import normalise, normalised_text

TOKENS = TOKENS_NAMES[TEXT]
_FILE = "words.txt"


def _read_words(path: Path) -> list[Word]:
    return parse_words(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else []


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class JiebaWords(Tokenizer):
    """Tokens of the normalised text, with offsets that hold for the original text too; blanks are no tokens."""

    def __init__(
        self,
        config: dict[str, Any],
        words: list[Word],
        model_storage: ModelStorage | None = None,
        resource: Resource | None = None,
    ) -> None:
        """Builds an own jieba cutter; storage and resource are needed for training only."""
        super().__init__(config)
        self._words = words
        self._cutter = cutter_with(words)
        self._storage, self._resource = model_storage, resource

    @staticmethod
    def supported_languages() -> list[str] | None:
        """Chinese only."""
        return ["zh"]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages whose versions count in the training cache."""
        return ["jieba"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """dictionary: path of a jieba user dictionary ("word freq tag" lines), or None; the rest is Rasa's."""
        return {
            "dictionary": "bot/generated/words.txt",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> JiebaWords:
        """A tokenizer with the configured dictionary; an absent file counts as empty."""
        path = config.get("dictionary")
        return cls(config, _read_words(Path(path)) if path else [], model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> JiebaWords:
        """A tokenizer with the dictionary persisted in the model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, _read_words(folder / _FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache notice a changed dictionary."""
        return digest(config.get("dictionary"))

    def train(self, training_data: TrainingData) -> Resource:
        """Copies the dictionary into the model."""
        lines = "".join(f"{word} {'' if freq is None else freq}\n" for word, freq in self._words)
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(lines, encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of the attribute's normalised text."""
        text = normalised_text(message) if attribute == TEXT else normalise(message.get(attribute))
        tokens = [Token(word, start) for word, start, _ in self._cutter.tokenize(text) if not word.isspace()]
        return self._apply_token_pattern(tokens)
