"""Told once, and only what is still so: consent, killed workers, cases, interviews, facts that changed again."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from tests.backend.reminders.conftest import MASTER, POLICY, SCHOOL


def taken(registry) -> list[bool]:
    rows = registry.execute("select taken_at is not null from match_changes where policy_id = %s order by id", [POLICY])
    found = [row[0] for row in rows.fetchall()]
    registry.rollback()
    return found


def interview(client, speaker, person, **columns) -> None:
    """Of that person, in the conversation."""
    from backend.chat.tokens import session_of
    from backend.database import transaction
    from backend.eligibility.models import Interview

    session_id = session_of(speaker["Authorization"].removeprefix("Bearer "))
    row = {"facts": {}, "doubted": {}, "skipped": [], "status": "done", "number": 3, "policies": None} | columns
    with transaction() as session:
        session.add(Interview(session_id=session_id, person_id=person, **row))


def test_nobody_is_told_who_never_agreed(town, message, inbox):
    town.add("silent", "profile", **MASTER)
    town.match()
    town.tell()
    town.send()
    assert town.notices() == [] and message.sent == inbox.sent == []


def test_a_talent_who_is_no_person_has_nobody_to_tell(town, registry):
    town.add("listed", linked=False, **MASTER)
    town.match()
    assert taken(registry) == [False]
    town.tell()
    assert taken(registry) == [True] and town.notices() == []


def test_who_is_linked_and_agrees_later_is_told_what_fits_once_and_in_one_message(town, message):
    from backend.database import transaction
    from backend.talents.linking import tell_matching
    from backend.talents.models import Talent

    person = town.add("listed", "reminders", linked=False, **MASTER, talent_category="B类")
    town.match()
    town.tell()
    assert town.notices() == []
    with transaction() as session:
        talent = session.scalars(select(Talent)).one()
        talent.person_id = person
        tell_matching(session, [talent.id])
    town.match()
    town.tell()
    known = len(town.notices())
    assert list(town.told()) == ["listed"] and known > 2
    assert len(town.send()) == 1 and message.texts[0].startswith("有")
    town.change("listed")
    town.tell()
    assert len(town.notices()) == known


def test_consent_withdrawn_before_it_is_taken_leaves_nothing_to_tell(town, registry):
    town.add("withdraws", "reminders", **MASTER)
    town.match()
    town.withdraw("withdraws")
    town.tell()
    assert taken(registry) == [True] and town.notices() == []


def test_consent_withdrawn_before_it_is_sent_keeps_it_unsent(town, message, inbox):
    town.add("withdraws", "reminders", **MASTER)
    town.match()
    town.tell()
    town.withdraw("withdraws")
    town.send()
    assert message.sent == inbox.sent == [] and ("policy_fits", "no_consent") in town.dropped()


def test_a_worker_killed_before_it_commits_loses_and_doubles_nothing(town, registry):
    from backend.database import transaction
    from backend.reminders import matches

    class Killed(Exception):
        pass

    town.add("fits", "reminders", **MASTER)
    town.match()
    with pytest.raises(Killed), transaction() as session:
        assert matches.tell(session, datetime.now(UTC), 1000) > 0
        session.flush()
        raise Killed
    assert taken(registry) == [False] and town.notices() == []
    town.tell()
    town.tell()
    assert taken(registry) == [True] and list(town.told()) == ["fits"]
    assert [n.policy_id for n in town.notices()].count(POLICY) == 1


def test_workers_that_take_at_the_same_time_tell_everybody_once(town):
    for number in range(40):
        town.add(f"fits {number}", "reminders", **MASTER)
    town.match()
    workers = [Thread(target=town.tell) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    town.tell()
    assert sorted(town.told()) == sorted(town.people)
    assert [n.policy_id for n in town.notices()].count(POLICY) == 40


def test_what_was_left_behind_is_taken_by_the_sweep(town, registry):
    from backend.reminders import tasks

    town.add("fits", "reminders", **MASTER)
    town.match()
    tasks.left_behind(timestamp=0)
    assert taken(registry) == [True] and list(town.told()) == ["fits"]


def test_the_job_comes_with_what_it_is_about(town, registry):
    def jobs() -> int:
        (number,) = registry.execute(
            "select count(*) from procrastinate_jobs where task_name = 'reminders.tell_matches'"
        ).fetchone()
        registry.rollback()
        return number

    before = jobs()
    town.add("fits", "reminders", **MASTER)
    town.match()
    assert jobs() == before + 1
    town.add("silent", **MASTER)
    town.match()
    assert jobs() == before + 1


@pytest.mark.parametrize("first", [MASTER, MASTER | {"full_time": None}])
def test_what_is_no_longer_so_when_it_is_sent_is_dropped(town, message, first):
    town.add("moves", "reminders", **first)
    town.match()
    town.tell()
    town.change("moves", degree="大专")
    town.send()
    assert not any("生活补贴" in text for text in message.texts) and "no_longer_so" in dict(town.dropped()).values()


def test_what_was_lost_and_is_so_again_is_dropped(town, message):
    town.add("moves", "reminders", **MASTER)
    town.settle()
    town.change("moves", degree="大专")
    town.tell()
    town.change("moves", degree="硕士")
    town.send()
    assert ("policy_lost", "no_longer_so") in town.dropped() and message.texts == []


def test_a_nearly_that_misses_something_else_by_now_is_dropped(town, message):
    town.add("moves", "reminders", **MASTER | {"full_time": None})
    town.match()
    town.tell()
    town.change("moves", full_time=True, works_in_zhengzhou=None)
    town.send()
    assert ("policy_nearly", "no_longer_so") in town.dropped()


@pytest.mark.parametrize(("first", "then", "topic"), [
    ("硕士", "大专", "policy_lost"), ("大专", "硕士", "policy_fits")
])  # fmt: skip
def test_whose_entry_turns_out_to_be_somebody_else_s_is_not_told_of_it(town, message, inbox, first, then, topic):
    from backend.database import transaction
    from backend.talents.models import Talent

    town.add("moves", "reminders", **MASTER | {"degree": first})
    town.settle()
    town.change("moves", degree=then)
    town.tell()
    other = town.office.person("reminders")
    with transaction() as session:
        talent = session.scalars(select(Talent)).one()
        talent.person_id = other
    town.add("their own", **MASTER | {"degree": then})
    with transaction() as session:
        own = session.scalars(select(Talent).where(Talent.person_id == town.people["their own"])).one()
        own.person_id = town.people["moves"]
    town.match()
    town.send()
    assert message.sent == inbox.sent == [] and (topic, "no_longer_so") in town.dropped()


def is_found(town, name: str, **facts) -> None:
    """On a list, which knows these of them, and they have told the end of their document."""
    from backend.database import transaction
    from backend.talents import linking
    from backend.talents.models import Talent

    with transaction() as session:
        entry = Talent(facts=facts, source="名单", document=name, document_index=f"{name}{town.people[name]}")
        session.add(entry)
        session.flush()
        linking.confirm(session, entry, town.people[name])


def test_who_is_found_on_a_list_is_not_told_again_what_they_were_told_before(town):
    town.add("listed", "reminders", **MASTER)
    town.match()
    town.tell()
    assert len(town.send()) == 1
    told = {notice.policy_id for notice in town.notices()}
    is_found(town, "listed", **MASTER, talent_category="B类")
    town.match()
    town.tell()
    news = [notice.policy_id for notice in town.notices() if notice.state == "waiting"]
    assert POLICY in told and news and not told & set(news)
    town.change("listed", degree="大专")
    town.tell()
    assert town.told()["listed"][0] == "policy_lost"


@pytest.mark.parametrize("looked_at", ["before it is matched", "after that"])
def test_what_waited_while_they_were_found_on_a_list_is_told_once(town, message, looked_at):
    town.add("listed", "reminders", **MASTER)
    town.match()
    town.tell()
    is_found(town, "listed", **MASTER)
    if looked_at == "before it is matched":
        assert town.send() == []
    town.match()
    town.tell()
    town.send()
    assert "".join(message.texts).count("您现在符合“青年人才生活补贴”的条件") == 1


def test_what_the_interview_has_shown_to_be_lost_is_told_when_it_fits_again(town, client, speaker):
    town.add("asked", "reminders", **MASTER)
    town.match()
    town.tell()
    town.send()
    interview(client, speaker, town.people["asked"], facts=MASTER | {"degree": "大专"})
    town.change("asked", degree="大专")
    town.tell()
    town.change("asked", degree="硕士")
    town.tell()
    assert [(one.topic, one.state) for one in town.notices() if one.policy_id == POLICY] == [
        ("policy_fits", "sent"), ("policy_fits", "waiting")
    ]  # fmt: skip


@pytest.mark.parametrize("origin", ["register", "recognised", "asked"])
@pytest.mark.parametrize("state", ["waiting", "accepted", "done", "withdrawn"])
def test_what_an_officer_arranges_or_has_arranged_is_no_news(town, origin, state):
    town.add("talent", "reminders", talent_category="B类")
    town.errand("talent", state, origin)
    town.match()
    town.tell()
    assert bool(town.told(SCHOOL)) is (state == "withdrawn")


def test_arranged_before_it_is_sent_it_is_dropped(town):
    town.add("talent", "reminders", talent_category="B类")
    town.match()
    town.tell()
    town.errand("talent", "waiting")
    town.send()
    (notice,) = [one for one in town.notices() if one.policy_id == SCHOOL]
    assert (notice.state, notice.why) == ("dropped", "no_longer_so")


def test_what_still_holds_is_sent_with_its_buttons(town, message):
    town.add("fits", "reminders", **MASTER)
    town.match()
    town.tell()
    assert any("您现在符合“青年人才生活补贴”的条件" in text for text in town.send())


@pytest.mark.parametrize(("state", "open_"), [("draft", True), ("checking", True), ("paid", False)])
def test_what_was_applied_for_or_is_had_is_no_news(town, state, open_):
    town.add("applied", "reminders", **MASTER)
    town.case("applied", state, open_=open_)
    town.match()
    town.tell()
    assert town.told() == {}


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_who_was_rejected_or_withdrew_is_told_when_it_fits(town, state):
    town.add("again", "reminders", **MASTER)
    town.case("again", state, open_=False)
    town.match()
    town.tell()
    assert list(town.told()) == ["again"]


def test_applied_for_before_it_is_sent_it_is_dropped(town):
    town.add("applies", "reminders", **MASTER)
    town.match()
    town.tell()
    town.case("applies", "draft")
    town.send()
    assert ("policy_fits", "no_longer_so") in town.dropped()


@pytest.mark.parametrize(("state", "told"), [("draft", ["loses"]), ("checking", [])])
def test_whose_application_is_with_the_office_is_not_told_that_it_is_lost(town, state, told):
    town.add("loses", "reminders", **MASTER)
    town.case("loses", state)
    town.settle()
    town.change("loses", degree="大专")
    town.tell()
    assert list(town.told()) == told


def test_who_has_what_it_gives_is_not_told_that_it_fits(town):
    town.add("receives", "reminders", **MASTER, in_youth_talent_pool=True)
    town.match()
    town.tell()
    assert town.told() == {}


def test_what_the_interview_has_shown_that_day_is_not_told_again(town, client, speaker):
    town.add("asked", "reminders", **MASTER)
    interview(client, speaker, town.people["asked"], facts=MASTER)
    town.match()
    town.tell()
    assert town.notices() == []


def test_what_the_interview_has_not_shown_is_told(town, client, speaker):
    town.add("asked", "reminders", **MASTER)
    interview(client, speaker, town.people["asked"], facts={"degree": "硕士"})
    town.match()
    town.tell()
    assert list(town.told()) == ["asked"]


def test_who_is_being_asked_is_told_when_the_interview_is_over_or_left(town, client, speaker, registry):
    town.add("asked", "reminders", **MASTER)
    interview(client, speaker, town.people["asked"], facts=MASTER, status="asking")
    town.match()
    assert town.tell() == 0 and taken(registry) == [False]
    town.tell(datetime.now(UTC) + timedelta(minutes=31))
    assert list(town.told()) == ["asked"]


def test_what_somebody_would_not_tell_is_not_asked_for_again(town, client, speaker):
    town.add("skips", "reminders", **MASTER | {"works_in_zhengzhou": None})
    interview(client, speaker, town.people["skips"], status="stopped", skipped=["works_in_zhengzhou"])
    town.match()
    town.tell()
    assert town.told() == {}


def test_changes_that_were_told_are_forgotten_after_a_while_and_others_are_not(town, registry):
    from backend.reminders import tasks

    town.add("fits", "reminders", **MASTER)
    town.add("waits", "reminders", **MASTER)
    town.match()
    registry.execute(
        "update match_changes c set taken_at = now() - interval '91 days' from talents t "
        "where t.id = c.talent_id and t.person_id = %s",
        [town.people["fits"]],
    )
    registry.commit()
    tasks.forget_old(timestamp=0)
    assert taken(registry) == [False]


def test_receipts_are_forgotten_after_a_month(town):
    from backend.chat.wechat.models import WeChatReceipt
    from backend.database import transaction
    from backend.notices import tasks

    ages = {910001: 31, 910002: 29}
    with transaction() as session:
        for id_, days in ages.items():
            at = datetime.now(UTC) - timedelta(days=days)
            session.add(WeChatReceipt(message_id=id_, kind="template", status="success", at=at))
    tasks.forget_old(timestamp=0)
    with transaction() as session:
        left = select(WeChatReceipt.message_id).where(WeChatReceipt.message_id.in_(ages))
        assert list(session.scalars(left)) == [910002]
