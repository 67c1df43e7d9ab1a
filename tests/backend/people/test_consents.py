"""Nothing is kept of a person without their consent to the purpose, and nothing once it is withdrawn."""

from uuid import UUID

import pytest

from backend.database import transaction
from backend.people import service


def person_id(client, headers, database) -> UUID:
    """The newest person: whoever `headers` were just made for."""
    return database.execute("select id from people order by verified_at desc limit 1").fetchone()[0]


def decide(client, headers, given, purpose="profile"):
    return client.put(f"/people/me/consents/{purpose}", json={"given": given}, headers=headers)


def remember(person, facts, **more):
    with transaction() as session:
        return service.remember_facts(session, person, facts, **more)


def known(person):
    with transaction() as session:
        return service.known_facts(session, person)


def test_a_guest_is_asked_to_verify_first(client, speaker):
    response = decide(client, speaker, True)
    assert (response.status_code, response.json()["error"]) == (403, "NotVerified")


def test_a_guest_sees_what_could_be_agreed_to(client, speaker):
    me = client.get("/people/me", headers=speaker).json()
    assert (me["verified"], me["phone"], me["consents"], me["facts"]) == (False, None, {}, [])
    assert me["purposes"]["profile"]["name"] == "记住我的情况"


def test_consent_is_recorded_with_its_words_and_time(client, verified):
    consent = decide(client, verified, True).json()
    assert consent["given"] is True and consent["given_at"] and consent["withdrawn_at"] is None
    assert consent["words"] == client.get("/people/me", headers=verified).json()["purposes"]["profile"]["words"]


def test_without_consent_nothing_is_kept(client, verified, database):
    person = person_id(client, verified, database)
    assert remember(person, {"degree": "硕士"}) is False
    assert known(person) == {}


def test_with_consent_facts_are_kept_and_shown(client, verified, database):
    person = person_id(client, verified, database)
    decide(client, verified, True)
    assert remember(person, {"degree": "硕士", "born_on": "1993"}) is True
    assert remember(person, {"degree": "博士"}) is True
    assert known(person) == {"degree": "博士", "born_on": "1993"}
    shown = {fact["fact"]: fact["shown"] for fact in client.get("/people/me", headers=verified).json()["facts"]}
    assert shown == {"degree": "博士", "born_on": "1993年"}


def test_a_fact_knowledge_no_longer_has_is_still_shown_to_its_owner(client, verified, database):
    person = person_id(client, verified, database)
    decide(client, verified, True)
    remember(person, {"shoe_size": 43, "born_on": "蛇年"})
    shown = {fact["fact"]: fact["shown"] for fact in client.get("/people/me", headers=verified).json()["facts"]}
    assert shown == {"shoe_size": "43", "born_on": "蛇年"}


def test_consent_to_one_purpose_is_none_to_another(client, verified, database):
    person = person_id(client, verified, database)
    decide(client, verified, True, "reminders")
    assert remember(person, {"degree": "硕士"}) is False
    assert remember(person, {"degree": "硕士"}, purpose="reminders") is True
    assert known(person) == {}


def test_withdrawing_deletes_what_it_had_allowed_and_nothing_else(client, verified, database):
    person = person_id(client, verified, database)
    for purpose in ("profile", "reminders"):
        decide(client, verified, True, purpose)
        remember(person, {"degree": "硕士"}, purpose=purpose)
    withdrawn = decide(client, verified, False).json()
    assert withdrawn["given"] is False and withdrawn["withdrawn_at"]
    left = database.execute("select purpose from person_facts where person_id = %s", [person]).fetchall()
    assert left == [("reminders",)]
    assert remember(person, {"degree": "硕士"}) is False


def test_every_decision_stays_on_record(client, verified, database):
    person = person_id(client, verified, database)
    for given in (True, True, False, False, True):
        decide(client, verified, given)
    rows = "select given_at is not null, withdrawn_at is not null from consents where person_id = %s order by given_at"
    assert database.execute(rows, [person]).fetchall() == [(True, True), (True, False)]


def test_who_declines_is_on_record_as_asked(client, verified):
    for _ in range(2):
        declined = decide(client, verified, False).json()
    assert (declined["given"], declined["given_at"]) == (False, None)
    exported = client.get("/people/me/export", headers=verified).json()
    assert len(exported["consents"]) == 1


def test_an_unknown_purpose_is_404(client, verified):
    response = decide(client, verified, True, "advertising")
    assert (response.status_code, response.json()["error"]) == (404, "PurposeUnknown")


@pytest.mark.parametrize("body", [{}, {"given": "yes"}, {"given": 1}, {"given": None}, {"given": True, "more": 1}, []])
def test_a_decision_is_yes_or_no(client, verified, body):
    assert client.put("/people/me/consents/profile", json=body, headers=verified).status_code == 422


def test_who_agrees_after_an_interview_has_its_facts_kept(client, verified):
    client.post("/interviews", json={"text": "", "policies": ["living_allowance"]}, headers=verified)
    told = {"text": "我是硕士", "fact": "degree"}
    assert client.post("/interviews/current/answers", json=told, headers=verified).json()["understood"] is True
    assert client.get("/people/me", headers=verified).json()["facts"] == []
    decide(client, verified, True)
    assert [fact["shown"] for fact in client.get("/people/me", headers=verified).json()["facts"]] == ["硕士"]


def test_nobody_sees_or_decides_for_another(client, verified, other, database):
    decide(client, verified, True)
    assert client.get("/people/me", headers=other).json()["consents"] == {}
    decide(client, other, False)
    assert client.get("/people/me", headers=verified).json()["consents"]["profile"]["given"] is True
