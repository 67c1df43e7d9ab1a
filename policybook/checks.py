"""What a single model cannot see: references, owners of names, succession of editions, examples, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from policybook import application_checks, fact_checks, procedure_checks, reminder_checks
from policybook.errors import Fault
from policybook.numbers import figures_in, numbers_in
from policybook.rule_checks import Finding, cited, of_pointless, of_rule
from policybook.schema import Edition, Policy, Status
from policybook.strict_yaml import Document, Location

if TYPE_CHECKING:
    from policybook.book import Book


def faults(book: Book, documents: dict[Path, Document], root: Path) -> list[Fault]:
    """Every fault that needs more than one place to be seen."""
    found: list[Fault] = []
    for id_, policy in book.policies.items():
        document = documents[root / "policies" / f"{id_}.yml"]
        found += [Fault(document.path, document.line(at), what, cure) for at, what, cure in _of_policy(book, policy)]
        if not book.examples.get(id_):
            found.append(
                Fault(document.path, None, "没有办理示例", f"在 {root}/cases/{id_}.yml 里写出几个问题和应有的回答")
            )
    found += _names_owned_twice(book, documents, root) + _examples_without_policy(book, root)
    return (
        found + fact_checks.faults(book, documents[root / "facts.yml"]) + procedure_checks.faults(book, documents, root)
    )


def _of_policy(book: Book, policy: Policy) -> Iterator[Finding]:
    yield from _header(book, policy)
    for index, edition in enumerate(policy.editions):
        at = ("editions", index)
        yield from _succession(policy, edition, at)
        yield from _clauses(book, policy, edition, at)
        yield from _parts(book, edition, at)
    yield from _references(policy)
    yield from _frequent_questions(policy)
    yield from application_checks.of_policy(book, policy)
    yield from reminder_checks.of_policy(policy)
    for index, pointless in enumerate(policy.pointless):
        yield from of_pointless(book, pointless, ("pointless", index))


def _header(book: Book, policy: Policy) -> Iterator[Finding]:
    if policy.theme not in book.vocabulary.theme:
        yield ("theme",), f"没有主题“{policy.theme}”", f"只能是：{'、'.join(book.vocabulary.theme)}"
    if (policy.level == "区级") != bool(policy.zone):
        yield ("level",), "区级政策要写 zone，市级和国家的不写", "补上或删去 zone"
    if figures_in(policy.summary):
        yield ("summary",), "摘要里有数字，却没有出处", "数字写进某一版的 clauses，摘要只说是什么"
    yield from _groups(book, policy.audience, ("audience",))
    for other in policy.related:
        if other not in book.policies:
            yield ("related",), f"没有政策“{other}”", "写别的政策的文件名（不带 .yml）"


def _groups(book: Book, names: tuple[str, ...], at: Location) -> Iterator[Finding]:
    for name in names:
        if name not in book.vocabulary.groups:
            yield at, f"没有人群“{name}”", f"只能是：{'、'.join(sorted(book.vocabulary.groups))}"


def _succession(policy: Policy, edition: Edition, at: Location) -> Iterator[Finding]:
    ids = [e.id for e in policy.editions]
    if ids.count(edition.id) > 1:
        yield (*at, "id"), f"有两版都叫“{edition.id}”", "给其中一版换一个 id"
    if (edition.status == Status.replaced) != bool(edition.replaced_by):
        yield (*at, "status"), "“已被替代”的一版要写 replaced_by，别的不写", "补上接替它的那一版的 id，或改状态"
    if edition.replaced_by and edition.replaced_by not in ids:
        yield (*at, "replaced_by"), f"没有“{edition.replaced_by}”这一版", f"只能是：{'、'.join(ids)}"
    elif edition.replaced_by and _returns(policy, edition):
        yield (*at, "replaced_by"), "替代关系绕成了圈", "让每一版都由更新的一版替代，最后一版不被替代"
    if edition.valid.from_ and edition.valid.until and edition.valid.until < edition.valid.from_:
        yield (*at, "valid"), "结束日期早于开始日期", "对照文件改日期"


def _returns(policy: Policy, start: Edition) -> bool:
    by_id = {e.id: e for e in policy.editions}
    seen, current = set(), start
    while current.replaced_by in by_id:
        if current.id in seen:
            return True
        seen.add(current.id)
        current = by_id[current.replaced_by]
    return False


def _clauses(book: Book, policy: Policy, edition: Edition, at: Location) -> Iterator[Finding]:
    seen: set[str] = set()
    for kind, section in edition.clauses.items():
        for id_, clause in section.items():
            here = (*at, "clauses", kind.value, id_)
            if id_ in seen:
                yield here, f"这一版有两条都叫“{id_}”", "给其中一条换一个名字"
            seen.add(id_)
            if clause.source not in policy.sources and clause.source not in book.sources:
                yield here, f"没有来源“{clause.source}”", "写进 knowledge/sources.yml，或本文件的 sources:"
            yield from _groups(book, clause.who, here)


def _parts(book: Book, edition: Edition, at: Location) -> Iterator[Finding]:
    clauses = edition.every_clause
    parts = [("benefits", i, b, b.says) for i, b in enumerate(edition.benefits)]
    parts += [("promises", i, p, f"{p.working_days} {p.covers}") for i, p in enumerate(edition.promises)]
    parts += [("windows", i, w, "") for i, w in enumerate(edition.windows)]
    for name, index, part, text in parts:
        here = (*at, name, index)
        yield from cited(clauses, part.clause, text, here)
        yield from _groups(book, getattr(part, "who", ()), here)
    for index, benefit in enumerate(edition.benefits):
        if benefit.amount is not None and benefit.amount not in numbers_in(benefit.says):
            yield (
                (*at, "benefits", index),
                f"金额 {benefit.amount:g} 与“{benefit.says}”不一致",
                "让 amount 等于 says 里的数",
            )
    for index, window in enumerate(edition.windows):
        if window.directory not in book.directories:
            yield (*at, "windows", index), f"没有名录“{window.directory}”", f"只能是：{'、'.join(book.directories)}"
    if edition.eligibility:
        yield from of_rule(book, clauses, edition.eligibility, (*at, "eligibility"))


def _references(policy: Policy) -> Iterator[Finding]:
    known = application_checks.references(policy)
    listed = [(("differences", i), (d.was, d.now), d.remark) for i, d in enumerate(policy.differences)]
    listed += [(("faq", i), (*f.clauses, *f.nearest), f.remark) for i, f in enumerate(policy.faq)]
    for at, references, remark in listed:
        for reference in references:
            if reference not in known:
                yield at, f"没有条款“{reference}”", "写成 版本/条款，例如 2024/e1"
        said = set().union(*(numbers_in(known[r].says) for r in references if r in known))
        if remark and (missing := figures_in(remark) - said):
            yield at, f"说明里的数字 {sorted(missing)} 不在所引条款里", "只写条款里有的数字"


def _frequent_questions(policy: Policy) -> Iterator[Finding]:
    """An entry must be found by its own wordings."""
    for index, faq in enumerate(policy.faq):
        for ask in faq.ask:
            if faq.only and not any(word in ask for word in faq.only):
                yield ("faq", index, "only"), f"“{ask}”里没有 only 的任何一个词", "给 only 补上它用的词，或改写问法"


def _names_owned_twice(book: Book, documents: dict[Path, Document], root: Path) -> list[Fault]:
    owners: dict[str, str] = {}
    found = []
    for id_, policy in book.policies.items():
        if all(e.status == Status.replaced for e in policy.editions):
            continue
        document = documents[root / "policies" / f"{id_}.yml"]
        for name in set(policy.every_name):
            owner = owners.setdefault(name.lower(), id_)
            if owner != id_:
                line = document.line(("aliases",))
                what = f"别名“{name}”已属于 {owner}"
                found.append(Fault(document.path, line, what, "只留在一个政策里，或换一个说法"))
    return found


def _examples_without_policy(book: Book, root: Path) -> list[Fault]:
    extra = set(book.examples) - set(book.policies)
    return [Fault(root / "cases" / f"{id_}.yml", None, "没有对应的政策文件", "改文件名或删去") for id_ in sorted(extra)]
