"""Alive is not ready."""


def test_a_living_process_says_so(client):
    assert client.get("/healthz").json() == {"alive": True}


def test_it_is_ready_when_everything_answers(client, rasa):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "waiting_for": []}


def test_it_says_what_it_waits_for(client, rasa):
    rasa.status = 503
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "waiting_for": ["rasa", "actions"]}
