"""The normaliser changes characters, never their places."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.components.normaliser import NORMALISED, TextNormaliser, normalise


@pytest.mark.parametrize(
    ("written", "normal"),
    [("購房補貼怎麼申請", "购房补贴怎么申请"), ("ＡＰＰ在哪下載？", "app在哪下载?"), ("５００㎡", "500㎡")],
)
def test_traditional_full_width_and_upper_case_become_normal(written, normal):
    assert normalise(written) == normal


@pytest.mark.parametrize("text", ["㎡…ﬁ①İß𠮷😀\u0301 ", "臺灣居民ＡＢＣ½", ""])
def test_the_length_never_changes(text):
    assert len(normalise(text)) == len(text)


def test_the_original_text_stays_beside_the_normalised_one():
    message = TextNormaliser().process([Message.build("購房補貼")])[0]
    assert message.get("text") == "購房補貼"
    assert message.get(NORMALISED) == "购房补贴"
    assert NORMALISED not in message.as_dict(only_output_properties=True)
