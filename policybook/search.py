"""Clause-level search: the passage of the book that says most of what a sentence asks about."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import log

import tantivy

from policybook.book import Book
from policybook.schema import Status

# The first names of a policy are its common ones; the long tail of nicknames would make every passage match.
_NAMES = 6
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_ASCII = re.compile(r"[a-z0-9.]+")


@dataclass(frozen=True)
class Hit:
    """`coverage`: 0–1, the share of the query's weight that the clause contains; its policy's names count half."""

    policy: str
    edition: str
    clause: str
    coverage: float


class Index:
    """All clauses in memory, character bigrams and whole ASCII/number tokens; rebuilt whenever the book is loaded."""

    def __init__(self, book: Book):
        self._wording = {alias: word for word, term in book.vocabulary.wording.items() for alias in term.aliases}
        self._passages = list(_passages(book))
        self._said = [self._terms(says) for _, _, says in self._passages]
        tokens = [said | self._terms(names) for said, (_, names, _) in zip(self._said, self._passages, strict=True)]
        self._tokens = tokens
        counts = Counter(token for passage in tokens for token in passage)
        self._weights = {token: log(1 + len(tokens) / n) for token, n in counts.items()}
        self._unknown = log(1 + len(tokens))
        self._index = self._build()

    def _build(self) -> tantivy.Index:
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("number", stored=True)
        schema.add_text_field("terms", tokenizer_name="whitespace")
        index = tantivy.Index(schema.build())
        writer = index.writer(15_000_000, 1)
        for number, passage in enumerate(self._tokens):
            writer.add_document(tantivy.Document(number=number, terms=" ".join(sorted(passage))))
        writer.commit()
        index.reload()
        return index

    def search(self, text: str, policy: str | None = None, limit: int = 5) -> list[Hit]:
        """Best passages first; within one policy when it is given. An empty list for a text without words."""
        asked = self._terms(text)
        if not asked:
            return []
        hits = [self._hit(number, asked) for number in self._candidates(asked)]
        chosen = [hit for hit in hits if policy in (None, hit.policy)]
        return sorted(chosen, key=lambda hit: -hit.coverage)[:limit]

    def overlap(self, asked: str, says: str) -> float:
        """0–1: the share of the weight of `asked` that `says` contains."""
        wanted = self._terms(asked)
        return self._weight(wanted & self._terms(says)) / self._weight(wanted) if wanted else 0.0

    def _terms(self, text: str) -> set[str]:
        """The terms of a text, words for the same thing made one (社保, 养老保险)."""
        for alias, word in self._wording.items():
            text = text.replace(alias, word)
        return set(terms(text))

    def _candidates(self, asked: set[str]) -> Iterator[int]:
        schema = self._index.schema
        each = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", token)) for token in asked]
        searcher = self._index.searcher()
        for _, address in searcher.search(tantivy.Query.boolean_query(each), 50).hits:
            yield searcher.doc(address)["number"][0]

    def _hit(self, number: int, asked: set[str]) -> Hit:
        total = self._weight(asked)
        shared = self._weight(asked & self._said[number]) + self._weight(asked & self._tokens[number])
        return Hit(*self._passages[number][0], coverage=shared / total / 2)

    def _weight(self, tokens: set[str]) -> float:
        return sum(self._weights.get(token, self._unknown) for token in tokens)


def terms(text: str) -> list[str]:
    """Character bigrams of each Chinese run (a single character stands for itself) and ASCII/number tokens."""
    found = _ASCII.findall(text.lower())
    for run in _CHINESE.findall(text):
        found += [a + b for a, b in zip(run, run[1:], strict=False)] or [run]
    return found


def _passages(book: Book) -> Iterator[tuple[tuple[str, str, str], str, str]]:
    """(policy, edition, clause), the names under which it is known, and what it says."""
    for policy in book.policies.values():
        names = " ".join((policy.name, *policy.aliases[:_NAMES]))
        for edition in policy.editions:
            if edition.status == Status.proposed:
                continue
            for section in edition.clauses.values():
                for id_, clause in section.items():
                    yield (policy.id, edition.id, id_), f"{names} {edition.name}", clause.says
