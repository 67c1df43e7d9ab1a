"""Linked people of the register, what is published, policies edited, and what these people are told."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from policybook.book import Book
from policybook.loading import load
from tests.backend.notices.conftest import Office, inbox, message, office, topics
from tests.backend.talents.conftest import registry

__all__ = ["inbox", "message", "office", "registry", "topics"]

POLICY, SCHOOL = "living_allowance", "children_schooling"
# Fits the living allowance; of working age for years to come.
MASTER = {
    "degree": "硕士", "full_time": True, "born_on": "1998-05-12", "graduated_on": "2025-06-30",
    "household_in_zhengzhou": True, "works_in_zhengzhou": True, "pension_kind": "企业职工",
    "pension_since": "2025-08-01",
}  # fmt: skip


def noon() -> datetime:
    """Of today, in Zhengzhou."""
    from backend.policies.service import today

    return datetime.combine(today(), datetime.min.time(), UTC) + timedelta(hours=4)


@dataclass
class Town:
    """Talents linked to people who have agreed to reminders; `office` sends what they are told."""

    office: Office
    people: dict[str, UUID] = field(default_factory=dict)

    def add(self, name: str, *purposes: str, linked: bool = True, **facts) -> UUID:
        """Known to the register; told of nothing yet."""
        from backend.database import transaction
        from backend.talents.linking import tell_matching
        from backend.talents.models import Talent

        self.people[name] = person = self.office.person(*purposes)
        facts = {name: value for name, value in facts.items() if value is not None}
        with transaction() as session:
            listed = {
                "document": name,
                "document_index": f"{name}{person}",
                "consent_words": "是",
                "consented_on": date.today(),
            }
            talent = Talent(facts=facts, source="名单", **({"person_id": person} if linked else listed))
            session.add(talent)
            session.flush()
            tell_matching(session, [talent.id])
        return person

    def change(self, name: str, **facts) -> None:
        """The bureau's list says something else of somebody; they are matched again."""
        from backend.database import transaction
        from backend.talents.linking import tell_matching
        from backend.talents.models import Talent

        with transaction() as session:
            talent = session.scalars(select(Talent).where(Talent.person_id == self.people[name])).one()
            talent.facts = {key: value for key, value in {**talent.facts, **facts}.items() if value is not None}
            tell_matching(session, [talent.id])
        self.match()

    def match(self) -> None:
        from backend.matching import tasks

        tasks.match_changed()

    def settle(self) -> None:
        """Everybody matched, and what came of it left untold."""
        from backend.database import transaction
        from backend.matching.models import MatchChange

        self.match()
        with transaction() as session:
            for change in session.scalars(select(MatchChange)):
                session.delete(change)

    def pass_days(self, on: date) -> None:
        """To that day, on which whoever it changes is told."""
        from backend.database import transaction
        from backend.matching import rules, service

        with transaction() as session:
            service.match_due(session, rules.sweep(session, on), 0, on)
        self.tell(datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=4))

    def tell(self, at: datetime | None = None) -> int:
        """As the job does, at that instant; how many changes were taken."""
        from backend.database import transaction
        from backend.reminders import matches

        with transaction() as session:
            return matches.tell(session, at or datetime.now(UTC), 1000)

    def told(self, policy: str = POLICY) -> dict[str, tuple[str, str]]:
        """Topic and text of the newest notice of each person about the policy."""
        names = {person: name for name, person in self.people.items()}
        return {names[n.person_id]: (n.topic, n.text) for n in self.notices() if n.policy_id == policy}

    def notices(self) -> list:
        """Oldest first."""
        from backend.database import transaction
        from backend.notices.models import Notice

        with transaction() as session:
            theirs = select(Notice).where(Notice.person_id.in_(self.people.values()))
            return list(session.scalars(theirs.order_by(Notice.id)))

    def send(self) -> list[str]:
        """What went out, with everything told before."""
        self.office.send(*self.people.values())
        return self.office.channels[0].texts

    def dropped(self) -> list[tuple[str, str]]:
        """Topic and why."""
        return [(notice.topic, notice.why) for notice in self.notices() if notice.state == "dropped"]

    def case(self, name: str, state: str, *, open_: bool = True, policy: str = POLICY, **more) -> UUID:
        """An application of theirs that stands there since now."""
        from backend.cases.models import Case, CaseEvent
        from backend.database import transaction
        from backend.policies.service import book

        at = more.pop("at", datetime.now(UTC))
        with transaction() as session:
            case = Case(
                number=uuid4().hex[:18], person_id=self.people[name], policy_id=policy, edition_id="2024", open=open_,
                procedure=book().policies[policy].application.procedure, bureau="市人社局", state=state,
                correction_items=more.pop("items", []), created_at=at, updated_at=at,
                submitted_at=None if state == "draft" else at,
            )  # fmt: skip
            session.add(case)
            session.flush()
            session.add(CaseEvent(case_id=case.id, position=1, kind="moved", by="system", to_state=state, at=at))
            return case.id

    def errand(self, name: str, state: str, origin: str = "register", at: datetime | None = None) -> None:
        """An officer is to see to the school of their child since then; who asked is known as a person."""
        from backend.database import transaction
        from backend.errands.models import Errand
        from backend.talents.models import Talent

        with transaction() as session:
            talent = session.scalars(select(Talent).where(Talent.person_id == self.people[name])).one()
            whose = {"person_id": talent.person_id} if origin == "asked" else {"talent_id": talent.id}
            session.add(Errand(
                **whose, policy_id=SCHOOL, edition_id="2021", clause="2021/p1", origin=origin, occasion=uuid4().hex,
                bureau="市教育局", state=state, details={"facts": {}}, created_at=at or datetime.now(UTC),
            ))  # fmt: skip

    def withdraw(self, name: str) -> None:
        from backend.database import transaction
        from backend.people import repository

        with transaction() as session:
            repository.withdraw_consent(session, self.people[name], "reminders")


@pytest.fixture
def town(office: Office, registry) -> Town:
    """With the policies of knowledge/ published, and nobody in it."""
    from backend.matching.publishing import service
    from backend.policies.service import today

    service.compare(today())
    office.now = noon() + timedelta(days=1)
    return Town(office)


@pytest.fixture(scope="session")
def edited(tmp_path_factory):
    """(policy, (old text, new text) …) -> the book with the last such texts of the policy's file replaced."""

    def edit(policy: str, *changes: tuple[str, str]) -> Book:
        root = tmp_path_factory.mktemp("edited") / "knowledge"
        shutil.copytree("knowledge", root)
        file: Path = root / "policies" / f"{policy}.yml"
        for old, new in changes:
            head, found, tail = file.read_text(encoding="utf-8").rpartition(old)
            assert found, old
            file.write_text(head + new + tail, encoding="utf-8")
        return load(root)

    return edit


def approve(book: Book, on: date | None = None, applied: bool = True) -> None:
    """What the book says otherwise is published, and everybody matched by it if it is applied."""
    from backend.database import transaction
    from backend.matching import tasks
    from backend.matching.publishing import service
    from backend.policies.service import today
    from backend.staff.models import StaffMember
    from backend.staff.service import add_member

    with transaction() as session:
        add_member(session, "李四", "city_lead", "市人社局")
    for change in service.compare(on or today(), book):
        with transaction() as session:
            member = session.scalars(select(StaffMember).limit(1)).one()
            service.decide(session, member, change, approved=True)
        if applied:
            tasks.apply_change(change_id=change)
