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
    assert all(not result[other] for other in ("fits", "had", "nearly", "unlikely", "open") if other != standing)
    return item


def test_what_fits_comes_with_the_benefit_of_the_group_and_the_first_step(client):
    item = only(judged(client, FITTING), "fits")
    assert [told["says"] for told in item["benefit"]] == ["每月1000元"]
    assert {reason["verdict"] for reason in item["reasons"] if reason["deciding"]} == {"yes"}
    assert item["next"].startswith("郑好办APP：")
    assert item["applies"] is True


@pytest.mark.parametrize(
    ("policy", "facts", "says"),
    [
        ("household_registration", {"household_in_zhengzhou": True, "degree": "本科", "graduated_on": "2020"}, "户口"),
        ("household_registration", {"household_never_moved": True}, "户口"),
        ("talent_recognition", {"talent_category": "B类"}, "认定过"),
        ("living_allowance", FITTING | {"in_youth_talent_pool": True}, "不用再申请"),
    ],
)
def test_what_one_has_is_not_offered_again(client, policy, facts, says):
    assert says in only(judged(client, facts, policies=[policy]), "had")["pointless"]


def test_what_one_has_not_is_offered(client):
    facts = {"household_in_zhengzhou": False, "nationality": "中国", "degree": "本科", "graduated_on": "2020"}
    assert only(judged(client, facts, policies=["household_registration"]), "fits")["pointless"] is None
    assert only(judged(client, {"talent_category": "没有认定"}, policies=["talent_recognition"]), "open")


def test_a_foreigner_is_not_offered_a_household(client):
    facts = {"nationality": "外国", "degree": "博士", "graduated_on": "2020"}
    item = only(judged(client, facts, policies=["household_registration"]), "unlikely")
    assert [missing["fact"] for missing in item["missing"]] == ["nationality"]


def test_an_industry_talent_reads_what_industry_talents_get(client):
    facts = {"industry_talent": True, "degree": "硕士", "home_district": "航空港区", "bought_home": True}
    item = only(judged(client, facts, policies=["airport_zone"]), "fits")
    assert ["20万元" in told["says"] for told in item["benefit"]] == [True]


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


def clauses(item):
    return {clause["clause"].rsplit("/", 1)[1]: clause for clause in item["clauses"]}


def compared(clause):
    return [(told["label"], told["shown"]) for told in clause["compared"]]


def test_a_clause_is_ticked_only_when_all_it_demands_holds(client):
    told = {fact: value for fact, value in FITTING.items() if not fact.startswith("pension_")}
    employed = clauses(only(judged(client, told), "open"))["e4"]
    assert employed["verdict"] == "unknown"
    assert compared(employed) == [("在郑州就业创业", "是")]
    assert [fact["fact"] for fact in employed["open"]] == ["pension_kind", "pension_months"]
    assert {c["verdict"] for c in only(judged(client, FITTING), "fits")["clauses"]} == {"yes"}


def test_an_alternative_that_is_met_ticks_the_clause_whatever_else_is_open(client):
    doctor = clauses(only(judged(client, {"degree": "博士"}), "open"))
    assert (doctor["e2"]["verdict"], compared(doctor["e2"])) == ("yes", [("最高学历", "博士")])


def test_a_bachelor_of_36_is_told_that_the_age_decides_and_never_to_become_a_doctor(client):
    item = only(judged(client, FITTING | {"degree": "本科", "born_on": "1990-03"}), "unlikely")
    (missing,) = item["missing"]
    assert (missing["fact"], missing["limit"], missing["to"]) == ("age", "at_most", "35周岁")
    assert missing["told"]["shown"] == "36周岁"
    assert compared(clauses(item)["e2"]) == [("年龄", "36周岁")]


def test_who_has_not_graduated_reads_a_date_and_no_negative_years(client):
    item = only(judged(client, FITTING | {"graduated_on": "2027-06"}), "nearly")
    (missing,) = item["missing"]
    assert (missing["limit"], missing["told"]["shown"], missing["on"]) == ("begun", "2027年6月", "2027-06-30")
    assert "-0" not in str([compared(clause) for clause in item["clauses"]])


def test_times_told_roughly_are_told_back_roughly(client):
    told = FITTING | {"pension_since": "2024-11-21/2025-11-20", "graduated_on": "2023-11-21/2024-11-20"}
    item = only(judged(client, told), "fits")
    assert ("养老保险缴费月数", "约1年") in compared(clauses(item)["e4"])
    assert compared(clauses(item)["e5"]) == [("毕业年数", "约2年")]


def test_who_may_go_one_of_two_ways_hears_what_decides(client):
    told = {fact: value for fact, value in FITTING.items() if fact != "overseas_degree"}
    item = only(judged(client, told), "fits")
    assert (item["next"], item["next_depends_on"]) == ("", "留学回国")


def test_remarks_for_one_group_are_told_to_that_group_only(client):
    remarks = {degree: str(judged(client, {"degree": degree})["open"]) for degree in ("博士", "大专")}
    assert "没有列专科" not in remarks["博士"]
    (item,) = judged(client, {"degree": "大专"})["unlikely"]
    assert "没有列专科" in item["also"][0]["says"]


def test_one_of_several_editions_in_force_is_marked(client):
    zone = judged(client, {"talent_category": "没有认定"}, policies=["airport_zone"])
    every = [item for standing in ("fits", "nearly", "unlikely", "open") for item in zone[standing]]
    assert [item["one_of_several"] for item in every] == [True]
    assert only(judged(client, FITTING), "fits")["one_of_several"] is False


def test_a_title_is_placed_in_the_catalogue_with_the_remark(client):
    titles = judged(client, {"title": ["中原学者"]})["titles"]
    assert "2018年目录的“地方级领军人才”" in titles["statements"][0]["says"] and "可以等同" in titles["remark"]
    assert judged(client, {"title": []})["titles"] is None


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
