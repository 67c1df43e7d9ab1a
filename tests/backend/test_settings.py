"""Secrets come from the environment only, and every setting is documented."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {"database_url": "postgresql:///x", "session_key": "k" * 32, "rasa_secret": "r" * 32}


@pytest.mark.parametrize("secret", ["session_key", "rasa_secret"])
@pytest.mark.parametrize("value", [None, "", "short"])
def test_a_missing_or_short_secret_stops_the_start(secret, value, monkeypatch):
    monkeypatch.delenv(secret.upper(), raising=False)
    given = {name: v for name, v in NEEDED.items() if name != secret} | ({secret: value} if value is not None else {})
    with pytest.raises(ValidationError, match=secret):
        Settings(**given)


def test_every_setting_has_a_line_in_the_example():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = set(re.findall(r"^#? ?([A-Z_]+)=", lines, re.MULTILINE))
    assert {name.upper() for name in Settings.model_fields} - documented == set()
