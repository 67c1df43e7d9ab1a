"""Finds the frequent question a citizen's sentence repeats in other words."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policybook.answers.model import Question
from policybook.book import Book
from policybook.schema import Faq, Policy

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_ASCII = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
# Least likeness, set from benchmarks/answers.md; a sentence that names no policy must be more like the entry, and
# long enough to say something of its own (什么时候发 could be asked of anything).
SAME_POLICY = 0.5
ANY_POLICY = 0.55
NOTHING_ELSE = 0.35
_TELLING_LENGTH = 8
# Likeness is mostly how much of the sentence the entry covers, and partly how like one of its wordings it is.
_COVERAGE = 0.7
_NAME = 0.5
# 能领…不 asks of oneself, and of nothing in particular.
_BARE = re.compile(
    r"(?:那|请问|我们?|俺|咱|到底|想问|问下)*(?:能不能够?|能否|可不可以|可以|能够?)"
    r"(?:申请|申领|领取?|享受|办理?)到?(?:不能?|吗|么|嘛|呢|没有?|吧|了|啊|呀|[?？!！。，])*"
)


@dataclass(frozen=True)
class _Entry:
    """Character unigrams and bigrams of each wording, and of all wordings and the topic together.

    An entry whose topic names groups (大专能不能领) answers questions about these groups only.
    """

    policy: str
    number: int
    wordings: tuple[frozenset[str], ...]
    everything: frozenset[str]
    groups: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    only: tuple[str, ...] = ()

    def is_about(self, text: str, groups: tuple[str, ...]) -> bool:
        """Whether the sentence names whom or what this entry is about."""
        named = not self.only or any(word in text for word in self.only)
        return named and (not self.groups or bool(self.groups & set(groups)))


class FaqIndex:
    """All frequent questions of a book, beside the plain ways to ask each kind of question."""

    def __init__(self, book: Book):
        self._policies = book.policies
        self._names = {p.id: _any_of(p.every_name) for p in book.policies.values()}
        self._groups = _group_names(book)
        self._required = {*book.vocabulary.degree, *book.vocabulary.category}
        self._entries = {policy.id: list(self._read(policy)) for policy in book.policies.values()}
        self._kinds = {
            kind: _entry("", 0, "", [ask.replace("{policy}", " ") for ask in question.ask])
            for kind, question in book.questions.items()
        }
        entries = [entry for entries in self._entries.values() for entry in entries]
        wordings = [w for entry in (*entries, *self._kinds.values()) for w in entry.wordings]
        counts = Counter(gram for wording in wordings for gram in wording)
        self._unseen = math.log(len(wordings) + 1)
        self._weights = {gram: math.log((len(wordings) + 1) / n) for gram, n in counts.items()}

    def match(self, question: Question, nothing_else: bool = False) -> tuple[Policy, Faq] | None:
        """The policy and its entry most like the sentence, if like enough.

        A sentence that is as much like the plain way to ask its kind (要什么材料) does not match, unless there is
        `nothing_else` to say: then a weaker likeness will do, too.
        """
        if not question.policy and len(question.text) < _TELLING_LENGTH:
            return None
        if _BARE.fullmatch(self.nameless(question.text, question.policy).replace(" ", "")):
            return None  # any entry on who can is as like it as any other
        named = (question.policy, *question.also) if question.policy else ()
        found = [self.nearest(question.text, policy, question.groups) for policy in named or (None,)]
        likeness, entry = max(found, key=lambda pair: pair[0])
        least = (NOTHING_ELSE if nothing_else else SAME_POLICY) if question.policy else ANY_POLICY
        if entry is None or likeness < least:
            return None
        if not nothing_else and likeness <= self._plainness(question):
            return None
        policy = self._policies[entry.policy]
        faq = policy.faq[entry.number]
        if question.year and str(question.year) not in faq.topic:
            return None  # the rules of a year were asked for, and the entry speaks of another time
        return policy, faq

    def nearest(self, text: str, policy_id: str | None, groups: tuple[str, ...] = ()) -> tuple[float, _Entry | None]:
        """The best likeness (0–1) and its entry, within one policy or over all.

        What is asked counts, not how the policy is called; its names only decide between entries otherwise equal
        (黄河人才计划 and 智汇郑州 are one policy, but two questions).
        """
        best: tuple[float, float, _Entry | None] = (0.0, 0.0, None)
        named = _grams(text)
        total = self._weight(named) or 1.0
        for owner in [policy_id] if policy_id else self._policies:
            asked = _grams(self.nameless(text, owner))
            for entry in self._entries.get(owner, ()):
                if entry.is_about(text, groups):
                    likeness = self._likeness(asked, entry)
                    by_name = likeness + _NAME * self._weight(named & entry.names) / total
                    best = max(best, (by_name, likeness, entry), key=lambda row: row[0])
        return best[1:]

    def _plainness(self, question: Question) -> float:
        kind = self._kinds.get(question.kind)
        text = self._groupless(self.nameless(question.text, question.policy))
        return self._likeness(_grams(text), kind) if kind else 0.0

    def _read(self, policy: Policy) -> Iterator[_Entry]:
        for number, faq in enumerate(policy.faq):
            entry = _entry(policy.id, number, faq.topic, [self.nameless(ask, policy.id) for ask in faq.ask])
            names = _grams(faq.topic).union(*(_grams(ask) for ask in faq.ask))
            groups = self._groups_in(faq.topic) & self._required
            yield replace(entry, groups=groups, names=names, only=faq.only)

    def nameless(self, text: str, policy_id: str | None) -> str:
        """The sentence without the policy's names: what is asked of it, however it is called."""
        return self._names[policy_id].sub(" ", text) if policy_id in self._names else text

    def _groups_in(self, text: str) -> frozenset[str]:
        """The groups a text names; 博士后 does not name 博士."""
        found = set()
        for name, group in self._groups.items():
            if name in text:
                found.add(group)
                text = text.replace(name, " ")
        return frozenset(found)

    def _groupless(self, text: str) -> str:
        for name in self._groups:
            text = text.replace(name, " ")
        return text

    def _likeness(self, asked: frozenset[str], entry: _Entry) -> float:
        weight = self._weight(asked)
        if not weight:
            return 0.0
        covered = self._weight(asked & entry.everything) / weight
        alike = max(2 * self._weight(asked & w) / (weight + self._weight(w)) for w in entry.wordings)
        return _COVERAGE * covered + (1 - _COVERAGE) * alike

    def _weight(self, grams: frozenset[str]) -> float:
        return sum(self._weights.get(gram, self._unseen) for gram in grams)


def _any_of(names: tuple[str, ...]) -> re.Pattern:
    """Matches any of the names, the longest first; “…” in a name stands for a few characters."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile("|".join(re.escape(name).replace("…", ".{0,6}?") for name in longest_first), re.IGNORECASE)


def _group_names(book: Book) -> dict[str, str]:
    """How people write each group, longest first."""
    terms = {**book.vocabulary.degree, **book.vocabulary.category, **book.vocabulary.group}
    names = {name: group for group, term in terms.items() for name in (group, *term.aliases)}
    return dict(sorted(names.items(), key=lambda pair: -len(pair[0])))


def _entry(policy: str, number: int, topic: str, wordings: list[str]) -> _Entry:
    grams = tuple(_grams(wording) for wording in wordings)
    return _Entry(policy, number, grams, _grams(topic).union(*grams))


def _grams(text: str) -> frozenset[str]:
    """Chinese characters and pairs of them; words and numbers in ASCII count whole."""
    grams = set(_ASCII.findall(text.lower()))
    for run in _CHINESE.findall(text):
        grams |= {*run, *(a + b for a, b in zip(run, run[1:], strict=False))}
    return frozenset(grams)
