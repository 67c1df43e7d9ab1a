"""The doors: one's own notices with their reason, what was just told, answers, subscriptions, the staff's switch."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.settings import settings
from tests.backend.notices.conftest import Office

DAY = datetime.now(UTC).replace(hour=4, minute=0)  # noon in Zhengzhou


@pytest.fixture
def office(office, topics, inbox) -> Office:
    """Sends with the channels there really are, of which only the inbox is open to these people."""
    from backend.delivery.notice_channels import notice_channels

    return Office(notice_channels(), topics, office.runner, now=DAY)


@pytest.fixture
def person(client, verified, database):
    """Whose conversation `verified` is; they have agreed to reminders."""
    from backend.chat import tokens

    agreed = client.put("/people/me/consents/reminders", json={"given": True}, headers=verified)
    assert agreed.status_code == 200
    session = tokens.session_of(verified["Authorization"].removeprefix("Bearer "))
    return database.execute("select person_id from chat_sessions where id = %s", [session]).fetchone()[0]


@pytest.fixture
def told(client, office, person, verified) -> dict:
    from backend.notices.planning import Reason
    from backend.policies.service import book

    edition = book().policies["living_allowance"].editions[0]
    clause = next(iter(edition.every_clause))
    office.plan(person, reason=Reason("living_allowance", edition.id, (clause,), ("degree",)), at=DAY)
    office.send(person)
    return client.get("/notices", headers=verified).json()[0]


def test_the_inbox_tells_the_reason_with_clause_and_facts_but_no_values(told):
    from backend.policies.service import book

    label = book().facts["degree"].label
    assert told["reason"]["facts"] == [label] and told["reason"]["clauses"][0]["says"]
    assert told["reason"]["policy_name"] in told["text"]
    assert told["why"].startswith("您同意过“政策提醒”") and label in told["why"]
    assert told["reason"]["clauses"][0]["says"] in told["why"]


def test_it_appears_in_the_open_conversation_too(client, told, verified):
    (last,) = client.get("/notices/last", headers=verified).json()
    assert last["id"] == told["id"] and last["topic"] == "policy_fits"


def test_nothing_was_just_told_in_a_conversation_without_notice_or_long_ago(client, verified, other, told, database):
    assert client.get("/notices/last", headers=other).json() == []
    database.execute("update notice_sends set at = at - interval '3 days'")
    database.commit()
    assert client.get("/notices/last", headers=verified).json() == []


def test_the_dialogue_may_ask_on_behalf_of_the_conversation(client, told, verified, database):
    session = database.execute("select session_id from notice_sends order by id desc limit 1").fetchone()[0]
    dialogue = {"Authorization": f"Bearer {'a' * 40}", "X-Conversation": session.hex}
    assert client.get("/notices/last", headers=dialogue).json()[0]["id"] == told["id"]


@pytest.mark.parametrize("answer", ["done", "not_needed"])
def test_an_answer_is_remembered(client, told, verified, answer):
    said = client.post(f"/notices/{told['id']}/reply", json={"reply": answer}, headers=verified).json()
    assert said["says"].startswith("好") and said["notice"]["replied"] == answer


@pytest.mark.parametrize("answer", ["done", "not_needed"])
def test_what_comes_every_year_is_done_for_this_year(client, office, person, verified, answer):
    office.plan(person, "yearly_confirmation", at=DAY)
    office.send(person)
    (notice,) = client.get("/notices/last", headers=verified).json()
    said = client.post(f"/notices/{notice['id']}/reply", json={"reply": answer}, headers=verified).json()
    assert "今年不再提醒" in said["says"] and "以后再到时候" in said["says"]


def test_why_is_answered(client, told, verified):
    said = client.post(f"/notices/{told['id']}/reply", json={"reply": "why"}, headers=verified).json()
    assert said["says"] == told["why"] and said["notice"]["replied"] is None


def test_unsubscribing_by_reply_is_of_that_topic(client, told, verified):
    client.post(f"/notices/{told['id']}/reply", json={"reply": "unsubscribe"}, headers=verified)
    state = {one["topic"]: one["subscribed"] for one in client.get("/notices/subscriptions", headers=verified).json()}
    assert state["policy_fits"] is False and state["policy_changed"] is True and state["case_decided"] is True
    said = client.post(f"/notices/{told['id']}/reply", json={"reply": "subscribe"}, headers=verified).json()
    assert "再告诉您" in said["says"]
    state = {one["topic"]: one["subscribed"] for one in client.get("/notices/subscriptions", headers=verified).json()}
    assert state["policy_fits"] is True


@pytest.mark.parametrize(
    ("answer", "says"),
    [("unsubscribe", "不能退订"), ("not_needed", "仍会告诉您"), ("done", "仍会告诉您")],
)
def test_of_ones_own_application_one_is_told_whatever_one_answers(client, office, person, verified, answer, says):
    office.plan(person, "case_decided", text="您的申请有了结果。", at=DAY)
    office.send(person)
    (notice,) = client.get("/notices/last", headers=verified).json()
    said = client.post(f"/notices/{notice['id']}/reply", json={"reply": answer}, headers=verified).json()
    assert says in said["says"] and notice["stoppable"] is False


def test_a_clause_is_told_with_where_it_was_read(told):
    (clause,) = told["reason"]["clauses"]
    assert clause["source"]["title"] and clause["source"]["date"]


def test_all_recommendations_are_stopped_by_the_consent_to_them_and_by_nothing_else(client, told, verified):
    def subscribed() -> set[str]:
        listed = client.get("/notices/subscriptions", headers=verified).json()
        return {one["topic"] for one in listed if one["subscribed"]}

    before = subscribed()
    said = client.post(f"/notices/{told['id']}/reply", json={"reply": "unsubscribe_all"}, headers=verified).json()
    assert "不再发给您" in said["says"]
    assert client.get("/people/me", headers=verified).json()["consents"]["reminders"]["given"] is False
    assert subscribed() == {topic for topic in before if topic.startswith(("case_", "arranged_", "entry_"))}
    client.put("/people/me/consents/reminders", json={"given": True}, headers=verified)
    assert subscribed() == before and "policy_fits" in before


def test_what_must_be_known_cannot_be_unsubscribed_and_unknown_topics_are_not_found(client, verified):
    for topic, status in (("case_decided", 409), ("nonsense", 404)):
        given = {"topic": topic, "subscribed": False}
        assert client.post("/notices/subscriptions", json=given, headers=verified).status_code == status


def test_nobody_reads_or_answers_somebody_elses(client, told, other, speaker):
    assert client.get("/notices", headers=other).json() == []
    assert client.post(f"/notices/{told['id']}/reply", json={"reply": "why"}, headers=other).status_code == 404


@pytest.mark.parametrize("path", ["/notices", "/notices/last", "/notices/subscriptions"])
def test_a_guest_and_a_stranger_have_none(client, path):
    guest = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
    assert client.get(path, headers=guest).status_code == 403
    assert client.get(path).status_code == 401


@pytest.fixture
def admin(client) -> dict[str, str]:
    from backend.database import transaction
    from backend.staff.service import add_member

    with transaction() as session:
        return {"Authorization": f"Bearer {add_member(session, '王五', 'admin', '市人社局')}"}


def test_staff_stop_and_start_a_topic_and_see_its_figures(client, told, admin):
    def topic() -> dict:
        listed = client.get("/notice-topics", headers=admin).json()
        return next(one for one in listed if one["topic"] == "policy_fits")

    assert topic()["sends"]["inbox"]["delivered"] >= 1 and topic()["stopped"] is False
    assert client.post("/notice-topics/policy_fits/stop", headers=admin).status_code == 204
    assert topic()["stopped"] is True and topic()["stopped_because"] == "staff"
    assert client.post("/notice-topics/policy_fits/start", headers=admin).status_code == 204
    assert topic()["stopped"] is False
    assert client.post("/notice-topics/nonsense/stop", headers=admin).status_code == 404
    refused = client.post("/notice-topics/case_decided/stop", headers=admin)
    assert refused.status_code == 409 and refused.json()["error"] == "TopicCritical"


def test_an_officer_does_not_steer_notices(client, staff_token):
    officer = {"Authorization": f"Bearer {staff_token}"}
    assert client.get("/notice-topics", headers=officer).status_code == 403
    assert client.post("/notice-topics/policy_fits/stop", headers=officer).status_code == 403


def test_the_export_has_notices_and_forgetting_leaves_none(client, told, verified, person, database):
    exported = client.get("/people/me/export", headers=verified).json()
    assert [one["text"] for one in exported["notices"]] == [told["text"]]
    assert client.delete("/people/me", headers=verified).status_code == 200
    for table in ("notices", "notice_sends", "notice_opt_outs", "notice_recipients"):
        left = database.execute(f"select count(*) from {table} where person_id = %s", [person]).fetchone()
        assert left == (0,), table


def test_deleting_my_data_deletes_what_was_recommended_from_it_but_not_what_i_want_none_of(
    client, told, verified, person, database
):
    client.post("/notices/subscriptions", json={"topic": "policy_fits", "subscribed": False}, headers=verified)
    assert "给您发过的提醒已经删除。" in client.delete("/people/me/data", headers=verified).json()["deleted"]
    assert client.get("/notices", headers=verified).json() == []
    assert database.execute("select topic from notice_opt_outs where person_id = %s", [person]).fetchall()


def test_what_was_told_is_forgotten_after_a_year(client, told, database):
    from backend.database import transaction
    from backend.notices import repository

    with transaction() as session:
        repository.remove_older(session, DAY - timedelta(days=1))
    assert database.execute("select 1 from notices where id = %s", [told["id"]]).fetchone()
    database.rollback()
    with transaction() as session:
        repository.remove_older(session, DAY + timedelta(days=1))
    assert not database.execute("select 1 from notices where id = %s", [told["id"]]).fetchone()


def test_to_try_it_out_one_is_told_at_once_whatever_the_hour_and_several_as_a_digest(client, verified):
    what = [
        {"topic": "policy_fits", "policy": "living_allowance"},
        {"topic": "case_decided", "policy": "talent_reward"},
    ]
    assert client.post("/dev/notices", json=what, headers=verified).status_code == 204
    told = client.get("/notices/last", headers=verified).json()
    assert [one["topic"] for one in told] == ["policy_fits", "case_decided"]
    assert told[0]["reason"]["clauses"] and told[1]["text"].startswith("申请有结果：")


def test_to_try_it_out_a_question_that_rests_on_no_policy_rests_on_none(client, verified):
    assert client.post("/dev/notices", json=[{"topic": "entry_found"}], headers=verified).status_code == 204
    (told,) = client.get("/notices/last", headers=verified).json()
    assert (told["topic"], told["reason"]["policy"], told["reason"]["clauses"]) == ("entry_found", None, [])


@pytest.mark.parametrize(
    "what", [{"topic": "x", "policy": "living_allowance"}, {"topic": "policy_fits", "policy": "x"}]
)
def test_to_try_it_out_topic_and_policy_have_to_exist(client, verified, what):
    assert client.post("/dev/notices", json=[what], headers=verified).status_code == 404


def test_a_guest_tries_nothing_out_and_nobody_does_in_production(client, verified):
    guest = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
    what = [{"topic": "policy_fits", "policy": "living_allowance"}]
    assert client.post("/dev/notices", json=what, headers=guest).status_code == 403
    object.__setattr__(settings(), "env", "production")
    try:
        assert client.post("/dev/notices", json=what, headers=verified).status_code == 404
    finally:
        object.__setattr__(settings(), "env", "development")


def test_what_was_told_stays_in_the_inbox_while_it_goes_another_way_and_when_it_no_longer_does(
    client, office, told, verified, database
):
    from backend.database import transaction
    from backend.delivery.notices import Outcome
    from backend.notices import results

    send, person = database.execute(
        "update notice_sends set state = 'accepted' where id = "
        "(select send_id from notice_deliveries where notice_id = %s) returning id, person_id",
        [told["id"]],
    ).fetchone()
    database.commit()
    with transaction() as session:
        results.failed_later(office.sender, session, send, Outcome("refused"), DAY)
    assert [one["id"] for one in client.get("/notices", headers=verified).json()] == [told["id"]]
    said = client.post(f"/notices/{told['id']}/reply", json={"reply": "not_needed"}, headers=verified)
    assert said.status_code == 200
    office.send(person)
    state = database.execute("select state, why from notices where id = %s", [told["id"]]).fetchone()
    assert state == ("dropped", "settled")
    assert [one["id"] for one in client.get("/notices", headers=verified).json()] == [told["id"]]


def test_why_quotes_what_the_clause_said_when_it_was_planned(client, office, told, verified, database):
    """The knowledge may say something else by now, or have lost it."""
    from backend.database import transaction
    from backend.notices.models import Notice, NoticeQuote

    with transaction() as session:
        notice = session.get_one(Notice, told["id"])
        (quoted,) = session.get_one(NoticeQuote, notice.reason["quoted"]).clauses
        assert quoted == told["reason"]["clauses"][0]
        then = quoted | {"says": "当时写的是每月一千五百元", "source": quoted["source"] | {"title": "当时的细则"}}
        session.merge(NoticeQuote(digest="then", clauses=[then]))
        notice.reason = notice.reason | {"policy": "gone", "edition": "1999", "quoted": "then"}
    said = client.post(f"/notices/{told['id']}/reply", json={"reply": "why"}, headers=verified).json()
    assert "条款：当时写的是每月一千五百元（当时的细则）" in said["says"]
    assert said["notice"]["reason"]["clauses"] == [then]


def test_of_what_was_planned_before_the_words_were_kept_the_knowledge_of_today_is_quoted(client, told, verified):
    from backend.database import transaction
    from backend.notices.models import Notice

    with transaction() as session:
        notice = session.get_one(Notice, told["id"])
        notice.reason = {name: value for name, value in notice.reason.items() if name != "quoted"}
    (shown,) = client.get("/notices", headers=verified).json()
    assert shown["reason"] == told["reason"] and shown["why"] == told["why"]


def test_who_needs_no_officer_hears_that_this_alone_stops_nothing(client, office, person, verified):
    office.plan(person, "arranged_service", at=DAY)
    office.send(person)
    (notice,) = client.get("/notices/last", headers=verified).json()
    said = client.post(f"/notices/{notice['id']}/reply", json={"reply": "not_needed"}, headers=verified).json()
    assert "停不下来" in said["says"] and "告诉专员" in said["says"]
