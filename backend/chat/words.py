"""The sentences of the gateway itself (words.yml)."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from policybook import strict_yaml


@lru_cache
def words() -> dict[str, Any]:
    return strict_yaml.read(Path(__file__).with_name("words.yml")).data


def reply(name: str, **more: Any) -> dict[str, Any]:
    """The content of a reply that says the sentence, with the buttons of that name if there are any."""
    buttons = words().get(f"{name}_buttons", [])
    return {"text": words()[name], "buttons": buttons, "sources": [], "card": None, **more}
