"""Alive is not ready, and what runs in the background is part of being alive."""

import asyncio

from fastapi.testclient import TestClient


def test_a_living_process_says_so(client):
    assert client.get("/healthz").json() == {"alive": True, "ended": []}


def test_it_says_what_has_broken_off_in_the_background(client, caplog):
    from backend.health import background

    async def broken():
        raise OSError("gone")

    with client.portal.wrap_async_context_manager(background.running(broken=broken())):
        client.portal.call(asyncio.sleep, 0)
        response = client.get("/healthz")
        assert (response.status_code, response.json()) == (503, {"alive": False, "ended": ["broken"]})
    assert "health.background.ended broken" in caplog.text and "gone" in caplog.text
    assert client.get("/healthz").status_code == 200


def test_whoever_hears_the_others_and_attends_to_what_they_left_is_watched(client):
    from backend.main import create

    async def end_both():
        both = [task for task in asyncio.all_tasks() if task.get_name() in ("signals", "lane")]
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)

    with TestClient(create()) as own:
        own.portal.call(end_both)
        assert own.get("/healthz").json()["ended"] == ["lane", "signals"]
    assert client.get("/healthz").status_code == 200


def test_it_is_ready_when_everything_answers(client, rasa):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "waiting_for": []}


def test_it_says_what_it_waits_for(client, rasa):
    rasa.status = 503
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "waiting_for": ["rasa", "actions"]}
