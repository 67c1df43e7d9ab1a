"""Intents are ranked with confidences that can be believed, and survive saving."""

import time

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.calibration import best_sharpness, softmax
from bot.components.classifier import LinearIntentClassifier, reading_of
from bot.components.features import blocks_of


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("人才公寓怎么申请", "ask_process"),
        ("購房補貼能領多少", "ask_amount"),
        ("落护要带啥材料", "ask_materials"),
        ("谢谢您", "thank"),
    ],
)
def test_intents_are_recognised(pipeline, text, intent):
    assert pipeline.parse(text)["intent"]["name"] == intent


def test_confidences_sum_to_one(pipeline):
    everything = len(pipeline.classifier._model.classes)
    ranking = pipeline.classifier._model.rank([reading_of(pipeline.read("补贴多少钱"))], everything)[0]
    assert sum(confidence for _, confidence in ranking) == pytest.approx(1, abs=1e-5)
    assert [c for _, c in ranking] == sorted((c for _, c in ranking), reverse=True)


def test_a_message_without_known_features_is_doubtful(pipeline):
    assert pipeline.parse("qwx zzkj")["intent"]["confidence"] < 0.6


def test_calibration_finds_the_temperature_that_made_the_labels():
    random = np.random.default_rng(1)
    margins = random.normal(size=(4000, 4))
    labels = np.array([random.choice(4, p=row) for row in softmax(margins, 2.0)])
    assert best_sharpness(margins, labels) == pytest.approx(2.0, rel=0.15)


def test_a_saved_and_loaded_classifier_predicts_the_same(pipeline):
    readings = [reading_of(pipeline.read(text)) for text in ("生活补贴怎么领", "你好", "多久")]
    assert pipeline.classifier.rank(readings) == pipeline.trained.rank(readings)


def test_a_new_policy_name_looks_like_any_other(pipeline):
    known, unheard = pipeline.read("生活补贴怎么领"), pipeline.read("五星卡怎么领")
    assert [reading_of(m).symbols for m in (known, unheard)] == [["<policy>", "怎", "么", "领"]] * 2
    assert blocks_of(reading_of(known))[3] == blocks_of(reading_of(unheard))[3] != []


def test_one_intent_alone_gives_no_prediction(workshop):
    data = TrainingData([Message.build("你好", "greet"), Message.build("您好", "greet")])
    _, loaded = workshop.train(LinearIntentClassifier, {}, data)
    assert loaded.process([Message.build("你好")])[0].get("intent") is None


def test_two_intents_are_enough(workshop):
    data = TrainingData([Message.build("你好", "greet"), Message.build("再见", "goodbye")])
    _, loaded = workshop.train(LinearIntentClassifier, {}, data)
    assert loaded.process([Message.build("再见")])[0].get("intent")["name"] == "goodbye"


def test_a_short_message_takes_milliseconds(pipeline):
    pipeline.parse("请问硕士毕业生落护需要什么条件怎么申请沟房补贴呢")
    times = []
    for _ in range(30):
        began = time.perf_counter()
        pipeline.parse("请问硕士毕业生落护需要什么条件怎么申请沟房补贴呢")
        times.append(time.perf_counter() - began)
    assert min(times) < 0.004
