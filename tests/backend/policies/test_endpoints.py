"""Policies for other programs: all open to read, nothing to write."""

import pytest
from fastapi.testclient import TestClient

from backend.settings import settings


def test_all_policies_are_listed(client):
    policies = client.get("/policies").json()
    assert len(policies) >= 30
    assert {"id", "name", "theme", "level", "summary"} <= policies[0].keys()


def test_a_policy_comes_with_all_its_editions(client):
    policy = client.get("/policies/living_allowance").json()
    assert [edition["id"] for edition in policy["editions"]] == ["2018", "2021", "2024"]


@pytest.mark.parametrize(
    ("on", "editions"), [("2018-05-01", ["2018"]), ("2024-05-01", ["2021", "2024"]), ("2010-01-01", [])]
)
def test_only_the_editions_of_a_day_are_given_when_a_day_is(client, on, editions):
    policy = client.get("/policies/living_allowance", params={"on": on}).json()
    assert [edition["id"] for edition in policy["editions"]] == editions


def test_every_clause_carries_its_source(client):
    edition = client.get("/policies/living_allowance").json()["editions"][-1]
    assert all(clause["source"]["title"] and clause["source"]["date"] for clause in edition["clauses"].values())


def test_an_unknown_policy_is_404_in_the_house_form(client):
    response = client.get("/policies/nothing")
    assert response.status_code == 404
    assert response.json() == {"error": "PolicyNotFound", "detail": "没有这项政策，请从 /policies 里选一个。"}


def test_a_day_that_is_none_is_422(client):
    assert client.get("/policies/living_allowance", params={"on": "昨天"}).status_code == 422


def test_search_finds_the_clause_by_its_words(client):
    hits = client.get("/search", params={"q": "激活社会保障卡金融账户"}).json()
    assert "激活" in hits[0]["says"]
    assert hits[0]["coverage"] > 0.5


@pytest.mark.parametrize("q", ["", "字" * 201])
def test_search_words_have_bounds(client, q):
    assert client.get("/search", params={"q": q}).status_code == 422


@pytest.mark.parametrize("q", ["' OR 1=1 --", "*:*", "[1 TO 2]", "😀", "\\", '"'])
def test_search_takes_any_text_as_words(client, q):
    assert client.get("/search", params={"q": q}).status_code == 200


def test_the_directory_is_filtered_by_kind_and_district(client):
    (place,) = client.get("/directory", params={"kind": "talent_windows", "district": "金水区"}).json()
    assert place["phones"] == ["0371-55560790"]
    assert place["published"] == "2018年"


def test_an_unknown_directory_is_404(client):
    assert client.get("/directory", params={"kind": "restaurants"}).status_code == 404


def test_answers_carry_parts_statements_and_sources(client):
    question = {"kind": "amount", "policy": "living_allowance", "groups": ["博士"]}
    (answer,) = client.post("/answers", json=[question]).json()
    assert answer["outcome"] == "answered"
    statements = [s for part in answer["parts"] for s in part["statements"]]
    assert any("每月1500元" in s["says"] for s in statements)
    assert all(0 <= s["source"] < len(answer["sources"]) for s in statements)


@pytest.mark.parametrize("kind", ["nonsense", "", "background"])
def test_an_unknown_kind_of_question_is_422(client, kind):
    assert client.post("/answers", json=[{"kind": kind}]).status_code == 422


def test_an_unknown_policy_in_a_question_is_asked_back(client):
    (answer,) = client.post("/answers", json=[{"kind": "amount", "policy": "nothing"}]).json()
    assert answer["outcome"] == "need_policy"


def test_more_questions_than_a_message_can_hold_are_422(client):
    assert client.post("/answers", json=[{"kind": "amount"}] * 9).status_code == 422


def test_the_openapi_page_has_examples(client):
    schema = client.get("/openapi.json").json()
    assert "/policies/{id}" in schema["paths"]
    parameters = schema["paths"]["/policies/{id}"]["get"]["parameters"]
    assert any("2018-05-01" in str(parameter) for parameter in parameters)


def test_who_searches_too_fast_is_asked_to_wait(client, monkeypatch):
    few = settings().model_copy(update={"queries_per_minute": 5})
    monkeypatch.setattr("backend.limits.settings", lambda: few)
    hasty = TestClient(client.app, client=("203.0.113.9", 50000))
    codes = [hasty.get("/search", params={"q": "补贴"}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
