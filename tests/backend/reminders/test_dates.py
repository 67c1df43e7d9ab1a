"""Reminders because a day comes: whom each concerns, what it says, and that it is said once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from policybook.reminders import Occurrence
from tests.backend.reminders.conftest import MASTER, POLICY, SCHOOL

P1 = "教育局按系统信息提醒，由教育专员主动办，不用申请，不用跑一趟，也不用自己对接学校（免申即享）"


def at(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 1, tzinfo=UTC)


def remind(policy, reminder, on: date) -> None:
    """As the task does on that day."""
    from backend.database import transaction
    from backend.reminders import dates

    when, after = dates.due(policy, reminder, on), 0
    while when and after is not None:
        with transaction() as session:
            after = dates.remind_fitting(session, policy, reminder, when, at(on), after, 1)


def remind_receiving(policy, reminder, on: date) -> None:
    from backend.database import transaction
    from backend.reminders import dates

    with transaction() as session:
        dates.remind_receiving(session, policy, reminder, at(on))


def remind_of_corrections(on: date) -> None:
    from backend.database import transaction
    from backend.reminders import dates

    with transaction() as session:
        dates.remind_of_corrections(session, at(on))


def of(topic: str, town) -> list:
    return [notice for notice in town.notices() if notice.topic == topic]


@pytest.fixture
def school():
    """(policy, reminder) as the knowledge has it."""
    from backend.policies.service import book

    policy = book().policies[SCHOOL]
    return policy, policy.reminders[0]


@pytest.fixture
def parents(town):
    """Somebody of each kind who is matched; told of nothing yet."""
    town.add("talent", "reminders", talent_category="B类")
    town.add("another", "reminders", talent_category="C类")
    town.add("silent", talent_category="B类")
    town.add("ordinary", "reminders", talent_category="没有认定")
    town.settle()
    return town


def test_before_children_go_to_school_their_parents_are_told_once_a_year(parents, school):
    for day in (5, 6, 7, 20):
        remind(*school, date(2027, 5, day))
    told = of("school_season", parents)
    assert {one.person_id for one in told} == {parents.people["talent"], parents.people["another"]} and len(told) == 2
    says = f"快到孩子入学的季节了，家里有孩子今年要上学的话，可以看看“高层次人才子女入学”。2021年发布会写明：“{P1}”。"
    says += "这一版现在是不是还执行没有核实到，办之前请先问清楚。"
    assert {one.text for one in told} == {says} and {one.at for one in told} == {at(date(2027, 5, 6))}
    remind(*school, date(2028, 5, 6))
    assert len(of("school_season", parents)) == 4


@pytest.mark.parametrize("on", [date(2027, 5, 5), date(2027, 6, 6), date(2027, 12, 31), date(2027, 1, 1)])
def test_out_of_season_nobody_is_told(parents, school, on):
    remind(*school, on)
    assert parents.notices() == []


def test_whose_officer_is_at_work_already_is_not_told_of_the_season(parents, school):
    parents.case("talent", "arranging", policy=SCHOOL)
    remind(*school, date(2027, 5, 6))
    assert [one.person_id for one in of("school_season", parents)] == [parents.people["another"]]


@pytest.mark.parametrize("origin", ["register", "recognised", "asked"])
@pytest.mark.parametrize("state", ["waiting", "done"])
def test_for_whom_an_officer_acts_unasked_or_has_this_year_is_not_told_of_the_season(parents, school, origin, state):
    parents.errand("talent", state, origin, at(date(2027, 2, 1)))
    remind(*school, date(2027, 5, 6))
    assert [one.person_id for one in of("school_season", parents)] == [parents.people["another"]]


def test_what_an_officer_did_another_year_leaves_this_season_to_be_told(parents, school):
    parents.errand("talent", "done", at=at(date(2026, 2, 1)))
    remind(*school, date(2027, 5, 6))
    assert len(of("school_season", parents)) == 2
    parents.office.now = at(date(2027, 5, 6)) + timedelta(hours=2)
    parents.send()
    assert [one.state for one in of("school_season", parents)] == ["sent", "sent"]


def test_whose_other_child_was_seen_to_is_told_of_the_season(parents, school):
    parents.case("talent", "delivered", policy=SCHOOL, open_=False)
    remind(*school, date(2027, 5, 6))
    assert len(of("school_season", parents)) == 2


def test_a_reminder_to_who_no_longer_fits_is_dropped(parents, school):
    remind(*school, date(2027, 5, 6))
    parents.change("talent", talent_category="没有认定")
    parents.office.now = at(date(2027, 5, 6)) + timedelta(hours=2)
    parents.send()
    assert ("school_season", "no_longer_so") in parents.dropped()


@pytest.fixture
def ending(town, edited):
    """(policy, reminder): the living allowance, as if its edition ended."""
    clause = "        o1: {says: 2024年3月报道的《郑州市学历人才生活补贴发放实施细则》"
    changes = (
        ("valid: {from: 2024-03-01, until: null, approximate: true}", "valid: {from: 2024-03-01, until: 2099-06-30}"),
        (clause, f"        v1: {{says: 有效期至2099年6月30日, source: ansshj-328492, confidence: medium}}\n{clause}"),
        ("\nfaq:\n", "\nreminders:\n  - {kind: before_expiry, days: 30, clause: 2024/v1}\n\nfaq:\n"),
    )
    policy = edited(POLICY, *changes).policies[POLICY]
    return policy, policy.reminders[0]


def test_before_an_edition_ends_it_is_told_to_whom_it_fits_and_who_has_not_applied(town, ending):
    town.add("fits", "reminders", **MASTER)
    town.add("applied", "reminders", **MASTER)
    town.add("silent", **MASTER)
    town.add("other", "reminders", **MASTER | {"degree": "大专"})
    town.case("applied", "checking")
    town.settle()
    for day in (date(2099, 5, 30), date(2099, 5, 31), date(2099, 6, 30), date(2099, 7, 1)):
        remind(*ending, day)
    (one,) = of("policy_expires", town)
    says = (
        "“青年人才生活补贴”快要到期或快要截止，符合条件请抓紧。"
        "2024年细则写明：“有效期至2099年6月30日”。到2099年6月30日为止。"
    )
    assert (one.person_id, one.text) == (town.people["fits"], says)
    assert one.at == at(date(2099, 5, 31)) and one.expires_at == datetime(2099, 6, 30, 16, tzinfo=UTC)
    rests = {"policy": POLICY, "edition": "2024", "clauses": ["v1"], "facts": []}
    assert one.reason == rests | {"quoted": None}, "the clause is of an edited book"


def test_nobody_is_reminded_of_what_is_of_no_use_to_them(town, ending):
    """Who receives the allowance for more than a degree is not told that this one ends."""
    town.add("fits", "reminders", **MASTER)
    town.add("has better", "reminders", **MASTER, in_youth_talent_pool=True)
    town.settle()
    remind(*ending, date(2099, 5, 31))
    assert [one.person_id for one in of("policy_expires", town)] == [town.people["fits"]]


@pytest.mark.parametrize("changes", [{"status": "已宣布未上线"}, {"until": date(2027, 5, 5)}])
def test_nobody_is_reminded_of_what_is_not_or_no_longer_given(parents, school, registry, changes):
    from backend.database import transaction
    from backend.matching.models import PublishedEdition

    with transaction() as session:
        published = session.get_one(PublishedEdition, SCHOOL)
        edition = published.edition | {name: value for name, value in changes.items() if name == "status"}
        until = {name: value.isoformat() for name, value in changes.items() if name == "until"}
        published.edition = edition | {"valid": edition["valid"] | until}
    remind(*school, date(2027, 5, 6))
    assert parents.notices() == []


def test_papers_that_were_asked_for_and_have_not_come_are_told_once_for_each_time(town):
    from backend.cases.models import Case, CaseEvent
    from backend.database import transaction

    begun = date(2026, 6, 1)
    town.add("late")
    case = town.case("late", "correction", items=["户口本首页"], at=at(begun))
    for days in (4, 5, 6, 30):
        remind_of_corrections(begun + timedelta(days=days))
    (one,) = of("case_correction_waiting", town)
    with transaction() as session:
        number = session.get(Case, case).number
    assert (
        one.text == f"还没有收到您的补正材料：“青年人才生活补贴”申请（{number}）要补的是户口本首页。补好后请再次提交。"
    )
    assert one.at == at(begun + timedelta(days=5)) and one.case_id == case
    with transaction() as session:
        again = at(begun + timedelta(days=40))
        session.add(CaseEvent(case_id=case, position=2, kind="moved", by="system", to_state="submitted", at=again))
        session.add(CaseEvent(case_id=case, position=3, kind="moved", by="system", to_state="correction", at=again))
    remind_of_corrections(begun + timedelta(days=44))
    assert len(of("case_correction_waiting", town)) == 1
    remind_of_corrections(begun + timedelta(days=45))
    assert len(of("case_correction_waiting", town)) == 2


def test_papers_that_came_before_it_was_sent_are_not_asked_for(town, message):
    from backend.cases.models import Case
    from backend.database import transaction

    town.add("late")
    case = town.case("late", "correction", items=["户口本首页"], at=town.office.now - timedelta(days=9))
    remind_of_corrections(town.office.now.date())
    with transaction() as session:
        session.get(Case, case).state = "submitted"
    town.send()
    assert message.sent == [] and town.dropped() == [("case_correction_waiting", "no_longer_so")]


def test_papers_that_have_not_come_are_told_without_consent_to_reminders(town, message):
    town.add("late")
    town.case("late", "correction", items=["户口本首页"], at=town.office.now - timedelta(days=9))
    remind_of_corrections(town.office.now.date())
    assert len(town.send()) == 1


@pytest.fixture
def yearly():
    """(policy, reminder) as if a clause of the living allowance asked for it."""
    from backend.policies.service import book
    from policybook.reminders import YearlyConfirmation

    return book().policies[POLICY], YearlyConfirmation(kind="yearly_confirmation", clause="2024/e4")


def test_who_receives_it_is_told_to_confirm_when_a_year_is_over_and_every_year(town, yearly):
    got = date(2024, 2, 29)
    for name, state, open_ in (
        ("receives", "paid", False),
        ("waits", "checking", True),
        ("rejected", "rejected", False),
    ):
        town.add(name, "reminders", **MASTER)
        town.case(name, state, open_=open_, at=at(got))
    town.add("silent", **MASTER)
    town.case("silent", "paid", open_=False, at=at(got))
    for on in (got, date(2025, 2, 27), date(2025, 2, 28), date(2025, 3, 1), date(2025, 9, 1), date(2026, 3, 5)):
        remind_receiving(*yearly, on)
    told = of("yearly_confirmation", town)
    assert [(one.person_id, one.at) for one in told] == [
        (town.people["receives"], at(date(2025, 2, 28))), (town.people["receives"], at(date(2026, 3, 5))),
    ]  # fmt: skip
    assert told[0].text.startswith("“青年人才生活补贴”要按年确认情况，又到时候了。2024年细则写明：“在郑就业创业")


def test_the_task_does_every_reminder_and_twice_is_once(parents):
    from backend.reminders import tasks

    town = parents
    town.add("late")
    town.case("late", "correction", items=["户口本首页"], at=datetime.now(UTC) - timedelta(days=9))
    tasks.remind(timestamp=0)
    tasks.remind(timestamp=0)
    assert len(of("case_correction_waiting", town)) == 1


def test_which_day_is_due():
    from policybook.reminders import BeforeWindowCloses, occurrence

    window = BeforeWindowCloses(kind="before_window_closes", days=10, closes="01-05", clause="2024/v1")
    assert occurrence(window, None, date(2026, 12, 25)) is None
    closes = Occurrence("2027-01-05", date(2027, 1, 5))
    assert occurrence(window, None, date(2026, 12, 26)) == occurrence(window, None, date(2027, 1, 5)) == closes
    once = BeforeWindowCloses(kind="before_window_closes", days=10, closes=date(2027, 1, 5), clause="2024/v1")
    assert occurrence(once, None, date(2027, 1, 1)) == closes and occurrence(once, None, date(2028, 1, 1)) is None
