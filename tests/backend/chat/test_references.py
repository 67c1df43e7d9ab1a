"""What is masked travels by reference: Rasa gets the reference, only the backend the value, only for a short while."""

from uuid import UUID, uuid4

import pytest
from itsdangerous import URLSafeTimedSerializer

from backend.database import transaction
from backend.people import withheld
from backend.people.errors import ReferenceGone
from backend.people.tasks import forget_expired


def session_id(headers) -> UUID:
    token = headers["Authorization"].removeprefix("Bearer ")
    return UUID(URLSafeTimedSerializer("k" * 40, salt="chat-session").loads(token))


def say(client, headers, text):
    return client.post("/chat/messages", json={"text": text}, headers=headers)


def resolve(headers, reference, kind):
    with transaction() as session:
        return withheld.resolve(session, session_id(headers), reference, kind)


def test_references_go_to_rasa_in_the_order_the_numbers_were_said(client, rasa, speaker):
    say(client, speaker, "手机13812345678，身份证11010119900307123X")
    assert rasa.heard[0]["text"] == "手机［手机号］，身份证［身份证号］"
    references = rasa.heard[0]["metadata"]["references"]
    assert [one["kind"] for one in references] == ["phone", "id_number"]
    assert resolve(speaker, references[0]["reference"], "phone") == "13812345678"
    assert resolve(speaker, references[1]["reference"], "id_number") == "11010119900307123X"


def test_a_message_without_numbers_has_no_references(client, rasa, speaker):
    say(client, speaker, "你好")
    assert rasa.heard[0]["metadata"] == {"references": []}


def test_a_reference_is_worth_nothing_elsewhere(client, rasa, speaker, other):
    say(client, speaker, "13812345678")
    reference = rasa.heard[-1]["metadata"]["references"][0]["reference"]
    for headers, kind, id_ in [
        (other, "phone", reference),
        (speaker, "code", reference),
        (speaker, "phone", uuid4()),
        (speaker, "phone", "nonsense"),
    ]:
        with pytest.raises(ReferenceGone):
            resolve(headers, id_, kind)


def test_after_ten_minutes_a_reference_is_gone_and_the_next_number_sweeps_it_away(client, rasa, speaker, database):
    say(client, speaker, "13812345678")
    reference = rasa.heard[-1]["metadata"]["references"][0]["reference"]
    database.execute("update withheld_values set expires_at = now() - interval '1 second' where id = %s", [reference])
    database.commit()
    with pytest.raises(ReferenceGone):
        resolve(speaker, reference, "phone")
    say(client, speaker, "13812345679")
    assert database.execute("select 1 from withheld_values where id = %s", [reference]).fetchone() is None


def test_the_worker_sweeps_expired_values_and_codes_away(client, rasa, speaker, database):
    say(client, speaker, "13812345678")
    client.post("/people/verification", json={"phone": "13700000002"}, headers=speaker)
    database.execute("update withheld_values set expires_at = now() - interval '1 second'")
    database.execute("update verifications set expires_at = now() - interval '2 hours'")
    database.commit()
    forget_expired(timestamp=0)
    assert database.execute("select count(*) from withheld_values").fetchone() == (0,)
    assert database.execute("select count(*) from verifications").fetchone() == (0,)


def test_values_last_ten_minutes(client, rasa, speaker, database):
    say(client, speaker, "13812345678")
    reference = rasa.heard[-1]["metadata"]["references"][0]["reference"]
    left = "select extract(epoch from expires_at - now()) from withheld_values where id = %s"
    assert 590 < database.execute(left, [reference]).fetchone()[0] <= 600


def test_six_digits_are_masked_once_a_code_was_sent_and_not_before(client, rasa, speaker):
    say(client, speaker, "199303")
    assert rasa.heard[-1]["text"] == "199303"
    client.post("/people/verification", json={"phone": "13700000001"}, headers=speaker)
    say(client, speaker, "１２３ ４５６")
    assert rasa.heard[-1]["text"] == "［验证码］"
    (reference,) = rasa.heard[-1]["metadata"]["references"]
    assert resolve(speaker, reference["reference"], "code") == "123456"


def test_a_session_comes_with_a_cookie_scripts_and_other_sites_cannot_use(client):
    cookie = client.post("/chat/sessions").headers["set-cookie"]
    assert cookie.startswith("xiaocai_session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


def test_the_cookie_speaks_for_the_conversation_where_a_browser_opens_a_page(client):
    token = client.post("/chat/sessions").json()["token"]
    assert client.get("/people/me", headers={"Cookie": f"xiaocai_session={token}"}).status_code == 200
    assert client.get("/people/me", headers={"Cookie": "xiaocai_session=forged"}).status_code == 401


def test_the_cookie_does_not_mend_a_wrong_bearer(client):
    token = client.post("/chat/sessions").json()["token"]
    headers = {"Cookie": f"xiaocai_session={token}", "Authorization": "Bearer wrong"}
    assert client.get("/people/me", headers=headers).status_code == 401
