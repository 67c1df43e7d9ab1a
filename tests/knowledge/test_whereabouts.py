"""Where on the map somebody is, as far as the windows of the districts go."""

from pathlib import Path

import pytest

from policybook.loading import load
from policybook.whereabouts import district_at

DISTRICTS = load(Path("knowledge")).vocabulary.district


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ("河南省郑州市金水区东风路28号", "金水区"),
        ("郑州市管城区塔湾路", "管城回族区"),
        ("河南省郑州市金水区商务外环路（郑东新区）", "郑东新区"),
        ("新郑市龙湖镇", "新郑市"),
        ("航空港实验区迎宾大道", "航空港区"),
    ],
)
def test_an_address_names_its_district(address, district):
    assert district_at(DISTRICTS, address, 0.0, 0.0) == district


@pytest.mark.parametrize(
    ("latitude", "longitude", "district"),
    [(34.803, 113.659, "金水区"), (34.455, 113.049, "登封市"), (34.53, 113.86, "航空港区")],
)
def test_without_an_address_the_nearest_district_counts(latitude, longitude, district):
    assert district_at(DISTRICTS, "", latitude, longitude) == district


@pytest.mark.parametrize(("latitude", "longitude"), [(39.9, 116.4), (0.0, 0.0), (-34.75, 113.6)])
def test_elsewhere_is_no_district(latitude, longitude):
    assert district_at(DISTRICTS, "北京市朝阳区", latitude, longitude) is None


def test_every_district_lies_somewhere():
    assert [name for name, term in DISTRICTS.items() if term.near is None] == []
