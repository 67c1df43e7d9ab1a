"""Trains a Rasa pipeline on a set through Rasa's own graph and parses texts with the model."""

from __future__ import annotations

import asyncio
import logging
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from benchmarks.nlu.datasets import Example, write_training_data

DIET_EPOCHS = {"cais": 15, "smp2017": 30, "unionpay_faq": 30}


def own_pipeline() -> list[dict[str, Any]]:
    """The components of bot/ in their default configuration, without any generated vocabulary."""
    return [
        {"name": "bot.components.normaliser.TextNormaliser"},
        {"name": "bot.components.tokenizer.JiebaWords", "dictionary": None},
        {"name": "bot.components.entities.KnowledgeEntities", "patterns": None},
        {"name": "bot.components.classifier.LinearIntentClassifier"},
        {"name": "bot.components.character_crf.CharacterCrf"},
    ]


def diet_pipeline(set_name: str) -> list[dict[str, Any]]:
    """Rasa's usual Chinese pipeline; the epochs are those of the published comparison."""
    return [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": DIET_EPOCHS[set_name], "random_seed": 7},
    ]


def train(pipeline: list[dict[str, Any]], examples: list[Example], folder: Path) -> tuple[str, float]:
    """Path of the trained model archive and the seconds it took, without Rasa's cache."""
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    from rasa.model_training import train_nlu

    config, data = folder / "config.yml", folder / "nlu.json"
    config.write_text(
        yaml.safe_dump({"recipe": "default.v1", "assistant_id": "benchmark", "language": "zh", "pipeline": pipeline})
    )
    write_training_data(examples, data)
    began = time.perf_counter()
    model = train_nlu(str(config), str(data), str(folder))
    return model, time.perf_counter() - began


class Parser:
    """A loaded model; parse() goes the way of Rasa's /model/parse."""

    def __init__(self, model: str) -> None:
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)
        self._agent = Agent.load(model)
        self._loop = asyncio.new_event_loop()
        self.milliseconds: list[float] = []

    def parse(self, text: str) -> dict[str, Any]:
        """Rasa's parse result of one message; its time in milliseconds is kept."""
        began = time.perf_counter()
        result = self._loop.run_until_complete(self._agent.parse_message(text))
        self.milliseconds.append(1000 * (time.perf_counter() - began))
        return result

    def median_milliseconds(self) -> float:
        """Median of all parses so far."""
        return statistics.median(self.milliseconds)


def train_and_load(pipeline: list[dict[str, Any]], examples: list[Example]) -> tuple[Parser, float]:
    """A parser for a freshly trained model and the seconds the training took."""
    with tempfile.TemporaryDirectory() as folder:
        model, seconds = train(pipeline, examples, Path(folder))
        return Parser(model), seconds
