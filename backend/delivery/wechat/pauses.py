"""Calls that are not made for a while, because the platform has said that they would be in vain."""

from dataclasses import replace
from datetime import datetime

from backend.delivery.wechat.errcodes import RULES
from backend.delivery.wechat.errors import Refused

_ACCOUNT = "*"


class Pauses:
    """Kept per process: each learns of a quota used up by one refused call of its own."""

    def __init__(self) -> None:
        self._refused: dict[str, Refused] = {}

    def after(self, path: str, refused: Refused) -> None:
        """Remembers what a refusal says about the calls to come."""
        pauses = RULES[refused.reaction].pauses
        if pauses != "nothing":
            self._refused[path if pauses == "call" else _ACCOUNT] = refused

    def check(self, path: str, now: datetime) -> None:
        """Raises the Refused that this path, or the account, still has to wait for."""
        for of in (path, _ACCOUNT):
            refused = self._refused.get(of)
            if refused and refused.not_before and now < refused.not_before:
                raise replace(refused)  # each its own, or the traceback of one would grow with every caller
