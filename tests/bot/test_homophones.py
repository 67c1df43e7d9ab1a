"""Names with slips of the pen are found; right words are left alone."""

import time

import pytest

from bot.components.homophones import HomophoneIndex
from bot.components.normaliser import normalise
from bot.components.syllables import fold, split_letters

NAMES = [
    "落户",
    "入户",
    "生活补贴",
    "人才公寓",
    "人才房",
    "购房补贴",
    "房补",
    "绿卡",
    "上牌",
    "车驾管",
    "智汇郑州app",
    "青年人才驿站",
    "住房补贴",
    "住房补助",
    "聘人才",
]
INDEX = HomophoneIndex(NAMES)


def found(text):
    text = normalise(text)
    return [(text[hit.start : hit.end], hit.name) for hit in INDEX.find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("落护怎么弄", "落户"),
        ("luohu要啥条件", "落户"),
        ("luo户", "落户"),
        ("生活补帖怎么领", "生活补贴"),
        ("sheng huo bu tie 怎么领", "生活补贴"),
        ("shenghuobutie", "生活补贴"),
        ("生活bu贴", "生活补贴"),
        ("人材公寓", "人才公寓"),
        ("青年人才议站", "青年人才驿站"),
        ("绿咖", "绿卡"),
        ("车家管", "车驾管"),
        ("智惠郑州APP", "智汇郑州app"),
    ],
)
def test_a_slip_of_the_pen_is_understood(text, name):
    assert name in [hit for _, hit in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "罗湖在哪",
        "我有一辆路虎",
        "他太露骨了",
        "角落护理",
        "方不方便",
        "行李放不下",
        "谁也防不住",
        "有房不能领吗",
        "买了房不补吗",
        "上拍照片",
        "入伙饭",
        "河水入湖",
        "人才放弃了",
        "旅客很多",
        "如户外运动",
        "购房不贴心",
        "房部长好",
        "租房补贴",
        "大学生租房补助",
        "播放入戏太深",
        "凭人才证",
    ],
)
def test_a_right_word_is_never_changed(text):
    assert found(text) == []


def test_the_exact_name_is_no_slip():
    assert found("落户和生活补贴") == []


def test_nothing_is_found_without_names():
    assert HomophoneIndex([]).find("落护") == []


def test_sounds_that_people_mix_up_fold_together():
    assert fold("zhang") == fold("zan")
    assert fold("niu") == fold("liu")
    assert fold("ma") != fold("la")


def test_letters_that_are_no_pinyin_are_not_split():
    assert split_letters("luohu") == ("luo", "hu")
    assert split_letters("vpn") is None


def test_long_texts_stay_fast():
    text = ("领导您好我想咨询落护和生活补帖的事情请问需要什么材料" * 80)[:2000]
    INDEX.find(text)
    began = time.perf_counter()
    INDEX.find(text)
    assert time.perf_counter() - began < 0.1
