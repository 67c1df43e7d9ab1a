"""Faults of reminders: clauses that do not exist, or do not say the day, the time or the duty that is told of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from policybook.application_checks import references
from policybook.numbers import numbers_in
from policybook.reminders import AfterCorrection, BeforeExpiry, BeforeWindowCloses, Reminder, YearlyConfirmation
from policybook.rule_checks import Finding

if TYPE_CHECKING:
    from policybook.schema import Policy

_YEARLY = re.compile(r"年审|(按年|每年|逐年|年度).{0,8}(申报|确认|审核|复核|考核|核验|登记)")


def of_policy(policy: Policy) -> Iterator[Finding]:
    clauses = references(policy)
    for index, reminder in enumerate(policy.reminders):
        at = ("reminders", index)
        if reminder.clause not in clauses:
            yield at, f"没有条款“{reminder.clause}”", "写成 版本/条款，例如 2024/v1"
        else:
            yield from _of_reminder(policy, reminder, clauses[reminder.clause].says, at)


def _of_reminder(policy: Policy, reminder: Reminder, says: str, at: tuple) -> Iterator[Finding]:
    match reminder:
        case BeforeExpiry(clause=clause) if _until(policy, clause) is None:
            yield at, f"“{clause}”那一版没有写到哪天为止", "补上 valid.until，或删去这个提醒"
        case BeforeWindowCloses(closes=closes) if missing := _day(closes) - numbers_in(says):
            yield at, f"截止日期里的 {_listed(missing)} 不在所引条款里", "只写条款里有的日期，来源没有写就删去这个提醒"
        case AfterCorrection(days=days) if days not in numbers_in(says):
            cure = "只写条款里的天数；条款没有写，删去这个提醒，照 topics.yml 的 house 提醒"
            yield at, f"天数 {days} 不在所引条款里", cure
        case YearlyConfirmation() if not _YEARLY.search(says):
            yield at, "所引条款没有说要按年确认", "只在条款写明按年申报、年审的政策里写"


def _until(policy: Policy, reference: str) -> date | None:
    return policy.edition(reference.split("/")[0]).valid.until


def _day(closes: date | str) -> set[float]:
    numbers = closes.timetuple()[:3] if isinstance(closes, date) else closes.split("-")
    return {float(number) for number in numbers}


def _listed(numbers: set[float]) -> str:
    return "、".join(f"{number:g}" for number in sorted(numbers))
