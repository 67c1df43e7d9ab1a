"""The character CRF learns slots from annotated examples and never trains when it is loaded."""

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.character_crf import CharacterCrf, spans_of, tags_of


def song(text, name):
    start = text.index(name)
    return Message.build(text, "play", [{"start": start, "end": start + len(name), "entity": "song", "value": name}])


def examples():
    names = ["青花瓷", "稻香", "晴天", "七里香", "夜曲", "彩虹"]
    return TrainingData([song(form.format(n), n) for n in names for form in ("播放{}", "我想听{}", "来一首{}吧")])


def test_tags_and_spans_are_each_others_inverse():
    entities = [
        {"start": 1, "end": 2, "entity": "a"},
        {"start": 2, "end": 5, "entity": "a"},
        {"start": 6, "end": 8, "entity": "b"},
    ]
    assert list(spans_of(tags_of(9, entities))) == [(1, 2, "a"), (2, 5, "a"), (6, 8, "b")]


def test_broken_tags_still_give_spans():
    assert list(spans_of(["I-a", "I-a", "O", "E-b", "B-a"])) == [(0, 2, "a"), (3, 4, "b"), (4, 5, "a")]


def test_an_unseen_name_is_found_in_a_known_form_after_loading(workshop):
    trained, loaded = workshop.train(CharacterCrf, {}, examples())
    message = loaded.process([Message.build("我想聽發如雪")])[0]
    assert [e["value"] for e in message.get("entities")] == ["發如雪"]
    assert trained.process([Message.build("我想聽發如雪")])[0].get("entities") == message.get("entities")


def test_without_annotated_examples_nothing_is_found(workshop):
    _, loaded = workshop.train(CharacterCrf, {}, TrainingData([Message.build("你好", "greet")]))
    assert loaded.process([Message.build("播放稻香")])[0].get("entities") is None
