"""The client this process speaks to the platform with, as the settings say."""

from functools import lru_cache

from backend.delivery.wechat.client import Client
from backend.delivery.wechat.tokens.repository import TokenTable
from backend.settings import settings


@lru_cache
def client() -> Client:
    """One for the process, and so for its one event loop."""
    return new_client()


def new_client() -> Client:
    appid = settings().wechat_appid
    return Client(settings().wechat_api_base, appid, settings().wechat_secret, TokenTable(appid))
