"""The channels by name; a new one is a module and a line here."""

from backend.delivery.base import Channel
from backend.delivery.web import Web
from backend.delivery.wechat.channel import WeChat

CHANNELS: dict[str, Channel] = {"web": Web(), "wechat": WeChat()}
