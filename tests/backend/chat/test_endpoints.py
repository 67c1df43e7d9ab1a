"""The chat door: who may speak, what may be said, and that nothing said is lost."""

from uuid import uuid4

import pytest
from itsdangerous import URLSafeTimedSerializer

QUESTION = {"text": "博士每月能领多少生活补贴"}


def say(client, headers, text="你好"):
    return client.post("/chat/messages", json={"text": text}, headers=headers)


def test_a_session_gives_a_token_that_may_speak(client, rasa, speaker):
    rasa.answer = [
        {
            "text": "1500元",
            "buttons": [{"title": "条件", "payload": "条件呢"}],
            "custom": {"sources": [{"title": "细则", "date": "2024-03-02", "url": None}]},
        }
    ]
    response = say(client, speaker, "博士多少")
    assert response.status_code == 200
    assert response.json() == {
        "messages": [
            {
                "text": "1500元",
                "buttons": [{"title": "条件", "payload": "条件呢"}],
                "sources": [{"title": "细则", "date": "2024-03-02", "url": None}],
                "card": None,
            }
        ]
    }


def test_anonymous_may_not_speak(client, rasa):
    response = client.post("/chat/messages", json=QUESTION)
    assert response.status_code == 401
    assert response.json() == {"error": "SessionUnknown", "detail": "会话已失效，请重新打开聊天窗口。"}
    assert rasa.heard == []


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        URLSafeTimedSerializer("x" * 40, salt="chat-session").dumps(uuid4().hex),
        URLSafeTimedSerializer("k" * 40, salt="another-door").dumps(uuid4().hex),
        URLSafeTimedSerializer("k" * 40, salt="chat-session").dumps("not a session"),
        URLSafeTimedSerializer("k" * 40, salt="chat-session").dumps(uuid4().hex),
    ],
    ids=[
        "empty",
        "nonsense",
        "signed with another key",
        "signed for another door",
        "no session inside",
        "a session that is gone",
    ],
)
def test_a_forged_token_is_refused(client, rasa, token):
    assert say(client, {"Authorization": f"Bearer {token}"}).status_code == 401
    assert rasa.heard == []


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": " \n\t"},
        {"text": "//"},
        {"text": "长" * 2001},
        {"text": 5},
        {"text": None},
        {"text": ["你好"]},
        {},
    ],
    ids=["empty", "blank", "slashes", "too long", "a number", "null", "a list", "missing"],
)
def test_what_is_not_a_text_of_up_to_2000_characters_is_refused_with_a_sentence(client, rasa, speaker, body):
    response = client.post("/chat/messages", json=body, headers=speaker)
    assert response.status_code == 422
    assert response.json()["detail"].startswith("请发送文字，1 到 2000 个字")
    assert rasa.heard == []


def test_a_body_that_is_no_json_is_refused_without_repeating_it(client, speaker):
    response = client.post("/chat/messages", content="身份证 110101199003071234", headers=speaker)
    assert response.status_code == 422
    assert response.json()["error"] == "MalformedRequest"
    assert "1101" not in response.text


def test_a_body_that_is_not_even_text_is_malformed(client, speaker):
    headers = speaker | {"Content-Type": "application/json"}
    response = client.post("/chat/messages", content=b"{\xff\xfe}", headers=headers)
    assert (response.status_code, response.json()["error"]) == (422, "MalformedRequest")


def test_2000_characters_are_heard(client, rasa, speaker):
    assert say(client, speaker, "长" * 2000).status_code == 200
    assert len(rasa.heard[0]["text"]) == 2000


def test_when_rasa_is_down_the_hotline_is_told_and_the_message_kept(client, rasa, speaker, database):
    rasa.status = 503
    words = f"补贴怎么领 {uuid4().hex[:8]}"
    response = say(client, speaker, words)
    assert response.status_code == 503
    assert "0371-96567" in response.json()["detail"]
    assert database.execute("select status from messages where text = %s", [words]).fetchall() == [("waiting",)]


def test_an_answered_message_is_stored_with_its_replies_in_order(client, rasa, speaker, database):
    rasa.answer = [{"text": "一"}, {"text": "二"}]
    words = f"两句 {uuid4().hex[:8]}"
    say(client, speaker, words)
    rows = database.execute(
        "select m.status, r.position, r.content->>'text' from messages m join replies r on r.message_id = m.id "
        "where m.text = %s order by r.position",
        [words],
    ).fetchall()
    assert rows == [("answered", 0, "一"), ("answered", 1, "二")]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("我的身份证是11010119900307123X", "我的身份证是［身份证号］"),
        ("手机 138 1234 5678 请回电", "手机 ［手机号］ 请回电"),
        ("卡号6222 0200 1234 5678 901", "卡号［银行卡号］"),
        ("手机138.1234.5678", "手机［手机号］"),
        ("老身份证130503670401001", "老身份证［身份证号］"),
        ("发到someone@example.com吧", "发到［邮箱］吧"),
        ("热线0371-96567打不通", "热线0371-96567打不通"),
        ("１３８１２３４５６７８是我", "［手机号］是我"),
    ],
)
def test_personal_numbers_are_masked_before_storage_and_before_rasa(client, rasa, speaker, database, said, kept):
    say(client, speaker, said)
    assert rasa.heard[0]["text"] == kept
    assert database.execute("select text from messages order by id desc limit 1").fetchone() == (kept,)


def test_nul_characters_do_not_break_the_record(client, rasa, speaker):
    assert say(client, speaker, "你\x00好").status_code == 200
    assert rasa.heard[0]["text"] == "你好"


@pytest.mark.parametrize(("said", "heard"), [("/ask_human", "ask_human"), (" //greet{}", "greet{}")])
def test_an_intent_cannot_be_given_by_name(client, rasa, speaker, said, heard):
    say(client, speaker, said)
    assert rasa.heard[0]["text"] == heard


def test_two_sessions_are_two_senders(client, rasa):
    for _ in range(2):
        token = client.post("/chat/sessions").json()["token"]
        say(client, {"Authorization": f"Bearer {token}"})
    assert rasa.heard[0]["sender"] != rasa.heard[1]["sender"]


def test_who_speaks_too_fast_is_asked_to_wait(client, rasa, speaker):
    codes = [say(client, speaker).status_code for _ in range(13)]
    assert codes == [200] * 12 + [429]


def test_a_body_larger_than_needed_is_refused(client, rasa, speaker):
    response = say(client, speaker, "长" * 100_000)
    assert response.status_code == 413
    assert response.json()["error"] == "BodyTooLarge"
    assert rasa.heard == []
