"""An entry of a list turns out to be somebody's: nothing is done twice for them, and nothing kept from them."""

import pytest

from tests.backend.conftest import new_phone, verify
from tests.backend.errands.conftest import (
    MEDICAL,
    SCHOOL,
    SIXTH,
    act,
    ask,
    begin,
    errands,
    lists,
    nurse,
    person,
    teacher,
    told,
)  # fmt: skip
from tests.backend.errands.test_recognition import BUREAUS, finish, offices
from tests.backend.matching.conftest import match_changed, new_document
from tests.backend.talents.conftest import confirm_entry
from tests.backend.talents.test_people import follow

__all__ = ["lists", "nurse", "offices", "person", "teacher"]


def confirm(client, headers, phone: str) -> None:
    confirm_entry(client, headers, phone)
    follow()
    match_changed()


def standing(client, who) -> list[tuple[str, str]]:
    found = errands(client, who, open=True) + errands(client, who, open=False)
    return sorted((one["origin"], one["state"]) for one in found)


def test_services_that_opened_before_are_told_once_to_whoever_confirms(client, lists, offices, speaker):
    phone = lists()
    verify(client, speaker, phone)
    begin(SIXTH, "recognised")
    for policy, who in offices.items():
        assert finish(client, who, policy=policy)["done"] == 1
    assert told(client, speaker) == [], "a candidate hears nothing of an entry"
    confirm(client, speaker, phone)
    first = told(client, speaker)
    assert len(first) == len(BUREAUS) and all("您已认定为B类" in one and "已导入系统" in one for one in first)
    follow(), begin(SIXTH, "recognised")
    assert told(client, speaker) == first


def test_what_opened_and_no_longer_fits_is_not_told(client, lists, offices, speaker, registry):
    phone = lists()
    verify(client, speaker, phone)
    begin(SIXTH, "recognised")
    finish(client, offices[SCHOOL], policy=SCHOOL)
    registry.execute("delete from matches")
    registry.commit()
    confirm_entry(client, speaker, phone)
    assert told(client, speaker) == []


def test_an_entry_without_a_document_tells_it_to_whoever_verifies_the_phone(
    client, registry, doors, officer, lists, offices, speaker
):
    phone = new_phone()
    lines = f"姓名,手机号,talent_category\n王五,{phone},B类"
    answer = doors.post("/talents/import?for_services=true", content=lines.encode(), headers=officer)
    assert answer.status_code == 200, answer.text
    match_changed()
    begin(SIXTH, "recognised")
    finish(client, offices[MEDICAL], policy=MEDICAL)
    verify(client, speaker, phone)
    follow()
    assert len(told(client, speaker)) == 1


def test_a_candidate_who_asks_for_what_the_register_began_has_one_errand(client, lists, teacher, speaker):
    phone = lists()
    begin(SIXTH)
    (line,) = errands(client, teacher)
    verify(client, speaker, phone)
    asked = ask(client, speaker, SCHOOL, chosen="文化路第一小学")
    assert asked["errand"] != line["id"]
    act(client, teacher, asked["errand"], "accept")
    confirm(client, speaker, phone)
    begin(SIXTH)
    assert standing(client, teacher) == [("asked", "withdrawn"), ("register", "accepted")]
    one = client.get(f"/staff/errands/{line['id']}", headers=teacher).json()
    assert (one["chosen"], one["assigned_to"]) == ("文化路第一小学", "李四")
    assert [event["kind"] for event in one["history"]] == ["created", "assigned", "asked"]
    assert ask(client, speaker, SCHOOL)["errand"] == line["id"]
    act(client, teacher, line["id"], "done", "安排好了")
    assert "已经办好：安排好了" in told(client, speaker)[-1]


def test_who_asked_before_their_entry_was_theirs_is_not_begun_for_again(client, lists, teacher, speaker):
    document = new_document()
    phone = lists(document=document, child_born_on="")
    verify(client, speaker, phone)
    asked = ask(client, speaker, SCHOOL)
    confirm(client, speaker, phone)
    lists(phone=phone, document=document)
    begin(SIXTH)
    assert [one["id"] for one in errands(client, teacher)] == [asked["errand"]]


def holds(topic: str) -> bool:
    """Whether the newest notice of the topic would still be sent."""
    from backend.database import transaction
    from backend.notices import checks
    from backend.notices.models import Notice

    with transaction() as session:
        return checks.holds(session, session.query(Notice).filter_by(topic=topic).order_by(Notice.id.desc()).first())


@pytest.mark.parametrize("topic", ["arranged_service", "arranged_done", "arranged_opened"])
def test_what_waits_for_the_former_owner_of_a_phone_is_not_sent(client, lists, offices, person, topic):
    document = new_document()
    phone = lists(document=document)
    person(phone)
    begin(SIXTH), begin(SIXTH, "recognised")
    finish(client, offices[SCHOOL], policy=SCHOOL)
    (line,) = errands(client, offices[SCHOOL], origin="register")
    if topic == "arranged_done":
        act(client, offices[SCHOOL], line["id"], "accept"), act(client, offices[SCHOOL], line["id"], "done", "好了")
    assert holds(topic)
    lists(phone=new_phone(), document=document)
    assert not holds(topic)
