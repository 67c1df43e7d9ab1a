"""Every setting of the backend, from the environment only; secrets have no default."""

import base64
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DATA_KEY_BYTES = 32  # AES-256
AES_KEY_LETTERS = 43  # as the account's settings show them
WECHAT_API = "https://api.weixin.qq.com"


def _key_ring(text: str | dict[str, bytes]) -> dict[str, bytes]:
    """Key by id, from "id:base64,id:base64"; the first one encrypts, the others still read what they once wrote."""
    if isinstance(text, dict):
        return text
    ring = {}
    for entry in text.split(","):
        key_id, _, key = entry.strip().partition(":")
        ring[key_id] = base64.b64decode(key, altchars=b"-_" if {"-", "_"} & set(key) else None)
        if not key_id.isalnum() or len(ring[key_id]) != DATA_KEY_BYTES:
            raise ValueError('DATA_KEYS must be "id:base64 of 32 bytes", several divided by commas')
    return ring


class Settings(BaseSettings):
    """Read once per process. A missing or too short secret stops the start with its name."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    env: Literal["development", "production"] = "development"
    database_url: str
    session_key: str = Field(min_length=32)
    session_days: int = 30
    rasa_url: str = "http://127.0.0.1:5005"
    human_agents: bool = False
    widget_origins: str = ""
    wechat_appid: str = ""
    wechat_secret: str = ""
    wechat_token: str = ""
    wechat_aes_keys: str = ""
    wechat_api_base: str = WECHAT_API
    wechat_passive_seconds: float = Field(3.0, ge=0, le=4.5)
    rasa_secret: str = Field(min_length=32)
    rasa_timeout_seconds: float = 15.0
    turns_at_once: int = Field(8, ge=1)
    actions_url: str = "http://127.0.0.1:5055/webhook"
    public_url: str = "http://127.0.0.1:8000"
    package_hours: int = Field(24, ge=1, le=24 * 30)
    actions_secret: str = Field(min_length=32)
    data_keys: Annotated[dict[str, bytes], NoDecode, BeforeValidator(_key_ring)]
    index_key: str = Field(min_length=32)
    sms_provider: Literal["", "outbox"] = ""
    rate_limit_url: str = "memory://"
    sessions_per_minute: int = 60
    messages_per_minute: int = 120
    queries_per_minute: int = 120
    codes_per_hour: int = 5
    codes_per_hour_and_address: int = 20

    @property
    def widget_origin_list(self) -> list[str]:
        """Origins (scheme://host[:port]) of other sites that embed the widget; our own needs none."""
        return [origin.strip().rstrip("/") for origin in self.widget_origins.split(",") if origin.strip()]

    @property
    def rasa_urls(self) -> list[str]:
        """Every Rasa process there is."""
        return [url.strip().rstrip("/") for url in self.rasa_url.split(",") if url.strip()]

    @property
    def wechat_aes_key_list(self) -> tuple[str, ...]:
        """The current key first; during rotation the former one after it."""
        return tuple(key.strip() for key in self.wechat_aes_keys.split(",") if key.strip())

    @model_validator(mode="after")
    def _wechat_is_whole(self) -> "Settings":
        named = ("wechat_appid", "wechat_secret", "wechat_token")
        given = [name for name in named if getattr(self, name)]
        if given and len(given) < len(named):
            raise ValueError("WECHAT_APPID, WECHAT_SECRET and WECHAT_TOKEN belong together")
        if any(len(key) != AES_KEY_LETTERS for key in self.wechat_aes_key_list):
            raise ValueError(f"each of WECHAT_AES_KEYS has {AES_KEY_LETTERS} letters")
        if self.env == "production" and self.wechat_appid:
            if self.wechat_api_base != WECHAT_API:
                raise ValueError("WECHAT_API_BASE is for the simulator and is refused when ENV=production")
            if not self.wechat_aes_keys:
                raise ValueError("production needs WECHAT_AES_KEYS: in plain mode no signature covers what is said")
        return self

    @model_validator(mode="after")
    def _outbox_is_for_development(self) -> "Settings":
        if self.env == "production" and self.sms_provider == "outbox":
            raise ValueError("SMS_PROVIDER=outbox shows everybody's codes and is refused when ENV=production")
        return self


@lru_cache
def settings() -> Settings:
    return Settings()
