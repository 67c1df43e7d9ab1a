"""How many questions settle all policies: the interview against asking in a fixed order, on synthetic people.

`backend/.venv/bin/python -m benchmarks.questions [people]` prints the table. Both fixed orders ask, in the order of
facts.yml, the questions that any condition needs, without those whose answer is implied by earlier ones, and stop as
soon as every policy is settled. The second also leaves out questions that can no longer change a verdict. The share is
of the first. All three must end with the verdicts of somebody who told everything.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from benchmarks.people import people
from policybook.bearing import bearings
from policybook.book import Book
from policybook.eligibility import Verdict
from policybook.facts import Facts, known
from policybook.interview import next_question, open_questions
from policybook.loading import load
from policybook.ruleset import ruleset, verdicts

ON = date(2026, 11, 20)
TARGET = 0.6
Next = Callable[[Book, Facts], str | None]


def interview(book: Book, facts: Facts) -> str | None:
    asked = next_question(book, book.giving.values(), facts, ON)
    return asked.fact if asked else None


def fixed_order(book: Book, facts: Facts) -> str | None:
    rules = ruleset(book, tuple(book.giving), ON)
    if Verdict.unknown not in rules.verdicts(facts, ON).values():
        return None
    return next(q for q in bearings(book, rules) if known(book.facts, facts, q, ON) is None)


def fixed_order_of_what_matters(book: Book, facts: Facts) -> str | None:
    return next(iter(open_questions(book, book.giving.values(), facts, ON)), None)


WAYS: dict[str, Next] = {
    "逐题挑最能定下来的": interview,
    "固定次序，到全部定下为止": fixed_order,
    "固定次序，跳过不再要紧的": fixed_order_of_what_matters,
}


@dataclass(frozen=True)
class Measured:
    """Mean number of questions, how many people ended with the right verdicts, and the longest turn in seconds."""

    questions: float
    right: int
    longest: float


def measured(book: Book, following: Next, everybody: list[Facts]) -> Measured:
    counts, right, longest = [], 0, 0.0
    for person in everybody:
        told: dict = {}
        while True:
            start = time.perf_counter()
            question = following(book, told)
            longest = max(longest, time.perf_counter() - start)
            if question is None:
                break
            told[question] = known(book.facts, person, question, ON)
        counts.append(len(told))
        right += verdicts(book, book.giving.values(), told, ON) == verdicts(book, book.giving.values(), person, ON)
    return Measured(statistics.mean(counts), right, longest)


def main(count: int = 1000) -> int:
    book = load()
    everybody = list(people(book, count, ON))
    interview(book, {})  # what is compiled once a day is not part of a turn
    results = {name: measured(book, way, everybody) for name, way in WAYS.items()}
    for name, result in results.items():
        took = f"最久 {result.longest * 1000:.1f} 毫秒"
        print(f"{name}：平均 {result.questions:.2f} 问，结论相同 {result.right}/{count}，{took}")
    asked, fixed, _ = results.values()
    share = asked.questions / fixed.questions
    print(f"问题数是固定次序的 {share:.1%}（目标 ≤ {TARGET:.0%}）")
    return 0 if share <= TARGET and all(result.right == count for result in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
