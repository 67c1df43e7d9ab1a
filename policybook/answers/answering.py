"""Decides which answer a question gets: a frequent question's, a group's, a title's, a place's or a policy's."""

import re
from dataclasses import replace
from datetime import date

from policybook.answers import editions, options, places, policy, titles
from policybook.answers.faq import FaqIndex
from policybook.answers.model import Answer, Offer, Part, Question, Statement
from policybook.book import Book
from policybook.schema import Faq, Policy
from policybook.search import Hit, Index

# Set from benchmarks/answers.md: at this coverage fewer than one sentence of small talk in a hundred finds a clause.
FOUND_CLAUSE = 0.35
# Overlap with the question, its policy's names left out: worth telling first, telling at all, telling besides.
_SPEAKS_OF_IT = 0.1
_SAYS_IT = 0.3
_SAYS_MORE = 0.15
_TALE = 60
_LAST = 16  # clauses of a long message that are looked at: people ask at the end
_CLAUSE_END = re.compile(r"[，。！？；,!?;\s]+")
_SILENT = ("silent", "nearest")
_TELLING_LENGTH = 6
_TOLD = 3


class Answerer:
    """Answers from one book; builds its indexes once."""

    def __init__(self, book: Book):
        self.book = book
        self.search = Index(book)
        self._faq = FaqIndex(book)

    def answer(self, question: Question, on: date) -> Answer:
        """The answer as things stand on the day `on`. Never raises for a well-formed question."""
        if found := self._faq_of(question):
            return policy.answer_faq(self.book, question, *found, on)
        answered = self._with_what_was_asked(self._by_kind(question, on), question)
        if answered.outcome == "silent" and (found := self._faq.match(question, nothing_else=True)):
            return policy.answer_faq(self.book, question, *found, on)
        return answered

    def _faq_of(self, question: Question) -> tuple[Policy, Faq] | None:
        """The frequent question that is asked; in a long message nobody understood, that any two clauses ask."""
        if question.kind in ("window", "contact") and question.district and not question.policy:
            return None  # asks for the office of a district, and the directory knows
        if question.kind == "category" and not question.titles:
            return self._faq.match(replace(question, policy=titles.POLICY))
        if question.kind != "unknown" or len(question.text) < _TALE:
            return self._faq.match(question)
        clauses = [clause for clause in _CLAUSE_END.split(question.text) if clause.strip()]
        windows = ["，".join(clauses[n : n + 2]) for n in range(max(0, len(clauses) - _LAST), len(clauses))]
        found = (self._faq.match(replace(question, text=window)) for window in reversed(windows))
        return next((match for match in found if match), None)

    def _with_what_was_asked(self, answer: Answer, question: Question) -> Answer:
        """Statements that speak of what was asked (要缴几个月社保) come first, those of other sections included."""
        if question.policy not in self.book.policies or len(question.text) < _TELLING_LENGTH:
            return answer
        asked = self._faq.nameless(question.text, question.policy)
        parts = [self._most_telling_first(part, asked) for part in answer.parts]
        told = {s.clause: self.search.overlap(asked, s.says) for part in parts for s in part.statements}
        hit = next(iter(self.search.search(asked, question.policy, limit=1)), None)
        told_already = hit is None or f"{hit.policy}/{hit.edition}/{hit.clause}" in told
        if told_already or question.year and answer.outcome != "silent":
            return replace(answer, parts=tuple(parts))
        found = self._found(hit)
        speaks = self.search.overlap(asked, found.statements[0].says)
        if speaks < _SAYS_IT or speaks < max(told.values(), default=0.0) + _SAYS_MORE:
            return replace(answer, parts=tuple(parts))
        kept = [part for part in parts if part.say not in _SILENT or answer.outcome != "silent"]
        place = 2 if found.say == "edition_replaced" and answer.outcome != "silent" else 1
        return replace(answer, outcome="answered", parts=(*kept[:place], found, *kept[place:]))

    def _most_telling_first(self, part: Part, asked: str) -> Part:
        def telling(statement: Statement) -> float:
            overlap = self.search.overlap(asked, statement.says)
            return -overlap if overlap >= _SPEAKS_OF_IT else 0.0

        return replace(part, statements=tuple(sorted(part.statements, key=telling)))

    def _by_kind(self, question: Question, on: date) -> Answer:
        if question.kind == "unknown":
            return self._search(question)
        if question.kind == "options":
            return options.answer(self.book, question, on)
        if question.kind == "category":
            return titles.answer(self.book, question)
        return self._about_policy(question, on)

    def _about_policy(self, question: Question, on: date) -> Answer:
        if question.policy in self.book.policies:
            return policy.answer(self.book, question, self.book.policies[question.policy], on)
        if question.kind == "contact":
            return policy.answer(self.book, question, self.book.policies["contacts"], on)
        if question.kind == "window" and question.district:
            return places.answer(self.book, question)
        return self._ask_which_policy(question)

    def _ask_which_policy(self, question: Question) -> Answer:
        kind = self.book.questions[question.kind]
        themes = self.book.vocabulary.theme
        prominent = sorted((p for p in self.book.policies.values() if p.prominent), key=lambda p: themes.index(p.theme))
        offers = tuple(Offer(p.name, kind.ask[0].format(policy=p.name)) for p in prominent)
        return Answer("need_policy", question.kind, None, (Part("which_policy", {"kind": kind.label}),), offers)

    def _search(self, question: Question) -> Answer:
        """The second layer: clauses found by their words, told as found, or silence."""
        telling = len(question.text) >= _TELLING_LENGTH
        hits = self.search.search(question.text, question.policy) if telling else []
        hits = [hit for hit in hits if hit.coverage >= FOUND_CLAUSE]
        confirm = places.confirmation(self.book)
        if not hits:
            known = question.policy in self.book.policies
            offers = tuple(self._guess(question, kind) for kind in question.candidates) if known else ()
            return Answer("unsure", question.kind, question.policy, (Part("nothing_found"), confirm), offers)
        found = tuple(self._found(hit) for hit in hits[:_TOLD])
        return Answer("answered", question.kind, hits[0].policy, (Part("found"), *found, confirm))

    def _guess(self, question: Question, kind: str) -> Offer:
        """What the citizen may have wanted to ask of the policy, as a sentence to press or to agree to."""
        sentence = self.book.questions[kind].ask[0].format(policy=self.book.policies[question.policy].name)
        return Offer(sentence, sentence, replace(question, kind=kind, candidates=()))

    def _found(self, hit: Hit) -> Part:
        owner = self.book.policies[hit.policy]
        edition = owner.edition(hit.edition)
        says = editions.statement(self.book, owner, edition, hit.clause)
        part = editions.edition_part(owner, edition, [says])
        return Part(part.say, {**part.values, "edition": f"{owner.name}，{edition.name}"}, part.statements)
