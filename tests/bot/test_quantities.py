"""Years, dates, ages, sums and months are read the way people write them."""

import pytest

from bot.components.entities import KnowledgeEntities
from bot.components.normaliser import normalise

FINDER = KnowledgeEntities(KnowledgeEntities.get_default_config(), [])


def found(text):
    return [(entity["entity"], entity["value"]) for entity in FINDER.find(normalise(text))]


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("2018年毕业", "year", 2018),
        ("二零一八年的政策", "year", 2018),
        ("18年毕业的", "year", 2018),
        ("一九年毕业", "year", 2019),
        ("2018届", "year", 2018),
        ("2024版政策", "year", 2024),
        ("2023年3月5日", "date", "2023-03-05"),
        ("２０２３-０３-０５", "date", "2023-03-05"),
        ("二零一八年三月", "date", "2018-03"),
        ("28岁", "age", 28),
        ("三十五周岁", "age", 35),
        ("今年28了", "age", 28),
        ("3万", "amount", 30000),
        ("三万元", "amount", 30000),
        ("两万五", "amount", 25000),
        ("一千五", "amount", 1500),
        ("1500块", "amount", 1500),
        ("5w", "amount", 50000),
        ("1.5万", "amount", 15000),
        ("30多万", "amount", 300000),
        ("每月1500", "amount", 1500),
        ("俩月", "months", 2),
        ("仨月", "months", 3),
        ("3个月", "months", 3),
        ("三个半月", "months", 3.5),
        ("半年", "months", 6),
    ],
)
def test_a_quantity_gets_its_value(text, label, value):
    assert found(text) == [(label, value)]


@pytest.mark.parametrize(
    "text",
    [
        "去年",
        "18年工作经验",
        "工作了18年以上",
        "万一不行呢",
        "千万别忘",
        "两万人",
        "一块办",
        "上半年",
        "1000平米",
        "50%",
        "打12333",
        "0371-67181234",
        "一百二十平",
        "一个人",
        "一年半载",
        "90后",
    ],
)
def test_what_only_looks_like_a_quantity_is_left_out(text):
    assert [label for label, _ in found(text) if label != "months"] == []


def test_a_date_wins_over_the_year_in_it():
    assert found("我2020年7月毕业") == [("date", "2020-07")]
