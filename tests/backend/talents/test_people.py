"""Who agreed to reminders is a talent; a list's entry is theirs once they told the end of its document."""

import pytest

from tests.backend.conftest import new_phone, verify
from tests.backend.talents.conftest import new_document
from tests.backend.talents.test_import import post


@pytest.fixture
def person(client, registry):
    """(headers, phone) of somebody who has verified it and told two facts under the purposes they agreed to."""
    headers = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
    phone = new_phone()
    verify(client, headers, phone)
    follow()
    return headers, phone


def follow() -> None:
    from backend.talents import tasks

    tasks.follow_people(timestamp=0)


def agree(client, headers, purpose: str, given: bool = True) -> None:
    assert client.put(f"/people/me/consents/{purpose}", json={"given": given}, headers=headers).status_code == 200
    follow()


def tell(registry, phone: str, purpose: str = "profile", **facts) -> None:
    """As the interview keeps it: nothing without consent to the purpose."""
    from backend.database import transaction
    from backend.people import repository, service
    from backend.people.verification import phone_index

    with transaction() as session:
        person_id = repository.person_with_phone(session, phone_index(phone))
        service.remember_facts(session, person_id, facts, purpose)
    follow()


def known(phone: str) -> dict | None:
    """What may be used to match the person; None: they are no talent."""
    from backend.database import transaction
    from backend.people import repository as people
    from backend.people.verification import phone_index
    from backend.policies.service import today
    from backend.talents import facts, repository

    with transaction() as session:
        person_id = people.person_with_phone(session, phone_index(phone))
        talent = repository.of_person(session, person_id)
        return None if talent is None else facts.known(session, [talent], today())[talent.id]


def may_be_told(registry) -> list[bool]:
    from backend.database import transaction
    from backend.talents import repository

    ids = [row[0] for row in registry.execute("select id from talents order by id").fetchall()]
    registry.rollback()
    with transaction() as session:
        return [repository.may_be_told(session, id_) for id_ in ids]


def test_whoever_agrees_to_reminders_is_a_talent_and_whoever_withdraws_is_none(client, registry, person):
    headers, phone = person
    assert known(phone) is None
    agree(client, headers, "reminders")
    assert known(phone) == {} and may_be_told(registry) == [True]
    agree(client, headers, "reminders", given=False)
    assert known(phone) is None


def test_agreeing_to_the_profile_alone_makes_nobody_a_talent(client, registry, person):
    headers, phone = person
    agree(client, headers, "profile")
    tell(registry, phone, degree="硕士")
    assert known(phone) is None


def test_what_was_told_for_the_profile_is_used_while_both_consents_stand(client, registry, person):
    headers, phone = person
    agree(client, headers, "profile")
    agree(client, headers, "reminders")
    tell(registry, phone, degree="硕士")
    tell(registry, phone, "reminders", full_time=True)
    assert known(phone) == {"degree": "硕士", "full_time": True}
    agree(client, headers, "profile", given=False)
    assert known(phone) == {"full_time": True}


def entry_of(client, headers) -> tuple:
    answer = client.get("/talents/me", headers=headers)
    assert answer.status_code == 200, answer.text
    return tuple(answer.json()[name] for name in ("candidate", "linked", "bureau", "source", "tries_left"))


def tell_end(client, headers, last_four: str):
    return client.post("/talents/me/confirm", json={"last_four": last_four}, headers=headers)


