"""What stands on an application package, before it becomes a page or a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from backend.eligibility.views import choices, label
from backend.policies.service import book
from backend.walkthrough.path import Path, phones
from policybook import strict_yaml
from policybook.answers.model import Statement
from policybook.answers.places import confirmation
from policybook.applying import arranged, cite
from policybook.eligibility import conditions, edition_judged, judge
from policybook.facts import asked_of, known, shown
from policybook.tables import FactType
from policybook.told import as_told

_MOST_BOXES = 8
_UNDATED = "未显示"


@lru_cache
def words() -> dict[str, Any]:
    """The fixed words of the page, by their key."""
    return strict_yaml.read(FilePath(__file__).with_name("words.yml")).data


def words_of(handed_in: bool) -> dict[str, Any]:
    """Those of an application, or of what nobody applies for."""
    return words() if handed_in else words() | words()["arranged"]


@dataclass(frozen=True)
class Field:
    """A line of the form: filled in with `value`, or with `boxes` to tick, or room to write before the `unit`."""

    label: str
    value: str | None = None
    boxes: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Paper:
    name: str
    form: str | None
    have: bool
    sure: bool
    source: int


@dataclass(frozen=True)
class Cited:
    """A clause with its source, under the number by which the page refers to it; `standing`: of its edition."""

    number: int
    says: str
    standing: str
    source: str
    url: str | None
    unverified: bool


@dataclass(frozen=True)
class Arranged:
    """Who acts without anything being handed in, by which clause, and what to make sure of on the phone."""

    by: str
    says: str
    source: int
    confirm: tuple[str, ...]
    phones: str


@dataclass(frozen=True)
class Sheet:
    """`arranged` None: the person hands in, and signs."""

    policy: str
    number: str
    made_on: str
    fields: tuple[Field, ...]
    papers: tuple[Paper, ...]
    channel: str | None
    why: tuple[str, int] | None
    choices: tuple[str, ...]
    steps: tuple[tuple[str, bool], ...]
    window: tuple[tuple[str, str], ...]
    hotline: str
    promise: tuple[str, int] | None
    cited: tuple[Cited, ...]
    handed_in: bool = True
    arranged: Arranged | None = None

    @property
    def words(self) -> dict[str, Any]:
        return words_of(self.handed_in)


class _Sources:
    """Numbers clauses in the order in which the page first cites them."""

    def __init__(self) -> None:
        self._told: dict[str, Statement] = {}

    def number(self, told: Statement) -> int:
        self._told.setdefault(told.clause, told)
        return list(self._told).index(told.clause) + 1

    def listed(self) -> Iterator[Cited]:
        for number, told in enumerate(self._told.values(), 1):
            source = told.source
            dated = words()["undated"] if source.date.startswith(_UNDATED) else source.date
            parts = (f"《{source.title.strip('《》')}》", source.publisher, dated)
            name = "，".join(part for part in parts if part)
            yield Cited(number, told.says, standing(told), name, source.link, told.unverified)


def sheet_of(path: Path, number: str, on: date) -> Sheet:
    """The package as the person's application stands on that day."""
    sources = _Sources()
    channel, chosen = path.channel, path.chosen
    return Sheet(
        policy=path.policy.name,
        number=number,
        made_on=shown_day(on),
        fields=tuple(_fields(path, on)),
        papers=tuple(
            Paper(p.material.name, p.material.form, p.material.name in path.have, p.sure, sources.number(p.statement))
            for p in path.papers
        ),
        channel=channel.name if channel else None,
        why=(dated(chosen.why), sources.number(chosen.why)) if chosen and channel else None,
        choices=() if channel else tuple(path.channel_names),
        steps=tuple((text, i < path.position) for i, text in enumerate(channel.steps)) if channel else (),
        window=tuple(_window(path, sources)),
        hotline=confirmation(book()).values["phone"],
        promise=(dated(path.promise[1]), sources.number(path.promise[1])) if path.promise else None,
        handed_in=path.handed_in,
        arranged=_arranged(path, sources),
        cited=tuple(_all_cited(path, sources, on)),
    )


