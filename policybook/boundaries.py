"""Examples on the edge of every condition: people just inside, just outside, and of whom it is not known."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from policybook.book import Book
from policybook.deciding import Deciders, Place, places
from policybook.eligibility import VERDICTS, Verdict
from policybook.facts import Facts, Value, known, shown, to_json
from policybook.schema import Edition, Policy, Status
from policybook.tables import PersonExample, PersonVerdict

FOLDER = Path("knowledge/people/generated")
# Verdicts are committed, so they are given on the same days for ever.
_TODAY = date(2026, 11, 20)
_MARK = "# 由 python -m policybook boundaries 从条件生成，不要手改；改了条件要重新生成，并逐条看有变化的结论\n"
_WORDS = {Verdict.yes: PersonVerdict.yes, Verdict.no: PersonVerdict.no, Verdict.unknown: PersonVerdict.unknown}


def files(book: Book) -> dict[Path, str]:
    """Path and content of the generated examples, a file per policy with conditions."""
    found = {id_: list(examples(book, policy)) for id_, policy in book.policies.items()}
    return {FOLDER / f"{id_}.yml": _MARK + "".join(map(_line, several)) for id_, several in found.items() if several}


def write(book: Book, root: Path = Path()) -> list[Path]:
    """Write the files that differ and remove those of policies without conditions; returns what changed."""
    contents = files(book)
    old = {path.relative_to(root) for path in (root / FOLDER).glob("*.yml")}
    changed = [
        path
        for path, text in contents.items()
        if not (root / path).exists() or (root / path).read_text("utf-8") != text
    ]
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for path in changed:
        (root / path).write_text(contents[path], encoding="utf-8")
    for path in old - set(contents):
        (root / path).unlink()
    return [*changed, *(old - set(contents))]


def examples(book: Book, policy: Policy) -> Iterator[PersonExample]:
    """Those of all editions with conditions, each person once."""
    for edition in policy.editions:
        if edition.eligibility is None or edition.status == Status.proposed:
            continue
        seen, told = set(), Counter()
        several = [Deciders(book, edition.eligibility, on) for on in days(edition)]
        for place in places(edition.eligibility):
            edges = (list(_Edge(book, deciders, edition, place).examples()) for deciders in several)
            for example in next(filter(None, edges), ()):
                key = json.dumps([str(example.on), example.facts], sort_keys=True)
                if key not in seen:
                    seen.add(key)
                    told[example.name] += 1
                    again = f"（第{told[example.name]}人）" if told[example.name] > 1 else ""
                    yield example.model_copy(update={"name": example.name + again})


def days(edition: Edition) -> tuple[date, ...]:
    """When an edition is judged: on the last day known of it, and on its first where a condition decides only then."""
    last = min(edition.valid.until or _TODAY, _TODAY)
    return (last, edition.valid.from_) if edition.valid.from_ and edition.valid.from_ < last else (last,)


class _Edge:
    """The examples of one condition in its place."""

    def __init__(self, book: Book, deciders: Deciders, edition: Edition, place: Place):
        self._book, self._deciders, self._edition, self._place = book, deciders, edition, place
        self._name = deciders.asked(place.condition)

    def examples(self) -> Iterator[PersonExample]:
        last: Facts = {}
        for fixed in self._starts():
            for name, value in self._deciders.values(self._place.condition, fixed):
                person = self._person({**fixed, name: value}, last)
                if person is not None:
                    last = person
                    yield self._example(person, value)
            if last:
                break
        without = {name: value for name, value in last.items() if name != self._name}
        if last and self._deciders.verdict(without) == Verdict.unknown:
            yield self._example(without, None)

    def _starts(self) -> Iterator[Facts]:
        """A first date has to be fixed before the second can be at the edge."""
        firsts = self._deciders.before(self._place.condition)
        if not firsts:
            yield {}
        for person in self._deciders.people(self._place, {}) if firsts else ():
            yield {name: person[name] for name in firsts if name in person} or firsts
        if firsts:
            yield firsts

    def _person(self, told: Facts, last: Facts) -> Mapping[str, Value] | None:
        """Somebody who told this, like the last one as far as possible, and in whom the condition decides."""
        same = {**last, **told}
        if last and self._decides(same):
            return same
        return next((p for p in self._deciders.people(self._place, told) if self._decides(p)), None)

    def _decides(self, person: Facts) -> bool:
        met = self._deciders.verdict_of(self._place.condition, person)
        if met == Verdict.unknown or not self._deciders.reached(self._place, person):
            return False
        expected = met if self._place.positive else VERDICTS[2 - VERDICTS.index(met)]
        return self._deciders.verdict(person) == expected

    def _example(self, person: Facts, value: Value | None) -> PersonExample:
        condition, verdict = self._place.condition, self._deciders.verdict(person)
        return PersonExample(
            name=self._sentence(person, value, verdict),
            edition=self._edition.id,
            on=self._deciders.on,
            facts={name: to_json(told) for name, told in person.items()},
            verdict=_WORDS[verdict],
            because=(condition.clause,) if verdict != Verdict.unknown else (),
            missing=(condition.fact,) if verdict == Verdict.unknown else (),
        )

    def _sentence(self, person: Facts, value: Value | None, verdict: Verdict) -> str:
        facts, condition = self._book.facts, self._place.condition
        fact, told = facts[condition.fact], facts[self._name]
        word = _WORDS[verdict]
        if value is None:
            return f"不知道{fact.label or fact.question}，{word}（{condition.clause}）"
        about = f"{told.label or told.question}：{shown(told, value)}"
        if told is not fact and (count := known(facts, person, condition.fact, self._deciders.on)) is not None:
            about += f"（{fact.label or fact.question}{shown(fact, count)}）"
        return f"{about}，{word}（{condition.clause}）"


def _line(example: PersonExample) -> str:
    """JSON is YAML: one example a line, so that a changed verdict is one changed line."""
    return "- " + json.dumps(example.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) + "\n"
