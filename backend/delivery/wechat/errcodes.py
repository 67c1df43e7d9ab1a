"""What each errcode of the platform means and what is done about it, as one table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal
from zoneinfo import ZoneInfo

# accepted: the platform has it. unknown: it was sent and no answer came; never repeat it blindly. refused: it will
# never go this way. kept: keep the rest for the person's next message. later: not before a given moment.
# stopped: nothing is wrong with it, it goes when a person has repaired the account.
Status = Literal["accepted", "unknown", "refused", "kept", "later", "stopped"]

_CHINA = ZoneInfo("Asia/Shanghai")  # in whose midnight the platform counts its days
_NEXT_DAY = timedelta(hours=24)
_SOON = timedelta(seconds=30)
_LATE = timedelta(minutes=10)
# While the account is broken one call in so long finds out whether somebody has repaired it.
_PROBE = timedelta(minutes=5)


class Reaction(Enum):
    """The client does `again` and `token` itself, and holds back what RULES pauses; the rest is its caller's."""

    again = "again"  # busy or briefly down: tried again at once by the client, so the caller does it later
    token = "token"  # noqa: S105 - renewed by the client; to the caller it means that renewing did not help
    fatal = "fatal"  # appid, secret or address are wrong for the whole account
    stop = "stop"  # the account may not, or no longer, use this call
    dead_contact = "dead_contact"  # no such openid for this account
    unfollowed = "unfollowed"
    template_refused = "template_refused"  # or not subscribed, or the one grant is used up
    next_day = "next_day"  # too often for this person: their cap goes down
    once_later = "once_later"  # the same one-time message went out twice at once: one person's sends in order
    misconfigured = "misconfigured"  # a bug of ours or of the settings: dead letter
    misconfigured_once_later = "misconfigured_once_later"  # valid templates were seen refused: one late try
    split = "split"
    until_midnight = "until_midnight"  # the day's quota of this call; clear_quota is for people, ten times a month
    next_minute = "next_minute"
    outside_window = "outside_window"  # 48 hours without a word from them, or gone: a template or a subscription
    quota_used = "quota_used"  # the five messages after one of theirs
    code_gone = "code_gone"  # a login code wrong or used: the person begins again
    no_agent = "no_agent"  # nobody of the service staff is online
    ignore = "ignore"


@dataclass(frozen=True)
class Rule:
    """`wait`: from the answer to the next try; `pauses`: what makes no further calls until then."""

    status: Status
    wait: Callable[[datetime], datetime] | None = None
    pauses: Literal["nothing", "call", "account"] = "nothing"
    alarm: bool = False
    once: bool = False


def _after(duration: timedelta) -> Callable[[datetime], datetime]:
    return lambda now: now + duration


def midnight(now: datetime) -> datetime:
    """The next 00:00 in Asia/Shanghai."""
    tomorrow = now.astimezone(_CHINA).date() + timedelta(days=1)
    return datetime.combine(tomorrow, datetime.min.time(), _CHINA)


def minute(now: datetime) -> datetime:
    """The beginning of the next minute."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


RULES: dict[Reaction, Rule] = {
    Reaction.again: Rule("later", _after(_SOON)),
    Reaction.token: Rule("stopped", _after(_SOON), alarm=True),
    Reaction.fatal: Rule("stopped", _after(_PROBE), pauses="account", alarm=True),
    Reaction.stop: Rule("stopped", _after(_PROBE), pauses="call", alarm=True),
    Reaction.dead_contact: Rule("refused"),
    Reaction.unfollowed: Rule("refused"),
    Reaction.template_refused: Rule("refused"),
    Reaction.next_day: Rule("later", _after(_NEXT_DAY)),
    Reaction.once_later: Rule("later", _after(_SOON), once=True),
    Reaction.misconfigured: Rule("refused", alarm=True),
    Reaction.misconfigured_once_later: Rule("later", _after(_LATE), alarm=True, once=True),
    Reaction.split: Rule("refused", alarm=True),
    Reaction.until_midnight: Rule("later", midnight, pauses="call", alarm=True),
    Reaction.next_minute: Rule("later", minute, pauses="call"),
    Reaction.outside_window: Rule("refused"),
    Reaction.quota_used: Rule("kept"),
    Reaction.code_gone: Rule("refused"),
    Reaction.no_agent: Rule("refused"),
    Reaction.ignore: Rule("refused"),
}

_CODES: dict[Reaction, tuple[int, ...]] = {
    Reaction.again: (-1,),
    Reaction.token: (40001, 40014, 42001),
    Reaction.fatal: (40125, 40013, 40243, 40164, 61004),
    Reaction.stop: (48001, 48004, 50001, 50002),
    Reaction.dead_contact: (40003,),
    Reaction.unfollowed: (43004,),
    Reaction.template_refused: (43101,),
    Reaction.next_day: (43117,),
    Reaction.once_later: (43108,),
    Reaction.misconfigured: (40036, 47003, 40066, 47001, 40008),
    Reaction.misconfigured_once_later: (40037,),
    Reaction.split: (45002,),
    Reaction.until_midnight: (45009,),
    Reaction.next_minute: (45011,),
    Reaction.outside_window: (45015,),
    Reaction.quota_used: (45047,),
    Reaction.ignore: (45072, 45080, 45081),
    # Of sns/oauth2/access_token: invalid, used, missing.
    Reaction.code_gone: (40029, 40163, 41008),
    # Of customservice/kfsession/create, by the platform's page of that call.
    Reaction.no_agent: (65415,),
}
REACTIONS: dict[int, Reaction] = {code: reaction for reaction, codes in _CODES.items() for code in codes}
# Receipts (TEMPLATESENDJOBFINISH) say in words what a call would say in numbers.
RECEIPTS: dict[str, Reaction] = {
    "failed:user block": Reaction.template_refused,
    "failed:freq limit": Reaction.next_day,
    "failed:system failed": Reaction.again,
}


def reaction_to(errcode: int, fetching_token: bool = False) -> Reaction:
    """What to do about an errcode other than 0; one nobody listed is ours to look into."""
    reaction = REACTIONS.get(errcode, Reaction.misconfigured)
    # No token was shown when one was asked for: the secret is meant.
    return Reaction.fatal if fetching_token and reaction is Reaction.token else reaction


def reaction_to_receipt(status: str) -> Reaction | None:
    """None for success; blanks after the colon come and go on the platform."""
    if status.strip() == "success":
        return None
    return RECEIPTS.get(status.strip().replace(": ", ":"), Reaction.misconfigured)


def reaction_to_status(status: int) -> Reaction:
    """To an HTTP status other than 200: a server that is briefly down, or one that is not the platform."""
    if status == 429:
        return Reaction.next_minute
    return Reaction.again if status >= 500 else Reaction.misconfigured
