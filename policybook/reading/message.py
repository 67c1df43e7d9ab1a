"""Reads what a person says of themselves, in reply to a question or of their own accord, into facts."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from policybook.book import Book
from policybook.facts import Facts, Value, derived
from policybook.reading import amounts, replies, sense
from policybook.reading.clauses import Clause, Listener, corrects, named_wrong
from policybook.reading.phrases import WHEN, Phrases, beside
from policybook.tables import Fact, FactType
from policybook.told import merge

_COUNTED = ("个月", "年")
_NOTHING = "没有"
# The Henan ways to write 的 and 在, letter for letter, so that what was found elsewhere keeps its place.
_DIALECT = str.maketrans("哩嘞搁", "的的在")
# Where a place is only wished for.
_NOW = re.compile(r"现在|目前|如今|眼下|这会儿|当前")
_SOUGHT = re.compile(r"(?:想|打算|准备|计划|考虑|要|希望|看中|看上|以后)(?:去|在|到|来|买|住|租|搬|换|个|套)*$")
_INFORMS = {None, "inform", "affirm", "deny", "start_interview", "start_application"}


@dataclass
class Reading:
    """Facts told. `vague`: told less than exactly, and to be asked again where not in `facts`. `odd`: cannot be.

    `unknown`: the person says not to know what was asked. `corrects`: the message takes back what was said before, so
    that its facts replace what they contradict.
    """

    facts: dict[str, Value] = field(default_factory=dict)
    vague: set[str] = field(default_factory=set)
    odd: str | None = None
    corrects: bool = False
    unknown: bool = False

    def take(self, name: str, value: Value | None, vague: bool = False) -> None:
        if vague:
            self.vague.add(name)
        if value is not None:
            self.facts.setdefault(name, value)


def read(
    book: Book, asked: str | None, text: str, entities: Iterable[dict], intent: str | None, on: date,
    known: Facts | None = None,
) -> Reading:  # fmt: skip
    """The facts of one message; `asked` is the fact just asked for. Nobody else's facts, nothing supposed or asked.

    `known` was told before, the latest last: a month said alone falls into its year, and what is taken back without
    being named (不对，29) is what was told last.
    """
    return _reader(book).read(asked, text, list(entities), intent, on, known or {})


@lru_cache(maxsize=4)
def _reader(book: Book) -> "_Reader":
    return _Reader(book)


class _Reader:
    def __init__(self, book: Book):
        self._book = book
        self._listener = Listener(book)
        self._phrases = Phrases(book, self._listener.others)
        self._mentions = replies.Mentions(book)
        self._amounts = amounts.Amounts(book.facts)
        self._listed = {name: fact for name, fact in book.facts.items() if self._is_listed(fact)}

    def _is_listed(self, fact: Fact) -> bool:
        known = {*self._book.vocabulary.degree, *self._book.vocabulary.category}
        return fact.type == FactType.choice and bool(fact.said) and bool(known & {*fact.choices})

    def read(
        self, asked: str | None, text: str, entities: list[dict], intent: str | None, on: date, known: Facts
    ) -> Reading:
        text = unicodedata.normalize("NFKC", text).lower().replace("...", "，").translate(_DIALECT)
        clauses = [clause for clause in self._listener.clauses(text) if not clause.supposed]
        back = max((place for place, clause in enumerate(clauses) if clause.takes_back), default=0)
        later = clauses[back:]
        last = self._told_last(later, asked, known, on)
        for about in dict.fromkeys((*self._named_wrong(later[:1]), *last, asked)):
            reading = self._read(later, about, text, entities, intent, on, known, taken_back=about in last)
            if reading.facts and sense.odd(self._book.facts, reading.facts, on) is None:
                break
        reading.unknown = asked is not None and not reading.facts and replies.unknown(text)
        reading.corrects = corrects(text) or back > 0
        if back and reading.facts:
            self._add(reading, self._read(clauses[:back], asked, text, entities, intent, on, known), on)
        reading.odd = reading.odd or sense.odd(self._book.facts, reading.facts, on)
        return reading

    def _told_last(self, clauses: list[Clause], asked: str | None, known: Facts, on: date) -> list[str]:
        """What is taken back when nothing is named, unless the question put is one told before and put again."""
        if not clauses or not clauses[0].takes_back or not known:
            return []
        again = asked is not None and derived(self._book.facts, known, asked, on) is not None
        return [] if again else list(known)[-1:]

    def _named_wrong(self, clauses: list[Clause]) -> list[str]:
        """What 毕业时间说错了 may be about, by the words of the facts and by their labels, the shortest first."""
        what = next((named_wrong(clause.raw) for clause in clauses), "")
        labels = {name: fact.label or "" for name, fact in self._book.facts.items()}
        labelled = [name for name in sorted(labels, key=lambda n: len(labels[n])) if what and what in labels[name]]
        return [*(name for name, _, _ in beside(self._book, what)), *labelled]

    def _add(self, reading: Reading, earlier: Reading, on: date) -> None:
        """What the message said before it took something back, as far as it still can be."""
        reading.facts = merge(self._book.facts, earlier.facts, {}, reading.facts, on, correcting=True).facts
        reading.vague |= earlier.vague - reading.facts.keys()

    def _read(
        self, clauses: list[Clause], asked: str | None, text: str, entities: list[dict], intent: str | None, on: date,
        known: Mapping[str, Value], taken_back: bool = False,
    ) -> Reading:  # fmt: skip
        reading = Reading()
        willing = asked is not None and not (intent or "").startswith("ask_")
        told = [c for c in clauses if c.answers and (c.marked or willing or intent in _INFORMS)]
        own = [clause for clause in told if clause.own]
        dated = self._of_the_highest(own, entities, text)
        self._amounts.read(reading, self._book, dated, asked, on, entities, text, known)
        for clause in sorted(told, key=_of_the_past):
            self._volunteered(reading, clause, entities, text, asked)
        certain = [clause for clause in own if self._speaks_of_oneself(clause, asked, intent, text)]
        for name in self._listed.keys() - {asked}:
            self._choice(reading, name, self._book.facts[name], certain, entities, text, certain=True)
        if asked is not None and asked not in reading.facts:
            self._reply(reading, asked, clauses, entities, intent, text, taken_back)
        return reading

    def _of_the_highest(self, clauses: list[Clause], entities: list[dict], whole: str) -> list[Clause]:
        """本科19年毕业，硕士22年毕业: of several degrees each with its date, the highest one's counts."""
        degrees = tuple(self._book.vocabulary.degree)
        ranks = {
            clause: min(degrees.index(m[2]) for m in found)
            for clause in clauses
            if any(name for name, _, _ in beside(self._book, clause.text))
            and (found := self._mentions.of(degrees, clause.text, entities, whole))
        }
        return [
            clause
            for clause in clauses
            if ranks.get(clause, 0) <= min(ranks.values(), default=0) or clause not in ranks
        ]

    def _volunteered(self, reading: Reading, clause: Clause, entities: list, whole: str, asked: str | None) -> None:
        for name, fact in self._book.facts.items():
            if name == asked:
                continue
            if (value := self._phrases.of(name, clause, asked=False)) is not None:
                self._take_unless_unsure(reading, name, value, clause)
            elif not clause.own or self._phrases.is_about_something_else(name, clause):
                continue
            elif fact.type == FactType.district and any(word in clause.text for word in fact.said.get(WHEN, ())):
                self._district(reading, name, [clause], entities, whole, certain=True)
        if clause.own and not replies.unsure(clause.raw):
            self._titles(reading, clause, entities, whole)

    @staticmethod
    def _take_unless_unsure(reading: Reading, name: str, value: Value | None, clause: Clause) -> None:
        """户口应该在郑州吧, said unasked, leaves the question open."""
        unsure = replies.unsure(clause.raw)
        reading.take(name, None if unsure else value, vague=unsure)

    def _speaks_of_oneself(self, clause: Clause, asked: str | None, intent: str | None, whole: str) -> bool:
        return (
            clause.marked
            or corrects(whole)
            or ((asked is not None or intent == "inform") and clause.text == clause.raw)
        )

    def _reply(
        self, reading: Reading, asked: str, clauses: list[Clause], entities: list, intent: str | None, whole: str,
        taken_back: bool,
    ) -> None:  # fmt: skip
        fact = self._book.facts[asked]
        for clause in clauses:
            if clause.answers and (value := self._phrases.of(asked, clause, asked=True)) is not None:
                return reading.take(asked, value, vague=replies.unsure(clause.raw))
        spoken = [clause for clause in clauses if clause.own and clause.answers]
        if spoken and replies.none(fact, spoken[0].raw):
            nothing = Clause(_NOTHING, _NOTHING, own=True, supposed=False, marked=False)
            if (value := self._phrases.of(asked, nothing, asked=True)) is not None:
                return reading.take(asked, value)
        match fact.type:
            case FactType.yesno:
                self._yesno(reading, asked, fact, spoken, intent, whole, taken_back)
            case FactType.choice:
                self._choice(reading, asked, fact, spoken, entities, whole)
            case FactType.district:
                self._district(reading, asked, self._of_the_place(asked, spoken), entities, whole)
            case FactType.number if fact.unit in _COUNTED and spoken and replies.none(fact, spoken[0].raw):
                reading.take(asked, 0)
            case FactType.title if spoken and replies.polarity(fact, spoken[0].raw) is False:
                reading.take(asked, ())
        return None

    def _of_the_place(self, asked: str, clauses: list[Clause]) -> list[Clause]:
        """The clauses with words of the place asked for; else those that speak of no other (我在金水上班)."""
        places = {name: fact for name, fact in self._book.facts.items() if fact.type == FactType.district}
        named = {
            name: [clause for clause in clauses if any(word in clause.text for word in fact.said.get(WHEN, ()))]
            for name, fact in places.items()
        }
        others = [clause for name, found in named.items() if name != asked for clause in found]
        return named[asked] or [clause for clause in clauses if clause not in others]

    def _yesno(
        self, reading: Reading, asked: str, fact: Fact, spoken: list[Clause], intent: str | None, whole: str,
        taken_back: bool,
    ) -> None:  # fmt: skip
        if taken_back:  # 不对，不是
            rest = [clause.raw for clause in spoken if not clause.takes_back]
            return reading.take(asked, replies.polarity(fact, rest[0]) if rest and replies.is_bare(rest[0]) else None)
        if not spoken or corrects(whole):
            return None
        if reading.facts and not replies.is_bare(spoken[0].raw):
            return None  # its words were about something else
        if replies.unsure(spoken[0].raw):
            return reading.take(asked, None, vague=True)
        value = replies.polarity(fact, spoken[0].raw)
        if value is None and not reading.facts and intent in ("affirm", "deny"):
            value = intent == "affirm"
        return reading.take(asked, value)

    def _choice(
        self, reading: Reading, name: str, fact: Fact, clauses: list[Clause], entities: list, whole: str,
        certain: bool = False,
    ) -> None:  # fmt: skip
        mentions = [
            (clause, mention)
            for clause in clauses
            for mention in self._mentions.of(fact.choices, clause.text, entities, whole)
            if not certain or self._stands_for_oneself(clause, mention)
        ]
        named = [mention[2] for _, mention in mentions]
        if not named:
            value = None if certain else next((v for c in clauses if (v := replies.ordinal(fact, c.raw))), None)
            return reading.take(name, value)
        unsure = any(replies.unsure(clause.raw) for clause, _ in mentions)
        if certain and unsure:
            return reading.take(name, None, vague=True)
        if corrects(whole):
            return reading.take(name, named[-1], vague=unsure)
        if name not in self._listed and len(set(named)) > 1:
            return reading.take(name, None, vague=True)
        # Of several degrees or categories the highest counts; they are listed from the highest down.
        return reading.take(name, min(named, key=fact.choices.index), vague=unsure)

    def _stands_for_oneself(self, clause: Clause, mention: tuple[int, int, str]) -> bool:
        """我是硕士, 郑大硕士, but not 硕士补贴 or A类人才的孩子."""
        rest = clause.text[mention[1] :]
        if rest.startswith(("的", "人才的")) and self._listener.others.match(rest.split("的", 1)[1]):
            return False
        if any(
            rest.startswith(word)
            for word in ("补贴", "补助", "政策", "目录", "待遇", "名额", "的补", "和", "或", "以上")
        ):
            return False
        return clause.marked or mention[0] <= 8

    def _district(
        self, reading: Reading, name: str, clauses: list[Clause], entities: list, whole: str, certain: bool = False
    ) -> None:
        districts = tuple(self._book.vocabulary.district)
        for clause in clauses:
            for mention in self._mentions.of(districts, clause.text, entities, whole):
                if not _SOUGHT.search(clause.text[: mention[0]]):
                    unsure = replies.unsure(clause.raw)
                    return reading.take(name, None if certain and unsure else mention[2], vague=unsure)
        return None

    def _titles(self, reading: Reading, clause: Clause, entities: list, whole: str) -> None:
        names = tuple(title.name for title in self._book.titles.titles)
        found = [m[2] for m in self._mentions.of(names, clause.text, entities, whole)]
        titles = [name for name, fact in self._book.facts.items() if fact.type == FactType.title]
        if found and titles:
            reading.facts[titles[0]] = tuple(dict.fromkeys((*reading.facts.get(titles[0], ()), *found)))


def _of_the_past(clause: Clause) -> bool:
    """What is so now counts before what was: 毕业后在北京上班，现在在航空港区上班."""
    return not _NOW.search(clause.text)
