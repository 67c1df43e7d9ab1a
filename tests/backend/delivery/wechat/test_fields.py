"""The data of templates and subscription notices is checked before the platform refuses or silently shortens it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.delivery.wechat.fields import as_thing, characters, wrong


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("thing1", "青年人才生活补贴"),
        ("thing12", "好" * 20),
        ("keyword1", "任何文字"),
        ("number2", "3.5"),
        ("letter3", "abcXYZ"),
        ("symbol4", "!?"),
        ("character_string5", "ZZ-2026-0001"),
        ("time6", "15:01"),
        ("time6", "2019年10月1日 15:01"),
        ("time6", "09:00~10:30"),
        ("date7", "2026年3月1日"),
        ("date7", "2026年3月"),
        ("date7", "2026-03-01 08:30"),
        ("date7", "2026.03.01~2026.03.05"),
        ("date7", "2月29日"),
        ("amount8", "¥1500.00元"),
        ("amount8", "54000"),
        ("phone_number9", "+86-0766-66888866"),
        ("car_number10", "豫A8Z888挂"),
        ("name11", "张三"),
        ("name11", "John Smith"),
        ("phrase12", "审核通过"),
        ("const13", "已受理"),
    ],
)
def test_a_value_in_the_form_of_its_type_is_right(name, value):
    assert wrong({name: value}) == {}


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("thing1", "好" * 21, "too_long"),
        ("thing1", "\U0001f600" * 11, "too_long"),
        ("thing1", "第一行\n第二行", "line_break"),
        ("thing1", "  ", "empty"),
        ("number2", "三", "form"),
        ("number2", "1" * 33, "form"),
        ("letter3", "abc1", "form"),
        ("symbol4", "a", "form"),
        ("character_string5", "编号1", "form"),
        ("character_string5", "1" * 33, "form"),
        ("time6", "25:01", "form"),
        ("time6", "明天 15:01", "form"),
        ("date7", "2026年2月30日", "form"),
        ("date7", "2026-03/01", "form"),
        ("date7", "10月", "form"),
        ("date7", "2026-03-01~", "form"),
        ("date7", "三月一日", "form"),
        ("amount8", "1500元整", "form"),
        ("amount8", "12345678901", "form"),
        ("phone_number9", "+86-0766-668888666", "form"),
        ("car_number10", "豫A8Z8888888", "form"),
        ("name11", "一二三四五六七八九十一", "form"),
        ("name11", "张3", "form"),
        ("phrase12", "审核通过了吗", "form"),
        ("phrase12", "ok", "form"),
        ("first", "您好", "never_shown"),
        ("remark", "谢谢", "never_shown"),
        ("whatever1", "x", "unknown_type"),
        ("", "x", "unknown_type"),
    ],
)
def test_a_value_in_another_form_is_named(name, value, fault):
    assert wrong({"thing99": "对的", name: value}) == {name: fault}


@given(st.text(min_size=1).filter(lambda text: text.split()))
def test_any_text_can_be_made_a_thing(text):
    thing = as_thing(text.encode("utf-8", "replace").decode())
    assert characters(thing) <= 20
    assert "\n" not in thing and thing.strip() == thing
