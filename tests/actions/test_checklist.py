"""What people say of their papers."""

from pathlib import Path

import pytest
import yaml

from actions import checklist

NAMES = ("居民身份证", "户口簿", "毕业证书", "学位证书", "劳动（聘用）合同", "证件照片")
MATERIALS = [{"name": name, "sure": True} for name in NAMES]


@pytest.mark.parametrize(
    ("text", "have", "lack"),
    [
        ("身份证和户口本有了", {"居民身份证", "户口簿"}, set()),
        ("毕业证在手里", {"毕业证书"}, set()),
        ("身份证有了，学位证还没拿到", {"居民身份证"}, {"学位证书"}),
        ("都齐了", set(NAMES), set()),
        ("就差照片了", set(NAMES) - {"证件照片"}, {"证件照片"}),
        ("除了合同都有", set(NAMES) - {"劳动（聘用）合同"}, {"劳动（聘用）合同"}),
        ("居民身份证有了", {"居民身份证"}, set()),
        ("好了", set(), set()),
        ("都没有", set(), set()),
    ],
)
def test_papers_are_ticked_by_the_names_people_use(text, have, lack):
    read = checklist.read(text, MATERIALS)
    assert (set(read.have), set(read.lack)) == (have, lack)


APPLICATIONS = [policy["application"] for path in sorted(Path("knowledge/policies").glob("*.yml"))
                if "application" in (policy := yaml.safe_load(path.read_text(encoding="utf-8")))]  # fmt: skip


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda application: application["channels"][0]["clause"])
def test_what_a_card_sends_ticks_that_paper_and_no_other(application):
    for channel in application["channels"]:
        here = (m for m in application.get("materials", []) if channel["name"] in m.get("channels", [channel["name"]]))
        listed = [m | {"sure": True} for m in here]
        for paper in listed:
            had, lacked = f"{paper['name']}有了", f"{paper['name']}还没有"
            assert checklist.may_tick(had) and checklist.may_tick(lacked)
            assert checklist.read(had, listed) == ([paper["name"]], [])
            assert checklist.read(lacked, listed) == ([], [paper["name"]])


@pytest.mark.parametrize("text", ["有了", "身份证有了吗？", "身份证有了，毕业证还没有", "生活补贴多少钱"])
def test_what_is_worded_otherwise_is_first_heard_as_what_it_may_be(text):
    assert not checklist.may_tick(text)


@pytest.mark.parametrize(
    ("text", "have", "lack"),
    [
        ("就差完税凭证了，别的都有", {"面试通知截图"}, {"购房证明"}),
        ("就差那个啥表，别的都有", set(), set()),
        ("面试截图有了", {"面试通知截图"}, set()),
    ],
)
def test_a_paper_is_known_by_a_part_of_its_name_and_what_is_not_known_ticks_nothing(text, have, lack):
    read = checklist.read(text, [{"name": name, "sure": True} for name in ("购房证明", "面试通知截图")])
    assert (set(read.have), set(read.lack)) == (have, lack)


WINDOW = [
    {"name": "身份证", "sure": True},
    {"name": "社会保障卡", "sure": True},
    {"name": "毕业证", "sure": True},
    {"name": "营业执照", "sure": False},
]


@pytest.mark.parametrize(
    ("text", "have", "lack"),
    [
        ("毕业证在老家", [], ["毕业证"]),
        ("毕业证还在学校，身份证带了", ["身份证"], ["毕业证"]),
        ("毕业证得去补办", [], ["毕业证"]),
        ("毕业证在家呢", ["毕业证"], []),
        ("毕业证要原件", [], []),
        ("身份证和社保卡有了", ["身份证", "社会保障卡"], []),
        ("都齐了", ["身份证", "社会保障卡", "毕业证"], []),
        ("就差毕业证了", ["身份证", "社会保障卡"], ["毕业证"]),
        ("营业执照也有", ["营业执照"], []),
    ],
)
def test_a_paper_elsewhere_is_not_here_and_what_may_not_be_needed_is_only_ticked_by_name(text, have, lack):
    assert checklist.read(text, WINDOW) == (have, lack)
