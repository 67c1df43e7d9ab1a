"""What officers do with an errand: who sees it, who may act, what is on record, what the person is told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.backend.errands.conftest import SIXTH, act, begin, errands, noon, told

HEAD = "您的“高层次人才子女入学”由专员主动办理，不用您提交申请。"


@pytest.fixture
def errand(client, lists, teacher) -> str:
    """Of a talent without an account."""
    lists()
    begin(SIXTH)
    return errands(client, teacher)[0]["id"]


def kinds(client, who, errand):
    return [one["kind"] for one in client.get(f"/staff/errands/{errand}", headers=who).json()["history"]]


def test_another_bureau_finds_nothing(client, errand, staff, nurse):
    for who in (nurse, staff("bureau_lead", "市公安局"), staff("admin", "市教育局")):
        assert errands(client, who) == []
        assert client.get(f"/staff/errands/{errand}", headers=who).status_code == 404
        for way, note in (("accept", None), ("contact", None), ("return", "不归我"), ("done", "好了")):
            assert act(client, who, errand, way, note, status=404)["error"] == "ErrandNotFound"


def test_the_city_lead_sees_all_and_does_nothing(client, errand, staff):
    lead = staff("city_lead", "市人才办")
    assert [one["id"] for one in errands(client, lead)] == [errand]
    for way in ("accept", "contact"):
        assert act(client, lead, errand, way, status=403)["error"] == "NotAllowed"


@pytest.mark.parametrize("door", ["", "/{}", "/{}/accept", "/{}/contact"])
def test_neither_strangers_nor_citizens_come_in(client, errand, verified, door):
    call = client.get if door in ("", "/{}") else client.post
    for headers in ({}, verified):
        assert call(f"/staff/errands{door.format(errand)}", headers=headers).status_code == 401


def test_accepted_returned_accepted_by_another_and_done(client, errand, teacher, staff):
    other = staff("officer", "市教育局")
    assert act(client, teacher, errand, "accept")["state_name"] == "办理中"
    assert act(client, other, errand, "accept", status=409)["error"] == "TakenByAnother"
    assert act(client, other, errand, "done", "好了", status=409)["error"] == "TakenByAnother"
    assert act(client, teacher, errand, "return", "孩子户籍在二七区")["state_name"] == "待接手"
    act(client, other, errand, "accept")
    done = act(client, other, errand, "done", "安排在户籍所在片区的小学")
    assert (done["state_name"], done["due_on"], done["overdue"]) == ("已办结", None, False)
    assert [(one["name"], one["by"], one["note"]) for one in done["history"]] == [
        ("建立", "系统", None),
        ("分给", "系统", "李四"),
        ("接手", "李四", None),
        ("退回", "李四", "孩子户籍在二七区"),
        ("分给", "系统", "李四"),
        ("接手", "李四", None),
        ("办结", "李四", "安排在户籍所在片区的小学"),
    ]


def test_each_act_repeated_changes_nothing(client, errand, teacher):
    for way, note in (("accept", None), ("return", "不归我"), ("accept", None), ("done", "好了")):
        first = act(client, teacher, errand, way, note)
        assert act(client, teacher, errand, way, note) == first
    assert kinds(client, teacher, errand) == [
        "created", "assigned", "accepted", "returned", "accepted", "done",
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["return", "done"])
def test_what_nobody_has_accepted_is_neither_returned_nor_done(client, errand, staff, way):
    """But who it is assigned to may give it back."""
    other = staff("officer", "市教育局")
    assert act(client, other, errand, way, "好了", status=409)["error"] == "NotTaken"
    assert act(client, other, errand, "contact", status=409)["error"] == "NotTaken"


def test_what_is_over_is_not_begun_again(client, errand, teacher, staff):
    act(client, teacher, errand, "accept")
    act(client, teacher, errand, "done", "好了")
    for who in (teacher, staff("officer", "市教育局")):
        for way, note in (("accept", None), ("return", "不归我"), ("contact", None)):
            assert act(client, who, errand, way, note, status=409)["error"] == "ErrandOver"


@pytest.mark.parametrize("body", [{}, {"note": ""}, {"note": "  "}, {"note": "长" * 501}, {"note": "好", "x": 1}])
def test_a_note_is_wanted(client, errand, teacher, body):
    act(client, teacher, errand, "accept")
    assert client.post(f"/staff/errands/{errand}/done", json=body, headers=teacher).status_code == 422


def test_a_lead_acts_for_whoever_has_accepted(client, errand, teacher, staff):
    act(client, teacher, errand, "accept")
    act(client, staff("bureau_lead", "市教育局"), errand, "return", "他休假了")
    assert kinds(client, teacher, errand) == ["created", "assigned", "accepted", "returned"]


def test_who_read_name_and_phone_is_on_record(client, lists, teacher):
    phone = lists()
    begin(SIXTH)
    (line,) = errands(client, teacher)
    act(client, teacher, line["id"], "accept")
    shown = str(errands(client, teacher)) + str(client.get(f"/staff/errands/{line['id']}", headers=teacher).json())
    assert phone not in shown and "王五" not in shown
    assert act(client, teacher, line["id"], "contact") == {"name": "王五", "phone": phone}
    last = client.get(f"/staff/errands/{line['id']}", headers=teacher).json()["history"][-1]
    assert (last["name"], last["by"]) == ("查看姓名和电话", "李四")


def test_notes_are_masked_and_sealed(client, errand, teacher, database):
    act(client, teacher, errand, "accept")
    done = act(client, teacher, errand, "done", "家长13812345678说好了")
    assert done["history"][-1]["note"] == "家长［手机号］说好了"
    of_it = "select note from errand_events where kind = 'done' and errand_id = %s"
    (stored,) = database.execute(of_it, [errand]).fetchone()
    assert stored.startswith("k1.") and "家长" not in stored


def test_lists_are_narrowed_by_district_state_owner_and_date(client, lists, teacher, staff):
    lists(), lists(zone="二七区")
    begin(SIXTH)
    (there,) = errands(client, teacher, district="二七区")
    assert len(errands(client, teacher)) == 2 and there["district"] == "二七区"
    act(client, teacher, there["id"], "accept")
    assert [one["mine"] for one in errands(client, teacher, mine=True)] == [True, True], "the only officer"
    other = staff("officer", "市教育局")
    assert errands(client, other, mine=True) == []
    act(client, teacher, there["id"], "return", "不归我"), act(client, other, there["id"], "accept")
    assert [one["id"] for one in errands(client, other, mine=True)] == [there["id"]]
    act(client, other, there["id"], "return", "也不归我"), act(client, teacher, there["id"], "accept")
    assert len(errands(client, teacher, overdue=True)) == 2, "due in June, and it is later"
    act(client, teacher, there["id"], "done", "好了")
    assert [one["id"] for one in errands(client, teacher, open=False)] == [there["id"]]
    assert len(errands(client, teacher, overdue=True)) == 1
    assert errands(client, teacher, policy="medical_care") == [] and len(errands(client, teacher, limit=1)) == 1


def test_the_person_is_told_each_step_once_and_asked_to_rate_at_the_end(client, lists, teacher, staff, person):
    headers = person(lists())
    begin(SIXTH)
    (line,) = errands(client, teacher)
    other = staff("officer", "市教育局")
    for who, way, note in (
        (teacher, "accept", None), (teacher, "return", "不归我"), (other, "accept", None), (other, "accept", None),
        (other, "done", "安排在户籍所在片区的小学。"), (other, "done", "安排在户籍所在片区的小学。"),
    ):  # fmt: skip
        act(client, who, line["id"], way, note)
    assert told(client, headers)[1:] == [
        HEAD + "教育专员已经接手。",
        HEAD + "换一位工作人员接着办，时限不变，您不用做什么。",
        HEAD + "教育专员已经接手。",
        HEAD + "已经办好：安排在户籍所在片区的小学。这次办得怎么样，请您打几颗星，说一声就行。",
    ]
    assert client.post("/evaluations", json={"stars": 5, "comment": "省心"}, headers=headers).status_code == 204


def test_a_step_that_was_passed_is_not_told_any_more(client, lists, teacher, person):
    from backend.database import transaction
    from backend.errands import told as checks
    from backend.notices.models import Notice

    person(lists())
    begin(SIXTH)
    (line,) = errands(client, teacher)
    act(client, teacher, line["id"], "accept")

    def holds() -> list[bool]:
        with transaction() as session:
            told_of = session.query(Notice).filter(Notice.key.startswith(f"errand:{line['id']}")).order_by(Notice.id)
            return [checks.still_so(session, notice) for notice in told_of]

    assert holds() == [False, True]
    act(client, teacher, line["id"], "done", "好了")
    assert holds() == [False, False, True]
    with transaction() as session:
        assert not checks.still_so(session, Notice(key=f"errand:{uuid4()}:1"))
        assert checks.still_so(session, Notice(key="arranged_service:1"))


def test_what_is_overdue_is_on_record_and_told_once(client, lists, teacher, person):
    headers = person(lists())
    begin(SIXTH)
    (line,) = errands(client, teacher)
    for later in (1, 2, 3):
        _record_overdue(noon(SIXTH + timedelta(later)))
    assert kinds(client, teacher, line["id"]) == ["created", "assigned", "overdue"]
    assert told(client, headers)[1:] == [
        HEAD + "承诺的1个工作日已经过了（已用2个工作日），还没有办好。"
        "超时已经记录在案，急的话可以拨打人才服务热线0371-96567催办。"
    ]


def test_a_new_calendar_moves_the_date_and_it_is_told(client, lists, teacher, person, staff, database):
    headers = person(lists())
    begin(SIXTH)
    (line,) = errands(client, teacher)
    off = ["2026-01-01", "2026-05-01", "2026-06-04", "2026-10-01"]
    table = [{"day": day, "kind": "放假", "name": "放假"} for day in off]
    answer = client.post("/staff/calendar/2026", json=table, headers=staff("admin", "市政务办"))
    try:
        assert answer.status_code == 200, answer.text
        assert errands(client, teacher)[0]["due_on"] == "2026-06-05"
        assert kinds(client, teacher, line["id"]) == ["created", "assigned", "due_moved"]
        assert told(client, headers)[1:] == [HEAD + "放假和调休安排有变动，办结期限由2026年6月4日改为2026年6月5日。"]
    finally:
        database.execute("delete from calendar_days")
        database.commit()


def _record_overdue(at) -> None:
    from backend.database import transaction
    from backend.errands import deadlines

    with transaction() as session:
        found = deadlines.newly_overdue(session, at)
    for errand_id in found:
        with transaction() as session:
            deadlines.record_overdue(session, errand_id, at)


def test_without_a_promise_there_is_no_date_and_that_is_said(client):
    from backend.clock.working_days import Calendar
    from backend.errands import deadlines
    from backend.errands.models import Errand

    errand = Errand(created_at=noon(SIXTH), promise_days=None)
    assert deadlines.read(errand, Calendar(), SIXTH) is None
    assert deadlines.told(errand, Calendar()) == "查到的规定没有写承诺几个工作日办完。"
