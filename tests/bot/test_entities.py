"""Entities are found by rule, without overlaps, at places of the original text."""

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.entities import SPANS, KnowledgeEntities


def test_offsets_point_into_the_original_traditional_text(pipeline):
    text = "我想申請購房補貼，人材公寓也行"
    entities = pipeline.parse(text)["entities"]
    assert [text[e["start"] : e["end"]] for e in entities] == ["購房補貼", "人材公寓"]
    assert [(e["value"], e["matched"]) for e in entities] == [
        ("house_allowance", "exact"),
        ("talent_apartment", "pinyin"),
    ]


def test_the_longer_name_wins_across_labels(pipeline):
    assert [e["value"] for e in pipeline.parse("博士后和博士的人才补贴")["entities"]] == [
        "博士后",
        "博士",
        "living_allowance",
    ]


def test_a_slip_may_contain_an_exact_name_but_never_cross_or_equal_one(pipeline):
    assert [(e["value"], e["matched"]) for e in pipeline.parse("人才公遇")["entities"]] == [
        ("talent_apartment", "pinyin")
    ]
    assert [(e["value"], e["matched"]) for e in pipeline.parse("人才")["entities"]] == [("人才", "exact")]


def test_every_entity_says_how_it_was_found(pipeline):
    for entity in pipeline.parse("硕士2018年毕业落护领3万")["entities"]:
        assert set(entity) == {"entity", "value", "start", "end", "confidence", "extractor", "matched"}


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_an_absent_or_empty_file_leaves_the_rules_for_quantities(workshop, tmp_path, content):
    path = tmp_path / "entities.jsonl"
    if content is not None:
        path.write_text(content)
    _, loaded = workshop.train(KnowledgeEntities, {"patterns": str(path)}, TrainingData([]))
    assert [e["value"] for e in loaded.find("落户给3万")] == [30000]


def test_a_model_keeps_its_patterns_when_the_file_is_gone(workshop, tmp_path):
    path = tmp_path / "entities.jsonl"
    path.write_text(workshop.entities.read_text("utf-8"), "utf-8")
    trained, _ = workshop.train(KnowledgeEntities, {"patterns": str(path)}, TrainingData([]))
    path.unlink()
    again = KnowledgeEntities.load(trained._config, trained._storage, trained._resource, None)
    assert again.find("落护和生活补贴") == trained.find("落护和生活补贴") != []


def test_training_examples_get_spans_but_keep_their_own_annotation(pipeline):
    message = Message.build("生活补贴怎么领", "ask_process")
    pipeline.entities.process_training_data(TrainingData([message]))
    assert [span["entity"] for span in message.get(SPANS)] == ["policy"]
    assert message.get("entities") is None


def test_a_changed_pattern_file_changes_the_fingerprint(tmp_path):
    path = tmp_path / "entities.jsonl"
    config = {"patterns": str(path)}
    absent = KnowledgeEntities.fingerprint_addon(config)
    path.write_text("{}")
    assert KnowledgeEntities.fingerprint_addon(config) != absent
