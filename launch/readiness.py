"""Asks the backend whether a question would be answered by now."""

from typing import NamedTuple

import httpx2

# What the backend may be waiting for, as people call it.
PARTS = {"database": "数据库", "knowledge": "政策知识", "rasa": "Rasa 助手", "actions": "动作服务"}


class Readiness(NamedTuple):
    """One answer of /readyz; `waiting_for` is in Chinese and empty when ready."""

    ready: bool
    waiting_for: list[str]


def ask(url: str) -> Readiness:
    try:
        answer = httpx2.get(f"{url}/readyz", timeout=5, trust_env=False)
    except httpx2.HTTPError:
        return Readiness(False, ["后台"])
    if answer.status_code == 200:
        return Readiness(True, [])
    return Readiness(False, [PARTS.get(part, part) for part in _waiting_for(answer)])


def _waiting_for(answer: httpx2.Response) -> list[str]:
    try:
        return list(answer.json()["waiting_for"])
    except (ValueError, KeyError, TypeError):
        return []
