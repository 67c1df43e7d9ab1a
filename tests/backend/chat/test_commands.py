"""Words that work whatever Rasa makes of them, and while it is away."""

import pytest

from backend.settings import settings
from tests.backend.conftest import verify


def say(client, headers, text):
    answer = client.post("/chat/messages", json={"text": text}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["messages"]


@pytest.mark.parametrize("word", ["转人工", "转人工！", " 人工客服 ", "“转人工”"])
def test_without_agents_the_dialogue_is_told_what_is_meant(client, rasa, speaker, word):
    say(client, speaker, word)
    assert rasa.heard[0]["text"] == "/ask_human"


def test_without_agents_and_without_rasa_the_hotline_is_told(client, rasa, speaker):
    rasa.status = 503
    assert "0371-96567" in say(client, speaker, "转人工")[0]["text"]


def test_a_sentence_with_the_word_in_it_is_no_command(client, rasa, speaker):
    say(client, speaker, "怎么转人工办理")
    assert rasa.heard[0]["text"] == "怎么转人工办理"


@pytest.mark.parametrize("word", ["退订", "TD", "td", "ＴＤ"])
def test_who_unsubscribes_is_not_reminded_any_more(client, rasa, verified, word):
    client.put("/people/me/consents/reminders", json={"given": True}, headers=verified)
    rasa.status = 503
    assert "不再发给您" in say(client, verified, word)[0]["text"]
    me = client.get("/people/me", headers=verified).json()
    assert me["consents"]["reminders"]["given"] is False
    assert rasa.heard == []


def test_who_is_not_subscribed_hears_so(client, rasa, speaker):
    assert "没有订阅" in say(client, speaker, "退订")[0]["text"]


def test_to_forget_works_while_rasa_is_away(client, rasa, speaker, database):
    verify(client, speaker, "13900000021")
    rasa.status = 503
    asked = say(client, speaker, "忘记我")[0]
    assert [button["payload"] for button in asked["buttons"]] == ["确认忘记我"]
    told = say(client, speaker, "确认忘记我")
    assert told[0]["text"].startswith("好，已经忘记您了。")
    assert client.get("/people/me", headers=speaker).json()["verified"] is False


def test_open_applications_are_asked_about_before_they_are_withdrawn(client, rasa, verified):
    case = client.post("/cases", json={"policy": "living_allowance"}, headers=verified).json()
    client.post(f"/cases/{case['id']}/moves", json={"move": "submit"}, headers=verified)
    asked = say(client, verified, "确认忘记我")[0]
    assert asked["buttons"][0]["payload"] == "确认撤回并忘记我"
    assert client.get("/people/me", headers=verified).json()["verified"] is True
    say(client, verified, "确认撤回并忘记我")
    assert client.get("/people/me", headers=verified).json()["verified"] is False


def test_the_end_of_a_number_is_for_the_dialogue_where_nobody_asked_for_one(client, rasa, speaker):
    for _ in range(2):
        say(client, speaker, "尾号1234")
        assert rasa.heard[-1]["text"] == "尾号1234"
        verify(client, speaker, "13900000023")


@pytest.fixture
def agents(client):
    object.__setattr__(settings(), "human_agents", True)
    yield
    object.__setattr__(settings(), "human_agents", False)


def test_with_agents_the_assistant_is_silent_until_it_is_called_back(client, rasa, speaker, database, agents):
    assert "转给工作人员" in say(client, speaker, "转人工")[0]["text"]
    assert say(client, speaker, "我的补贴卡住了") == []
    assert rasa.heard == []
    assert "小才接着" in say(client, speaker, "找小才")[0]["text"]
    say(client, speaker, "你好")
    assert [heard["text"] for heard in rasa.heard] == ["你好"]


@pytest.mark.parametrize(
    ("word", "purpose", "says"),
    [("短信通知", "sms", "您自己的申请"), ("短信提醒", "sms_reminders", "您另外同意了“政策提醒”")],
)
def test_text_messages_are_agreed_to_after_they_were_explained_and_stopped_in_one_word(
    client, rasa, verified, word, purpose, says
):
    rasa.status = 503
    (asked,) = say(client, verified, f"开启{word}")
    assert says in asked["text"] and [one["payload"] for one in asked["buttons"]] == [f"确认开启{word}"]
    assert purpose not in client.get("/people/me", headers=verified).json()["consents"]
    assert "退订短信" in say(client, verified, f"确认开启{word}")[0]["text"]
    assert client.get("/people/me", headers=verified).json()["consents"][purpose]["given"] is True
    assert "不再给您发短信" in say(client, verified, "退订短信")[0]["text"]
    assert client.get("/people/me", headers=verified).json()["consents"][purpose]["given"] is False
    assert "没有同意过短信" in say(client, verified, "退订短信")[0]["text"]


def test_a_guest_agrees_to_no_text_messages(client, rasa, speaker):
    assert "验证手机号" in say(client, speaker, "确认开启短信通知")[0]["text"]
    assert "没有同意过短信" in say(client, speaker, "退订短信")[0]["text"]
