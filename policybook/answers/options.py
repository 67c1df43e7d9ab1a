"""What there is for a group of people, over all policies, city first, zones named."""

from datetime import date

from policybook.answers.editions import benefits_for, statement, told_editions, widened
from policybook.answers.model import Answer, Offer, Part, Question, Statement
from policybook.answers.places import confirmation
from policybook.book import Book
from policybook.schema import Edition, Kind, Level, Policy, Status

_GROUPS_OFFERED = 5
_GIVING = (Status.in_force, Status.unconfirmed, Status.expired)
_LEVELS = [Level.city, Level.zone, Level.national]
_TELLS_MOST = (Kind.amount, Kind.overview, Kind.eligibility)


def answer(book: Book, question: Question, on: date) -> Answer:
    """One statement a policy whose audience includes the group; asks for the group when none is known."""
    if not question.groups:
        groups = (*book.vocabulary.degree, *book.vocabulary.group)[:_GROUPS_OFFERED]
        offers = tuple(Offer(group, f"我是{group}，能享受哪些政策") for group in groups)
        return Answer("need_group", question.kind, None, (Part("which_group"),), offers)
    group = "、".join(question.groups)
    found = _fitting(book, question)
    if not found:
        return Answer("silent", question.kind, None, (Part("no_options", {"group": group}), confirmation(book)))
    parts = [Part("options", {"group": group, "count": str(len(found))})]
    for level in _LEVELS:
        if told := tuple(s for policy, s in found if policy.level == level):
            parts.append(Part("options_zone" if level == Level.zone else "options_list", {"level": level.value}, told))
    offers = tuple(
        Offer(f"{p.name}怎么办理", book.questions["process"].ask[0].format(policy=p.name)) for p, _ in found[:3]
    )
    return Answer("answered", question.kind, None, (*parts, confirmation(book)), offers)


def _fitting(book: Book, question: Question) -> list[tuple[Policy, Statement]]:
    """Policies for the group with what they give: the city's first, and first of all those that say how much."""
    groups = widened(book, question.groups)
    found = []
    for policy in book.giving.values():
        if groups & set(policy.audience):
            editions = [e for e in told_editions(policy) if e.status in _GIVING]
            editions.sort(key=lambda e: not benefits_for(e, groups))
            if told := next((s for e in editions if (s := _telling(book, policy, e, groups))), None):
                unpaid = not benefits_for(editions[0], groups)
                found.append(((_LEVELS.index(policy.level), unpaid), policy, told))
    return [(policy, told) for _, policy, told in sorted(found, key=lambda row: row[0])]


def _telling(book: Book, policy: Policy, edition: Edition, groups: set[str]) -> Statement | None:
    name = policy.name + (f"（仅{policy.zone}）" if policy.zone else "")
    if benefits := benefits_for(edition, groups):
        # Several benefits of one clause are told together; other clauses are a question away.
        clause = benefits[0].clause
        says = "；".join(f"{'、'.join(b.who)}{b.says}" for b in benefits if b.clause == clause)
        return statement(book, policy, edition, clause, f"{name}，{says}（{edition.name}）")
    for kind in _TELLS_MOST:
        for id_, clause in edition.clauses.get(kind, {}).items():
            if not clause.who or groups & set(clause.who):
                return statement(book, policy, edition, id_, f"{name}，{clause.says}（{edition.name}）")
    return None
