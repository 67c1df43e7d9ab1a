"""Every setting of the backend, from the environment only; secrets have no default."""

from functools import lru_cache
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once per process. A missing or too short secret stops the start with its name."""

    model_config = SettingsConfigDict(frozen=True)

    env: Literal["development", "production"] = "development"
    database_url: str
    session_key: str = Field(min_length=32)
    session_days: int = 30
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_secret: str = Field(min_length=32)
    rasa_timeout_seconds: float = 15.0
    actions_url: str = "http://127.0.0.1:5055/webhook"
    sessions_per_minute: int = 60
    messages_per_minute: int = 120
    queries_per_minute: int = 120


@lru_cache
def settings() -> Settings:
    return Settings()
