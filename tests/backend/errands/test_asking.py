"""A person wants it: the draft nobody hands in becomes an errand, and what they have chosen goes with it."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest

from tests.backend.conftest import new_phone
from tests.backend.errands.conftest import MEDICAL, SCHOOL, SIXTH, act, ask, begin, errands, told

HEAD = "您的“高层次人才医疗保健”由专员主动办理，不用您提交申请。"


def test_who_chooses_a_hospital_is_called_by_its_officer(client, person, nurse, registry):
    phone = new_phone()
    headers = person(phone)
    asked = ask(client, headers, chosen="郑州市中心医院")
    assert (asked["bureau"], asked["by"], asked["chosen"]) == ("市卫健委", "定点医院的服务专员", "郑州市中心医院")
    assert asked["clock"].startswith("承诺1个工作日（高层次人才医疗服务的办理，不是看病的时间），最迟")
    (line,) = [one for one in errands(client, nurse) if one["id"] == asked["errand"]]
    assert line["occasion"] == "本人提出"
    errand = act(client, nurse, line["id"], "accept")
    assert (errand["choice"], errand["chosen"], errand["facts_from"]) == ("就诊医院", "郑州市中心医院", "本人所说")
    assert errand["clause"]["clause"] == "medical_care/2021/p1"
    assert act(client, nurse, line["id"], "contact") == {"name": None, "phone": phone}
    act(client, nurse, line["id"], "done", "已约好专家门诊")
    assert told(client, headers) == [
        HEAD + "定点医院的服务专员已经接手。",
        HEAD + "已经办好：已约好专家门诊。这次办得怎么样，请您打几颗星，说一声就行。",
    ]


def test_the_draft_comes_to_its_end_with_the_errand_and_is_told_once(client, verified, nurse, registry):
    asked = ask(client, verified)
    assert [one["state"] for one in client.get("/cases", headers=verified).json()] == ["draft"]
    act(client, nurse, asked["errand"], "accept")
    act(client, nurse, asked["errand"], "done", "好了")
    (case,) = client.get("/cases", headers=verified).json()
    assert (case["state_name"], case["final"]) == ("已办结", True)
    texts = [one["text"] for one in client.get("/people/me/export", headers=verified).json()["notices"]]
    assert len(texts) == 2 and all(text.startswith(HEAD) for text in texts)
    assert ask(client, verified)["errand"] != asked["errand"], "another time is another errand"


def test_asked_twice_is_asked_once_and_the_last_choice_counts(client, verified, nurse, registry):
    first = ask(client, verified)
    again = ask(client, verified, chosen="郑州人民医院")
    last = ask(client, verified, chosen="郑州市第七人民医院，电话13812345678")
    assert first["errand"] == again["errand"] == last["errand"]
    assert last["chosen"] == "郑州市第七人民医院，电话［手机号］"
    history = client.get(f"/staff/errands/{first['errand']}", headers=nurse).json()["history"]
    assert [one["kind"] for one in history] == ["asked", "assigned", "asked"], "the last for the other hospital"


def test_asked_at_the_same_moment_it_is_one(client, verified, nurse, registry):
    case = client.post("/cases", json={"policy": MEDICAL}, headers=verified).json()["id"]
    answers: list[dict] = []

    def asks() -> None:
        answers.append(client.post(f"/cases/{case}/errand", json={}, headers=verified).json())

    asking = [threading.Thread(target=asks) for _ in range(4)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert len({answer["errand"] for answer in answers}) == 1


def test_what_is_under_way_for_them_anyway_is_taken_up(client, lists, teacher, person):
    headers = person(lists())
    begin(SIXTH)
    (line,) = errands(client, teacher)
    assert ask(client, headers, SCHOOL)["errand"] == line["id"]
    assert len(errands(client, teacher)) == 1


def test_what_was_asked_for_becomes_the_errand_of_the_occasion(client, lists, teacher, person):
    headers = person(lists())
    asked = ask(client, headers, SCHOOL)
    begin(SIXTH)
    assert [one["id"] for one in errands(client, teacher)] == [asked["errand"]]
    act(client, teacher, asked["errand"], "accept")
    act(client, teacher, asked["errand"], "done", "好了")
    lists(zone="二七区", phone=None)
    begin(SIXTH)
    assert len(errands(client, teacher)) == 1, "the other talent's only"


def test_a_guest_is_asked_to_verify_a_phone_first(client, speaker):
    assert ask(client, speaker, status=403)["error"] == "NotVerified"


@pytest.mark.parametrize("policy", ["vehicle_services", "social_insurance", "living_allowance"])
def test_what_no_officer_arranges_is_no_errand(client, verified, policy):
    """免审即享 (vehicle_services) is for the person to go for; so is what the employer does."""
    assert ask(client, verified, policy, status=409)["error"] == "NobodyArranges"


def test_how_far_the_officer_is_can_be_asked(client, verified, nurse, registry):
    case = client.post("/cases", json={"policy": MEDICAL}, headers=verified).json()["id"]
    assert client.get(f"/cases/{case}/errand", headers=verified).json()["error"] == "ErrandNotFound"
    errand = ask(client, verified)["errand"]
    assert client.get(f"/cases/{case}/errand", headers=verified).json()["state_name"] == "待接手"
    act(client, nurse, errand, "accept")
    assert client.get(f"/cases/{case}/errand", headers=verified).json()["state_name"] == "办理中"


@pytest.mark.parametrize(("policy", "officer"), [(MEDICAL, True), (SCHOOL, True), ("social_insurance", False)])
def test_the_walk_says_whether_an_officer_can_be_asked(client, speaker, policy, officer):
    case = client.post("/cases", json={"policy": policy}, headers=speaker).json()["id"]
    for answer in ({"text": "没有单位", "intent": "deny"}, None):
        body = {"answer": answer} if answer and policy == "social_insurance" else {}
        led = client.post(f"/cases/{case}/walkthrough", json=body, headers=speaker).json()
    assert led["arranged"]["officer"] is officer


def test_somebody_elses_draft_is_not_found(client, verified, other):
    case = client.post("/cases", json={"policy": MEDICAL}, headers=verified).json()["id"]
    assert client.post(f"/cases/{case}/errand", json={}, headers=other).status_code == 404
    assert client.post(f"/cases/{case}/errand", json={}).status_code == 401


def test_a_plain_no_is_said_and_a_missing_fact_is_none(client, verified, nurse, registry):
    opened = client.post("/cases", json={"policy": MEDICAL}, headers=verified).json()["id"]
    _tell(client, verified, opened, talent_category="没有认定", family_of_talent=False)
    assert ask(client, verified, status=409)["error"] == "NotForThem"
    assert errands(client, nurse) == []
    _tell(client, verified, opened, talent_category="C类")
    errand = ask(client, verified)["errand"]
    facts = client.get(f"/staff/errands/{errand}", headers=nurse).json()["facts"]
    assert {one["label"]: one["shown"] for one in facts}["高层次人才类别"] == "C类"


def _tell(client, headers, case, **facts) -> None:
    """As an interview would have heard it."""
    from uuid import UUID

    from fastapi.security import HTTPAuthorizationCredentials

    from backend.database import transaction
    from backend.eligibility import repository
    from backend.eligibility import service as interviews
    from backend.people.callers import current_caller

    token = headers["Authorization"].removeprefix("Bearer ")
    caller = current_caller(HTTPAuthorizationCredentials(scheme="Bearer", credentials=token))
    with transaction() as session:
        interview = repository.started(session, caller.session_id, interviews.since())
        interview.person_id = caller.person_id
        interview.facts = {**interview.facts, **facts}
    assert UUID(case)


def test_what_was_asked_for_and_nobody_has_accepted_is_told_to_be_overdue(client, verified, nurse, registry):
    from backend.clock.times import now
    from backend.database import transaction
    from backend.errands import deadlines
    from backend.notices import checks
    from backend.notices.models import Notice

    errand = ask(client, verified)["errand"]
    at = now() + timedelta(days=20)
    with transaction() as session:
        assert UUID(errand) in deadlines.newly_overdue(session, at)
        deadlines.record_overdue(session, UUID(errand), at)
    with transaction() as session:
        (notice,) = session.query(Notice).filter(Notice.key.startswith(f"errand:{errand}")).all()
        assert "还没有办好" in notice.text and checks.holds(session, notice)
