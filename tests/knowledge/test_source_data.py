"""The tables copied from the 2018 notice add up as the notice says."""

import re

from policybook.loading import load

BOOK = load()


def test_sixteen_units_have_ninety_one_windows():
    places = BOOK.directories["talent_windows"].places
    assert len(places) == 16
    assert sum(place.windows for place in places) == 91


def test_fifteen_social_insurance_branches():
    branches = {p.unit: p for p in BOOK.directories["social_insurance"].places}
    assert len(branches) == 15
    assert len(branches["中原分局"].addresses) == 2
    assert len(branches["新密分局"].phones) == 2


def test_every_place_stands_in_a_known_district():
    known = {*BOOK.vocabulary.district, "全市"}
    assert {p.district for table in BOOK.directories.values() for p in table.places} <= known


def test_window_numbers_that_are_written_out_match_their_count():
    windows = {p.unit: p for p in BOOK.directories["talent_windows"].places}
    first, last = map(int, re.search(r"(\d+)~(\d+)号窗口", windows["高新区"].addresses[0]).groups())
    assert last - first + 1 == windows["高新区"].windows


def test_the_four_catalogues_are_whole():
    tiers = [title.tier for title in BOOK.titles.titles]
    assert {tier: tiers.count(tier) for tier in BOOK.vocabulary.tier} == {
        "顶尖人才": 7,
        "国家级领军人才": 11,
        "地方级领军人才": 11,
        "地方突出贡献人才": 8,
    }


def test_all_thirty_items_are_there():
    assert len(BOOK.policies) >= 30
