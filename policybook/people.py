"""Worked examples of the conditions: people, and what the rules must say of them."""

from collections.abc import Iterator
from pathlib import Path

from policybook.book import Book
from policybook.eligibility import Judgement, Verdict, edition_judged, judge
from policybook.errors import Fault, KnowledgeError
from policybook.facts import Value, from_json
from policybook.schema import Edition, Policy, Status
from policybook.tables import FactType, PersonExample, PersonVerdict

VERDICTS = {PersonVerdict.yes: Verdict.yes, PersonVerdict.no: Verdict.no, PersonVerdict.unknown: Verdict.unknown}


def told(book: Book, example: PersonExample) -> dict[str, Value]:
    """The facts of an example as values; ValueError for a fact or a value that there is not."""
    found = {}
    for name, written in example.facts.items():
        if name not in book.facts:
            raise ValueError(f"没有事实“{name}”")
        dated = book.facts[name].type == FactType.date
        found[name] = from_json(book.facts[name], str(written) if dated else written)
    return found


def edition_of(policy: Policy, example: PersonExample) -> Edition | None:
    """The edition an example is about: the one given, or the one that counts on its day."""
    if example.edition is None:
        return edition_judged(policy, example.on)
    return policy.edition(example.edition)


def judged(book: Book, policy: Policy, example: PersonExample) -> Judgement | None:
    """What the rules say; an edition that is named is judged whether or not it still counts."""
    if example.edition is None:
        return judge(book, policy, told(book, example), example.on)
    edition = edition_of(policy, example).model_copy(update={"status": Status.in_force})
    alone = policy.model_copy(update={"editions": (edition,)})
    return judge(book, alone, told(book, example), example.on)


def wrong(book: Book, policy: Policy, example: PersonExample) -> str | None:
    """How the rules differ from the example; None when they agree."""
    judgement = judged(book, policy, example)
    if judgement is None:
        return "没有条件可判"
    if judgement.verdict != VERDICTS[example.verdict]:
        return f"应是{example.verdict}，判成了{judgement.verdict}"
    cited = {finding.clause_id for finding in judgement.deciding}
    if extra := set(example.because) - cited:
        return f"不是因为 {'、'.join(sorted(extra))}，而是 {'、'.join(sorted(cited))}"
    if extra := set(example.missing) - set(judgement.open_facts):
        return f"不缺 {'、'.join(sorted(extra))}，缺的是 {'、'.join(judgement.open_facts)}"
    return None


def faults(book: Book, people: dict[Path, tuple[PersonExample, ...]]) -> Iterator[Fault]:
    """Examples of what is not in the book."""
    for path, examples in people.items():
        policy = book.policies.get(path.stem)
        if policy is None:
            yield Fault(path, None, "没有对应的政策文件", "改文件名或删去")
            continue
        for example in examples:
            yield from _of_example(book, policy, path, example)


def _of_example(book: Book, policy: Policy, path: Path, example: PersonExample) -> Iterator[Fault]:
    editions = {edition.id: edition for edition in policy.editions}
    if example.edition is not None and example.edition not in editions:
        yield Fault(path, None, f"“{example.name}”：没有“{example.edition}”这一版", f"只能是：{'、'.join(editions)}")
    clauses = {clause for edition in editions.values() for clause in edition.every_clause}
    for clause in set(example.because) - clauses:
        yield Fault(path, None, f"“{example.name}”：没有条款“{clause}”", "写这一版 clauses 里的名字")
    for fact in set(example.missing) - set(book.facts):
        yield Fault(path, None, f"“{example.name}”：没有事实“{fact}”", "写 knowledge/facts.yml 里的名字")
    try:
        told(book, example)
    except ValueError as error:
        yield Fault(path, None, f"“{example.name}”：{error}", "对照 knowledge/facts.yml 改")


def checked(book: Book, people: dict[Path, tuple[PersonExample, ...]]) -> dict[str, tuple[PersonExample, ...]]:
    """All examples by policy; raises KnowledgeError when they speak of what there is not."""
    if found := list(faults(book, people)):
        raise KnowledgeError(found)
    together: dict[str, tuple[PersonExample, ...]] = {}
    for path, examples in people.items():
        together[path.stem] = together.get(path.stem, ()) + examples
    return together
