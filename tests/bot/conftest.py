"""Toy vocabulary and training data for the bot's components, and a way to train one without a Rasa project."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.classifier import LinearIntentClassifier
from bot.components.entities import KnowledgeEntities
from bot.components.normaliser import TextNormaliser
from bot.components.questions import QuestionFinder
from bot.components.tokenizer import JiebaWords

ROOT = Path(__file__).resolve().parents[2]
NAMES = {
    ("policy", "living_allowance"): ["生活补贴", "人才补贴", "毕业生补贴"],
    ("policy", "household"): ["落户", "迁户口"],
    ("policy", "talent_apartment"): ["人才公寓", "人才房"],
    ("policy", "house_allowance"): ["购房补贴", "买房补贴", "房补"],
    ("policy", "permanent_residence"): ["绿卡", "五星卡"],
    ("degree", "博士"): ["博士"],
    ("degree", "硕士"): ["硕士"],
    ("group", "博士后"): ["博士后"],
    ("group", "人才"): ["人才"],
    ("district", "金水区"): ["金水区", "金水"],
}
TEMPLATES = {
    "ask_process": ["{}怎么申请", "怎么办理{}", "如何申请{}", "{}咋办理", "网上能办{}吗", "{}入口在哪", "{}怎么领"],
    "ask_amount": ["{}多少钱", "{}能领多少", "{}发多少", "{}每月多少钱", "{}一共多少"],
    "ask_materials": ["{}要什么材料", "{}需要带啥证件", "{}的材料", "办{}要带什么", "需要什么材料", "要带啥材料"],
    "ask_eligibility": ["{}需要什么条件", "我能领{}吗", "大专能领{}吗", "我符合{}条件吗", "能领吗"],
    "ask_duration": ["{}多久到账", "{}几天办好", "多久能发", "{}什么时候到账", "{}多长时间"],
    "ask_contact": ["{}电话多少", "打哪个电话", "咨询电话", "{}的电话"],
    "ask_combination": ["{}和购房补贴能同时领吗", "{}跟落户能一起申请吗", "夫妻俩都能领{}吗"],
    "ask_fraud": ["假社保怎么弄{}", "花钱买个毕业证骗{}", "伪造证明骗{}", "找黄牛包过{}"],
    "complain": ["打电话永远没人接", "我要投诉", "办事员态度太差", "心里很着急", "一直没有人管"],
    "greet": ["你好", "您好", "在吗", "早上好", "领导您好"],
    "thank": ["谢谢", "多谢", "谢谢您", "麻烦了"],
    "chitchat": ["讲个笑话", "今天天气咋样", "我心情不好", "家里有两个孩子", "我在郑州上班", "我是硕士", "交了社保"],
}


def patterns() -> list[dict[str, Any]]:
    """The toy vocabulary in the format of entities.jsonl."""
    return [
        {"label": label, "id": id_, "pattern": name, "fuzzy": label == "policy"}
        for (label, id_), names in NAMES.items()
        for name in names
    ]


def training_data() -> TrainingData:
    """Every template with every policy name."""
    names = [name for (label, _), names in NAMES.items() if label == "policy" for name in names]
    examples = {
        (template.format(name), intent)
        for intent, templates in TEMPLATES.items()
        for template in templates
        for name in names
    }
    return TrainingData([Message.build(text, intent) for text, intent in sorted(examples)])


class Workshop:
    """Trains components one after the other and loads each from the storage, as Rasa's graph does."""

    def __init__(self, folder: Path) -> None:
        """The folder holds the model storage and the vocabulary files."""
        (folder / "storage").mkdir()
        self._storage = LocalModelStorage.create(folder / "storage")
        self._context = ExecutionContext(GraphSchema({}), "test", node_name="test")
        self.entities = folder / "entities.jsonl"
        self.entities.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in patterns()), "utf-8")
        self.words = folder / "words.txt"
        self.words.write_text("".join(f"{p['pattern']} 10000 n\n" for p in patterns()), "utf-8")

    def train(self, component: type, config: dict[str, Any], data: TrainingData) -> tuple[Any, Any]:
        """(the trained component, the same loaded from storage); data is processed where the component does so."""
        config = {**component.get_default_config(), **config}
        resource = Resource(component.__name__)
        trained = component.create(config, self._storage, resource, self._context)
        if not hasattr(trained, "train"):
            return trained, trained
        trained.train(data)
        loaded = component.load(config, self._storage, resource, self._context)
        if hasattr(loaded, "process_training_data"):
            loaded.process_training_data(data)
        return trained, loaded


class Pipeline:
    """The components of config.yml on toy data; parse() gives what /model/parse would."""

    def __init__(self, workshop: Workshop) -> None:
        """Trains everything."""
        data = TextNormaliser().process_training_data(training_data())
        _, words = workshop.train(JiebaWords, {"dictionary": str(workshop.words)}, data)
        _, entities = workshop.train(KnowledgeEntities, {"patterns": str(workshop.entities)}, data)
        self.trained, self.classifier = workshop.train(LinearIntentClassifier, {}, data)
        finder, _ = workshop.train(QuestionFinder, {}, data)
        self.entities = entities
        self._before = [TextNormaliser(), words, entities]
        self._components = [*self._before, self.classifier, finder]

    def read(self, text: str) -> Message:
        """A message up to, but without, its intent."""
        message = Message.build(text)
        for component in self._before:
            component.process([message])
        return message

    def parse(self, text: str) -> dict[str, Any]:
        """The output properties of a parsed message."""
        message = Message.build(text)
        for component in self._components:
            component.process([message])
        return message.as_dict(only_output_properties=True)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """One storage for all tests."""
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest.fixture(scope="session")
def pipeline(workshop: Workshop) -> Pipeline:
    """Trained once; parsing changes nothing in it."""
    return Pipeline(workshop)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL with the real migrations."""
    command = [ROOT / "backend/.venv/bin/python", ROOT / "tests/bot/postgres.py", tmp_path_factory.mktemp("postgres")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        url = server.stdout.readline().strip()
        assert url, "the database did not start"
        yield url
        server.stdin.close()
