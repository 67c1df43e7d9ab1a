"""Years, dates, ages, sums and lengths of time are read the way people write them."""

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
        ("俩月半", "months", 2.5),
        ("交了一年零两个月", "months", 14),
        ("一年仨月", "months", 15),
        ("九三年", "year", 1993),
        ("九三年的", "year", 1993),
        ("93年生人", "year", 1993),
        ("零零年", "year", 2000),
        ("八八年属龙", "year", 1988),
        ("七八年出生", "year", 1978),
        ("我98的", "year", 1998),
        ("两千零三年", "year", 2003),
        ("2024届", "year", 2024),
        ("22届", "year", 2022),
        ("九三年三月", "date", "1993-03"),
        ("93年3月8号", "date", "1993-03-08"),
        ("20年6月毕业", "date", "2020-06"),
        ("19年的七月份", "date", "2019-07"),
        ("三十二了", "age", 32),
        ("我三十五", "age", 35),
        ("今年四十一", "age", 41),
        ("36了", "age", 36),
        ("毕业三年了", "years", 3),
        ("干了两年半", "years", 2.5),
        ("一年半", "years", 1.5),
        ("合同签了5年", "years", 5),
        ("18年工作经验", "years", 18),
        ("工作了18年以上", "years", 18),
        ("十二年工龄", "years", 12),
    ],
)
def test_a_quantity_gets_its_value(text, label, value):
    assert found(text) == [(label, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("今年六月", "years_ago:0-06"),
        ("今年毕业", "years_ago:0"),
        ("去年", "years_ago:1"),
        ("去年7月份毕业", "years_ago:1-07"),
        ("去年十二月三十号", "years_ago:1-12-30"),
        ("前年的九月", "years_ago:2-09"),
        ("大前年", "years_ago:3"),
        ("明年六月毕业", "years_ago:-1-06"),
        ("三年前落的户", "years_ago:3"),
        ("上个月", "months_ago:1"),
        ("上上个月", "months_ago:2"),
        ("两个月前刚交", "months_ago:2"),
    ],
)
def test_a_date_seen_from_today_says_how_long_ago_it_was(text, value):
    assert found(text) == [("date", value)]


@pytest.mark.parametrize(
    "text",
    [
        "十来个月",
        "好几个月",
        "两三个月",
        "个把月",
        "一个多月",
        "半年多",
        "一年多",
        "三五年",
        "七八年",
        "几年前",
        "二十七八岁",
        "三十多岁",
        "三十出头",
        "税前年薪",
        "以后年龄大了",
        "从前年轻",
        "三年级",
        "第三年",
        "70年产权",
        "马上月底",
    ],
)
def test_what_is_vague_or_something_else_has_no_value(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
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


def test_a_duration_in_years_is_no_year_and_a_year_no_duration():
    assert found("18年毕业，干了3年") == [("year", 2018), ("years", 3)]


def test_several_facts_of_one_message_are_told_apart():
    assert found("我93年3月的，去年六月毕业，交了俩月社保，合同三年") == [
        ("date", "1993-03"),
        ("date", "years_ago:1-06"),
        ("months", 2),
        ("years", 3),
    ]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("［手机号］", ["phone"]),
        ("我手机号是［手机号］，验证码［验证码］", ["phone", "code"]),
        ("身份证［身份证号］", []),
    ],
)
def test_a_withheld_number_is_an_entity_by_its_mark(text, labels):
    assert [label for label, _ in found(text)] == labels
