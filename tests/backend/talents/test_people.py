"""Who agreed to reminders is a talent, linked to the register by their phone; what they told is used as they agreed."""

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


def test_a_verified_phone_links_a_person_to_the_register_and_they_alone_decide(client, registry, doors, officer):
    phone = new_phone()
    post(doors, officer, f"手机号,证件号码,同意提醒,最高学历\n{phone},{new_document()},是,硕士".encode())
    assert may_be_told(registry) == [True]
    headers = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
    verify(client, headers, phone)
    follow()
    assert known(phone) == {"degree": "硕士"} and may_be_told(registry) == [False]
    agree(client, headers, "reminders")
    assert may_be_told(registry) == [True]
    agree(client, headers, "reminders", given=False)
    assert known(phone) == {"degree": "硕士"} and may_be_told(registry) == [False]


def test_a_list_that_names_a_person_joins_the_two_and_its_facts_come_first(client, registry, doors, officer, person):
    headers, phone = person
    agree(client, headers, "profile")
    agree(client, headers, "reminders")
    tell(registry, phone, degree="本科", full_time=True)
    answer = post(doors, officer, f"手机号,证件号码,同意提醒,最高学历\n{phone},{new_document()},是,硕士".encode())
    assert (answer.json()["added"], answer.json()["linked"]) == (1, 1)
    assert known(phone) == {"degree": "硕士", "full_time": True}
    assert len(may_be_told(registry)) == 1


def test_another_phone_in_the_list_unlinks_whoever_had_the_first(client, registry, doors, officer, person):
    _, phone = person
    document = new_document()
    post(doors, officer, f"手机号,证件号码,最高学历\n{phone},{document},硕士".encode())
    assert known(phone) == {"degree": "硕士"}
    post(doors, officer, f"手机号,证件号码,最高学历\n{new_phone()},{document},硕士".encode())
    assert known(phone) is None


def test_whoever_is_forgotten_is_told_nothing_more_whatever_a_list_says(client, registry, doors, officer, person):
    headers, phone = person
    line = f"手机号,证件号码,同意提醒,最高学历\n{phone},{new_document()},是,硕士".encode()
    post(doors, officer, line)
    agree(client, headers, "reminders")
    assert may_be_told(registry) == [True]
    assert client.delete("/people/me", headers=headers).status_code == 200
    follow()
    assert may_be_told(registry) == [False]
    post(doors, officer, line)
    assert may_be_told(registry) == [False]


def test_a_persons_entry_is_theirs_to_see(client, registry, doors, officer, person):
    from backend.database import transaction
    from backend.people import repository as people
    from backend.people.owners import Owner
    from backend.people.verification import phone_index
    from backend.talents import ownership

    _, phone = person
    post(doors, officer, f"姓名,手机号,证件号码,同意提醒,最高学历\n王五,{phone},{new_document()},是,硕士".encode())
    with transaction() as session:
        owner = Owner(people.person_with_phone(session, phone_index(phone)), ())
        (entry,) = ownership.export(session, owner)
        assert (entry["姓名"], entry["登记单位"], entry["登记的情况"]) == ("王五", "市人社局", {"degree": "硕士"})
        assert ownership.export(session, Owner(None, ())) == []
        ownership.delete(session, owner)
        (entry,) = ownership.export(session, owner)
        assert entry["名单上写明的同意"] is None and entry["登记的情况"] == {"degree": "硕士"}
