"""Every worked person, written or generated, is judged as the example says."""

from collections import defaultdict

import pytest

from policybook.eligibility import conditions
from policybook.errors import KnowledgeError
from policybook.loading import load, load_people
from policybook.people import checked, edition_of, wrong
from policybook.schema import Status
from policybook.tables import PersonExample, PersonVerdict

BOOK = load()
PEOPLE = load_people(BOOK)
WITH_CONDITIONS = [
    (policy.id, edition)
    for policy in BOOK.policies.values()
    for edition in policy.editions
    if edition.eligibility and edition.status != Status.proposed
]


@pytest.mark.parametrize("policy", PEOPLE)
def test_the_rules_say_of_each_person_what_the_example_says(policy):
    found = {example.name: wrong(BOOK, BOOK.policies[policy], example) for example in PEOPLE[policy]}
    assert {name: difference for name, difference in found.items() if difference} == {}


@pytest.mark.parametrize(("policy", "edition"), WITH_CONDITIONS, ids=lambda part: getattr(part, "id", part))
def test_every_clause_has_a_person_who_may_one_who_may_not_and_one_of_whom_it_is_open(policy, edition):
    about: dict[str, set[PersonVerdict]] = defaultdict(set)
    clauses = defaultdict(set)
    for condition in conditions(edition.eligibility):
        clauses[condition.fact].add(condition.clause)
    for example in PEOPLE.get(policy, ()):
        if edition_of(BOOK.policies[policy], example) is edition:
            for clause in (*example.because, *(c for fact in example.missing for c in clauses[fact])):
                about[clause].add(example.verdict)
    cited = {condition.clause for condition in conditions(edition.eligibility)}
    assert {clause: set(PersonVerdict) - about[clause] for clause in cited if about[clause] < set(PersonVerdict)} == {}


def test_no_two_people_of_an_edition_and_a_day_are_called_the_same():
    for policy, examples in PEOPLE.items():
        names = [(example.name, example.edition, example.on) for example in examples]
        assert len(names) == len(set(names)), policy


@pytest.mark.parametrize(
    "broken",
    [
        {"facts": {"shoe_size": 43}},
        {"facts": {"degree": "博士后"}},
        {"facts": {"graduated_on": "2025-13"}},
        {"because": ("e99",)},
        {"missing": ("shoe_size",)},
        {"edition": "1918"},
    ],
)
def test_an_example_of_what_there_is_not_is_refused(broken, tmp_path):
    whole = {"name": "一个人", "on": "2026-11-20", "facts": {"degree": "硕士"}, "verdict": "可以", **broken}
    with pytest.raises(KnowledgeError, match="一个人"):
        checked(BOOK, {tmp_path / "living_allowance.yml": (PersonExample(**whole),)})


def test_examples_of_no_policy_are_refused(tmp_path):
    with pytest.raises(KnowledgeError, match="没有对应的政策文件"):
        checked(BOOK, {tmp_path / "nothing.yml": ()})
