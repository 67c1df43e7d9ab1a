"""A number may be said only if the cited clause contains it: every answer the templates can produce."""

import itertools
import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlparse

import pytest

from actions import wording
from backend.policies.service import answer_out
from policybook.answers import Answer, Answerer, Question
from policybook.answers.editions import told_editions
from policybook.answers.faq import FaqIndex
from policybook.loading import load
from policybook.numbers import figures_in, numbers_in
from policybook.schema import Status

BOOK = load()
ANSWERER = Answerer(BOOK)
ON = date(2026, 11, 20)
GROUPS = [(), *((group,) for group in sorted(BOOK.vocabulary.groups))]
DISTRICTS = [None, *BOOK.vocabulary.district]
YEARS = [None, *range(2015, 2027)]
KINDS = [kind for kind in BOOK.questions if kind not in ("options", "category")]
# Marks of the templates themselves: numbers of sources, editions and documents are names, not claims.
_SOURCE_MARK = re.compile(r"\[\d+\]")


def questions(policy: str):
    """Every question the structured layer can be asked about a policy."""
    for kind, groups in itertools.product(KINDS, GROUPS):
        yield Question(kind, policy, groups)
    for kind, year in itertools.product(KINDS, YEARS):
        yield Question(kind, policy, year=year)
    for groups, year in itertools.product(GROUPS, YEARS):
        yield Question("amount", policy, groups, year=year)
    for kind, district in itertools.product(("window", "contact"), DISTRICTS):
        yield Question(kind, policy, district=district)
    for amount in (1.0, 300.0, 30_000.0, 80_000.0, 5_000_000.0):
        yield Question("amount", policy, amount=amount)
    for entry in BOOK.policies[policy].faq:
        yield Question("eligibility", policy, text=entry.ask[0])
        yield Question("unknown", policy, text=entry.ask[-1], candidates=("amount", "process"))
        yield Question("unknown", text=f"说来话长，家里的事情一大堆，{entry.ask[0]}，盼着您给个准话，谢谢了，打扰了")


def clause_text(reference: str) -> str:
    """The words behind a reference, as they stand in knowledge/."""
    owner, *rest = reference.split("/", 1)
    if owner == "directory":
        table, unit = rest[0].split("/", 1)
        place = next(p for p in BOOK.directories[table].places if p.unit == unit)
        directory = BOOK.directories[table]
        return " ".join((unit, *place.addresses, *place.phones, directory.published, directory.caution))
    if owner == "titles":
        return rest[0] + " ".join(t.remark or "" for t in BOOK.titles.titles if t.name == rest[0])
    if owner == "hotlines":
        return " ".join(phone for place in BOOK.directories["hotlines"].places for phone in place.phones)
    _, clause = BOOK.clause(BOOK.policies[owner], rest[0])
    return clause.says


def unfounded(answer: Answer, question: Question) -> dict[str, set[float]]:
    """Per page, the numbers that no clause cited on that page contains."""
    whole = answer_out(answer).model_dump()
    known = _names(answer) | ({question.amount} if question.amount else set())
    found = {}
    for page, cited in zip(wording.messages(whole), _citations(whole), strict=True):
        body = page["text"].split("\n来源：")[0]
        numbers = set().union(*(numbers_in(clause_text(clause)) for clause in cited)) if cited else set()
        if missing := figures_in(_SOURCE_MARK.sub("", body)) - known - numbers:
            found[body] = missing
    return found


def _citations(whole: dict) -> list[set[str]]:
    """The clauses cited on each page; where to confirm is cited on the page that says it."""
    pages = []
    for page in wording.pages(whole):
        pages.append({statement["clause"] for part in page for statement in part["statements"]})
    return pages


def _names(answer: Answer) -> set[float]:
    """Numbers in names of policies, editions and tables; counts and the year asked for are ours, not claims."""
    names = [value for part in answer.parts for key, value in part.values.items() if key in _NAMES]
    owners = {s.clause.split("/")[0] for part in answer.parts for s in part.statements} & set(BOOK.policies)
    names += [edition.name for owner in owners for edition in BOOK.policies[owner].editions]
    return set().union(*(numbers_in(name) for name in names)) if names else set()


_NAMES = {"policy", "edition", "by", "kind", "table", "caution", "published", "count", "year", "topic"}


@pytest.mark.parametrize("policy", BOOK.policies)
def test_no_answer_says_a_number_its_clauses_do_not_contain(policy):
    wrong = {}
    for question in questions(policy):
        if missing := unfounded(ANSWERER.answer(question, ON), question):
            wrong[question] = missing
    assert wrong == {}


@pytest.mark.parametrize("group", sorted(BOOK.vocabulary.groups))
def test_what_there_is_for_a_group_says_only_numbers_of_its_clauses(group):
    question = Question("options", groups=(group,))
    assert unfounded(ANSWERER.answer(question, ON), question) == {}


def test_titles_say_only_numbers_of_their_clauses():
    for title in BOOK.titles.titles:
        question = Question("category", titles=(title.name,))
        wrong = unfounded(ANSWERER.answer(question, ON), question)
        assert set().union(*wrong.values()) <= numbers_in(BOOK.titles.remark), wrong


