"""What is kept of a person can be taken along and deleted, and being forgotten leaves nothing that leads to them."""

from uuid import uuid4

from backend.database import transaction
from backend.people import service
from backend.people.features import FEATURES
from tests.backend.conftest import new_phone, verify


def say(client, headers, text):
    return client.post("/chat/messages", json={"text": text}, headers=headers)


def person_of(client, headers, database):
    """Who has the newest verified phone."""
    return database.execute("select id from people order by verified_at desc limit 1").fetchone()[0]


def with_everything(client, headers, database):
    """A message, a consent, a fact and an interview; the person's id."""
    person = person_of(client, headers, database)
    say(client, headers, "我是硕士")
    client.put("/people/me/consents/profile", json={"given": True}, headers=headers)
    client.post("/interviews", json={"text": "", "policies": ["living_allowance"]}, headers=headers)
    with transaction() as session:
        service.remember_facts(session, person, {"degree": "硕士"})
    return person


def counts(database, person, session_ids=()):
    by_person = ("person_facts", "consents", "chat_sessions", "interviews")
    found = {
        t: database.execute(f"select count(*) from {t} where person_id = %s", [person]).fetchone()[0] for t in by_person
    }
    database.rollback()
    return found


def test_the_export_has_everything(client, rasa, verified, database):
    rasa.answer = [{"text": "好的"}, {"text": "还有呢"}]
    with_everything(client, verified, database)
    exported = client.get("/people/me/export", headers=verified).json()
    assert exported["phone"].startswith("139")
    assert [consent["purpose"] for consent in exported["consents"]] == ["profile"]
    assert [fact["shown"] for fact in exported["facts"]] == ["硕士"]
    assert [(m["text"], m["replies"]) for m in exported["messages"]] == [("我是硕士", ["好的", "还有呢"])]
    assert FEATURES.keys() <= exported.keys()
    assert len(exported["interviews"]) == 1


def test_the_export_has_every_conversation_of_the_person_and_no_other(client, rasa, verified, other):
    phone, one, two = (
        new_phone(),
        *({"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"} for _ in "12"),
    )
    for headers in (one, two):
        verify(client, headers, phone)
        say(client, headers, f"第{'一' if headers is one else '二'}次")
    say(client, other, "别人的话")
    messages = client.get("/people/me/export", headers=two).json()["messages"]
    assert [message["text"] for message in messages] == ["第一次", "第二次"]


def test_a_guest_exports_the_conversation(client, rasa, speaker):
    say(client, speaker, "你好")
    exported = client.get("/people/me/export", headers=speaker).json()
    assert exported["phone"] is None
    assert [message["text"] for message in exported["messages"]] == ["你好"]


def test_deleting_the_data_leaves_the_person_and_says_what_stays(client, rasa, verified, database):
    person = with_everything(client, verified, database)
    told = client.delete("/people/me/data", headers=verified).json()
    assert "经您同意保存的情况已经删除。" in told["deleted"]
    assert any("手机号保留" in sentence for sentence in told["kept"])
    assert counts(database, person) == {"person_facts": 0, "consents": 1, "chat_sessions": 1, "interviews": 0}
    me = client.get("/people/me", headers=verified).json()
    assert me["verified"] is True and me["consents"]["profile"]["given"] is False


def test_deleting_the_data_says_that_the_chat_stays(client, rasa, verified):
    say(client, verified, "我是硕士")
    told = client.delete("/people/me/data", headers=verified).json()
    assert any("聊天记录保留" in sentence for sentence in told["kept"])
    assert client.get("/people/me/export", headers=verified).json()["messages"] != []


def opened_case(client, headers, submitted=True):
    """The id of a case of whoever speaks there."""
    case = client.post("/cases", json={"policy": "living_allowance"}, headers=headers)
    assert case.status_code in (200, 201), case.text
    if submitted:
        moved = client.post(f"/cases/{case.json()['id']}/moves", json={"move": "submit"}, headers=headers)
        assert moved.status_code == 200, moved.text
    return case.json()["id"]


def test_deleting_the_data_leaves_the_cases_and_says_so(client, verified):
    case = opened_case(client, verified)
    assert "您的申请照常办理，没有改动。" in client.delete("/people/me/data", headers=verified).json()["kept"]
    assert client.get(f"/cases/{case}", headers=verified).json()["state"] == "submitted"


def test_a_guests_draft_becomes_the_persons(client, speaker):
    case = opened_case(client, speaker, submitted=False)
    verify(client, speaker, new_phone())
    assert [one["id"] for one in client.get("/people/me/export", headers=speaker).json()["cases"]] == [case]


