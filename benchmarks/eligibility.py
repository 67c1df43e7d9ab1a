"""Judging and asking: questions until all is settled, one person and many policies, many people and many policies.

`backend/.venv/bin/python -m benchmarks.eligibility` prints the table and writes it to eligibility.md.
"""

import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

# One core is what is claimed; numpy reads this when it is first imported.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"))

from benchmarks import questions, synthetic  # noqa: E402
from benchmarks.people import people  # noqa: E402
from policybook import bulk  # noqa: E402
from policybook.book import Book  # noqa: E402
from policybook.eligibility import judge  # noqa: E402
from policybook.loading import load  # noqa: E402
from policybook.ruleset import ruleset  # noqa: E402

ON = date(2026, 11, 20)
_REPORT = Path(__file__).with_name("eligibility.md")


def main() -> None:
    book = load()
    rows = [*asked(book), *one_person(book), *many_policies(book), *in_bulk(book)]
    table = "\n".join(f"| {name} | {figure} | {demand} |" for name, figure, demand in rows)
    report = f"""# Eligibility

`backend/.venv/bin/python -m benchmarks.eligibility` (one core; synthetic people know every fact; seeded)

| measured | figure | demanded |
|---|--:|--:|
{table}
"""
    _REPORT.write_text(report, encoding="utf-8")
    print(report)


Row = tuple[str, str, str]


def asked(book: Book, count: int = 1000) -> list[Row]:
    """Questions until everything is settled, and whether the verdicts are those of somebody who told everything."""
    everybody = list(people(book, count, ON))
    ways = (questions.interview, questions.fixed_order, questions.fixed_order_of_what_matters)
    interview, fixed, relevant = (questions.measured(book, way, everybody) for way in ways)
    return [
        (f"questions to settle all policies, interview, mean of {count} people", f"{interview.questions:.1f}", ""),
        ("the same in fixed order", f"{fixed.questions:.1f}", ""),
        ("the same in fixed order, leaving out what no longer matters", f"{relevant.questions:.1f}", ""),
        ("interview against fixed order", f"{interview.questions / fixed.questions:.1%}", "≤ 60 %"),
        ("interview against fixed order of what matters", f"{interview.questions / relevant.questions:.1%}", ""),
        ("same verdicts", f"{min(way.right for way in (interview, fixed, relevant)) / count:.1%}", "100 %"),
    ]


def one_person(book: Book) -> list[Row]:
    everybody = list(people(book, 50, ON))
    shipped = tuple(book.giving.values())
    reasons = _each(everybody, lambda person: [judge(book, policy, person, ON) for policy in shipped])
    rules = ruleset(book, tuple(book.giving), ON)
    plain = _each(everybody, lambda person: rules.verdicts(person, ON))
    return [
        (f"one person, {len(rules.roots)} shipped policies with conditions, verdicts", f"{plain:.2f} ms", "≤ 2 ms"),
        ("the same with every reason", f"{reasons:.2f} ms", ""),
    ]


def many_policies(book: Book, count: int = 10_000) -> list[Row]:
    large = replace(book, policies=synthetic.policies(book, count))
    rules = ruleset(large, tuple(large.policies), ON)
    took = _each(list(people(book, 20, ON)), lambda person: rules.verdicts(person, ON))
    return [(f"one person, {count:,} synthetic policies, verdicts", f"{took:.1f} ms", "≤ 20 ms")]


def in_bulk(book: Book, policies: int = 1000, size: int = 1_000_000) -> list[Row]:
    columns = synthetic.columns(book, size)
    rules = bulk.compiled(book, synthetic.policies(book, policies).values(), ON)
    before = _memory()
    took = min(_seconds(lambda: bulk.verdicts(rules, columns, ON), time.process_time) for _ in range(3))
    return [
        (f"{size:,} people, {policies:,} synthetic policies, processor time, best of three", f"{took:.2f} s", "≤ 2 s"),
        ("memory it takes beside the columns", f"{_memory() - before:.0f} MB", ""),
    ]


def _each(everybody: list, judged: Callable) -> float:
    """Median milliseconds a person, the first of all left out: it fills the caches."""
    judged(everybody[0])
    return 1000 * statistics.median(_seconds(lambda p=person: judged(p)) for person in everybody)


def _seconds(work: Callable, clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    work()
    return clock() - start


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
