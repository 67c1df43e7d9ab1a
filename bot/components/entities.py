"""Finds policies, places, degrees, titles, dates, sums and withheld numbers by rule; nothing is learnt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from bot.components import gaps, quantities  # noqa: F401 - quantities registers the spaCy component
from bot.components.freshness import digest
from bot.components.homophones import HomophoneIndex
from bot.components.normaliser import normalise, normalised_text

SPANS = "entity_spans"
Entity = dict[str, Any]
Pattern = dict[str, Any]
_FILE = "entities.jsonl"
_CUT = re.compile(r"[a-z0-9]{2}")
_INSIDE_NAMES = ("category", "family")
# What the gateway puts in the place of a number it withholds.
_WITHHELD = {"手机号": "phone", "验证码": "code"}
_WITHHELD_MARK = re.compile(rf"\[({'|'.join(_WITHHELD)})\]")


def read_patterns(path: Path) -> list[Pattern]:
    """Patterns {label, id, pattern, fuzzy} of a JSON-lines file; none if the file is absent or empty."""
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def build_language(patterns: list[Pattern]) -> Language:
    """A blank Chinese spaCy pipeline by characters, with a ruler for the names and rules for quantities."""
    language = spacy.blank("zh")
    language.add_pipe("quantities")
    if patterns:
        ruler = language.add_pipe("span_ruler", config={"spans_key": "names"})
        ruler.add_patterns(
            [
                {"label": p["label"], "id": str(p["id"]), "pattern": normalise(p["pattern"])}
                for p in patterns
                if not gaps.has_gap(p["pattern"])
            ]
        )
    return language


def longest_first(found: Iterable[Entity], priority: list[str]) -> list[Entity]:
    """Entities without overlaps in text order: the longer wins, then the exact one, then the earlier label."""
    ranks = {label: rank for rank, label in enumerate(priority)}

    def order(entity: Entity) -> tuple:
        length = entity["end"] - entity["start"]
        return -length, -entity["confidence"], ranks.get(entity["entity"], len(ranks)), entity["start"]

    kept: list[Entity] = []
    taken: set = set()
    for entity in sorted(found, key=order):
        places = range(entity["start"], entity["end"])
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(entity)
    return sorted(kept, key=lambda entity: entity["start"])


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class KnowledgeEntities(GraphComponent):
    """Adds entities with offsets into the original text, and the property "entity_spans" for later components.

    Each entity has "matched": "exact" or "pinyin"; confidence is 1.0 for exact matches. The patterns are copied
    into the model, so that a model needs no file beside it.
    """

    def __init__(
        self,
        config: dict[str, Any],
        patterns: list[Pattern],
        model_storage: ModelStorage | None = None,
        resource: Resource | None = None,
    ) -> None:
        """Builds the spaCy pipeline and the homophone index; storage and resource are needed for training only."""
        self._config = config
        self._patterns = patterns
        self._storage, self._resource = model_storage, resource
        self._language = build_language(patterns)
        self._gapped = gaps.compiled(patterns)
        self._fuzzy = {normalise(p["pattern"]): p for p in patterns if p.get("fuzzy")}
        self._homophones = HomophoneIndex(self._fuzzy)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """patterns: path of the JSON-lines file, or None; priority: labels, first wins a tie of equal spans."""
        return {
            "patterns": "bot/generated/entities.jsonl",
            "priority": ["policy", "category", "title", "degree", "group", "family", "district", "city", "channel"],
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KnowledgeEntities:
        """A finder with the patterns of the configured file."""
        path = config.get("patterns")
        return cls(config, read_patterns(Path(path)) if path else [], model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KnowledgeEntities:
        """A finder with the patterns persisted in the model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, read_patterns(folder / _FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache notice a changed pattern file."""
        return digest(config.get("patterns"))

    def train(self, training_data: TrainingData) -> Resource:
        """Copies the patterns into the model."""
        with self._storage.write_to(self._resource) as folder:
            lines = "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in self._patterns)
            (folder / _FILE).write_text(lines, encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Marks spans for masking; the annotated entities of the examples stay as they are."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                message.set(SPANS, _masked(self.find(normalised_text(message))))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities found to those of earlier extractors."""
        for message in messages:
            found = self.find(normalised_text(message))
            message.set(SPANS, _masked(found))
            whole = sorted(found + self._inside(message, found), key=lambda entity: entity["start"])
            message.set(ENTITIES, message.get(ENTITIES, []) + whole, add_to_output=True)
        return messages

    def find(self, text: str) -> list[Entity]:
        """Entities of a normalised text, in text order, without overlaps."""
        doc = self._language(text)
        named = [s for s in doc.spans.get("names", ()) if _whole(text, s.start_char, s.end_char)]
        exact = [_entity(s.start_char, s.end_char, s.label_, s.id_) for s in named]
        exact += self._apart(text, exact)
        exact += [_entity(q.start, q.end, q.label, q.value) for q in doc.user_data["quantities"]]
        exact += [_entity(*m.span(), _WITHHELD[m[1]], m[1]) for m in _WITHHELD_MARK.finditer(text)]
        return longest_first(exact + self._alike(text, exact), self._config["priority"])

    def _apart(self, text: str, exact: list[Entity]) -> list[Entity]:
        """Names taken apart (买…房…补), when the text has no whole name of the same kind."""
        found = [
            _entity(start, end, p["label"], p["id"], matched="gap") for start, end, p in gaps.find(text, self._gapped)
        ]
        named = {entity["entity"] for entity in exact}
        return [entity for entity in found if entity["entity"] not in named]

    def _inside(self, message: Message, found: list[Entity]) -> list[Entity]:
        """Who is meant by a name that says so (A类人才奖励, 孩子上学): entities inside a longer one."""
        doc = self._language(normalised_text(message))
        named = [_entity(s.start_char, s.end_char, s.label_, s.id_) for s in doc.spans.get("names", ())]
        inner = [entity for entity in named if entity["entity"] in _INSIDE_NAMES]
        return [e for e in inner if any(_holds(f, e) for f in found)]

    def _alike(self, text: str, exact: list[Entity]) -> list[Entity]:
        """Homophones, but none that an exact entity covers or crosses."""
        alike = []
        for start, end, name, confidence in self._homophones.find(text):
            touching = [e for e in exact if e["start"] < end and start < e["end"]]
            if all(start <= e["start"] and e["end"] <= end and e["end"] - e["start"] < end - start for e in touching):
                pattern = self._fuzzy[name]
                alike.append(_entity(start, end, pattern["label"], pattern["id"], confidence, "pinyin"))
        return alike


def _whole(text: str, start: int, end: int) -> bool:
    """Whether Latin letters or digits at the ends of a span are not cut out of a longer word or number."""
    return not (_CUT.match(text[start - 1 : start + 1]) if start else False) and not _CUT.match(text[end - 1 : end + 1])


def _masked(found: list[Entity]) -> list[Entity]:
    """What the classifier sees as a mark; a name taken apart has words of the question inside."""
    return [entity for entity in found if entity["matched"] != "gap"]


def _holds(outer: Entity, inner: Entity) -> bool:
    """Whether an entity of another kind covers the inner one."""
    return outer["entity"] != inner["entity"] and outer["start"] <= inner["start"] < inner["end"] <= outer["end"]


def _entity(start: int, end: int, label: str, value: Any, confidence: float = 1.0, matched: str = "exact") -> Entity:
    return {
        "entity": label,
        "value": value,
        "start": start,
        "end": end,
        "confidence": confidence,
        "extractor": "KnowledgeEntities",
        "matched": matched,
    }
