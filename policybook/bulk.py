"""Judges many people against many policies at once: two bits for a person and a condition, surely and surely not.

Gives the verdicts of `eligibility.judge`; equal conditions and subtrees are judged once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from policybook.book import Book
from policybook.columns import Columns
from policybook.eligibility import edition_judged
from policybook.leaves import Leaves, Planes
from policybook.schema import All, Any_, Condition, Not, Policy, Rule

# People judged at a time: fewer, and calls cost more than work; more, and planes leave the cache (18 was fastest).
_BLOCK = 1 << 18


@dataclass(frozen=True)
class Compiled:
    """Nodes, children first: a condition, or how which earlier nodes are joined. `roots`: the node of each policy."""

    book: Book
    nodes: tuple[Condition | tuple[str, tuple[int, ...]], ...]
    roots: Mapping[str, int]

    @property
    def policies(self) -> tuple[str, ...]:
        """In the order of the planes."""
        return tuple(self.roots)


def compiled(book: Book, policies: Iterable[Policy], on: date) -> Compiled:
    """The policies that have conditions on the day."""
    editions = {policy.id: edition_judged(policy, on) for policy in policies}
    return compiled_rules(book, {id_: edition.eligibility for id_, edition in editions.items() if edition})


def compiled_rules(book: Book, rules: Mapping[str, Rule]) -> Compiled:
    graph: dict[tuple, int] = {}
    nodes: list = []
    roots = {id_: _added(rule, graph, nodes) for id_, rule in rules.items()}
    return Compiled(book, tuple(nodes), roots)


def _added(rule: Rule, graph: dict[tuple, int], nodes: list) -> int:
    match rule:
        case All(all=rules) | Any_(any=rules):
            kind = "all" if isinstance(rule, All) else "any"
            key = node = (kind, tuple(sorted({_added(child, graph, nodes) for child in rules})))
        case Not(not_=child):
            key = node = ("not", (_added(child, graph, nodes),))
        case _:
            node, key = rule, (rule.fact, rule.is_, rule.in_, rule.at_least, rule.at_most)
    if key not in graph:
        graph[key] = len(nodes)
        nodes.append(node)
    return graph[key]


def verdicts(rules: Compiled, columns: Columns, on: date) -> Planes:
    """Packed bits (np.unpackbits, `count=columns.size`), a row per policy: who surely fits, who surely does not."""
    width = (columns.size + 7) // 8
    yes, no = (np.zeros((len(rules.roots), width), dtype=np.uint8) for _ in range(2))
    leaves = Leaves(rules.book, columns, on)
    nodes = [leaves.prepared(node) if isinstance(node, Condition) else node for node in rules.nodes]
    for start in range(0, columns.size, _BLOCK):
        planes: list[Planes] = []
        leaves.turn_to(start, min(start + _BLOCK, columns.size))
        for node in nodes:
            planes.append(_joined(node, planes) if isinstance(node, tuple) else node())
        place = slice(start // 8, (min(start + _BLOCK, columns.size) + 7) // 8)
        for row, root in enumerate(rules.roots.values()):
            yes[row, place], no[row, place] = planes[root]
    if columns.size % 8:  # nobody stands in the last bits
        for rows in (yes, no):
            rows[:, -1] &= 0xFF00 >> columns.size % 8 & 0xFF
    return yes, no


_JOINS = {"all": (np.bitwise_and, np.bitwise_or), "any": (np.bitwise_or, np.bitwise_and)}


def _joined(node: tuple[str, tuple[int, ...]], planes: list[Planes]) -> Planes:
    kind, children = node
    first_yes, first_no = planes[children[0]]
    if kind == "not":
        return first_no, first_yes
    if len(children) == 1:
        return first_yes, first_no
    for_yes, for_no = _JOINS[kind]
    return _reduced(planes, children, for_yes, 0), _reduced(planes, children, for_no, 1)


def _reduced(planes: list[Planes], children: tuple[int, ...], join: np.ufunc, side: int) -> np.ndarray:
    result = join(planes[children[0]][side], planes[children[1]][side])
    for child in children[2:]:
        join(result, planes[child][side], out=result)
    return result
