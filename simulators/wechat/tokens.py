"""Access tokens: the ordinary ones that displace each other, the stable ones that do not, and when each is good."""

import secrets
from dataclasses import dataclass

from simulators.wechat.errcodes import Refused

LIFETIME = 7200
OVERLAP = 300  # an ordinary token stays good so long after a newer one was fetched
RENEWAL = 300  # a stable token is renewed in its last so many seconds
DAY = 24 * 3600
_PER_DAY = 2000
_FORCED_PER_DAY, _FORCED_EVERY = 20, 30


@dataclass
class Token:
    value: str
    until: float
    latest: bool = True  # replaced or revoked tokens are "not latest" when they end, the others "expired"


class Tokens:
    """Every token ever given out; `now` is the platform's time in all methods."""

    def __init__(self) -> None:
        self.given: dict[str, Token] = {}
        self.fetches: list[tuple[float, str]] = []
        self._ordinary: Token | None = None
        self._stable: Token | None = None

    def ordinary(self, now: float) -> Token:
        """/cgi-bin/token; raises Refused 45009 after 2000 a day."""
        if self._count("token", now) >= _PER_DAY:
            raise Refused(45009)
        self.fetches.append((now, "token"))
        if self._ordinary:
            _replace(self._ordinary, now + OVERLAP)
        self._ordinary = self._new(now)
        return self._ordinary

    def stable(self, now: float, force: bool) -> Token:
        """/cgi-bin/stable_token: the same one until its last five minutes, or a new one when forced.

        Forcing within 30 seconds of the last time changes nothing; raises Refused 45009 after 20 forced a day.
        """
        self.fetches.append((now, "stable"))
        current = self._stable
        if force and not self._recently_forced(now):
            if self._count("forced", now) >= _FORCED_PER_DAY:
                raise Refused(45009)
            self.fetches.append((now, "forced"))
            if current:
                _replace(current, now)
            current = None
        if current is None or current.until - now <= RENEWAL:
            current = self._stable = self._new(now)
        return current

    def check(self, value: str | None, now: float) -> None:
        """Raises Refused: 41001 without one, 40001 unknown or not the latest, 42001 expired."""
        if not value:
            raise Refused(41001)
        token = self.given.get(value)
        if token is None:
            raise Refused(40001)
        if token.until <= now:
            raise Refused(42001 if token.latest else 40001)

    def revoke(self) -> None:
        """None of those given out is good any more, as after a change of the secret or a fetch by somebody else."""
        for token in self.given.values():
            token.until, token.latest = 0.0, False
        self._ordinary = self._stable = None

    def _new(self, now: float) -> Token:
        token = Token(f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(96)}", now + LIFETIME)
        self.given[token.value] = token
        return token

    def _count(self, kind: str, now: float) -> int:
        return sum(1 for at, what in self.fetches if what == kind and at > now - DAY)

    def _recently_forced(self, now: float) -> bool:
        return any(what == "forced" and at > now - _FORCED_EVERY for at, what in self.fetches)


def _replace(token: Token, until: float) -> None:
    token.until, token.latest = min(token.until, until), False
