"""A phone is verified with a code that only its owner can read, and that nobody can guess."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.backend.conftest import ROOT, new_phone, verify


def send(client, headers, **told):
    return client.post("/people/verification", json=told, headers=headers)


def check(client, headers, **told):
    return client.post("/people/verification/check", json=told, headers=headers)


def code_of(client, phone):
    return next(sent["code"] for sent in reversed(client.get("/dev/outbox").json()) if sent["phone"] == phone)


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def session(client):
    return {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}


def test_a_guest_becomes_a_person_with_the_code(client, speaker):
    phone = new_phone()
    response = send(client, speaker, phone=phone)
    assert response.json() == {"sent_to": f"{phone[:3]}****{phone[-4:]}", "expires_in": 300}
    assert check(client, speaker, code=code_of(client, phone)).json() == {"verified": True}
    me = client.get("/people/me", headers=speaker).json()
    assert (me["verified"], me["phone"]) == (True, f"{phone[:3]}****{phone[-4:]}")


def test_phone_and_code_may_be_told_in_the_chat_where_nobody_sees_them(client, rasa, speaker):
    phone = new_phone()

    def told(text):
        client.post("/chat/messages", json={"text": text}, headers=speaker)
        assert not set("0123456789") & set(rasa.heard[-1]["text"])
        return rasa.heard[-1]["metadata"]["references"][0]["reference"]

    assert send(client, speaker, reference=told(f"我的手机{phone}")).status_code == 200
    assert check(client, speaker, reference=told(code_of(client, phone))).json() == {"verified": True}


@pytest.mark.parametrize("written", ["{}-{}-{}", "+86 {} {} {}", "  {}{}{}  "])
def test_a_phone_may_be_written_in_groups(client, speaker, written):
    phone = new_phone()
    told = written.format(phone[:3], phone[3:7], phone[7:])
    assert send(client, speaker, phone=told).json()["sent_to"].endswith(phone[-4:])


@pytest.mark.parametrize(
    "phone", ["", "12345678901", "1381234567", "138123456789", "0371-96567", "我的13812345678", "电"]
)
def test_what_is_no_mobile_phone_is_refused_without_repeating_it(client, speaker, phone):
    response = send(client, speaker, phone=phone)
    assert response.status_code == 422
    assert response.json() == {"error": "PhoneMalformed", "detail": "请输入 11 位的手机号。"}


@pytest.mark.parametrize(
    "body",
    [{}, {"phone": "13812345678", "reference": "00000000-0000-0000-0000-000000000000"}, {"phone": 13812345678}, []],
)
def test_what_is_not_exactly_one_of_phone_and_reference_is_malformed(client, speaker, body):
    response = client.post("/people/verification", json=body, headers=speaker)
    assert response.json()["error"] == "MalformedRequest"
    assert "138" not in response.text


def test_a_reference_of_another_conversation_is_gone(client, rasa, speaker):
    client.post("/chat/messages", json={"text": new_phone()}, headers=speaker)
    reference = rasa.heard[-1]["metadata"]["references"][0]["reference"]
    response = send(client, session(client), reference=reference)
    assert (response.status_code, response.json()["error"]) == (404, "ReferenceGone")


def test_the_answer_is_the_same_whether_the_phone_is_known_or_not(client, speaker):
    phone = new_phone()
    unknown = send(client, speaker, phone=phone)
    check(client, speaker, code=code_of(client, phone))
    known = send(client, session(client), phone=phone)
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())


def test_the_same_phone_is_the_same_person_in_another_conversation(client, verified, database):
    phone = new_phone()
    one, two = session(client), session(client)
    before = database.execute("select count(*) from people").fetchone()[0]
    for headers in (one, two):
        verify(client, headers, phone)
    client.put("/people/me/consents/profile", json={"given": True}, headers=one)
    assert client.get("/people/me", headers=two).json()["consents"]["profile"]["given"] is True
    assert database.execute("select count(*) from people").fetchone()[0] == before + 1


def test_a_conversation_of_one_person_cannot_become_that_of_another(client, verified):
    response = send(client, verified, phone=new_phone())
    assert (response.status_code, response.json()["error"]) == (409, "OtherPerson")


def test_a_code_is_used_once(client, speaker):
    phone = new_phone()
    send(client, speaker, phone=phone)
    code = code_of(client, phone)
    assert check(client, speaker, code=code).status_code == 200
    assert check(client, speaker, code=code).json()["error"] == "CodeGone"


def test_a_new_code_makes_the_old_one_worthless(client, speaker):
    phone = new_phone()
    codes = []
    while len(set(codes)) < 2:
        assert send(client, speaker, phone=phone).status_code == 200
        codes.append(code_of(client, phone))
    assert check(client, speaker, code=codes[0]).json()["error"] == "CodeWrong"
    assert check(client, speaker, code=codes[-1]).status_code == 200


def test_a_code_counts_only_in_the_conversation_it_was_sent_in(client, speaker):
    phone = new_phone()
    send(client, speaker, phone=phone)
    response = check(client, session(client), code=code_of(client, phone))
    assert (response.status_code, response.json()["error"]) == (409, "CodeGone")


def test_after_five_wrong_tries_the_right_code_is_worthless(client, speaker):
    phone = new_phone()
    send(client, speaker, phone=phone)
    code = code_of(client, phone)
    told = [check(client, speaker, code=wrong(code)).json()["error"] for _ in range(5)]
    assert told == ["CodeWrong"] * 4 + ["CodeGone"]
    assert check(client, speaker, code=code).json()["error"] == "CodeGone"
    assert client.get("/people/me", headers=speaker).json()["verified"] is False


def test_guessing_at_the_same_time_gives_no_more_tries(client, speaker, database):
    phone = new_phone()
    send(client, speaker, phone=phone)
    code = code_of(client, phone)
    with ThreadPoolExecutor(20) as many:
        told = list(many.map(lambda _: check(client, speaker, code=wrong(code)).json()["error"], range(20)))
    assert told.count("CodeWrong") == 4


def test_a_code_is_worthless_after_five_minutes(client, speaker, database):
    phone = new_phone()
    send(client, speaker, phone=phone)
    late = "update verifications set expires_at = expires_at - interval '301 seconds' where tries = 0"
    database.execute(late)
    database.commit()
    assert check(client, speaker, code=code_of(client, phone)).json()["error"] == "CodeGone"


@pytest.mark.parametrize("code", ["", "abc", "12345", "1234567", "零", "１２３４５６", 123456, None])
def test_what_is_not_six_digits_is_malformed_and_costs_no_try(client, speaker, code):
    phone = new_phone()
    send(client, speaker, phone=phone)
    for _ in range(6):
        assert check(client, speaker, code=code).json()["error"] == "MalformedRequest"
    assert check(client, speaker, code=code_of(client, phone)).status_code == 200


def test_a_conversation_gets_five_codes_an_hour(client, speaker):
    phones = [new_phone() for _ in range(6)]
    assert [send(client, speaker, phone=phone).status_code for phone in phones] == [200] * 5 + [429]


def test_a_phone_gets_five_codes_an_hour_whoever_asks(client):
    phone = new_phone()
    answers = [send(client, session(client), phone=phone) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].json() == {"error": "TooManyCodes", "detail": "验证码要得太多了，请过一小时再试。"}


def test_people_who_verify_at_the_same_moment_are_one_person(client, database):
    phone = new_phone()
    conversations = [session(client) for _ in range(4)]
    codes = []
    for headers in conversations:
        send(client, headers, phone=phone)
        codes.append(code_of(client, phone))
    before = database.execute("select count(*) from people").fetchone()[0]
    with ThreadPoolExecutor(4) as many:
        answers = list(
            many.map(lambda pair: check(client, pair[0], code=pair[1]), zip(conversations, codes, strict=True))
        )
    assert [answer.status_code for answer in answers] == [200] * 4
    assert database.execute("select count(*) from people").fetchone()[0] == before + 1


PRODUCTION = """
from fastapi.testclient import TestClient
from backend.main import create
client = TestClient(create())
headers = {"Authorization": "Bearer " + client.post("/chat/sessions").json()["token"]}
phone = {"phone": "13812345678"}
answers = [client.post("/people/verification", json=phone, headers=headers), client.get("/dev/outbox")]
print([(answer.status_code, answer.json()["error"]) for answer in answers])
print("Secure" in client.post("/chat/sessions").headers["set-cookie"])
"""


def in_production(**more):
    environment = os.environ | {"ENV": "production", "PYTHONUTF8": "1"} | more
    command = [sys.executable, "-c", PRODUCTION]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_production_without_a_provider_refuses_and_shows_no_outbox(client):
    done = in_production()
    assert done.stdout.splitlines() == ["[(403, 'SmsUnavailable'), (404, 'NotFound')]", "True"], done.stderr


def test_production_does_not_start_with_the_outbox(client):
    done = in_production(SMS_PROVIDER="outbox")
    assert done.returncode != 0
    assert "SMS_PROVIDER=outbox" in done.stderr
