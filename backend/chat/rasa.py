"""The one way to Rasa: its private channel, with a shared secret, and errors as errors."""

from functools import lru_cache

import httpx2

from backend.chat.errors import AssistantUnavailable
from backend.settings import settings


@lru_cache
def _client() -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=50)
    return httpx2.AsyncClient(timeout=settings().rasa_timeout_seconds, limits=limits)


async def send(sender: str, text: str, metadata: dict) -> list[dict]:
    """One turn: the bot's messages as {"text", "buttons", "custom"}; raises AssistantUnavailable."""
    url = f"{settings().rasa_url}/webhooks/gateway/messages"
    headers = {"Authorization": f"Bearer {settings().rasa_secret}"}
    body = {"sender": sender, "text": text, "metadata": metadata}
    try:
        response = await _client().post(url, json=body, headers=headers)
        response.raise_for_status()
        return response.json()["messages"]
    except (httpx2.HTTPError, ValueError, KeyError) as error:
        raise AssistantUnavailable from error


async def ready() -> bool:
    """Whether Rasa has a model loaded."""
    return (await _client().get(f"{settings().rasa_url}/webhooks/gateway/")).status_code == 200


async def actions_ready() -> bool:
    """Whether the action server answers."""
    health = settings().actions_url.removesuffix("/webhook") + "/health"
    return (await _client().get(health)).status_code == 200