def list_one(doors, officer, phone: str, document: str = "", consent: str = "是", degree: str = "硕士") -> dict:
    answer = post(
        doors, officer, f"姓名,手机号,证件号码,同意提醒,最高学历\n王五,{phone},{document},{consent},{degree}".encode()
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def newcomer(client, phone: str) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
    verify(client, headers, phone)
    follow()
    return headers


def test_a_phone_alone_makes_nobody_the_talent_of_an_entry_with_a_document(client, registry, doors, officer):
    """The number may be mistyped or in new hands: its owner sees nothing of the entry and is told nothing of it."""
    phone = new_phone()
    list_one(doors, officer, phone, new_document())
    headers = newcomer(client, phone)
    agree(client, headers, "reminders")
    assert entry_of(client, headers) == (True, False, "市人社局", "第三批认定名单", 5)
    assert known(phone) == {} and client.get("/people/me/export", headers=headers).json()["talents"][0]["姓名"] is None
    assert registry.execute("select count(*) from talents where document is not null and person_id is null").fetchone()[
        0
    ]


def test_whoever_tells_the_end_of_the_document_has_the_entry_and_alone_decides(client, registry, doors, officer):
    phone = new_phone()
    list_one(doors, officer, phone, "E1234567X")
    assert may_be_told(registry) == [True]
    headers = newcomer(client, phone)
    answer = tell_end(client, headers, "567x")
    assert (answer.status_code, answer.json()["linked"], answer.json()["candidate"]) == (200, True, False)
    assert known(phone) == {"degree": "硕士"} and may_be_told(registry) == [False]
    agree(client, headers, "reminders")
    assert may_be_told(registry) == [True]
    agree(client, headers, "reminders", given=False)
    assert known(phone) == {"degree": "硕士"} and may_be_told(registry) == [False]
    assert client.get("/people/me/export", headers=headers).json()["talents"][0]["姓名"] == "王五"
    assert tell_end(client, headers, "567X").json()["error"] == "NoCandidate"


def test_after_five_wrong_ends_nobody_is_asked_until_the_list_is_corrected(client, registry, doors, officer):
    phone, document = new_phone(), "E12345678"
    list_one(doors, officer, phone, document)
    headers = newcomer(client, phone)
    errors = [tell_end(client, headers, "0000").json()["error"] for _ in range(6)]
    assert errors == ["LastFourWrong"] * 4 + ["ConfirmationClosed"] * 2
    assert tell_end(client, headers, "5678").status_code == 409 and known(phone) is None
    answer = client.get("/talents/me", headers=headers).json()
    assert (answer["tries_left"], answer["says"]) == (0, None)
    list_one(doors, officer, new_phone(), document)
    list_one(doors, officer, phone, document)
    assert entry_of(client, headers)[-1] == 5
    assert tell_end(client, headers, "5678").status_code == 200


def test_ends_are_not_tried_faster_than_anybody_speaks(client, registry, verified):
    answers = [tell_end(client, verified, "0000").status_code for _ in range(14)]
    assert answers[0] == 404 and answers[-1] == 429


@pytest.mark.parametrize("told", ["567", "56789", "５６７８", "56-8", ""])
def test_what_is_no_end_of_a_document_costs_no_try(client, registry, doors, officer, told):
    phone = new_phone()
    list_one(doors, officer, phone, new_document())
    headers = newcomer(client, phone)
    assert tell_end(client, headers, told).status_code == 422 and entry_of(client, headers)[-1] == 5


def test_a_guest_has_no_entry(client, registry, speaker):
    assert client.get("/talents/me", headers=speaker).json()["error"] == "NotVerified"
    assert tell_end(client, speaker, "5678").json()["error"] == "NotVerified"
    assert client.get("/talents/me").status_code == 401


def test_an_entry_without_a_document_is_linked_by_its_phone_and_shows_no_whole_name(client, registry, doors, officer):
    phone = new_phone()
    list_one(doors, officer, phone)
    headers = newcomer(client, phone)
    assert known(phone) == {"degree": "硕士"} and entry_of(client, headers)[:2] == (False, True)
    assert client.get("/people/me/export", headers=headers).json()["talents"][0]["姓名"] == "王*"


def test_a_document_that_comes_later_is_asked_for_too(client, registry, doors, officer):
    """And whoever agreed to reminders meanwhile goes on being reminded, by what they told themselves."""
    phone = new_phone()
    list_one(doors, officer, phone)
    headers = newcomer(client, phone)
    agree(client, headers, "reminders")
    list_one(doors, officer, phone, "E12345678")
    assert known(phone) == {} and entry_of(client, headers)[:2] == (True, False)
    assert tell_end(client, headers, "5678").status_code == 200
    assert known(phone) == {"degree": "硕士"} and len(may_be_told(registry)) == 1


def test_in_the_conversation_a_person_is_asked_when_they_agree_and_answers_in_words(
    client, registry, doors, officer, rasa
):
    phone = new_phone()
    list_one(doors, officer, phone, "E12345678")
    headers = newcomer(client, phone)
    asked = say(client, headers, "确认开启政策提醒")[-1]
    assert "市人社局的“第三批认定名单”" in asked and "尾号" in asked
    assert "对不上" in say(client, headers, "尾号1234")[0]
    assert "核对上了" in say(client, headers, "尾号 5678。")[0] and known(phone) == {"degree": "硕士"}
    say(client, headers, "尾号 5678")
    assert rasa.heard[-1]["text"] == "尾号 5678"


def say(client, headers, text: str) -> list[str]:
    answer = client.post("/chat/messages", json={"text": text}, headers=headers)
    assert answer.status_code == 200, answer.text
    return [message["text"] for message in answer.json()["messages"]]


def test_a_list_that_names_a_person_joins_the_two_and_its_facts_come_first(client, registry, doors, officer, person):
    headers, phone = person
    agree(client, headers, "profile")
    agree(client, headers, "reminders")
    tell(registry, phone, degree="本科", full_time=True)
    done = list_one(doors, officer, phone, "E12345678")
    assert (done["added"], done["linked"], done["candidates"], done["shared"]) == (1, 0, 1, 0)
    assert tell_end(client, headers, "5678").status_code == 200
    assert known(phone) == {"degree": "硕士", "full_time": True}
    assert len(may_be_told(registry)) == 1


def test_another_phone_in_the_list_unlinks_whoever_had_the_first(client, registry, doors, officer, person):
    headers, phone = person
    document = new_document()
    list_one(doors, officer, phone, document)
    tell_end(client, headers, document[-4:])
    assert known(phone) == {"degree": "硕士"}
    list_one(doors, officer, new_phone(), document)
    assert known(phone) is None


def test_whoever_is_forgotten_is_told_nothing_more_whatever_a_list_says(client, registry, doors, officer, person):
    headers, phone = person
    document = new_document()
    list_one(doors, officer, phone, document)
    tell_end(client, headers, document[-4:])
    agree(client, headers, "reminders")
    assert may_be_told(registry) == [True]
    assert client.delete("/people/me", headers=headers).status_code == 200
    follow()
    assert may_be_told(registry) == [False]
    list_one(doors, officer, phone, document)
    assert may_be_told(registry) == [False]
    again = newcomer(client, phone)
    assert entry_of(client, again)[:2] == (True, False)
    assert tell_end(client, again, document[-4:]).status_code == 200 and known(phone) == {"degree": "硕士"}


def test_a_persons_entry_is_theirs_to_see(client, registry, doors, officer, person):
    from backend.database import transaction
    from backend.people import repository as people
    from backend.people.owners import Owner
    from backend.people.verification import phone_index
    from backend.talents import ownership

    headers, phone = person
    document = new_document()
    list_one(doors, officer, phone, document)
    tell_end(client, headers, document[-4:])
    with transaction() as session:
        owner = Owner(people.person_with_phone(session, phone_index(phone)), ())
        (entry,) = ownership.export(session, owner)
        assert (entry["姓名"], entry["登记单位"], entry["登记的情况"]) == ("王五", "市人社局", {"degree": "硕士"})
        assert ownership.export(session, Owner(None, ())) == []
        ownership.delete(session, owner)
        (entry,) = ownership.export(session, owner)
        assert entry["名单上写明的同意"] is None and entry["登记的情况"] == {"degree": "硕士"}


def test_whoever_verified_before_the_list_came_is_asked_once_until_they_have_told(
    client, registry, doors, officer, person
):
    headers, phone = person
    document = new_document()
    for degree in ("硕士", "博士"):
        list_one(doors, officer, phone, document, degree=degree)
    (told,) = client.get("/people/me/export", headers=headers).json()["notices"]
    assert told["topic"] == "entry_found" and "证件号码的后四位" in told["text"] and document not in told["text"]
    assert still_asked()
    assert tell_end(client, headers, document[-4:]).status_code == 200
    assert not still_asked()


def test_a_correction_of_phone_or_document_asks_anew(client, registry, doors, officer, person):
    headers, phone = person
    document = new_document()
    list_one(doors, officer, phone, document)
    for _ in range(5):
        tell_end(client, headers, "0000" if document[-4:] != "0000" else "1111")
    assert not still_asked()
    list_one(doors, officer, new_phone(), document)
    list_one(doors, officer, phone, document)
    assert still_asked()
    told = client.get("/people/me/export", headers=headers).json()["notices"]
    assert [one["topic"] for one in told] == ["entry_found"] * 2


def still_asked() -> bool:
    """Whether the newest question of that kind would still be sent."""
    from backend.database import transaction
    from backend.notices.checks import holds
    from backend.notices.models import Notice

    with transaction() as session:
        return holds(session, session.query(Notice).filter_by(topic="entry_found").order_by(Notice.id.desc()).first())
