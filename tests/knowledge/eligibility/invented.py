"""A small vocabulary of facts of every type, policies with random conditions on them, and people to judge."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st
from pydantic import TypeAdapter

from policybook.book import Book
from policybook.facts import Facts, Period, with_implied
from policybook.loading import load
from policybook.schema import Policy, Rule
from policybook.tables import Fact

ON = date(2026, 11, 20)
DEGREES = ("博士", "硕士", "其他")
FACTS = {
    name: Fact.model_validate({"question": f"{name}？", **fact})
    for name, fact in {
        "degree": {"type": "choice", "choices": DEGREES},
        "foreign": {"type": "yesno", "implies": {True: {"household": False}}},
        "household": {"type": "yesno", "change": "can_do", "to_do": "落户"},
        "card": {"type": "yesno", "change": "can_do", "to_do": "激活"},
        "insured": {"type": "yesno", "change": "can_do", "to_do": "参保", "implies": {False: {"months": 0}}},
        "zone": {"type": "district"},
        "title": {"type": "title"},
        "contract": {"type": "number", "unit": "年", "change": "can_do", "to_do": "签合同"},
        "born": {"type": "date"},
        "age": {"type": "number", "unit": "周岁", "derived": {"age_from": "born"}},
        "age_new_year": {"type": "number", "unit": "周岁", "derived": {"age_at_new_year_from": "born"}},
        "graduated": {"type": "date"},
        "since_graduation": {
            "type": "number",
            "unit": "年",
            "derived": {"years_since": "graduated"},
            "not_begun": "还没毕业",
        },
        "paying_from": {"type": "date"},
        "months": {"type": "number", "unit": "个月", "derived": {"months_since": "paying_from"}},
        "moved": {"type": "date"},
        "years_to_move": {"type": "number", "unit": "年", "derived": {"years_between": ["graduated", "moved"]}},
    }.items()
}
SHIPPED = load()
TITLES = tuple(title.name for title in SHIPPED.titles.titles)
DISTRICTS = tuple(SHIPPED.vocabulary.district)
_RULE = TypeAdapter(Rule)


def rule(written: dict) -> Rule:
    """A tree as policy staff write it; conditions may leave out their clause."""
    return _RULE.validate_python(_with_clauses(written))


def _with_clauses(written: dict) -> dict:
    if "fact" in written:
        return {"clause": "e1", **written}
    return {
        key: [_with_clauses(w) for w in below] if isinstance(below, list) else _with_clauses(below)
        for key, below in written.items()
    }


def book_of(*rules: Rule) -> Book:
    """Policies p0, p1 … of one edition each, with these conditions, over the invented facts."""
    policies = {f"p{number}": _policy(f"p{number}", rule_) for number, rule_ in enumerate(rules)}
    return replace(SHIPPED, facts=FACTS, policies=policies)


def _policy(id_: str, rule_: Rule) -> Policy:
    clauses = {f"e{n}": {"says": "条件", "source": "s", "confidence": "high"} for n in range(1, 4)}
    edition = {
        "id": "2024",
        "name": "2024年",
        "status": "现行",
        "valid": {"from": "2024-01-01"},
        "clauses": {"eligibility": clauses},
        "eligibility": rule_,
    }
    return Policy(id=id_, name=id_, theme="人才补贴", level="市级", summary="虚构", editions=[edition])


def _day(years: tuple[float, float]) -> st.SearchStrategy[date]:
    return st.dates(ON - timedelta(days=round(years[1] * 365.25)), ON - timedelta(days=round(years[0] * 365.25)))


_YEARS = {"born": (20, 45), "graduated": (-1, 8), "paying_from": (0, 2), "moved": (-1, 8)}
_BOUNDS = {
    "contract": st.integers(0, 6),
    "age": st.integers(25, 40),
    "age_new_year": st.integers(25, 40),
    "since_graduation": st.integers(-1, 6),
    "months": st.integers(0, 20),
    "years_to_move": st.integers(-1, 5),
    **{name: _day(years) for name, years in _YEARS.items()},
}


def _words(name: str) -> st.SearchStrategy:
    allowed = {"degree": DEGREES, "zone": DISTRICTS[:4], "title": (*TITLES[:3], *SHIPPED.vocabulary.tier)}
    return st.sets(st.sampled_from(allowed[name]), min_size=1, max_size=2).map(sorted)


@st.composite
def conditions(draw: st.DrawFn, names: tuple[str, ...] = tuple(FACTS)) -> dict:
    name = draw(st.sampled_from(names))
    if name in _BOUNDS:
        sides = draw(st.sampled_from((["at_least"], ["at_most"], ["at_least", "at_most"])))
        return {"fact": name, "clause": "e1", **{side: draw(_BOUNDS[name]) for side in sides}}
    if FACTS[name].type == "yesno":
        return {"fact": name, "is": draw(st.booleans()), "clause": "e1"}
    words = draw(_words(name))
    return {"fact": name, "clause": "e2", **({"is": words[0]} if len(words) == 1 else {"in": words})}


def trees(names: tuple[str, ...] = tuple(FACTS), leaves: int = 8) -> st.SearchStrategy[Rule]:
    joined = st.recursive(
        conditions(names),
        lambda below: st.one_of(
            st.fixed_dictionaries({"all": st.lists(below, min_size=1, max_size=4)}),
            st.fixed_dictionaries({"any": st.lists(below, min_size=1, max_size=4)}),
            st.fixed_dictionaries({"not": below}),
        ),
        max_leaves=leaves,
    )
    return joined.map(_RULE.validate_python)


@st.composite
def people(draw: st.DrawFn) -> dict:
    """Everything is known, exactly, and nothing contradicts anything."""
    person: dict = {
        "degree": draw(st.sampled_from(DEGREES)),
        "foreign": draw(st.booleans()),
        "card": draw(st.booleans()),
        "insured": draw(st.booleans()),
        "zone": draw(st.sampled_from(DISTRICTS[:5])),
        "title": tuple(draw(st.lists(st.sampled_from(TITLES[:8]), max_size=2, unique=True))),
        "contract": draw(st.integers(0, 6)),
        **{name: Period.day(draw(_day(years))) for name, years in _YEARS.items()},
    }
    if not person["foreign"]:
        person["household"] = draw(st.booleans())
    if not person["insured"]:
        del person["paying_from"]
    return with_implied(FACTS, person)


@st.composite
def told_by(draw: st.DrawFn, person: Facts) -> dict:
    """Some of what a person could tell, in any order, dates as vaguely as people do."""
    names = draw(st.lists(st.sampled_from(sorted(person)), unique=True))
    return {name: draw(vague(person[name])) if isinstance(person[name], Period) else person[name] for name in names}


def vague(period: Period) -> st.SearchStrategy[Period]:
    """The period itself or a longer one around it."""
    day = period.earliest
    wide = st.builds(
        lambda before, after: Period(period.earliest - timedelta(days=before), period.latest + timedelta(days=after)),
        st.integers(0, 500),
        st.integers(0, 500),
    )
    return st.one_of(st.just(period), st.just(Period.year(day.year)), st.just(Period.month(day.year, day.month)), wide)
