"""A turn's replies become few messages, none too long, nothing lost and nothing out of order."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.delivery.wechat.parts import LIMIT, MOST_ITEMS, budgeted, composed, joined, smaller
from backend.delivery.wechat.text import shortened, size, split

FAMILY, FLAG, WAVE, ACCENT = (
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f1e8\U0001f1f3",
    "\U0001f44b\U0001f3fd",
    "e\u0301",
)
URL = "https://rsj.zhengzhou.gov.cn/zcfg/t20240301_12345.html?a=1&b=2"
SAID = [
    "好",
    "博士每月1500元。",
    "，",
    "、",
    "\n",
    " ",
    "。”",
    "！？",
    "3.5万元",
    URL,
    FAMILY,
    FLAG,
    WAVE,
    ACCENT,
    "Hello. ",
    "\u3000",
]
texts = st.lists(st.sampled_from(SAID), max_size=400).map("".join) | st.text(max_size=1500)
buttons = st.lists(st.fixed_dictionaries({"title": st.text(max_size=60), "payload": st.text(max_size=8)}), max_size=8)
replies = st.lists(st.fixed_dictionaries({"text": texts, "buttons": buttons}), max_size=8)


def bare(text: str) -> str:
    """Without white space, and with lone surrogates as they come out."""
    return re.sub(r"\s", "", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def said(part: dict) -> str:
    return part.get("text") or part["head"]


def length(part: dict) -> int:
    if part["kind"] == "text":
        return size(part["text"])
    return size(part["head"]) + size(part["tail"]) + sum(size(item["title"]) for item in part["items"])


@given(replies)
@settings(max_examples=150)
def test_nothing_is_lost_or_reordered_and_no_part_is_too_long(turn):
    parts = composed(turn)
    own = {"您可以点选："}
    assert bare("".join(said(p) for p in parts if said(p) not in own)) == bare("".join(r["text"] for r in turn))
    assert all(0 < length(part) <= LIMIT for part in parts)
    assert all(part["kind"] == "text" for part in parts[:-1])
    offered = {b["payload"] or b["title"] for r in turn for b in r["buttons"] if b["title"].strip()}
    shown = [item["payload"] for part in parts if part["kind"] == "menu" for item in part["items"]]
    assert len(shown) == len(set(shown)) <= MOST_ITEMS
    assert len(shown) >= min(MOST_ITEMS, len(offered)) - _untitled(turn)


def _untitled(turn: list[dict]) -> int:
    """Buttons whose title is nothing but what cannot be shown."""
    return sum(not " ".join(b["title"].split()) for r in turn for b in r["buttons"])


@given(texts, st.integers(60, 400))
@settings(max_examples=150)
def test_a_text_is_cut_into_pieces_that_together_are_the_text(text, limit):
    text = text.encode("utf-8", "replace").decode()
    pieces = split(text, limit)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)
    assert all(0 < size(piece) <= limit for piece in pieces)


@given(st.lists(st.sampled_from([URL, FAMILY, FLAG, WAVE, ACCENT, "好"]), max_size=60), st.integers(80, 300))
@settings(max_examples=100)
def test_no_address_and_nothing_seen_as_one_character_is_ever_cut(units, limit):
    # Addresses that touch are one; a 好 keeps them apart.
    pieces = split("好".join(units), limit)
    for whole in (URL, FAMILY, FLAG, WAVE, ACCENT):
        assert sum(piece.count(whole) for piece in pieces) == units.count(whole)


@given(replies, st.integers(0, 5))
@settings(max_examples=60)
def test_what_goes_now_and_what_stays_are_together_the_turn(turn, quota):
    parts = composed(turn)
    now, rest = budgeted(parts, quota)
    assert len(now) <= quota
    if rest and quota:
        assert now[-1]["items"] == [{"title": "继续", "payload": "继续"}] and str(len(rest)) in now[-1]["head"]
        now = now[:-1]
    assert now + rest == parts


@given(st.lists(replies, max_size=6))
@settings(max_examples=100)
def test_what_is_joined_says_the_same_in_its_order_in_fewer_messages(turns):
    parts = [part for turn in turns for part in composed(turn)]
    places, whole = {}, []
    for first, last, body in joined(parts):
        assert first < last and length(body) <= LIMIT
        places |= {first: body} | dict.fromkeys(range(first + 1, last + 1))
    for place, part in enumerate(parts):
        whole += [one] if (one := places.get(place, part)) else []
    assert bare("".join(map(said, whole))) == bare("".join(map(said, parts)))
    assert [part.get("items") for part in whole if part["kind"] == "menu"] == [
        part.get("items") for part in parts if part["kind"] == "menu"
    ]


def test_an_offer_to_continue_is_joined_with_nothing():
    now, _ = budgeted([{"kind": "text", "text": str(n)} for n in range(3)], 2)
    assert joined(now) == []


def test_five_parts_go_at_once_and_of_six_four_with_an_offer_to_continue():
    parts = [{"kind": "text", "text": str(n)} for n in range(6)]
    assert budgeted(parts[:5]) == (parts[:5], [])
    now, rest = budgeted(parts)
    assert now[:4] == parts[:4] and now[4]["kind"] == "menu" and rest == parts[4:]
    assert budgeted(rest) == (rest, [])


def test_short_replies_are_one_message_and_the_buttons_stand_under_the_last():
    yes = {"title": "是", "payload": "/affirm"}
    assert composed([{"text": "一"}, {"text": "二", "card": {"type": "rating"}}]) == [
        {"kind": "text", "text": "一\n\n二"}
    ]
    assert composed([{"text": "一"}, {"text": "二？", "buttons": [yes]}]) == [
        {"kind": "menu", "head": "一\n\n二？", "items": [yes], "tail": ""}
    ]
    assert composed([]) == composed([{"text": " ", "buttons": []}, {"text": None}]) == []


def test_a_text_with_no_room_for_the_menu_goes_before_it():
    text, menu = composed([{"text": "好" * 666, "buttons": [{"title": "下一步", "payload": "/n"}, {"title": "停"}]}])
    assert text == {"kind": "text", "text": "好" * 666}
    assert menu["head"] == "您可以点选：" and menu["items"][1] == {"title": "停", "payload": "停"}


def test_buttons_of_all_replies_are_merged_without_repeats_those_of_the_last_first():
    a, b, c = ({"title": t, "payload": f"/{t}"} for t in "abc")
    (menu,) = composed([{"text": "一", "buttons": [a, b]}, {"text": "二", "buttons": [b, c]}])
    assert menu["items"] == [b, c, a]
    many = [{"title": str(n), "payload": str(n)} for n in range(14)]
    (menu,) = composed([{"text": "一", "buttons": many}, {"text": "二", "buttons": [a]}])
    assert menu["items"] == [a, *many[:9]]


def test_a_long_title_is_shortened_and_keeps_its_payload():
    (menu,) = composed([{"text": "", "buttons": [{"title": "很" * 90, "payload": "/x"}]}])
    assert menu["items"] == [{"title": "很" * 39 + "…", "payload": "/x"}]
    assert shortened(f"{FAMILY}{FAMILY}", 30) == f"{FAMILY}…"


@pytest.mark.parametrize(
    ("limit", "text", "pieces"),
    [
        (45, "第一句很长很长。第二句也长。第三", ["第一句很长很长。第二句也长。", "第三"]),
        (41, "他说：“一二三四五六七。”接着又说了很多", ["他说：“一二三四五六七。”", "接着又说了很多"]),
        (38, "没有句号，只有逗号、顿号隔开的一段话", ["没有句号，只有逗号、", "顿号隔开的一段话"]),
        (38, "没有任何停顿的一段非常非常长的话", ["没有任何停顿的一段非常非", "常长的话"]),
        (38, "一。二三四五六七八九十一二三四", ["一。二三四五六七八九十一", "二三四"]),
        (38, "真的吗？！我不信这件事情会是这样", ["真的吗？！我不信这件事情", "会是这样"]),
        (37, "每月1500元共计36个月合计54000元整", ["每月1500元共计36个月合计", "54000元整"]),
        (38, "第一行的文字在这里\n第二行的文字在这里", ["第一行的文字在这里", "第二行的文字在这里"]),
    ],
)
def test_a_cut_is_made_where_a_reader_would_pause(limit, text, pieces):
    assert split(text, limit) == pieces


def test_what_alone_is_longer_than_a_message_is_cut_after_all():
    address = "https://a.cn/" + "x" * 3000
    assert "".join(split(address, LIMIT)) == address
    assert "".join(split("\u0301" * 3000, LIMIT)) == "\u0301" * 3000


def test_a_part_found_too_long_becomes_smaller_ones():
    items = [{"title": "是", "payload": "/y"}]
    halves = smaller({"kind": "text", "text": "好" * 600})
    assert [said(half) for half in halves] == ["好" * 333, "好" * 267]
    *before, menu = smaller({"kind": "menu", "head": "好" * 600, "items": items, "tail": ""})
    assert "".join(said(p) for p in before) == "好" * 600 and menu["items"] == items


@pytest.mark.parametrize("unit", ["好", "a", "\u0301", FLAG[0], "\n", "。", "，", "”", "https://a", "好，"])
def test_no_text_takes_long(unit):
    began = time.perf_counter()
    composed([{"text": unit * 20_000}])
    assert time.perf_counter() - began < 1


def test_a_menu_with_nothing_left_to_shorten_is_not_taken_apart_for_ever():
    *_, menu = smaller({"kind": "menu", "head": "好" * 600, "items": [{"title": "是", "payload": "/y"}], "tail": ""})
    assert smaller(menu) == [menu]


def test_what_is_kept_already_is_counted_in_the_offer():
    parts = [{"kind": "text", "text": str(n)} for n in range(3)]
    now, rest = budgeted(parts, quota=3, kept=2)
    assert (now[:-1], rest) == (parts[:2], parts[2:])
    assert "还有3条" in now[-1]["head"] and now[-1]["offer"]
    now, rest = budgeted(parts, quota=4, kept=2)
    assert (now[:-1], rest) == (parts, []) and "还有2条" in now[-1]["head"]


def test_the_last_message_of_the_quota_is_an_offer_when_more_is_to_come():
    part = {"kind": "text", "text": "好"}
    now, rest = budgeted([part, part], quota=2, more=True)
    assert (now[:1], now[1].get("offer"), rest) == ([part], True, [part])
    assert budgeted([part], quota=2, more=True) == ([part], [])
    assert budgeted([part], quota=0, more=True) == ([], [part])


def test_one_message_goes_with_the_last_of_the_quota_instead_of_an_offer_of_it():
    part = {"kind": "text", "text": "小才暂时连不上"}
    assert budgeted([part], quota=1, more=True) == ([part], [])
    now, rest = budgeted([part], quota=1, kept=2, more=True)
    assert (len(now), now[0].get("offer"), rest) == (1, True, [part])
