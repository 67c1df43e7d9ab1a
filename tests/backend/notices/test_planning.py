"""Planned in the caller's transaction with the job that sends it: once for a key, or not at all."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from backend.notices.errors import TopicUnknown
from tests.backend.notices.conftest import NOON

CLASSES = {"case_decided": "critical", "case_progress": "service", "policy_fits": "recommendation"}


def planned(person: UUID, **more):
    from backend.notices.planning import Planned, Reason

    return Planned(person, "policy_fits", f"policy_fits:{uuid4()}", Reason("living_allowance"), {"because": ""}, **more)


def jobs(database, task: str) -> int:
    (number,) = database.execute("select count(*) from procrastinate_jobs where task_name = %s", [task]).fetchone()
    database.rollback()
    return number


def plan_all(*many) -> int:
    from backend.database import transaction
    from backend.notices import planning

    with transaction() as session:
        return planning.plan_all(session, many, NOON)


def test_what_is_due_has_a_job_and_what_is_not_waits_in_its_row(office, database):
    person, before = office.person(), jobs(database, "notices.deliver")
    assert plan_all(planned(person), planned(person, not_before=NOON + timedelta(days=3))) == 2
    assert jobs(database, "notices.deliver") == before + 1


def test_many_have_one_job_that_gathers_them(office, database):
    people, before = (
        [office.person() for _ in range(3)],
        (jobs(database, "notices.deliver"), jobs(database, "notices.gather")),
    )
    assert plan_all(*(planned(people[number % 3]) for number in range(60))) == 60
    assert (jobs(database, "notices.deliver"), jobs(database, "notices.gather")) == (before[0], before[1] + 1)


def test_a_transaction_that_fails_leaves_neither_notice_nor_job(office, database):
    from backend.database import transaction
    from backend.notices import planning

    person, before = office.person(), jobs(database, "notices.deliver")
    with pytest.raises(ZeroDivisionError), transaction() as session:
        planning.plan_all(session, [planned(person)], NOON)
        raise ZeroDivisionError
    assert jobs(database, "notices.deliver") == before
    assert database.execute("select 1 from notices where person_id = %s", [person]).fetchone() is None


def test_the_same_key_twice_in_one_go_is_one_notice(office):
    one = planned(office.person())
    assert plan_all(one, one) == 1 and plan_all(one) == 0


def test_what_is_kept_of_it_is_sealed(office, database):
    person = office.person()
    key = office.plan(person, values={"because": "您是硕士。"})
    row = database.execute("select text, reason, details from notices where key = %s", [key]).fetchone()
    assert all(value.startswith("k1.") for value in row)
    kept = office.notice(key)
    assert "您是硕士。" in kept.text and kept.reason["facts"] == ["degree"] and kept.details["because"] == "您是硕士。"


def test_a_recommendation_gets_old_and_what_somebody_planned_otherwise_does_not(office):
    person = office.person()
    assert office.notice(office.plan(person)).expires_at == NOON + timedelta(days=30)
    assert office.notice(office.plan(person, "arranged_service")).expires_at is None
    until = NOON + timedelta(hours=5)
    assert office.notice(office.plan(person, expires_at=until)).expires_at == until


def test_a_topic_nobody_knows_and_words_that_are_missing_are_told_at_once(office):
    from backend.database import transaction
    from backend.notices.planning import Reason, plan

    with transaction() as session:
        for topic, values, error in (("nonsense", {}, TopicUnknown), ("policy_fits", {}, ValueError)):
            with pytest.raises(error):
                plan(session, office.person(), topic, uuid4().hex, Reason(), NOON, values=values)


@pytest.mark.parametrize(("topic", "kind"), CLASSES.items())
def test_the_class_of_a_topic_decides_what_it_needs(topics, topic, kind):
    assert topics.topics[topic].class_ == kind and topics.topics[topic].critical is (kind == "critical")


def test_what_many_rest_on_is_quoted_once_and_found_by_a_sealed_reason_only(office, database):
    from backend.notices.planning import Reason
    from backend.policies.service import book

    edition = book().policies["living_allowance"].editions[0]
    on = Reason("living_allowance", edition.id, tuple(edition.every_clause)[:2])
    person, other = office.person(), office.person()
    first, second = (office.plan(one, reason=on) for one in (person, other))
    digest = office.notice(first).reason["quoted"]
    assert office.notice(second).reason["quoted"] == digest
    (clauses,) = database.execute("select clauses from notice_quotes where digest = %s", [digest]).fetchone()
    assert [one["says"] for one in clauses] == [clause.says for clause in list(edition.every_clause.values())[:2]]
    row = database.execute("select row_to_json(n)::text from notices n where key = %s", [first]).fetchone()
    assert digest not in row[0]
    database.rollback()
