"""Faults of what nobody applies for (免申即享), nobody approves (免审即享), and opens for whoever is recognised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from policybook.eligibility import conditions
from policybook.facts import bases
from policybook.numbers import numbers_in
from policybook.rule_checks import Finding, cited
from policybook.schema import Application, Clause, Edition, Occasion, OfficerActs, Opening, Policy
from policybook.tables import FactType

if TYPE_CHECKING:
    from policybook.book import Book

NO_APPLICATION, NO_APPROVAL = "免申即享", "免审即享"
_OF_OWN_ACCORD, _RECOGNISED = "主动", "已认定"


def of_application(
    book: Book, policy: Policy, application: Application, clauses: Mapping[str, Clause]
) -> Iterator[Finding]:
    """`clauses`: those of the whole policy, as "edition/clause"."""
    if application.opens_when_recognised:
        yield from _opening(book, policy.editions, application.opens_when_recognised, clauses)
    if application.officer_acts:
        yield from _officer_acts(book, application, application.officer_acts, clauses)
    if reference := application.no_approval:
        yield from _labelled(clauses, reference, NO_APPROVAL, NO_APPLICATION, ("application", "no_approval"))
    said = {label: any(label in clause.says for clause in clauses.values()) for label in (NO_APPLICATION, NO_APPROVAL)}
    for label, key, given in (
        (NO_APPLICATION, "officer_acts", application.officer_acts),
        (NO_APPROVAL, "no_approval", application.no_approval),
    ):
        if said[label] and not given:
            yield ("application",), f"有条款写着“{label}”，却没有写 {key}", f"补上 {key}，引那一条"


def _officer_acts(
    book: Book, application: Application, acts: OfficerActs, clauses: Mapping[str, Clause]
) -> Iterator[Finding]:
    here = ("application", "officer_acts")
    yield from _labelled(clauses, acts.clause, _OF_OWN_ACCORD, NO_APPROVAL, (*here, "clause"))
    procedure = book.procedures.get(application.procedure)
    if procedure and procedure.handed_in:
        cure = "把 procedure 改成写着 handed_in: false 的流程，或删去 officer_acts"
        yield here, f"“{procedure.name}”要本人提交申请，却写了由经办人员主动办", cure
    if application.materials:
        yield here, f"{NO_APPLICATION}不用本人交材料，却列了材料", "删去 materials"
    if acts.occasion:
        yield from _occasion(book, acts.occasion, (*here, "occasion"))


def _opening(
    book: Book, editions: Iterable[Edition], opening: Opening, clauses: Mapping[str, Clause]
) -> Iterator[Finding]:
    """The fact is a class one is put into, never a yes or no about relatives, and the clause's edition goes by it."""
    here = ("application", "opens_when_recognised")
    for label in (NO_APPLICATION, NO_APPROVAL):
        yield from _labelled(clauses, opening.clause, _RECOGNISED, label, (*here, "clause"))
    edition = next((e for e in editions if e.id == opening.clause.partition("/")[0]), None)
    judged = {c.fact for c in conditions(edition.eligibility)} if edition and edition.eligibility else set()
    classes = sorted(name for name in judged if book.facts[name].type == FactType.choice)
    if opening.fact not in classes:
        cure = f"只能是：{'、'.join(classes)}" if classes else "先在这一版的 eligibility 里写认定成哪几类"
        yield (*here, "fact"), f"“{opening.fact}”不是这一版 eligibility 里本人的类别", cure


def _labelled(clauses: Mapping[str, Clause], reference: str, word: str, never: str, at: tuple) -> Iterator[Finding]:
    yield from cited(clauses, reference, "", at)
    says = clauses[reference].says if reference in clauses else word
    if word not in says or never in says:
        yield at, f"条款“{reference}”没有写“{word}”，或写了“{never}”", f"引写着“{word}”、没有写“{never}”的那一条"


def _occasion(book: Book, occasion: Occasion, at: tuple) -> Iterator[Finding]:
    fact = book.facts.get(occasion.fact)
    if fact is None or len(bases(fact)) != 1:
        yield at, f"“{occasion.fact}”不是从一个日期推算的", "写 facts.yml 里一个 derived 的事实"
    said = numbers_in(occasion.clause.says)
    named = {float(n) for n in (occasion.at_least, occasion.at_most) if n is not None} | numbers_in(occasion.name)
    if not named <= said:
        numbers = "、".join(f"{n:g}" for n in sorted(named - said))
        yield at, f"数字 {numbers} 不在 clause 里", "只写条款里有的数字"
    if occasion.clause.source not in book.sources:
        yield (*at, "clause"), f"没有来源“{occasion.clause.source}”", "先在 sources.yml 里写上"
