"""What comes of judging: sorted, each with benefit, reasons, what is missing and the next step."""

import pytest

ON = "2026-11-20"
FITTING = {
    "degree": "硕士", "full_time": True, "graduated_on": "2025-06", "born_on": "1995-05",
    "household_in_zhengzhou": True,
    "overseas_degree": False, "works_in_zhengzhou": True, "pension_kind": "企业职工", "pension_since": "2025-09-01",
}  # fmt: skip


def judged(client, facts, **more):
    body = {"facts": facts, "policies": ["living_allowance"], "on": ON, **more}
    return client.post("/eligibility", json=body).json()


def only(result, standing):
    (item,) = result[standing]
    assert all(not result[other] for other in ("fits", "nearly", "unlikely", "open") if other != standing)
    return item


def test_what_fits_comes_with_the_benefit_of_the_group_and_the_first_step(client):
    item = only(judged(client, FITTING), "fits")
    assert [told["says"] for told in item["benefit"]] == ["每月1000元"]
    assert {reason["verdict"] for reason in item["reasons"] if reason["deciding"]} == {"yes"}
    assert item["next"].startswith("郑好办APP：")
    assert item["applies"] is True


def test_every_reason_and_benefit_cites_a_clause_of_the_edition_named(client):
    item = only(judged(client, FITTING), "fits")
    prefix = f"living_allowance/{item['edition']}/"
    assert all(reason["clause"].startswith(prefix) and reason["source"]["title"] for reason in item["reasons"])


def test_what_time_brings_is_near_with_its_day(client):
    item = only(judged(client, FITTING | {"pension_since": "2026-11-10"}), "nearly")
    (missing,) = item["missing"]
    assert (missing["kind"], missing["on"], missing["to"]) == ("wait", "2026-12-10", "1个月")
    assert item["comes_true"] == "2026-12-10"
    later = judged(client, FITTING | {"pension_since": "2026-11-10"}, on=item["comes_true"])
    assert only(later, "fits")


def test_what_cannot_change_is_unlikely_for_one_deciding_reason(client):
    item = only(judged(client, FITTING | {"graduated_on": "2015-06"}), "unlikely")
    assert "graduated_on" in [r["fact"] for r in item["reasons"] if r["deciding"]]
    assert any(missing["kind"] == "fixed" for missing in item["missing"])


def test_what_was_not_told_is_open_and_never_a_no(client):
    item = only(judged(client, {"degree": "硕士"}), "open")
    assert {missing["kind"] for missing in item["missing"]} == {"ask"}
    assert item["next"].endswith("？")


def test_policies_of_a_zone_and_doubtful_editions_say_so(client):
    result = judged(client, FITTING, policies=None)
    every = [item for standing in ("fits", "nearly", "unlikely", "open") for item in result[standing]]
    assert any(item["zone"] == "航空港区" for item in every)
    assert {"待核实", "已过有效期"} & {item["status"] for item in every}


def test_relatives_get_what_the_clause_says(client):
    family = judged(client, {"talent_category": "B类"})["family"]
    assert {"配偶", "子女"} <= {got["relation"] for got in family}
    assert all(got["statement"]["source"]["title"] for got in family)


def test_the_interview_gives_the_same_result(client, speaker):
    client.post(
        "/interviews", headers=speaker, json={"policies": ["living_allowance"], "text": "我是硕士", "intent": "inform"}
    )
    result = client.get("/interviews/current/result", headers=speaker).json()
    assert only(result, "open")["policy"] == "living_allowance"


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"facts": {"nonsense": 1}}, 404, "UnknownFact"),
        ({"facts": {"degree": "小学"}}, 422, "WrongValue"),
        ({"facts": {"degree": 5}}, 422, "WrongValue"),
        ({"facts": {"degree": ["硕士"]}}, 422, "WrongValue"),
        ({"facts": {"full_time": "true"}}, 422, "WrongValue"),
        ({"facts": {"born_on": "昨天"}}, 422, "WrongValue"),
        ({"facts": {"born_on": "2025-13"}}, 422, "WrongValue"),
        ({"facts": {"born_on": "2025-02-01/2024-02-01"}}, 422, "WrongValue"),
        ({"facts": {"pension_months": 1e400}}, 422, "WrongValue"),
        ({"facts": {"pension_months": 10**30}}, 422, "WrongValue"),
        ({"facts": {"born_on": "0001-01-01"}}, 422, "WrongValue"),
        ({"facts": {"born_on": "9999"}}, 422, "WrongValue"),
        ({"facts": {}, "policies": ["nothing"]}, 404, "PolicyNotFound"),
        ({"facts": {}, "on": "heute"}, 422, "MalformedRequest"),
        ({}, 422, "MalformedRequest"),
    ],
)
def test_odd_requests_are_answered_in_the_house_form(client, body, status, error):
    import json

    response = client.post("/eligibility", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["error"]) == (status, error)


def test_every_fact_is_listed_with_what_it_may_be(client):
    facts = {fact["fact"]: fact for fact in client.get("/facts").json()}
    assert facts["degree"]["choices"][0] == "博士"
    assert facts["born_on"]["private"] is True
    assert facts["age"]["derived"] is True
    assert "金水区" in facts["zone"]["choices"]
