"""The clock of real cases: promised days, time that is over, calendars that move the date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from backend.clock.times import day_of, now
from backend.clock.working_days import Calendar
from tests.backend.cases.conftest import move

WHOLE = "日期,安排,名称\n{year}-01-01,放假,元旦\n{year}-05-01,放假,劳动节\n{year}-10-01,放假,国庆节\n"
# Before the year: what a case handed in on its last day is promised moves with the table of the next.
LAST_DAY = datetime(2031, 12, 31, 4, tzinfo=UTC)


def backdate(database, case: str, days: int) -> None:
    """As if everything had happened so many days earlier."""
    database.execute("update case_events set at = at - make_interval(days => %s) where case_id = %s", [days, case])
    database.execute(
        "update cases set due_on = due_on - %(days)s::int, "
        "submitted_at = submitted_at - make_interval(days => %(days)s) where id = %(case)s",
        {"days": days, "case": case},
    )
    database.commit()


def record_overdue() -> None:
    from backend.cases import tasks

    tasks.record_overdue(timestamp=0)


def clock_of(client, headers, case: str) -> dict | None:
    return client.get(f"/cases/{case}", headers=headers).json()["clock"]


def test_the_clock_shows_what_is_promised_for_which_stage_by_which_clause(client, submitted, verified):
    clock = clock_of(client, verified, submitted)
    assert (clock["working_days"], clock["used"], clock["shown"]) == (1, 0, "已用 0/1 个工作日")
    assert clock["clause"] == "living_allowance/2021/d1" and "受理" in clock["covers"]
    assert clock["due_on"] == Calendar().later(day_of(now()), 1).isoformat()


def test_a_draft_has_no_clock_yet(client, draft, verified):
    assert clock_of(client, verified, draft) is None


def test_without_a_promise_there_is_no_clock_and_the_notice_says_so(client, verified, database):
    case = client.post("/cases", json={"policy": "talent_apartment"}, headers=verified).json()["id"]
    assert move(client, verified, case, "submit")["clock"] is None
    assert "没有写承诺几个工作日" in client.get("/people/me/export", headers=verified).text


def test_the_promise_of_a_permit_runs_from_its_acceptance(client, verified, staff):
    case = client.post("/cases", json={"policy": "work_permit"}, headers=verified).json()
    assert move(client, verified, case["id"], "submit")["clock"] is None
    office = staff("officer", "市科技局")
    assert move(client, office, case["id"], "accept")["clock"]["working_days"] == 20


def test_of_an_allowance_only_the_acceptance_is_promised(client, submitted, verified, officer):
    assert move(client, officer, submitted, "start_checking")["clock"]["stopped"]
    move(client, officer, submitted, "ask_correction", items=["学位证书"])
    assert move(client, verified, submitted, "resubmit")["clock"]["stopped"]


def test_of_a_recognition_only_the_checking_of_papers_is_promised(client, verified, officer):
    case = client.post("/cases", json={"policy": "talent_recognition"}, headers=verified).json()["id"]
    assert move(client, verified, case, "submit")["clock"] is None
    assert "没有写承诺几个工作日" not in client.get("/people/me/export", headers=verified).text
    for step in ("start_verification", "start_first_review"):
        assert not move(client, officer, case, step)["clock"]["stopped"]
    assert move(client, officer, case, "start_expert_review")["clock"]["stopped"]
    for step in ("publish", "decide", "post", "deliver"):
        done = move(client, officer, case, step)
    assert (done["state_name"], done["final"]) == ("已收到认定书", True)


def test_what_is_overdue_is_recorded_and_told_once(client, submitted, verified, officer, database):
    backdate(database, submitted, 30)
    for _ in range(3):
        record_overdue()
    history = client.get(f"/cases/{submitted}/history", headers=verified).json()
    assert [event["kind"] for event in history] == ["opened", "moved", "overdue"]
    told = database.execute("select count(*) from notices where case_id = %s", [submitted]).fetchone()
    assert told == (2,)
    assert clock_of(client, verified, submitted)["overdue"]
    late = client.get("/staff/cases", params={"overdue": True, "limit": 100}, headers=officer).json()
    assert submitted in [case["id"] for case in late]


def test_on_the_weekend_after_its_last_day_nobody_is_told_that_more_days_were_used_than_promised():
    """Friday was the one day promised; on Saturday it is over, and one day was used, not more."""
    from backend.cases import words
    from backend.cases.models import Case
    from backend.clock.running import read
    from policybook.procedures import Clock

    thursday, saturday = date(2026, 11, 19), date(2026, 11, 21)
    reading = read([(thursday, Clock.running)], 1, Calendar(), saturday)
    told = words.of_overdue(Case(policy_id="living_allowance", number="1", promise_days=1), reading)
    assert reading.overdue and "承诺的1个工作日已经过了（已用1个工作日）" in told
    assert "超过" not in told


def test_the_database_itself_refuses_to_record_it_twice(submitted, database):
    import psycopg

    row = (
        "insert into case_events (case_id, position, kind, by, to_state, due_on, provisional, at) "
        "values (%s, %s, 'overdue', 'system', 'submitted', '2026-01-05', false, now())"
    )
    database.execute(row, [submitted, 90])
    with pytest.raises(psycopg.errors.UniqueViolation):
        database.execute(row, [submitted, 91])
    database.rollback()


def test_a_paused_case_is_not_overdue_however_long_the_papers_take(client, submitted, verified, officer, database):
    move(client, officer, submitted, "ask_correction", items=["学位证书"])
    backdate(database, submitted, 60)
    record_overdue()
    assert not clock_of(client, verified, submitted)["overdue"]
    move(client, verified, submitted, "resubmit")
    assert clock_of(client, verified, submitted)["used"] == 0


def import_table(client, headers, year: int, text: str, **more: object):
    return client.post(
        f"/staff/calendar/{year}", content=text.encode(), headers=headers | {"Content-Type": "text/csv"}, params=more
    )


@pytest.fixture
def admin(staff) -> dict[str, str]:
    return staff("admin", "市政务办")


def submitted_on(database, case: str, at: datetime) -> None:
    """As if it had been handed in at that moment; its date is reckoned by the calendar of today."""
    days = (now() - at).total_seconds() / 86400
    shift = timedelta(days=-days)
    database.execute("update case_events set at = at + %s where case_id = %s", [shift, case])
    due = Calendar().later(day_of(at), 5)
    database.execute("update cases set due_on = %s where id = %s", [due, case])
    database.commit()


def test_a_new_table_moves_the_dates_of_open_cases_and_records_both(client, verified, admin, database):
    case = client.post("/cases", json={"policy": "household_registration"}, headers=verified).json()["id"]
    move(client, verified, case, "submit")
    submitted_on(database, case, LAST_DAY)
    before = database.execute("select due_on from cases where id = %s", [case]).fetchone()[0]
    import_table(client, admin, 2031, WHOLE.format(year=2031))
    longer = WHOLE.format(year=2032) + "2032-01-02,放假,元旦\n2032-01-05,放假,元旦\n"
    dry = import_table(client, admin, 2032, longer, dry_run=True).json()
    assert case in [moved["id"] for moved in dry["moved"]] and not dry["applied"]
    assert database.execute("select due_on from cases where id = %s", [case]).fetchone()[0] == before
    database.rollback()
    done = import_table(client, admin, 2032, longer).json()
    (moved,) = [moved for moved in done["moved"] if moved["id"] == case]
    last = client.get(f"/cases/{case}/history", headers=verified).json()[-1]
    assert (last["kind"], last["before"], last["due_on"]) == ("due_moved", before.isoformat(), moved["after"])
    assert moved["after"] > moved["before"] == before.isoformat()
    assert not last["provisional"], "the year is published now"
    assert import_table(client, admin, 2032, longer).json()["moved"] == [], "twice changes nothing"


@pytest.mark.parametrize(
    ("text", "row", "what"),
    [
        (WHOLE.format(year=2030) + "2030-02-30,放假,春节\n", 4, "日期要写成"),
        (WHOLE.format(year=2030) + "2031-02-03,放假,春节\n", 4, "请导入到 2031 年"),
        (WHOLE.format(year=2030) + "2030-01-01,放假,元旦\n", 4, "写了两次"),
        (WHOLE.format(year=2030) + "2030-02-04,上班,春节\n", 4, "不是调休"),
        (WHOLE.format(year=2030) + "2030-02-04,休息,春节\n", 4, "安排只能是"),
        ("日期,安排,名称\n2030-01-01,放假,元旦\n", 0, "这张表不全"),
        ("", 0, "这张表不全"),
        ("\xff\xfe\x00", 0, "这张表不全"),
    ],
)
def test_a_wrong_table_is_refused_row_by_row_and_changes_nothing(client, admin, database, text, row, what):
    answer = import_table(client, admin, 2030, text)
    assert (answer.status_code, answer.json()["error"]) == (422, "CalendarFaulty")
    assert any(fault["row"] == row and what in fault["what"] for fault in answer.json()["errors"])
    assert import_table(client, admin, 2030, text, dry_run=True).json()["errors"] == answer.json()["errors"]
    assert database.execute("select count(*) from calendar_days where year = 2030").fetchone() == (0,)


def test_json_is_taken_too(client, admin):
    rows = [{"day": f"2033-{day}", "kind": "放假", "name": "节"} for day in ("01-01", "05-01", "10-01")]
    answer = client.post("/staff/calendar/2033", json=rows, headers=admin, params={"dry_run": True})
    assert answer.json() == {"year": 2033, "applied": False, "days": 3, "errors": [], "moved": []}


def test_only_who_keeps_the_calendar_may_change_it(client, verified, officer):
    text = WHOLE.format(year=2030)
    assert import_table(client, {}, 2030, text).status_code == 401
    assert import_table(client, verified, 2030, text).status_code == 401
    assert import_table(client, officer, 2030, text).status_code == 403


def notices(client, headers):
    """Those written down for the person, delivered or not."""
    cases = client.get("/people/me/export", headers=headers).json()["cases"]
    return [text for case in cases for text in case["notices"]]


def test_a_promise_whose_clock_has_not_started_is_told_and_not_denied(client, verified):
    case = client.post("/cases", json={"policy": "talent_recognition"}, headers=verified).json()["id"]
    handed_in = move(client, verified, case, "submit")
    ahead = handed_in["promise_ahead"]
    assert handed_in["clock"] is None
    assert (ahead["working_days"], ahead["from_state"]) == (5, "资料核验") and "初审" in ahead["covers"]
    (told,) = notices(client, verified)
    assert "承诺5个工作日" in told and "从“资料核验”那天起算" in told


def test_a_stopped_clock_names_no_day_and_no_promise_is_ahead(client, submitted, verified, officer):
    assert client.get(f"/cases/{submitted}", headers=verified).json()["promise_ahead"] is None
    case = move(client, officer, submitted, "start_checking")
    assert case["clock"]["stopped"] and case["clock"]["due_on"] is None


def test_papers_brought_later_are_no_second_application_and_promise_no_day_that_is_over(
    client, submitted, verified, officer
):
    move(client, officer, submitted, "start_checking")
    move(client, officer, submitted, "ask_correction", items=["毕业证"])
    move(client, verified, submitted, "resubmit")
    told = next(text for text in notices(client, verified) if "补正材料" in text)
    assert "最迟" not in told and sum("已经登记您的" in text for text in notices(client, verified)) == 1