def test_a_wrong_number_would_be_found():
    """The check itself: an answer whose statement is changed does not pass."""
    question = Question("amount", "living_allowance", ("博士",))
    answer = ANSWERER.answer(question, ON)
    parts = [
        replace(part, statements=tuple(replace(s, says=s.says.replace("1500", "1600")) for s in part.statements))
        for part in answer.parts
    ]
    assert {1600.0} in unfounded(replace(answer, parts=tuple(parts)), question).values()


def test_remarks_carry_no_number_of_their_own():
    """Remarks are checked against their clauses when loading; summaries carry no figures at all."""
    assert [p.id for p in BOOK.policies.values() if figures_in(p.summary)] == []


@pytest.mark.parametrize("policy", BOOK.policies)
def test_every_factual_answer_names_edition_level_and_source(policy):
    for kind in KINDS:
        answer = ANSWERER.answer(Question(kind, policy), ON)
        pages = wording.messages(answer_out(answer).model_dump())
        told = "\n".join(page["text"] for page in pages)
        assert BOOK.policies[policy].name in told
        assert any(level in told for level in ("市级", "国家", "政策"))
        if any(part.statements for part in answer.parts if part.say != "confirm"):
            assert "来源：" in told
            assert any(page["sources"] for page in pages)


@pytest.mark.parametrize("policy", BOOK.policies)
def test_a_replaced_rule_is_never_told_without_saying_so(policy):
    for question in questions(policy):
        for part in ANSWERER.answer(question, ON).parts:
            editions = {s.clause.split("/")[1] for s in part.statements if s.clause.startswith(f"{policy}/")}
            replaced = {
                e.id for e in BOOK.policies[policy].editions if e.status == Status.replaced and e.id in editions
            }
            if replaced:
                assert part.say in ("edition_replaced", "older_rules", "difference", "correction"), (question, part)


def test_unverified_facts_are_always_marked():
    for id_, policy in BOOK.policies.items():
        low = [c.says for e in policy.editions for c in e.every_clause.values() if c.confidence == "low"]
        for kind in KINDS:
            answer = answer_out(ANSWERER.answer(Question(kind, id_), ON)).model_dump()
            lines = [line for page in wording.messages(answer) for line in page["text"].splitlines()]
            for says in low:
                assert all("（未经核实）" in line for line in lines if line.startswith("· ") and says in line)


LINKED_HOSTS = (
    "zhengzhou.gov.cn",
    "xinzheng.gov.cn",
    "xinmi.gov.cn",
    "zzgx.gov.cn",
    "zzhkgq.gov.cn",
    "zynews.cn",
    "bendibao.com",
    "163.com",
    "china.com",
)


def test_only_addresses_of_the_government_and_known_media_are_linked():
    hosts = {urlparse(source.link).hostname for source in BOOK.sources.values() if source.link}
    assert hosts and [host for host in hosts if not host.endswith(LINKED_HOSTS)] == []


def test_proposals_are_never_told_as_services():
    for id_, policy in BOOK.policies.items():
        for edition in policy.editions:
            if edition.status != Status.proposed:
                continue
            for question in questions(id_):
                for part in ANSWERER.answer(question, ON).parts:
                    if any(s.clause.startswith(f"{id_}/{edition.id}/") for s in part.statements):
                        assert part.say in ("edition_proposed", "difference"), (question, part)


def test_zone_benefits_name_their_zone():
    for group in BOOK.vocabulary.groups:
        for part in ANSWERER.answer(Question("options", groups=(group,)), ON).parts:
            for statement in part.statements:
                policy = BOOK.policies.get(statement.clause.split("/")[0])
                if policy and policy.zone:
                    assert part.say == "options_zone" and f"仅{policy.zone}" in statement.says


def test_the_five_million_of_the_airport_zone_goes_to_employers():
    says = [
        c.says for e in BOOK.policies["airport_zone"].editions for c in e.every_clause.values() if "500万" in c.says
    ]
    assert says and all("用人单位" in s for s in says)


def test_no_payment_date_is_promised():
    for id_ in BOOK.policies:
        for question in questions(id_):
            for part in ANSWERER.answer(question, ON).parts:
                for statement in part.statements:
                    assert not re.search(r"(每月|下月|次月)\s*\d{1,2}\s*[日号]", statement.says)


def test_titles_say_their_tier_and_that_catalogues_are_not_equated():
    for title in BOOK.titles.titles:
        answer = ANSWERER.answer(Question("category", titles=(title.name,)), ON)
        told = " ".join(s.says for part in answer.parts for s in part.statements)
        assert (title.tier or "没有列") in told and "2018年目录" in told
        assert any(part.say == "remark" for part in answer.parts)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("能领生活补贴不", None),
        ("公务员能领生活补贴不", "公务员能不能领"),
        ("考上事业编还能领生活补贴吗", "公务员能不能领"),
    ],
)
def test_a_question_about_some_people_is_answered_to_who_names_them(text, topic):
    found = FaqIndex(BOOK).match(Question("eligibility", "living_allowance", text=text))
    assert (found[1].topic if found else None) == topic


def test_the_year_asked_for_gets_the_edition_of_that_year():
    policy = BOOK.policies["living_allowance"]
    assert [e.id for e in told_editions(policy, 2019)] == ["2018"]
