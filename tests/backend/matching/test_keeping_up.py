"""Matches follow the people: imported, changed, a day later, gone; and those only are told who agreed to it."""

from datetime import date, timedelta

from tests.backend.matching.conftest import MASTER, list_people, match_changed, matches, new_document, publish, told

ON = date(2026, 11, 20)


def of(**changes: str) -> dict[str, str]:
    return MASTER | changes


def pass_days(on: date) -> None:
    from backend.database import transaction
    from backend.matching import rules, service

    with transaction() as session:
        service.match_due(session, rules.sweep(session, on), 0, on)


def test_people_of_a_list_are_matched_and_told(registry, doors, officer):
    publish()
    list_people(doors, officer, of(), of(full_time=""), of(degree="大专"))
    match_changed()
    assert matches(registry) == [("yes", None, None), ("nearly", "full_time", None)]
    assert told(registry) == [("gained", "facts"), ("nearly", "facts")]


def test_a_match_says_on_which_clauses_and_facts_it_rests_and_since_when(registry, doors, officer):
    publish()
    list_people(doors, officer, of())
    match_changed()
    reason, since = registry.execute(
        "select reason, since from match_changes join matches using (talent_id, policy_id) "
        "where policy_id = 'living_allowance'"
    ).fetchone()
    assert {"e1", "e3"} <= set(reason["clauses"]) and "degree" in reason["facts"] and reason["missing"] is None
    assert "硕士" not in str(reason) and since >= ON


def test_nobody_is_told_without_consent_but_everybody_is_matched(registry, doors, officer):
    publish()
    list_people(doors, officer, of(), consent="")
    list_people(doors, officer, of(), consent="否")
    match_changed()
    assert matches(registry) == [("yes", None, None)] * 2
    assert told(registry) == []


def test_who_changes_is_matched_anew_and_told_what_is_different(registry, doors, officer):
    publish()
    document = new_document()
    for degree, other in (("硕士", "大专"), ("大专", "本科"), ("本科", "本科")):
        list_people(doors, officer, of(degree=degree), documents=[document])
        match_changed()
        list_people(doors, officer, of(degree=other), documents=[document])
        match_changed()
    assert told(registry) == [("gained", "facts"), ("lost", "facts"), ("gained", "facts")]
    lost = registry.execute("select reason from match_changes where kind = 'lost' and policy_id = 'living_allowance'")
    assert lost.fetchone()[0] == {"clauses": ["e1"], "facts": ["degree"], "missing": None, "due_on": None}


def test_nothing_is_told_twice_when_nothing_has_changed(registry, doors, officer):
    publish()
    documents = [new_document()]
    list_people(doors, officer, of(), documents=documents)
    match_changed()
    registry.execute("insert into talent_changes (work, talent_id) select 'match', id from talents")
    registry.commit()
    match_changed()
    assert told(registry) == [("gained", "facts")]


def test_a_day_that_comes_changes_those_whose_day_it_is_and_no_others(registry, doors, officer):
    publish()
    turns = date.today() + timedelta(60)
    birthday = turns.replace(year=turns.year - 36, day=min(turns.day, 28))
    turns = birthday.replace(year=turns.year)
    list_people(doors, officer, of(born_on=birthday.isoformat()), of())
    match_changed()
    assert date.today() < next_days(registry)[0][0] <= turns < next_days(registry)[1][0]
    pass_days(turns - timedelta(1))
    assert matches(registry) == [("yes", None, None)] * 2
    pass_days(turns)
    assert matches(registry) == [("yes", None, None)]
    assert told(registry)[-1] == ("lost", "date")


def test_many_of_a_shard_are_matched_as_few_are(registry, doors, officer):
    publish()
    ages = [of(born_on=f"{1950 + n}-03-01") for n in range(60)]
    kinds = [{"degree": degree, "full_time": said} for degree in ("硕士", "大专", "博士") for said in ("是", "")]
    list_people(doors, officer, *(age | kind for age in ages for kind in kinds))
    match_changed()
    in_columns = matches(registry), sorted(told(registry)), next_days(registry)
    registry.execute("truncate matches, match_dates, match_changes")
    registry.commit()
    one_by_one(registry)
    assert (matches(registry), sorted(told(registry)), next_days(registry)) == in_columns
    assert len(in_columns[0]) > 20


def next_days(registry):
    rows = registry.execute("select next_change_on from match_dates order by talent_id").fetchall()
    registry.rollback()
    return rows


def one_by_one(registry):
    from backend.database import transaction
    from backend.matching import service
    from backend.policies.service import today

    ids = [row[0] for row in registry.execute("select id from talents").fetchall()]
    registry.rollback()
    for id_ in ids:
        with transaction() as session:
            service.match_people(session, [id_], today(), "facts")


def test_before_anything_is_published_nobody_fits_and_then_everybody_is_matched(registry, doors, officer):
    list_people(doors, officer, of())
    match_changed()
    assert matches(registry) == []
    publish()
    match_changed()
    assert matches(registry) == [("yes", None, None)]


def test_what_was_rolled_back_is_not_remembered(registry, doors, officer):
    """The grounds of a match are written again when the transaction that first wrote them came to nothing."""
    from backend.database import transaction
    from backend.matching import repository
    from policybook.grounds import Fit, Ground

    ground = Ground("p", new_document(), Fit.yes, None, ("c",), ("degree",))
    with transaction() as session:
        first = repository.ground_ids(session, [ground])
        assert repository.ground_ids(session, [ground]) == first
        session.rollback()
    with transaction() as session:
        assert repository.ground_ids(session, [ground]) != first
    with transaction() as session:
        kept = repository.ground_ids(session, [ground])
        assert list(repository.verdicts(session, kept).values()) == ["yes"]


def test_the_worker_looks_at_whoever_is_due_and_at_nobody_twice(registry, doors, officer):
    from backend.matching import tasks

    publish()
    list_people(doors, officer, of())
    match_changed()
    ((day,),) = next_days(registry)
    registry.execute("update match_dates set next_change_on = current_date - 3")
    registry.execute("truncate matches")
    registry.commit()
    tasks.day_passes(timestamp=0)
    assert next_days(registry) == [(day,)] and matches(registry) == [("yes", None, None)]
    registry.execute("truncate matches")
    registry.commit()
    tasks.day_passes(timestamp=0)
    assert matches(registry) == []


def test_what_a_dead_worker_left_is_matched_and_packed_by_the_next(registry, doors, officer):
    from backend.matching import tasks

    publish()
    list_people(doors, officer, of())
    tasks.left_behind(timestamp=0)
    tasks.pack(timestamp=0)
    assert matches(registry) == [("yes", None, None)]
    assert registry.execute("select count(*) from talent_changes").fetchone() == (0,)
    assert registry.execute("select count(*) > 5 from talent_columns").fetchone() == (True,)


def test_a_talent_removed_takes_their_matches_with_them(registry, doors, officer):
    from backend.database import transaction
    from backend.talents import repository

    publish()
    list_people(doors, officer, of(), of())
    match_changed()
    (first, _) = [row[0] for row in registry.execute("select id from talents order by id").fetchall()]
    registry.rollback()
    with transaction() as session:
        repository.remove(session, first)
    match_changed()
    assert matches(registry) == [("yes", None, None)] and len(told(registry)) == 1
    assert len(next_days(registry)) == 1
