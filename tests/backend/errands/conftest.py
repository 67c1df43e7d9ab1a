"""Talents of a bureau's register with children, officers of the bureaus that act, and what becomes of it."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.backend.conftest import new_phone, verify
from tests.backend.matching.conftest import match_changed, publish
from tests.backend.talents.conftest import confirm_entry, doors, new_document, officer, registry, staff

__all__ = ["doors", "new_document", "officer", "registry", "staff"]

SCHOOL, MEDICAL = "children_schooling", "medical_care"
BORN, SIXTH = date(2020, 6, 3), date(2026, 6, 3)  # a Wednesday
COLUMNS = ("talent_category", "child_born_on", "zone")
A_TALENT = {"talent_category": "B类", "child_born_on": "2020-06-03", "zone": "金水区"}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_there_yet(client, database) -> None:
    """The officers of other tests work somewhere else now."""
    database.execute("update staff_members set bureau = '团市委' where bureau in ('市教育局', '市卫健委', '市公安局')")
    database.commit()


@pytest.fixture
def lists(registry, doors, officer) -> Callable[..., str]:
    """The phone of a talent whom a bureau has registered with these facts; `shared`: what the import says of it."""

    def listed(
        phone: str | None = None, document: str | None = None, who: dict = officer, shared: str = "true", **facts: str
    ) -> str:
        phone = phone or new_phone()
        cells = ["王五", phone, document or new_document(), *({**A_TALENT, **facts}[name] for name in COLUMNS)]
        lines = [",".join(("姓名", "手机号", "证件号码", *COLUMNS)), ",".join(cells)]
        shares = f"&for_services={shared}" if shared else ""
        door = f"/talents/import?source=第三批名单{shares}"
        answer = doors.post(door, content="\n".join(lines).encode(), headers=who)
        assert answer.status_code == 200, answer.text
        assert answer.json()["shared"] == 1 or shared != "true"
        match_changed()
        return phone

    publish()
    return listed


@pytest.fixture
def teacher(staff) -> dict[str, str]:
    return staff("officer", "市教育局")


@pytest.fixture
def nurse(staff) -> dict[str, str]:
    return staff("officer", "市卫健委")


@pytest.fixture
def person(client, speaker) -> Callable[[str], dict[str, str]]:
    """Headers of the conversation of whoever has this phone."""

    def with_phone(phone: str) -> dict[str, str]:
        verify(client, speaker, phone)
        confirm_entry(client, speaker, phone)
        return speaker

    return with_phone


def begin(on: date, origin: str = "register") -> int:
    """A round of the worker on that day, for occasions of this kind; how many were looked at."""
    from backend.database import transaction
    from backend.errands import unasked

    looked = 0
    for cause in unasked.causes():
        if cause.origin == origin:
            with transaction() as session:
                unasked.stop(session, cause, noon(on), 500)
                looked += unasked.look(session, cause, noon(on), 500)
    return looked


def begin_by_two_at_once(on: date) -> None:
    workers = [threading.Thread(target=begin, args=(on,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def errands(client, who, **which) -> list[dict]:
    answer = client.get("/staff/errands", params=which, headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def act(client, who, errand: str, way: str, note: str | None = None, status: int = 200) -> dict:
    body = {} if note is None else {"json": {"note": note}}
    answer = client.post(f"/staff/errands/{errand}/{way}", headers=who, **body)
    assert answer.status_code == status, answer.text
    return answer.json()


def told(client, headers) -> list[str]:
    """Everything the person is told of it, oldest first, sent or waiting."""
    kept = client.get("/people/me/export", headers=headers).json()["notices"]
    return [one["text"] for one in kept if one["topic"] in ("arranged_service", "arranged_done", "arranged_opened")]


def ask(client, headers, policy=MEDICAL, status: int = 200, **wanted) -> dict:
    opened = client.post("/cases", json={"policy": policy}, headers=headers).json()
    case = opened.get("id") or opened["existing"]["id"]
    answer = client.post(f"/cases/{case}/errand", json=wanted, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()
