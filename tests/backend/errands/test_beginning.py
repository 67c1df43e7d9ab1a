"""An occasion comes: exactly one errand for it, with all the officer goes by, and nothing asked of anybody."""

from datetime import date, timedelta

import pytest

from tests.backend.errands.conftest import (
    BORN,
    SCHOOL,
    SIXTH,
    begin,
    begin_by_two_at_once,
    errands,
    lists,
    person,
    teacher,
    told,
)
from tests.backend.matching.conftest import match_changed, matches

__all__ = ["lists", "person", "teacher"]

EVE = SIXTH - timedelta(1)


def test_a_child_turning_six_is_exactly_one_errand_and_no_paper(client, lists, teacher):
    lists()
    begin(EVE)
    assert errands(client, teacher) == [], "five years and 364 days"
    begin(SIXTH)
    begin(SIXTH)
    begin(SIXTH + timedelta(1))
    (line,) = errands(client, teacher)
    assert line["policy"] == SCHOOL and line["occasion"] == "孩子满6周岁，该上学了"
    assert (line["bureau"], line["district"], line["due_on"]) == ("市教育局", "金水区", "2026-06-04")
    errand = client.get(f"/staff/errands/{line['id']}", headers=teacher).json()
    assert errand["task"] == "教育专员主动联系本人，照依据的条款办好；不要本人申请、交材料、跑一趟。"
    assert errand["clause"]["clause"] == "children_schooling/2021/p1"
    assert "由教育专员主动办，不用申请" in errand["clause"]["says"]
    assert {fact["label"]: fact["shown"] for fact in errand["facts"]} == {
        "高层次人才类别": "B类", "孩子的出生日期": "2020年6月3日",
    }  # fmt: skip
    assert errand["facts_from"] == "登记名单：第三批名单" and errand["fits_now"] is True
    assert errand["clock"] == "承诺1个工作日（高层次人才教育服务的办理），最迟2026年6月4日。"
    assert [one["kind"] for one in errand["history"]] == ["created", "assigned"]


def test_no_material_is_asked_of_whom_an_officer_acts_for():
    from backend.policies.service import book

    acting = [p for p in book().policies.values() if p.application and p.application.officer_acts]
    assert {p.id for p in acting} == {"children_schooling", "medical_care"}
    assert [p.application.materials for p in acting] == [(), ()]


def test_who_is_looked_at_is_looked_at_again_only_when_the_day_comes(client, lists, teacher):
    lists()
    assert begin(EVE) == 1
    assert begin(EVE) == 0
    assert begin(SIXTH) == 1
    assert begin(SIXTH + timedelta(9)) == 0


def test_whoever_is_recognised_while_the_child_is_six_gets_one_too(client, lists, teacher):
    document = "E55512345"
    phone = lists(document=document, talent_category="没有认定")
    begin(SIXTH)
    assert errands(client, teacher) == []
    lists(phone=phone, document=document, talent_category="D类")
    begin(SIXTH + timedelta(30))
    assert len(errands(client, teacher)) == 1


@pytest.mark.parametrize("born", ["2021-06-04", "2019-06-03", "2020", ""])
def test_younger_older_or_not_known_exactly_is_no_occasion(client, lists, teacher, born):
    lists(child_born_on=born)
    begin(SIXTH)
    assert errands(client, teacher) == []


def test_a_second_child_is_another_occasion(client, lists, teacher):
    document = "E55512346"
    phone = lists(document=document)
    begin(SIXTH)
    lists(phone=phone, document=document, child_born_on="2020-06-01")
    begin(SIXTH)
    assert len(errands(client, teacher)) == 2


def test_a_day_that_came_is_no_occasion_for_whom_it_does_not_concern(client, lists, registry, staff):
    """Fitting is not enough: a hospital is not chosen yet, and 免审即享 is for the person to go for."""
    lists()
    begin(SIXTH)
    fits = registry.execute("select policy_id from matches where verdict = 'yes'").fetchall()
    registry.rollback()
    assert {("vehicle_services",), ("medical_care",), ("children_schooling",)} <= set(fits)
    assert errands(client, staff("officer", "市公安局")) == errands(client, staff("officer", "市卫健委")) == []


def test_two_workers_at_once_begin_it_once(client, lists, teacher):
    for _ in range(5):
        lists()
    begin_by_two_at_once(SIXTH)
    assert len(errands(client, teacher)) == 5


def test_an_errand_done_does_not_begin_anew_when_the_list_comes_again(client, lists, registry, teacher):
    document = "E55512347"
    phone = lists(document=document)
    begin(SIXTH)
    registry.execute("update errands set state = 'done', due_on = null")
    registry.commit()
    lists(phone=phone, document=document, zone="二七区")
    assert begin(SIXTH) == 1
    assert errands(client, teacher) == []


def test_what_a_person_told_us_goes_to_no_officer_unasked(client, lists, teacher, registry, person):
    """The list does not say that they are recognised; that they told us so makes a match, and no errand."""
    headers = person(lists(talent_category=""))
    for purpose in ("profile", "reminders"):
        client.put(f"/people/me/consents/{purpose}", json={"given": True}, headers=headers)
    _tell(registry, "talent_category", "B类")
    assert matches(registry, SCHOOL) == [("yes", None, None)]
    begin(SIXTH)
    assert errands(client, teacher) == []


def test_the_linked_talent_is_told_the_sentence_and_the_unlinked_is_not(client, lists, teacher, person, database):
    headers = person(lists())
    begin(SIXTH)
    assert told(client, headers) == [
        "您的“高层次人才子女入学”由专员主动办理，不用您提交申请。已经交给市教育局。"
        "承诺1个工作日（高层次人才教育服务的办理），最迟2026年6月4日。"
    ]
    lists()
    begin(SIXTH)
    assert database.execute("select count(*) from notices where key like 'errand:%'").fetchone()[0] >= 1
    assert len(errands(client, teacher)) == 2 and len(told(client, headers)) == 1


def test_the_worker_does_it_and_does_nothing_when_it_comes_again(client, lists, teacher):
    from backend.errands import tasks

    born = date.today().replace(year=date.today().year - 6)  # noqa: DTZ011 - the tests run in one time zone
    lists(child_born_on=born.isoformat())
    match_changed()
    tasks.begin(timestamp=0)
    tasks.begin(timestamp=0)
    assert sorted(one["origin"] for one in errands(client, teacher)) == ["recognised", "register"]


def test_the_occasion_names_nobody_in_the_clear(client, lists, registry):
    phone = lists()
    begin(SIXTH)
    rows = str(registry.execute("select e::text from errands e").fetchall())
    registry.rollback()
    for personal in (phone, "王五", BORN.isoformat(), "2020年6月3日", "B类"):
        assert personal not in rows


def _tell(registry, fact: str, value: str) -> None:
    """The only talent tells it, and is matched anew."""
    from backend.database import transaction
    from backend.people import service
    from backend.talents import tasks

    ((person_id,),) = registry.execute("select person_id from talents").fetchall()
    registry.rollback()
    with transaction() as session:
        assert service.remember_facts(session, person_id, {fact: value})
    tasks.follow_people(timestamp=0)
    match_changed()
