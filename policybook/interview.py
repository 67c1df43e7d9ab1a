"""Which question to ask next: the one that can be expected to settle most policies, then to spare most questions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from math import ceil
from operator import or_

from policybook.bearing import bearings
from policybook.book import Book
from policybook.eligibility import NO, UNKNOWN, YES, children
from policybook.facts import Facts, Known, Period, Range, Value, asked_of, derived, ends, with_implied
from policybook.hopes import Able, may_become, worth_asking
from policybook.representatives import representatives, within
from policybook.ruleset import Ruleset, Slot, ruleset
from policybook.schema import Condition, Policy, Rule

# Which of their answers, in order, the people give by whom `questions_left` estimates.
_MADE_UP = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class Ask:
    """A fact to ask for.

    `settles`: how many policies its answer can be expected to settle; `why`: the open conditions it is asked for, as
    (policy, edition, clause); `vague`: it was told, but not exactly enough.
    """

    fact: str
    settles: float
    why: tuple[tuple[str, str, str], ...]
    vague: bool


def next_question(
    book: Book, policies: Iterable[Policy], facts: Facts, on: date, skipped: frozenset[str] = frozenset(),
    pending: str | None = None, thorough: bool = False,
) -> Ask | None:  # fmt: skip
    """The next question over all these policies; None when nothing that may be asked can bring or exclude a yes.

    A policy whose yes hangs on what the person will not tell is asked about no further, unless `thorough` (they want to
    know all about it): it stays open, and says so.

    `skipped` are never asked: what the person does not know, and vague answers that were asked again once. Only facts
    that can still change a verdict are asked for. Equal questions are decided by the order of facts.yml. `pending` was
    put and not answered: it stays the question while it is of use, even when others were answered unasked.
    """
    state = _State(book, policies, facts, on, skipped, thorough)
    outlooks = {question: state.outlook(question) for question in state.askable()}
    if not outlooks:
        return None
    kept = pending in outlooks and state.told(pending) is None
    fact = pending if kept else state.presupposed(max(outlooks, key=outlooks.__getitem__), outlooks)
    return Ask(fact, outlooks[fact].settles, tuple(state.why(fact)), state.told(fact) is not None)


def open_questions(
    book: Book, policies: Iterable[Policy], facts: Facts, on: date, skipped: frozenset[str] = frozenset()
) -> list[str]:
    """Every question that may be asked and bears on a yes that is still possible, in the order of facts.yml."""
    return _State(book, policies, facts, on, skipped).askable()


def questions_left(
    book: Book, policies: Iterable[Policy], facts: Facts, on: date, asked: str, skipped: frozenset[str] = frozenset(),
    thorough: bool = False,
) -> int:  # fmt: skip
    """How many questions may be expected after `asked`: an estimate, neither a promise nor a bound; 0 only at the end.

    The mean over three made-up people, who always give the first, the middle or the last of the answers that conditions
    tell apart. Synthetic people were asked 2.4 questions more or fewer about all policies, 1.1 about one, on average;
    the sure bound, every question that may still matter, is six times as high at the beginning.
    """
    state = _State(book, policies, facts, on, skipped, thorough)
    others = [question for question in state.widest_first() if question != asked]
    counts = [state.still_asked(asked, others, share) for share in _MADE_UP]
    return max(ceil(sum(counts) / len(counts)), min(len(others), 1))


@dataclass(frozen=True, order=True)
class _Outlook:
    """What an answer can be expected to bring: policies settled, and questions of other policies spared."""

    settles: float
    spares: float


class _State:
    """A person in mid-interview: the Kleene value of every slot, and the questions that could still change it.

    Sets of questions are bits of one number.
    """

    def __init__(
        self, book: Book, policies: Iterable[Policy], facts: Facts, on: date, skipped: frozenset[str],
        thorough: bool = False,
    ):  # fmt: skip
        self._book, self._on = book, on
        self._rules = rules = ruleset(book, tuple(policy.id for policy in policies), on)
        self._facts = with_implied(book.facts, facts)
        self._bearings = bearings(book, rules)
        self._codes = rules.codes(rules.values(facts, on)).tolist()
        self._skipped, self._thorough = skipped, thorough
        self._able = may_become(rules, self._codes, self._may_become)
        self._roots = {id_: root for id_, root in rules.roots.items() if YES in self._able[root]}
        self._open = self._open_questions()

    def told(self, question: str) -> Known | None:
        return derived(self._book.facts, self._facts, question, self._on)

    def _may_be_asked(self, question: str) -> bool:
        """Neither known nor not to be told, and nothing before it is not to be told (whether a home was bought)."""
        before = (fact for fact in self._book.facts[question].after if fact in self._skipped)
        untold = question in self._skipped or any(self.told(fact) is None for fact in before)
        return not untold and not _exact(self.told(question))

    def _may_become(self, slot: Slot) -> Able:
        """What an open condition may turn out to be by asking for its fact, or for one that implies it.

        What was told, but not exactly, may be either.
        """
        name = self._rules.conditions[slot].fact
        asked = asked_of(self._book.facts, name)
        untold = [question for question in asked if self.told(question) is None]
        if self._thorough or all(map(self._may_be_asked, untold)):
            return frozenset({NO, YES})
        others = (q for q, b in self._bearings.items() if name in b.facts and q not in asked and self._may_be_asked(q))
        return frozenset(code for q in others for code in self._implied(slot, name, q)) - {UNKNOWN}

    def _implied(self, slot: Slot, name: str, question: str) -> Iterator[int]:
        """What the answers to the question make of a condition on another fact."""
        test = dict(self._rules.tests[name])[slot]
        for value in _answers(self._book, self._rules, question, self._on):
            known = derived(self._book.facts, with_implied(self._book.facts, {question: value}), name, self._on)
            yield UNKNOWN if known is None else test(*ends(known))

    def _open_questions(self) -> list[int]:
        """For each slot the questions that can still bring or exclude a yes; none when it is settled."""
        allowed = {question: b.bit for question, b in self._bearings.items() if self._may_be_asked(question)}
        found = [0] * len(self._codes)
        worthwhile = worth_asking(self._rules, self._codes, self._able, self._roots.values())
        for name, tests in self._rules.tests.items():
            questions = sum(allowed.get(question, 0) for question in asked_of(self._book.facts, name))
            for slot, _ in tests:
                found[slot] = questions if slot in worthwhile else 0
        for slot in self._rules.steps:
            found[slot] = self._joined(slot, self._codes, found)
        return found

    def _joined(self, slot: Slot, codes: list[int], found: list[int]) -> int:
        return reduce(or_, self._rules.pick(slot, found)) if codes[slot] == UNKNOWN else 0

    def askable(self) -> list[str]:
        """The questions on which the yes of some policy still hangs, in the order of facts.yml."""
        useful = self._useful(self._open)
        return [question for question, bearing in self._bearings.items() if bearing.bit & useful]

    def _useful(self, still_open: list[int]) -> int:
        """The questions on which a yes still hangs, as bits."""
        return reduce(or_, (still_open[root] for root in self._roots.values()), 0)

    def presupposed(self, question: str, others: Iterable[str]) -> str:
        """What has to be known before this can be asked: whether a home was bought, before where it is."""
        first = (fact for fact in self._book.facts[question].after if fact in others and self.told(fact) is None)
        return next((self.presupposed(fact, others) for fact in first), question)

    def outlook(self, question: str) -> _Outlook:
        """The mean over the answers that conditions tell apart."""
        values = within(_answers(self._book, self._rules, question, self._on), self.told(question))
        found = [self._after(question, value) for value in values]
        return _Outlook(*(sum(column) / len(found) for column in zip(*found, strict=True)))

    def _after(self, question: str, value: Value) -> tuple[int, int]:
        """How many policies this answer settles, and how many questions of policies it spares."""
        codes, still_open = self._codes.copy(), self._open.copy()
        self._tell(question, {**self._facts, question: value}, codes, still_open)
        roots = [self._roots[id_] for id_ in self._bearings[question].policies if id_ in self._roots]
        settled = sum(self._codes[root] == UNKNOWN != codes[root] for root in roots)
        return settled, sum(self._open[root].bit_count() - still_open[root].bit_count() for root in roots)

    def widest_first(self) -> list[str]:
        """As `askable`, those first that bear on most policies."""
        return sorted(self.askable(), key=lambda question: -len(self._bearings[question].policies))

    def still_asked(self, asked: str, others: Iterable[str], share: float) -> int:
        """How many of `others` follow `asked` when each is answered at that share of its answers, in their order."""
        facts, codes, still_open = self._facts, self._codes.copy(), self._open.copy()
        told, useful = [], self._useful(still_open)
        for question in (asked, *others):
            if question in self._bearings and useful & self._bearings[question].bit:
                values = within(_answers(self._book, self._rules, question, self._on), self.told(question))
                answer = values[int(share * (len(values) - 1) + 0.5)]
                facts = self._tell(question, {**facts, question: answer}, codes, still_open)
                told, useful = [*told, question], self._useful(still_open)
        return len(set(told) - {asked})

    def _tell(self, question: str, facts: Facts, codes: list[int], still_open: list[int]) -> Facts:
        """Writes into `codes` and `still_open` what the answer in `facts` settles; the facts with what they imply."""
        bearing, facts = self._bearings[question], with_implied(self._book.facts, facts)
        for name in bearing.facts:
            known = derived(self._book.facts, facts, name, self._on)
            for slot, test in self._rules.tests[name]:
                codes[slot] = UNKNOWN if known is None else test(*ends(known))
                still_open[slot] = still_open[slot] & ~bearing.bit if codes[slot] == UNKNOWN else 0
        for slot in bearing.slots:
            codes[slot] = self._rules.join(slot, codes)
            still_open[slot] = self._joined(slot, codes, still_open)
        return facts

    def why(self, question: str) -> Iterator[tuple[str, str, str]]:
        """The open conditions that need the answer."""
        bit = self._bearings[question].bit
        for id_, root in self._roots.items():
            edition = self._rules.editions[id_]
            for clause in dict.fromkeys(self._clauses(edition.eligibility, root, bit)):
                yield id_, edition.id, clause

    def _clauses(self, rule: Rule, slot: Slot, bit: int) -> Iterator[str]:
        if not self._open[slot] & bit:
            return
        if isinstance(rule, Condition):
            yield rule.clause
        for child, below in zip(children(rule), self._rules.below(slot), strict=True):
            yield from self._clauses(child, below, bit)


def _exact(value: Known | None) -> bool:
    """Whether nothing is left to ask."""
    return value is not None and not isinstance(value, Range) and (not isinstance(value, Period) or value.exact)


@lru_cache(maxsize=4096)
def _answers(book: Book, rules: Ruleset, question: str, on: date) -> tuple[Value, ...]:
    """Kept for the day: on which dates conditions turn takes longer to find than a turn of the interview may last."""
    return representatives(book, question, rules.conditions.values(), {}, on)
