"""Personal numbers are found however they are written, and what is no personal number stays readable."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.chat.masking import LABELS, Masked, mask

ID, PHONE, CARD = "41010519900307123X", "13812345678", "6222020012345678901"
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")


@pytest.mark.parametrize(
    ("said", "shown", "withheld"),
    [
        ("我的身份证是11010119900307123X", "我的身份证是［身份证号］", "11010119900307123X"),
        ("身份证410105 19900307 123x，", "身份证［身份证号］，", ID),
        ("4 1 0 1 0 5 1 9 9 0 0 3 0 7 1 2 3 4", "［身份证号］", "410105199003071234"),
        ("四一零一零五一九九零零三零七一二三四", "［身份证号］", "410105199003071234"),
        ("老身份证130503670401001", "老身份证［身份证号］", "130503670401001"),
        ("410105-900307-123", "［身份证号］", "410105900307123"),
        ("手机 138 1234 5678 请回电", "手机 ［手机号］ 请回电", PHONE),
        ("+86 138-1234-5678", "［手机号］", PHONE),
        ("0086138.1234.5678", "［手机号］", PHONE),
        ("138(1234)5678", "［手机号］", PHONE),
        ("138\u200b1234\u200b5678", "［手机号］", PHONE),
        ("1381234\n5678", "［手机号］", PHONE),
        ("１３８１２３４５６７８是我", "［手机号］是我", PHONE),
        ("一三八一二三四五六七八", "［手机号］", PHONE),
        ("幺三八 一二三四 五六七八", "［手机号］", PHONE),
        ("一三八1234五六七八", "［手机号］", PHONE),
        ("星期一13812345678", "星期一［手机号］", PHONE),
        ("卡号6222 0200 1234 5678 901", "卡号［银行卡号］", CARD),
        ("账号是 410012345678", "账号是 ［银行卡号］", "410012345678"),
        ("社保卡号 D12345678", "社保卡号 ［社保卡号］", "D12345678"),
        ("我的护照是e12345678", "我的护照是［护照号］", "E12345678"),
        ("护照号码：123456789", "护照号码：［护照号］", "123456789"),
        ("Ｅ１２３４５６７８", "［护照号］", "E12345678"),
        ("发到Some.One@example.com吧", "发到［邮箱］吧", "Some.One@example.com"),
        ("13812345678" + ID[:-1] + "1", "［号码］", PHONE + ID[:-1] + "1"),
        ("验证码是 123456", "验证码是 ［验证码］", "123456"),
    ],
)
def test_a_personal_number_is_replaced_by_what_it_is(said, shown, withheld):
    masked = mask(said)
    assert masked.text == shown
    assert [one.value for one in masked.withheld] == [withheld]


@pytest.mark.parametrize(
    "said",
    [
        "热线0371-96567打不通",
        "0371-67885678 0371-67885679",
        "037167885678",
        "０３７１－９６５６７",
        "400-123-4567",
        "12345",
        "我是199303出生的",
        "2018 2021 2024 2025",
        "2024-03-01 2025-06-30",
        "1993.5.12 2024.6.30",
        "2016-12-31/2017-01-01",
        "1500 1000 500",
        "工龄3年 5000 10000 20000",
        "二〇二四年三月一日到二〇二五年六月三十日",
        "一二三四五六七八九十",
        "郑人社B(2024)282号",
        "https://x.gov.cn/t20240301_12345.html",
        "年薪300000元",
    ],
)
def test_landlines_dates_amounts_and_documents_stay_readable(said):
    assert mask(said) == Masked(said, ())


def test_several_numbers_are_withheld_in_the_order_they_were_said():
    masked = mask(f"电话{PHONE}，证{ID}，卡{CARD}，另一个电话 139 8765 4321")
    assert masked.text == "电话［手机号］，证［身份证号］，卡［银行卡号］，另一个电话 ［手机号］"
    assert [(one.kind, one.value) for one in masked.withheld] == [
        ("phone", PHONE),
        ("id_number", ID),
        ("bank_card", CARD),
        ("phone", "13987654321"),
    ]


@pytest.mark.parametrize("said", ["123456", "123 456", "１２３４５６", "一二三四五六", "是123456。"])
def test_six_digits_are_a_code_only_when_one_was_sent(said):
    assert "［验证码］" in mask(said, awaits_code=True).text
    assert mask(said).withheld == ()


@pytest.mark.parametrize("said", ["1234567", "12345", "我123456岁654321", PHONE])
def test_what_is_not_six_digits_is_no_code(said):
    assert "［验证码］" not in mask(said, awaits_code=True).text


@given(
    number=st.sampled_from([ID, PHONE, CARD]),
    gap=st.sampled_from(["", " ", "-", "—", "·", "  ", "\u3000", " - "]),
    sizes=st.lists(st.integers(1, 6), min_size=19, max_size=19),
    written=st.sampled_from([str, lambda text: text.translate(FULL_WIDTH), lambda text: text.translate(NUMERALS)]),
    around=st.sampled_from(["", "我的号是", "。", "，谢谢"]),
)
def test_a_number_is_found_in_whatever_groups_it_is_written(number, gap, sizes, written, around):
    rest, groups = number, []
    for size in sizes:
        groups, rest = [*groups, rest[:size]], rest[size:]
    said = around + written(gap.join(filter(None, groups))) + around
    masked = mask(said)
    assert [one.value for one in masked.withheld] == [number]
    assert masked.text == around + LABELS[masked.withheld[0].kind] + around


@given(st.text(alphabet="博士硕士每月领多少补贴一二三三十年0123 ，。-", max_size=60))
def test_what_is_not_withheld_stays_as_it_was_written(said):
    masked = mask(said)
    at, rebuilt = 0, ""
    for one in masked.withheld:
        rebuilt += said[at : one.start] + LABELS[one.kind]
        at = one.end
    assert masked.text == rebuilt + said[at:]


@pytest.mark.parametrize("unit", ["1 ", "1", "a", "一", "1(", "护照", "1   ", "卡号 ", "a.", "1@"])
def test_no_message_takes_long(unit):
    said = (unit * 2000)[:2000]
    began = time.perf_counter()
    mask(said)
    assert time.perf_counter() - began < 0.1
