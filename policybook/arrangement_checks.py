"""Faults of what nobody applies for (免申即享) and of what nobody approves (免审即享): two labels, never mixed up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from policybook.facts import bases
from policybook.numbers import numbers_in
from policybook.rule_checks import Finding, cited
from policybook.schema import Application, Clause, Occasion, OfficerActs

if TYPE_CHECKING:
    from policybook.book import Book

NO_APPLICATION, NO_APPROVAL = "免申即享", "免审即享"
_OF_OWN_ACCORD = "主动"


def of_application(book: Book, application: Application, clauses: Mapping[str, Clause]) -> Iterator[Finding]:
    """`clauses`: those of the whole policy, as "edition/clause"."""
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
