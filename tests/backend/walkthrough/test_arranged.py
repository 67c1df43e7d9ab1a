"""What nobody applies for: the way ends with who acts, nothing can be handed in, the package says so."""

import pytest

EMPLOYER, COMMUNITY, BANK = "您的参保单位", "户籍所在的社区或村委会", "受理社保卡业务的银行网点"


def opened(client, speaker, policy):
    return client.post("/cases", headers=speaker, json={"policy": policy}).json()


def turn(client, speaker, case, **said):
    response = client.post(f"/cases/{case}/walkthrough", headers=speaker, json=said)
    assert response.status_code == 200, response.text
    return response.json()


def package(client, speaker, case, ending=""):
    url = client.post(f"/cases/{case}/package", headers=speaker).json()["url"]
    return client.get(url[url.index("/packages/") :] + ending, headers=speaker)


@pytest.mark.parametrize(
    ("policy", "by", "clause"),
    [
        ("children_schooling", "教育专员", "children_schooling/2021/p1"),
        ("medical_care", "定点医院的服务专员", "medical_care/2021/p1"),
    ],
)
def test_it_says_who_acts_by_which_clause_and_whom_to_call(client, speaker, policy, by, clause):
    case = opened(client, speaker, policy)
    led = turn(client, speaker, case["id"])
    assert led["case"] == case["id"] and led["handed_in_here"] is False
    assert (led["arranged"]["by"], led["arranged"]["statement"]["clause"]) == (by, clause)
    assert led["arranged"]["confirm"] and led["arranged"]["phones"] == ["0371-96567"]


def test_who_acts_depends_on_the_way_the_person_goes(client, speaker):
    case = opened(client, speaker, "social_insurance")["id"]
    assert turn(client, speaker, case)["arranged"] is None, "not known yet"
    led = turn(client, speaker, case, answer={"text": "是的，单位交", "intent": "affirm"})
    led = turn(client, speaker, case, answer={"text": "高新区", "intent": "inform"})
    assert led["arranged"]["by"] == EMPLOYER
    assert led["arranged"]["phones"] == ["0371-67759620", "0371-96567"], "the branch first"
    led = turn(client, speaker, case, channel=next(name for name in led["other_channels"] if "银行" in name))
    assert led["arranged"]["by"] == BANK


def test_who_is_insured_by_nobody_goes_to_the_community(client, speaker):
    case = opened(client, speaker, "social_insurance")["id"]
    led = turn(client, speaker, case, answer={"text": "没有单位", "intent": "deny"})
    assert led["arranged"]["by"] == COMMUNITY


@pytest.mark.parametrize("policy", ["children_schooling", "medical_care", "social_insurance"])
@pytest.mark.parametrize("step", ["submit", "resubmit"])
def test_not_even_the_verified_can_hand_it_in(client, verified, policy, step):
    case = opened(client, verified, policy)
    assert case["handed_in_here"] is False and case["possible"] == []
    refused = client.post(f"/cases/{case['id']}/moves", headers=verified, json={"move": step})
    assert (refused.status_code, refused.json()["error"]) == (409, "IllegalMove")
    assert client.get(f"/cases/{case['id']}", headers=verified).json()["submitted_at"] is None


def test_nobody_begins_what_an_officer_begins(client, verified, staff_token):
    case = opened(client, verified, "children_schooling")["id"]
    own = client.post(f"/cases/{case}/moves", headers=verified, json={"move": "arrange"})
    assert (own.status_code, own.json()["error"]) == (403, "MoveOfOthers")


def test_what_is_applied_for_is_handed_in_and_nobody_else_acts(client, speaker):
    case = opened(client, speaker, "vehicle_services")
    led = turn(client, speaker, case["id"])
    assert case["handed_in_here"] and led["handed_in_here"] and led["arranged"] is None


def test_the_package_is_a_leaflet_without_form_and_signature(client, speaker):
    case = opened(client, speaker, "children_schooling")["id"]
    page = package(client, speaker, case).text
    for words in (
        "办理须知",
        "不用您提交申请",
        "接下来由谁办：教育专员",
        "教育专员什么时候联系您",
        "0371-96567",
        "不用上交",
    ):
        assert words in page, words
    for words in ("申请资料袋", "申请人签名", "证件号码", "申请信息"):
        assert words not in page, words


def test_the_leaflet_of_a_branch_has_the_phone_of_the_branch(client, speaker):
    case = opened(client, speaker, "social_insurance")["id"]
    turn(client, speaker, case, answer={"text": "是的，单位交", "intent": "affirm"})
    turn(client, speaker, case, answer={"text": "高新区", "intent": "inform"})
    page = package(client, speaker, case).text
    assert f"接下来由谁办：{EMPLOYER}" in page and "打电话问清楚（0371-67759620、0371-96567）" in page


def test_the_printed_leaflet_is_a_pdf_too(client, speaker):
    case = opened(client, speaker, "medical_care")["id"]
    printed = package(client, speaker, case, ".pdf")
    assert printed.status_code == 200 and printed.content.startswith(b"%PDF-")
