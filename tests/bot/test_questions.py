"""The questions of a message are found, however it is written."""

import time

import pytest

from bot.components.asking import asks
from bot.components.lexicon import general_dictionary
from bot.components.sentences import cut

STORY = (
    "领导您好，我是2020年毕业的硕士，在金水区上班，交了社保。请问生活补贴怎么申请？需要什么材料？"
    "我打了好几次电话都没有人接，心里很着急，家里还有两个孩子要上学。"
)


def questions(pipeline, text):
    return [(q["text"], q["intent"]["name"]) for q in pipeline.parse(text)["questions"]]


def test_a_short_message_is_one_question(pipeline):
    parsed = pipeline.parse("生活补贴怎么申请")
    assert [q["text"] for q in parsed["questions"]] == ["生活补贴怎么申请"]
    assert parsed["questions"][0]["intent"] == parsed["intent"]
    assert len(parsed["questions"][0]["intent_ranking"]) == 3


def test_a_greeting_before_a_question_is_not_the_message(pipeline):
    parsed = pipeline.parse("你好，人才房怎么申请")
    assert parsed["intent"]["name"] == "ask_process"
    assert [q["text"] for q in parsed["questions"]] == ["人才房怎么申请"]


def test_a_long_message_with_three_questions_gives_three_in_order(pipeline):
    text = "您好！我是2020年畢業的碩士，交了社保，想問一下生活補帖怎麼領？需要带啥证件？另外人才公寓多少钱？谢谢"
    parsed = pipeline.parse(text)
    assert [q["intent"]["name"] for q in parsed["questions"]] == ["ask_process", "ask_materials", "ask_amount"]
    assert [[e["value"] for e in q["entities"]] for q in parsed["questions"]] == [
        ["living_allowance"],
        [],
        ["talent_apartment"],
    ]
    assert parsed["intent"]["name"] == "ask_process"
    assert [e["value"] for e in parsed["entities"]] == [2020, "硕士", "living_allowance", "talent_apartment"]


@pytest.mark.parametrize(
    "text",
    [
        "1.生活补贴怎么领2.落户要什么材料3.多久到账",
        "①生活补贴怎么领②落户要什么材料③多久到账",
        "一、生活补贴怎么领；二、落户要什么材料；三、多久到账",
    ],
)
def test_an_enumeration_keeps_its_items(pipeline, text):
    assert questions(pipeline, text) == [
        ("生活补贴怎么领", "ask_process"),
        ("落户要什么材料", "ask_materials"),
        ("多久到账", "ask_duration"),
    ]


def test_questions_without_punctuation_are_cut_apart(pipeline):
    assert questions(pipeline, "我想问下生活补贴怎么申请需要什么材料多久能到账") == [
        ("我想问下生活补贴怎么申请", "ask_process"),
        ("需要什么材料", "ask_materials"),
        ("多久能到账", "ask_duration"),
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("请问在郑州怎么申请购房补贴呢", ["请问在郑州怎么申请购房补贴呢"]),
        ("我这种情况有什么可以申请的吗", ["我这种情况有什么可以申请的吗"]),
        ("能不能慢慢给俺说清楚怎么申请", ["能不能慢慢给俺说清楚怎么申请"]),
        ("购房补贴能领多少在哪个窗口办", ["购房补贴能领多少", "在哪个窗口办"]),
        ("孩子要上学家里很着急另外落户怎么弄多久能办好", ["孩子要上学家里很着急", "另外落户怎么弄", "多久能办好"]),
    ],
)
def test_a_clause_is_cut_only_where_another_thing_is_asked(text, pieces):
    borders = [start for _, start, _ in general_dictionary().tokenize(text)]
    assert [text[s.start : s.end] for s in cut(text, borders)] == pieces


def test_the_same_question_asked_twice_counts_once(pipeline):
    text = "怎么申请？我问一下生活补贴怎么申请？多久到账？"
    assert questions(pipeline, text) == [("我问一下生活补贴怎么申请？", "ask_process"), ("多久到账？", "ask_duration")]


def test_the_same_question_about_two_policies_counts_twice(pipeline):
    assert len(questions(pipeline, "生活补贴怎么申请？购房补贴怎么申请？")) == 2


def test_a_message_that_asks_nothing_is_one_entry(pipeline):
    text = "你好，谢谢您"
    assert [q["text"] for q in pipeline.parse(text)["questions"]] == [text]


def test_at_most_eight_questions_are_kept(pipeline):
    names = ["生活补贴", "落户", "人才公寓", "购房补贴", "绿卡"]
    text = "？".join(f"{name}{asked}" for name in names for asked in ("怎么申请", "要什么材料")) + "？"
    assert len(pipeline.parse(text)["questions"]) == 8


def test_a_fraud_is_never_answered_by_its_harmless_parts(pipeline):
    parsed = pipeline.parse("花钱买个毕业证骗生活补贴，需要什么材料？多久到账？")
    assert [q["intent"]["name"] for q in parsed["questions"]] == ["ask_fraud"]


def test_a_payload_is_left_to_rasa(pipeline):
    assert "questions" not in pipeline.parse('/ask_amount{"policy": "household"}')


@pytest.mark.parametrize("text", ["那么好吧", "没什么", "能不能帮我说一下", "我打了好几次电话"])
def test_what_only_sounds_like_asking_does_not_ask(text):
    assert not asks(text)


@pytest.mark.parametrize(
    "text", ["中不中", "能领不", "有没有年龄限制", "咋办", "几天办好", "行不行", "材料?", "能否代办"]
)
def test_asking_words_of_all_kinds_are_known(text):
    assert asks(text)


def test_a_short_question_takes_the_clause_before_it_along():
    assert [(s.start, s.end) for s in cut("大专,能领吗", [])] == [(0, 6)]


def test_segments_are_in_order_and_never_overlap():
    segments = cut(STORY * 10, list(range(len(STORY) * 10)))
    assert all(left.end <= right.start for left, right in zip(segments, segments[1:], strict=False))


@pytest.mark.parametrize(
    "text", [STORY * 30, STORY.replace("，", "").replace("。", "").replace("？", "") * 30, "吗" * 2000, "1." * 1000]
)
def test_two_thousand_characters_are_read_in_time(pipeline, text):
    pipeline.parse(text[:2000])
    times = []
    for _ in range(3):
        began = time.perf_counter()
        found = pipeline.parse(text[:2000])["questions"]
        times.append(time.perf_counter() - began)
    assert 1 <= len(found) <= 8
    assert min(times) < 0.15
