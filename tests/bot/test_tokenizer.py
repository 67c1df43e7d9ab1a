"""Words come from an own jieba cutter that carries the project's dictionary."""

import jieba
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.tokenizer import TOKENS, JiebaWords


def words(tokenizer, text):
    message = tokenizer.process([Message.build(text)])[0]
    return [token.text for token in message.get(TOKENS)]


def test_words_of_the_dictionary_stay_whole_after_loading(workshop):
    trained, loaded = workshop.train(JiebaWords, {"dictionary": str(workshop.words)}, TrainingData([]))
    assert "迁户口" in words(trained, "俺想迁户口咋弄")
    assert words(loaded, "俺想迁户口咋弄") == words(trained, "俺想迁户口咋弄")


def test_token_offsets_hold_for_the_original_text(workshop):
    _, loaded = workshop.train(JiebaWords, {"dictionary": str(workshop.words)}, TrainingData([]))
    text = "ＡＰＰ上 購房補貼 咋申請"
    message = loaded.process([Message.build(text)])[0]
    assert [text[t.start : t.end] for t in message.get(TOKENS)] == ["ＡＰＰ", "上", "購房補貼", "咋", "申請"]


def test_the_global_jieba_learns_nothing(workshop):
    workshop.train(JiebaWords, {"dictionary": str(workshop.words)}, TrainingData([]))
    assert "购房补贴" not in jieba.dt.FREQ


def test_without_a_dictionary_the_general_one_is_used(workshop):
    _, loaded = workshop.train(JiebaWords, {"dictionary": None}, TrainingData([]))
    assert words(loaded, "我要申请") == ["我要", "申请"] or words(loaded, "我要申请") == ["我", "要", "申请"]