def test_nobody_is_forgotten_with_a_case_under_way_unless_they_withdraw_it_with_it(client, verified, database):
    case = opened_case(client, verified)
    refused = client.delete("/people/me", headers=verified)
    assert (refused.status_code, refused.json()["error"]) == (409, "OpenCases")
    assert client.get("/people/me", headers=verified).json()["verified"] is True

    told = client.delete("/people/me", params={"withdraw": True}, headers=verified).json()
    assert any("已经撤回" in sentence for sentence in told["deleted"])
    assert told["kept"] == ["办结的申请按档案管理的要求保留办理结果和经过，但不再与您的手机号、聊天相连。"]
    assert database.execute("select state from cases where id = %s", [case]).fetchone() == ("withdrawn",)
    assert client.get(f"/cases/{case}", headers=verified).status_code == 404


def test_a_draft_is_deleted_with_its_owner(client, verified, database):
    case = opened_case(client, verified, submitted=False)
    assert "没有提交的申请草稿已经删除。" in client.delete("/people/me", headers=verified).json()["deleted"]
    assert database.execute("select 1 from cases where id = %s", [case]).fetchone() is None


def test_deleting_twice_has_nothing_left_to_delete(client, verified):
    client.delete("/people/me/data", headers=verified)
    told = client.delete("/people/me/data", headers=verified).json()
    assert told["deleted"] == ["没有什么可删除的。"]


def test_a_guest_deletes_what_the_conversation_has_told(client, speaker):
    client.post("/interviews", json={"text": "", "policies": ["living_allowance"]}, headers=speaker)
    told = client.delete("/people/me/data", headers=speaker).json()
    assert told["kept"] == [] and "问答" in told["deleted"][0]
    assert client.get("/interviews/current", headers=speaker).status_code == 404


def test_being_forgotten_leaves_no_phone_no_words_and_no_link(client, rasa, verified, database):
    person = with_everything(client, verified, database)
    say(client, verified, "再打 13812345678")
    told = client.delete("/people/me", headers=verified).json()
    assert "聊天记录已经删除。" in told["deleted"]
    assert counts(database, person) == {"person_facts": 0, "consents": 0, "chat_sessions": 0, "interviews": 0}
    assert database.execute("select phone, phone_index from people where id = %s", [person]).fetchone() == (None, None)
    exported = client.get("/people/me/export", headers=verified).json()
    assert (exported["messages"], exported["phone"], exported["interviews"]) == ([], None, [])


def test_the_forgotten_conversation_goes_on_as_a_guests(client, rasa, verified):
    client.delete("/people/me", headers=verified)
    assert client.get("/people/me", headers=verified).json()["verified"] is False
    assert say(client, verified, "你好").status_code == 200


def test_who_comes_back_after_being_forgotten_is_somebody_new(client, speaker, database):
    phone = new_phone()
    verify(client, speaker, phone)
    client.put("/people/me/consents/profile", json={"given": True}, headers=speaker)
    client.delete("/people/me", headers=speaker)
    verify(client, speaker, phone)
    assert client.get("/people/me", headers=speaker).json()["consents"] == {}


def test_forgetting_one_forgets_no_other(client, rasa, verified, other):
    say(client, other, "我还在")
    client.delete("/people/me", headers=verified)
    assert client.get("/people/me", headers=other).json()["verified"] is True
    assert [m["text"] for m in client.get("/people/me/export", headers=other).json()["messages"]] == ["我还在"]


def test_what_rasa_keeps_of_the_conversation_goes_too(client, rasa, database):
    opened, bystander = client.post("/chat/sessions").json(), uuid4().hex
    for sender in (opened["session"], bystander):
        database.execute("insert into conversations (sender_id, version, events) values (%s, 1, '[]')", [sender])
    database.commit()
    client.delete("/people/me", headers={"Authorization": f"Bearer {opened['token']}"})
    left = database.execute("select sender_id from conversations").fetchall()
    assert (opened["session"],) not in left and (bystander,) in left


def test_being_forgotten_in_the_middle_of_a_turn_keeps_nothing_of_the_turn(client, rasa, speaker):
    """As the chat does it: the dialogue has the person forgotten while the gateway waits for its answer."""

    class ForgettingAnswer(list):
        """Read by the fake just before it answers."""

        def __iter__(self):
            client.delete("/people/me", headers=speaker)
            return super().__iter__()

    rasa.answer = ForgettingAnswer([{"text": "已经忘记您了"}])
    response = say(client, speaker, "忘记我")
    assert response.json()["messages"][0]["text"] == "已经忘记您了"
    assert client.get("/people/me/export", headers=speaker).json()["messages"] == []
