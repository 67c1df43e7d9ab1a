"""Interviews of verified people: what they agreed to have kept comes back, what they did not does not."""

from tests.backend.conftest import new_phone, verify


def conversation(client):
    return {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}


def begin(client, headers, text=""):
    return client.post("/interviews", headers=headers, json={"text": text, "intent": "inform"}).json()


def facts(interview):
    return {known["fact"]: known["shown"] for known in interview["known"]}


def consent(client, headers, given=True):
    client.put("/people/me/consents/profile", headers=headers, json={"given": given})


def test_what_was_told_with_consent_is_known_in_the_next_conversation(client):
    phone, first, second = new_phone(), conversation(client), conversation(client)
    verify(client, first, phone)
    consent(client, first)
    begin(client, first, "我是硕士")
    verify(client, second, phone)
    assert facts(begin(client, second)) == {"degree": "硕士"}


def test_without_consent_nothing_is_carried_over(client):
    phone, first, second = new_phone(), conversation(client), conversation(client)
    verify(client, first, phone)
    begin(client, first, "我是硕士")
    verify(client, second, phone)
    assert facts(begin(client, second)) == {}


def test_what_a_guest_told_is_kept_once_they_verified_and_agreed(client):
    phone, first, second = new_phone(), conversation(client), conversation(client)
    begin(client, first, "我是硕士")
    verify(client, first, phone)
    consent(client, first)
    begin(client, first, "户口在郑州")
    verify(client, second, phone)
    assert facts(begin(client, second)) == {"degree": "硕士", "household_in_zhengzhou": "是"}


def test_a_correction_reaches_what_is_kept(client):
    phone, first, second = new_phone(), conversation(client), conversation(client)
    verify(client, first, phone)
    consent(client, first)
    begin(client, first, "我是硕士")
    begin(client, first, "不对，我是本科")
    verify(client, second, phone)
    assert facts(begin(client, second)) == {"degree": "本科"}


def test_what_is_told_now_takes_the_place_of_what_was_kept_and_contradicts_it(client):
    phone, first, second, third = new_phone(), *(conversation(client) for _ in range(3))
    verify(client, first, phone)
    consent(client, first)
    begin(client, first, "我是硕士，社保交了8个月")
    assert set(facts(begin(client, first))) == {"degree", "pension_months"}
    begin(client, second, "我没交社保")
    verify(client, second, phone)
    now = {"degree": "硕士", "pension_kind": "没有缴"}
    assert facts(begin(client, second)) == now
    verify(client, third, phone)
    assert facts(begin(client, third)) == now, "the contradiction does not come back"


def test_what_was_told_is_exported_and_deleted(client, database):
    headers = conversation(client)
    verify(client, headers, new_phone())
    begin(client, headers, "我是硕士")
    exported = client.get("/people/me/export", headers=headers).json()
    assert exported["interviews"][0]["告诉我们的"] == {"degree": "硕士"}
    client.delete("/people/me/data", headers=headers)
    assert client.get("/interviews/current", headers=headers).status_code == 404


def test_what_knowledge_no_longer_offers_is_passed_over(client, database):
    from backend.database import transaction
    from backend.people.service import remember_facts

    headers = conversation(client)
    verify(client, headers, new_phone())
    consent(client, headers)
    person = database.execute("select id from people order by verified_at desc limit 1").fetchone()[0]
    with transaction() as session:
        remember_facts(session, person, {"degree": "秀才", "no_longer_asked": 1, "household_in_zhengzhou": True})
    assert facts(begin(client, headers)) == {"household_in_zhengzhou": "是"}
