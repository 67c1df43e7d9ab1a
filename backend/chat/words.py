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
    return content(words()[name], buttons=words().get(f"{name}_buttons", []), **more)


def content(text: str, **more: Any) -> dict[str, Any]:
    """The content of a reply, as it is stored and as every channel takes it."""
    return {"text": text, "buttons": [], "sources": [], "card": None, **more}
