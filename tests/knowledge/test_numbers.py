"""Numbers are compared by value, however they are written."""

import pytest

from policybook.numbers import chinese_value, figures_in, numbers_in


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("博士每月1500元", {1500}),
        ("合计5.4万元", {54_000}),
        ("三年内", {3}),
        ("两万五千元", {25_000}),
        ("最高1亿元", {100_000_000}),
        ("15家医院、九十日", {15, 90}),
        ("没有数", set()),
    ],
)
def test_numbers_are_read_by_value(text, values):
    assert {round(n, 6) for n in numbers_in(text)} == values


@pytest.mark.parametrize(("word", "value"), [("十八", 18), ("一千五", 1500), ("两万五", 25_000), ("一百零五", 105)])
def test_chinese_numerals_have_values(word, value):
    assert chinese_value(word) == value


def test_calendar_years_name_editions_and_are_no_figures():
    assert figures_in("2018年要缴满3个月") == {3}
    assert figures_in("2020/21年的说法") == set()
