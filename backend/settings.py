"""Every setting of the backend, from the environment only; secrets have no default."""

import base64
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DATA_KEY_BYTES = 32  # AES-256


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
    rasa_secret: str = Field(min_length=32)
    rasa_timeout_seconds: float = 15.0
    actions_url: str = "http://127.0.0.1:5055/webhook"
    public_url: str = "http://127.0.0.1:8000"
    package_hours: int = Field(24, ge=1, le=24 * 30)
    actions_secret: str = Field(min_length=32)
    data_keys: Annotated[dict[str, bytes], NoDecode, BeforeValidator(_key_ring)]
    index_key: str = Field(min_length=32)
    sms_provider: Literal["", "outbox"] = ""
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

    @model_validator(mode="after")
    def _outbox_is_for_development(self) -> "Settings":
        if self.env == "production" and self.sms_provider == "outbox":
            raise ValueError("SMS_PROVIDER=outbox shows everybody's codes and is refused when ENV=production")
        return self


@lru_cache
def settings() -> Settings:
    return Settings()
