"""Being led through an application: the right channel, one step after the other, what is ticked stays ticked."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest


@pytest.fixture
def case(client, speaker):
    return client.post("/cases", headers=speaker, json={"policy": "living_allowance"}).json()["id"]


def path(case):
    return f"/cases/{case}/walkthrough"


def show(client, headers, case):
    return client.get(path(case), headers=headers).json()


def turn(client, headers, case, **said):
    response = client.post(path(case), headers=headers, json=said)
    assert response.status_code == 200, response.text
    return response.json()


def tell(client, headers, text):
    client.post("/interviews", headers=headers, json={"text": text, "intent": "inform"})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_has_no_conversation_sees_nothing(client, case, method):
    assert client.request(method, path(case), json={}).status_code == 401


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_person_sees_nothing(client, case, other, method):
    response = client.request(method, path(case), json={}, headers=other)
    assert (response.status_code, response.json()["error"]) == (404, "CaseNotFound")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_staff_are_not_led(client, case, staff_token, method):
    headers = {"Authorization": f"Bearer {staff_token}"}
    assert client.request(method, path(case), json={}, headers=headers).status_code == 401


def test_a_case_that_is_none_is_404(client, speaker):
    assert client.get(path(uuid4()), headers=speaker).status_code == 404
    assert client.get(path("1"), headers=speaker).status_code == 422


def test_what_decides_the_channel_is_asked_first(client, speaker, case):
    led = show(client, speaker, case)
    assert led["channel"] is None
    assert led["ask"]["fact"] in ("overseas_degree", "degree")
    assert led["other_channels"]


def test_an_answer_given_here_is_known_to_the_interview_too(client, speaker, case):
    asked = show(client, speaker, case)["ask"]["fact"]
    assert asked == "overseas_degree"
    led = turn(client, speaker, case, answer={"text": "是的，留学回来的", "intent": "inform"})
    assert [taken["fact"] for taken in led["taken"]] == [asked]
    assert "窗口" in led["channel"]["name"]
    known = client.get("/interviews/current", headers=speaker).json()["known"]
    assert asked in [k["fact"] for k in known]


def test_who_comes_back_from_abroad_goes_to_the_window_and_reads_why(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士，在金水区上班")
    led = show(client, speaker, case)
    assert "窗口" in led["channel"]["name"]
    assert "窗口" in led["channel"]["why"]["says"]
    assert "教育部学历（学位）认证书" in [m["name"] for m in led["materials"]]


def test_the_window_is_asked_for_and_found_by_the_district(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士")
    led = show(client, speaker, case)
    assert led["ask"]["fact"] == "zone"
    led = turn(client, speaker, case, answer={"text": "金水区", "intent": "inform"})
    assert led["window"]["unit"] == "金水区"
    assert led["window"]["phones"] == ["0371-55560790"]
    assert "电话" in led["window"]["caution"]


def test_who_will_not_say_the_district_gets_the_city_s_window(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士")
    led = turn(client, speaker, case, step="skip")
    assert led["ask"] is None
    assert led["window"]["unit"] == "市人社局"


def test_everybody_else_may_stay_at_home(client, speaker, case):
    tell(client, speaker, "我是郑大硕士，不是留学回来的")
    turn(client, speaker, case, answer={"text": "不是", "intent": "deny"})
    assert show(client, speaker, case)["channel"]["name"] == "郑好办APP"


def test_steps_go_forth_and_back_and_end(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士，在金水区上班")
    count = len(show(client, speaker, case)["steps"])
    assert turn(client, speaker, case, step="back")["position"] == 0
    assert turn(client, speaker, case, step="next")["steps"][0]["done"] is True
    assert turn(client, speaker, case, step="back")["position"] == 0
    for _ in range(count + 2):
        led = turn(client, speaker, case, step="next")
    assert (led["position"], led["finished"]) == (count, True)
    assert turn(client, speaker, case, step="restart")["position"] == 0


def test_who_is_stuck_reads_the_clause_and_whom_to_call(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士，在金水区上班")
    led = turn(client, speaker, case, step="stuck")
    assert led["stuck"]["step"] == led["steps"][0]["text"]
    assert led["stuck"]["statement"]["clause"].startswith("living_allowance/")
    assert led["stuck"]["phones"][0] == "0371-55560790" and "0371-96567" in led["stuck"]["phones"]


def test_ticked_papers_are_remembered_until_unticked(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士，在金水区上班")
    turn(client, speaker, case, tick=["身份证", "户口本"])
    turn(client, speaker, case, untick=["户口本"])
    have = {m["name"]: m["have"] for m in show(client, speaker, case)["materials"]}
    assert have["身份证"] is True and have["户口本"] is False


def test_a_paper_that_only_some_need_says_so(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士，在金水区上班")
    sure = {m["name"]: m["sure"] for m in show(client, speaker, case)["materials"]}
    assert sure["营业执照"] is False and sure["身份证"] is True


def test_another_open_channel_may_be_chosen_and_begins_anew(client, speaker, case):
    tell(client, speaker, "我是硕士")
    turn(client, speaker, case, answer={"text": "不是", "intent": "deny"})
    led = turn(client, speaker, case, step="next")
    led = turn(client, speaker, case, channel="微信城市服务")
    assert (led["channel"]["name"], led["position"]) == ("微信城市服务", 0)


def test_a_channel_closed_to_the_person_is_409(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士")
    response = client.post(path(case), headers=speaker, json={"channel": "微信城市服务"})
    assert (response.status_code, response.json()["error"]) == (409, "NoSuchChannel")


def test_the_promise_is_told_in_working_days_with_its_stage(client, speaker, case):
    promise = show(client, speaker, case)["promise"]
    assert promise["working_days"] == 1
    assert "到账" in promise["says"]


@pytest.mark.parametrize(
    ("said", "status"),
    [({"step": "jump"}, 422), ({"tick": ["没有这种材料"]}, 404), ({"tick": "身份证"}, 422), ({"more": 1}, 422)],
)
def test_odd_turns_are_refused(client, speaker, case, said, status):
    assert client.post(path(case), headers=speaker, json=said).status_code == status


def test_ticks_at_once_lose_nothing(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士，在金水区上班")
    papers = [m["name"] for m in show(client, speaker, case)["materials"]]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda paper: turn(client, speaker, case, tick=[paper]), papers))
    assert all(m["have"] for m in show(client, speaker, case)["materials"])


def test_it_stays_with_the_person_who_verifies(client, speaker, case):
    from tests.backend.conftest import new_phone, verify

    tell(client, speaker, "我是留学回国的硕士，在金水区上班")
    turn(client, speaker, case, step="next", tick=["身份证"])
    verify(client, speaker, new_phone())
    led = show(client, speaker, case)
    assert led["position"] == 1
    assert "窗口" in led["channel"]["name"]


def test_what_is_told_with_the_wish_is_taken_and_the_wish_itself_answers_nothing(client, speaker, case):
    led = turn(client, speaker, case, answer={"text": "我要申请生活补贴", "intent": "start_application"})
    assert led["taken"] == [] and led["ask"]["fact"] == "overseas_degree"
    led = turn(client, speaker, case, answer={"text": "我是预备技师，带我办生活补贴", "intent": "start_application"})
    assert [taken["fact"] for taken in led["taken"]] == ["degree"] and "窗口" in led["channel"]["name"]


def test_the_question_and_the_channel_come_with_their_clause_and_how_its_edition_stands(client, speaker, case):
    assert show(client, speaker, case)["why"]["clause"] == "living_allowance/2018/p5"
    tell(client, speaker, "我是留学回国的硕士，住在巩义市")
    led = show(client, speaker, case)
    assert [ground["say"] for ground in led["channel"]["grounds"]] == ["edition_replaced"]
    assert led["channel"]["grounds"][0]["statements"] == [led["channel"]["why"]]


def test_a_district_without_a_window_is_named_with_the_table_that_lacks_it(client, speaker, case):
    tell(client, speaker, "我是留学回国的硕士")
    led = turn(client, speaker, case, answer={"text": "巩义市", "intent": "inform"})
    assert (led["window"]["unit"], led["window"]["unlisted"]) == ("市人社局", "巩义市")
    assert led["window"]["table"] == "人才服务窗口"


DISTRICT = {"entity": "district", "value": "惠济区", "start": 0, "end": 3}


@pytest.fixture
def home(client, speaker):
    """Somebody who applies for a home in 中牟."""
    id_ = client.post("/cases", headers=speaker, json={"policy": "home_purchase_allowance"}).json()["id"]
    turn(client, speaker, id_, answer={"text": "房子在中牟县", "intent": "inform"})
    return id_


@pytest.mark.parametrize("text", ["不对，是惠济区", "嗯，惠济区", "房子是惠济区的", "房子其实在惠济区"])
def test_another_district_of_the_home_leads_another_way(client, speaker, home, text):
    before = show(client, speaker, home)["channel"]["name"]
    at = text.index("惠济区")
    said = {"text": text, "intent": "deny", "entities": [{**DISTRICT, "start": at, "end": at + 3}]}
    led = turn(client, speaker, home, answer=said)
    assert [taken["fact"] for taken in led["taken"]] == ["home_district"]
    assert "五区以外" in before and "市内五区" in led["channel"]["name"] and led["position"] == 0


def test_the_district_of_the_home_may_come_with_the_wish(client, speaker):
    id_ = client.post("/cases", headers=speaker, json={"policy": "home_purchase_allowance"}).json()["id"]
    said = {"text": "我想给惠济区的房子申请购房补贴", "intent": "start_application"}
    led = turn(client, speaker, id_, answer={**said, "entities": [{**DISTRICT, "start": 3, "end": 6}]})
    assert "市内五区" in led["channel"]["name"]


def test_the_same_district_again_is_heard(client, speaker, home):
    led = turn(client, speaker, home, answer={"text": "房子其实在中牟", "intent": "inform"})
    assert [taken["fact"] for taken in led["taken"]] == ["home_district"]


@pytest.mark.parametrize(
    "text, channel",
    [
        ("我要办社保卡", "银行社保卡网点（办卡、激活）"),
        ("激活社保卡，带我办", "银行社保卡网点（办卡、激活）"),
        ("我没单位，想在社区参保", "户籍所在的社区、村委会（居民参保）"),
    ],
)
def test_the_words_of_a_wish_may_name_the_channel(client, speaker, text, channel):
    id_ = client.post("/cases", headers=speaker, json={"policy": "social_insurance"}).json()["id"]
    led = turn(client, speaker, id_, answer={"text": text, "intent": "start_application"})
    assert led["channel"]["name"] == channel and led["ask"] is None


def test_what_speaks_against_an_application_is_told_with_its_clause(client, speaker, case):
    assert show(client, speaker, case)["against"] is None
    tell(client, speaker, "我是大专，2019年毕业")
    against = show(client, speaker, case)["against"]
    assert against["verdict"] == "no" and any(c["verdict"] == "no" and c["says"] for c in against["clauses"])


def test_the_steps_are_the_persons_own(client, speaker, case):
    tell(client, speaker, "我是在英国留学回来的")
    led = show(client, speaker, case)
    assert led["channel"]["taken_here"] is False
    assert [step["text"] for step in led["steps"]] == ["带材料原件到人才服务窗口申报", "在业务办理回执上签字确认"]


def test_a_step_that_comes_again_is_taken_once(client, speaker, case):
    tell(client, speaker, "硕士，国内读的")
    key = {"Idempotency-Key": "message-1-next"}
    first, again = (turn(client, speaker | key, case, step="next") for _ in range(2))
    assert first == again and first["position"] == show(client, speaker, case)["position"] == 1
