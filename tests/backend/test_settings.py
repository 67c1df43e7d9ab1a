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


WECHAT = {"wechat_appid": "wx1", "wechat_secret": "s", "wechat_token": "t", "wechat_aes_keys": "k" * 43}
KEYS = {"actions_secret": "a" * 32, "index_key": "i" * 32, "data_keys": {"k1": b"d" * 32}}


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:9000", "https://api.weixin.qq.com.example.com", "http://api.weixin.qq.com"]
)
def test_in_production_no_wechat_but_the_real_one_is_spoken_to(base):
    assert Settings(**NEEDED, **KEYS, **WECHAT, wechat_api_base=base).wechat_api_base == base
    with pytest.raises(ValidationError, match="refused when ENV=production"):
        Settings(**NEEDED, **KEYS, **WECHAT, wechat_api_base=base, env="production")
    Settings(**NEEDED, **KEYS, **WECHAT, env="production")


def test_in_production_wechat_needs_keys_that_cover_what_is_said():
    with pytest.raises(ValidationError, match="WECHAT_AES_KEYS"):
        Settings(**NEEDED, **KEYS, **(WECHAT | {"wechat_aes_keys": ""}), env="production")


@pytest.mark.parametrize("missing", ["wechat_appid", "wechat_secret", "wechat_token"])
def test_a_wechat_account_is_given_whole_or_not_at_all(missing):
    with pytest.raises(ValidationError, match="belong together"):
        Settings(**NEEDED, **KEYS, **{name: value for name, value in WECHAT.items() if name != missing})
