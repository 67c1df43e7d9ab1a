"""Which conditions may still bring somebody a yes, given what they will not or cannot tell."""

from collections.abc import Callable, Iterable, Mapping

from policybook.eligibility import NO, UNKNOWN, YES
from policybook.ruleset import Ruleset, Slot

# What a slot may still become: a set of NO and YES.
Able = frozenset[int]
_NOTHING: Able = frozenset()


def may_become(rules: Ruleset, codes: list[int], leaf: Callable[[Slot], Able]) -> Mapping[Slot, Able]:
    """For every slot which of no and yes it is or may still become; conditions are taken to be independent.

    `leaf` says it of the conditions that are open.
    """
    able: dict[Slot, Able] = {}
    for slot in rules.conditions:
        able[slot] = frozenset({codes[slot]}) if codes[slot] != UNKNOWN else leaf(slot)
    for slot in rules.steps:
        able[slot] = frozenset(value for value in (NO, YES) if _reaches(rules, slot, able, value))
    return able


def _reaches(rules: Ruleset, slot: Slot, able: Mapping[Slot, Able], value: int) -> bool:
    if rules.negates(slot):
        return YES - value in able[rules.below(slot)[0]]
    reach = [value in able[child] for child in rules.below(slot)]
    return any(reach) if rules.decisive(slot) == value else all(reach)


def worth_asking(rules: Ruleset, codes: list[int], able: Mapping[Slot, Able], roots: Iterable[Slot]) -> frozenset[Slot]:
    """The open conditions on a way to a yes of one of these roots."""
    found, waiting = set(), [(root, YES) for root in roots]
    while waiting:
        slot, value = waiting.pop()
        if (slot, value) in found or codes[slot] != UNKNOWN or value not in able[slot]:
            continue
        found.add((slot, value))
        below = YES - value if rules.negates(slot) else value
        waiting += [(child, below) for child in rules.below(slot)]
    return frozenset(slot for slot, _ in found if slot in rules.conditions)