def standing(told: Statement) -> str:
    """Which edition says it, and how that edition stands now; empty for one in force, or of no edition."""
    policy_id, edition_id, _ = told.clause.split("/", 2)
    policy = book().policies.get(policy_id)
    edition = policy.edition(edition_id) if policy else None
    stands = edition and words()["standings"].get(edition.status.value)
    if not stands:
        return ""
    by = policy.edition(edition.replaced_by)
    return stands.format(edition=edition.name, by=by.name if by else "")


def dated(told: Statement) -> str:
    """What the clause says, with how its edition stands."""
    return f"{told.says}（{standing(told)}）" if standing(told) else told.says


def shown_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _fields(path: Path, on: date) -> Iterator[Field]:
    yield from (Field(name) for name in words_of(path.handed_in)["by_hand"])
    for fact in _concerned(path, on):
        value = known(book().facts, path.facts, fact, on)
        if fact in path.facts:
            _, name, told = as_told(book().facts, path.facts, fact, on)
            yield Field(name, told)
        elif value is not None:
            yield Field(label(fact), shown(book().facts[fact], value))
        else:
            yield Field(label(fact), boxes=_boxes(fact), unit=_unit(fact))


def _boxes(fact: str) -> tuple[str, ...]:
    if book().facts[fact].type is FactType.yesno:
        return words()["yes"], words()["no"]
    offered = choices(book().facts[fact])
    return offered if len(offered) <= _MOST_BOXES else ()


def _unit(name: str) -> str:
    fact = book().facts[name]
    return words()["day"] if fact.type is FactType.date else fact.unit or ""


def _concerned(path: Path, on: date) -> list[str]:
    """The facts this application turns on: those known, and those still open; as people are asked for them."""
    judgement = judge(book(), path.policy, path.facts, on)
    channel = [path.channel.when] if path.channel else [c.when for c in path.policy.application.channels]
    rules = [*channel, *(paper.material.when for paper in path.papers)]
    beside = [condition.fact for rule in rules if rule for condition in conditions(rule)]
    beside += [path.channel.near] if path.channel and path.channel.near else []
    judged = [finding.condition.fact for finding in judgement.findings] if judgement else []
    open_ = {*(judgement.open_facts if judgement else ()), *beside}
    wanted = [
        name for name in (*judged, *beside) if name in open_ or known(book().facts, path.facts, name, on) is not None
    ]
    return list(dict.fromkeys(asked for name in wanted for asked in asked_of(book().facts, name)))


def _arranged(path: Path, sources: _Sources) -> Arranged | None:
    told = arranged(book(), path.policy, path.channel) if path.channel else None
    if told is None:
        return None
    way = path.channel.arranged
    return Arranged(way.by, told.says, sources.number(told), way.confirm, "、".join(phones(path)))


def _window(path: Path, sources: _Sources) -> Iterator[tuple[str, str]]:
    if path.window is None:
        return
    place, table = path.window.place, path.window.table
    number = sources.number(path.window.statement)
    yield words()["office"], place.unit
    yield words()["address"], "；".join(place.addresses)
    yield words()["phones"], "、".join(place.phones)
    yield words()["caution"], f"{table.caution}（{table.published}{words()['published']}） [{number}]"


def _all_cited(path: Path, sources: _Sources, on: date) -> Iterator[Cited]:
    """What the page cites, then the channel and the conditions it was judged by."""
    if path.channel:
        sources.number(cite(book(), path.policy, path.channel.clause))
    if edition := edition_judged(path.policy, on):
        for condition in conditions(edition.eligibility):
            sources.number(cite(book(), path.policy, f"{edition.id}/{condition.clause}"))
    return sources.listed()
