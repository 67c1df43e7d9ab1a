"""How many customer messages an account may send to a user after what the user did."""

from dataclasses import dataclass

from simulators.wechat.errcodes import Refused

ALLOWED = {  # what the user did: (messages, seconds). Source: the official page of customer service messages
    "message": (5, 48 * 3600),
    "click": (3, 60),
    "follow": (3, 60),
    "scan": (3, 60),
}
TYPING_AFTER = 30  # seconds after the user's last act within which "typing" may be shown
TYPING_LASTS = 15


@dataclass
class Allowance:
    left: int
    until: float


class Quota:
    """The open allowances of one user, by what opened them."""

    def __init__(self) -> None:
        self.open: dict[str, Allowance] = {}

    def renew(self, act: str, now: float) -> None:
        """A new act of the same kind starts its allowance afresh; a click never renews that of messages."""
        count, seconds = ALLOWED[act]
        self.open[act] = Allowance(count, now + seconds)

    def spend(self, now: float) -> None:
        """Takes one from the allowance that ends first; raises Refused 45015 (none open) or 45047 (none left).

        Which one the platform takes when several are open is not published; this one is the least surprising.
        """
        alive = sorted((one for one in self.open.values() if one.until > now), key=lambda one: one.until)
        if not alive:
            raise Refused(45015)
        with_some = [one for one in alive if one.left > 0]
        if not with_some:
            raise Refused(45047)
        with_some[0].left -= 1

    def left(self, now: float) -> int:
        return sum(one.left for one in self.open.values() if one.until > now)

    def close(self) -> None:
        """The user stopped following."""
        self.open.clear()
