"""Where one person is on their way through an application, as knowledge/ and what they told have it today."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.policies.service import book
from backend.walkthrough.models import Walkthrough
from policybook import applying
from policybook.answers.model import Statement
from policybook.answers.places import confirmation
from policybook.applying import Chosen, Paper, Window
from policybook.facts import Facts
from policybook.schema import ApplicationChannel, Policy, Promise


@dataclass(frozen=True)
class Path:
    """`position`: steps done on this channel; `ask`: the fact still needed for the channel or the nearest window."""

    case_id: UUID
    policy: Policy
    facts: Facts
    chosen: Chosen | None
    ask: str | None
    position: int
    papers: tuple[Paper, ...]
    have: frozenset[str]
    window: Window | None
    promise: tuple[Promise, Statement] | None

    @property
    def channel(self) -> ApplicationChannel | None:
        return self.chosen.channel if self.chosen else None

    @property
    def handed_in(self) -> bool:
        """Whether the way ends with the person handing something in."""
        return applying.handed_in(book(), self.policy)

    @property
    def channel_names(self) -> list[str]:
        """Every channel this person may choose."""
        if self.chosen is None:
            return []
        mine = [self.chosen.channel] if self.chosen.channel else []
        return [channel.name for channel in (*mine, *self.chosen.others)]


def path_of(policy: Policy, row: Walkthrough, facts: Facts, skipped: frozenset[str], on: date) -> Path:
    chosen = applying.choose(book(), policy, facts, on, skipped, row.wish)
    channel = chosen.channel if chosen else None
    return Path(
        case_id=row.case_id,
        policy=policy,
        facts=facts,
        chosen=chosen,
        ask=_asked(chosen, facts, skipped),
        position=row.position if channel and row.channel == channel.name else 0,
        papers=tuple(applying.papers(book(), policy, channel, facts, on)) if channel else (),
        have=frozenset(row.have),
        window=applying.window(book(), channel, facts) if channel else None,
        promise=applying.promise(book(), policy),
    )


def phones(path: Path) -> list[str]:
    """Whom to call: the window, then the hotline that knows everything else."""
    hotline = confirmation(book()).values["phone"]
    return list(dict.fromkeys((*(path.window.place.phones if path.window else ()), hotline)))


def _asked(chosen: Chosen | None, facts: Facts, skipped: frozenset[str]) -> str | None:
    if chosen is None or chosen.ask:
        return chosen.ask if chosen else None
    if chosen.channel is None or not chosen.channel.directory:
        return None
    near = applying.place_fact(chosen.channel)
    return None if near in facts or near in skipped else near
