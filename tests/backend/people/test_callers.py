"""Who may speak for a conversation: who holds its token, and the dialogue with its own secret."""

from uuid import uuid4

import pytest

DIALOGUE = {"Authorization": "Bearer " + "a" * 40}
DOORS = [
    ("POST", "/people/verification"),
    ("POST", "/people/verification/check"),
    ("GET", "/people/me"),
    ("PUT", "/people/me/consents/profile"),
    ("GET", "/people/me/export"),
    ("DELETE", "/people/me/data"),
    ("DELETE", "/people/me"),
]


@pytest.mark.parametrize(("method", "path"), DOORS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Bearer "},
        DIALOGUE,
        DIALOGUE | {"X-Conversation": "nonsense"},
        DIALOGUE | {"X-Conversation": uuid4().hex},
        {"Authorization": "Bearer " + "b" * 40, "X-Conversation": uuid4().hex},
        {"X-Conversation": uuid4().hex},
    ],
    ids=[
        "nobody",
        "a forged token",
        "an empty token",
        "the dialogue for no conversation",
        "the dialogue for nonsense",
        "the dialogue for a conversation that is not",
        "a wrong secret",
        "a conversation without a secret",
    ],
)
def test_every_door_is_closed_to_strangers(client, method, path, headers):
    response = client.request(method, path, json={}, headers=headers)
    assert response.status_code == 401
    assert response.json()["error"] == "SessionUnknown"


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_staff_are_nobody_here(client, staff_token, method, path):
    response = client.request(method, path, json={}, headers={"Authorization": f"Bearer {staff_token}"})
    assert response.status_code == 401


def test_the_dialogue_speaks_for_the_conversation_it_names(client):
    opened = client.post("/chat/sessions").json()
    response = client.get("/people/me", headers=DIALOGUE | {"X-Conversation": opened["session"]})
    assert response.json()["verified"] is False


def test_a_citizen_cannot_name_another_conversation(client, speaker, other):
    named = client.post("/chat/sessions").json()["session"]
    mine = client.get("/people/me", headers=other).json()
    assert client.get("/people/me", headers=other | {"X-Conversation": named}).json() == mine
