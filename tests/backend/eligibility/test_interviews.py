"""The interview over HTTP: nothing is asked twice, corrections replace, what was told rests encrypted."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from backend.eligibility.tasks import forget_expired

DOORS = [
    ("POST", "/interviews"),
    ("POST", "/interviews/notes"),
    ("GET", "/interviews/current"),
    ("POST", "/interviews/current/answers"),
    ("POST", "/interviews/current/skip"),
    ("POST", "/interviews/current/stop"),
    ("DELETE", "/interviews/current"),
    ("GET", "/interviews/current/why"),
    ("GET", "/interviews/current/result"),
]


def begin(client, speaker, **opening):
    return client.post("/interviews", headers=speaker, json=opening).json()


def say(client, speaker, text, **more):
    body = {"text": text, "intent": "inform", **more}
    return client.post("/interviews/current/answers", headers=speaker, json=body).json()


def known(interview):
    return {known["fact"]: known["shown"] for known in interview["known"]}


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_every_door_is_closed_to_who_has_no_conversation(client, method, path):
    assert client.request(method, path, json={}).status_code == 401


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_staff_have_no_interview(client, method, path):
    response = client.request(method, path, json={}, headers={"Authorization": "Bearer staff_1"})
    assert response.status_code == 401


@pytest.mark.parametrize(("method", "path"), DOORS[2:])
def test_an_interview_must_have_begun(client, speaker, method, path):
    response = client.request(method, path, json={}, headers=speaker)
    assert (response.status_code, response.json()["error"]) == (404, "NoInterview")


def test_a_question_says_how_many_may_still_follow(client, speaker):
    first = begin(client, speaker, policies=["living_allowance"])["question"]
    assert 1 <= first["left"] < 30
    left, interview = skipped_through(client, speaker, policies=["living_allowance"], restart=True)
    assert interview["status"] == "done" and left[0] > left[-1] == 0


def skipped_through(client, speaker, **opening):
    """How many questions were said to follow each, and the interview in which all were skipped."""
    left, interview = [], begin(client, speaker, **opening)
    while interview["question"]:
        left.append(interview["question"]["left"])
        interview = client.post("/interviews/current/skip", headers=speaker).json()
    return left, interview


def test_who_knows_nothing_is_asked_little_about_all_policies_and_everything_about_a_named_one(client, speaker):
    asked_of_all, interview = skipped_through(client, speaker, policies=None)
    assert len(asked_of_all) <= 20 and interview["settled"]["open"] > 10
    asked_of_one, _ = skipped_through(client, speaker, policies=["living_allowance"], restart=True)
    assert len(asked_of_one) == 9


def test_another_conversation_sees_nothing_of_it(client, speaker):
    begin(client, speaker)
    other = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
    assert client.get("/interviews/current", headers=other).status_code == 404


def test_the_dialogue_speaks_for_a_conversation(client):
    session = client.post("/chat/sessions").json()
    begin(client, {"Authorization": f"Bearer {session['token']}"})
    dialogue = {"Authorization": f"Bearer {'a' * 40}", "X-Conversation": session["session"]}
    assert client.get("/interviews/current", headers=dialogue).json()["status"] == "asking"


def test_it_asks_one_question_with_its_choices(client, speaker):
    interview = begin(client, speaker, policies=["living_allowance"])
    question = interview["question"]
    assert interview["status"] == "asking"
    assert (question["number"], question["times"], question["vague"]) == (1, 1, False)
    assert question["text"].endswith("？")


def test_what_the_opening_message_tells_is_not_asked(client, speaker):
    interview = begin(
        client, speaker, policies=["living_allowance"], text="我是硕士，去年六月毕业，能享受啥", intent="inform"
    )
    assert known(interview) == {"degree": "硕士", "graduated_on": "2025年6月"}
    assert interview["question"]["fact"] not in ("degree", "graduated_on")


def test_no_question_is_put_twice(client, speaker):
    interview = begin(client, speaker)
    asked = []
    while interview["question"]:
        asked.append(interview["question"]["fact"])
        interview = client.post("/interviews/current/skip", headers=speaker).json()
    assert len(asked) == len(set(asked)) > 10
    assert interview["status"] == "done"


def test_an_answer_that_is_none_puts_the_question_again(client, speaker):
    first = begin(client, speaker, policies=["living_allowance"])["question"]
    answered = say(client, speaker, "嗯嗯哈哈")
    again = answered["interview"]["question"]
    assert answered["understood"] is False
    assert (again["fact"], again["number"], again["times"]) == (first["fact"], 1, 2)


def test_a_correction_replaces_any_earlier_answer(client, speaker):
    begin(client, speaker, policies=["living_allowance"], text="我是本科", intent="inform")
    answered = say(client, speaker, "不对，我是硕士")
    assert [(t["fact"], t["shown"], t["corrected"]) for t in answered["taken"]] == [("degree", "硕士", True)]
    assert known(answered["interview"])["degree"] == "硕士"


def test_what_cannot_be_is_said_and_counts_only_when_repeated(client, speaker):
    begin(client, speaker, policies=["living_allowance"], text="我是1993年5月出生的", intent="inform")
    odd = say(client, speaker, "2001年毕业", fact="graduated_on")
    assert "1993年5月" in odd["odd"] and "2001年" in odd["odd"]
    assert "graduated_on" not in known(odd["interview"])
    insisted = say(client, speaker, "2001年毕业", fact="graduated_on")
    assert known(insisted["interview"]) == {"graduated_on": "2001年"}


def test_a_doubted_answer_counts_once_the_other_is_corrected(client, speaker):
    begin(client, speaker, policies=["living_allowance"], text="我是1993年5月出生的", intent="inform")
    say(client, speaker, "2001年毕业", fact="graduated_on")
    righted = say(client, speaker, "不对，我是1980年5月出生的", fact="born_on")
    assert known(righted["interview"]) == {"born_on": "1980年5月", "graduated_on": "2001年"}


def test_what_cannot_be_takes_nothing_of_what_was_told(client, speaker):
    """Five months in reply to the day of birth, taken back, and an age taken back after the next question."""
    begin(client, speaker, text="我是本科，全日制，前年7月毕业", policies=["living_allowance"])
    client.post("/interviews/current/answers", headers=speaker, json={"text": "五个月", "fact": "born_on"})
    answered = say(client, speaker, "不对，是六个月", fact="born_on")
    assert {"degree", "graduated_on", "full_time"} <= set(known(answered["interview"]))
    say(client, speaker, "28岁", fact="born_on")
    facts = known(say(client, speaker, "哎，我说错了，29")["interview"])
    assert (facts["age"], facts["graduated_on"]) == ("29周岁", "2024年7月")


def test_what_a_correction_makes_impossible_is_named(client, speaker):
    begin(client, speaker, text="我没工作，也没上班")
    answered = say(client, speaker, "不对，我在郑州上班")
    assert [one["label"] for one in answered["dropped"]] == ["现在的情况"]


def test_a_hedge_beside_the_question_leaves_it_open(client, speaker):
    begin(client, speaker, policies=["living_allowance"])
    answered = say(client, speaker, "我是硕士，户口应该在郑州吧")
    assert set(known(answered["interview"])) == {"degree"}
    assert [one["fact"] for one in answered["unclear"]] == ["household_in_zhengzhou"]


def test_who_never_found_out_is_asked_something_else(client, speaker):
    begin(client, speaker, policies=["work_permit"])
    answered = say(client, speaker, "没算过", fact="work_permit_points")
    assert answered["understood"] and answered["taken"] == []
    assert "work_permit_points" in [one["fact"] for one in answered["interview"]["skipped"]]


def test_the_question_at_hand_is_not_dropped_for_another(client, speaker):
    put = begin(client, speaker, policies=["living_allowance"])["question"]
    others = ("我是硕士", "户口在郑州", "在郑州上班", "单位交的职工社保", "国内读的")
    for text in others:
        question = say(client, speaker, text)["interview"]["question"]
        assert (question["fact"], question["number"]) == (put["fact"], 1)
    why = client.get("/interviews/current/why", headers=speaker).json()
    assert why["fact"] == put["fact"] and why["statements"]


def test_questions_about_another_policy_are_counted_anew(client, speaker):
    begin(client, speaker, policies=["living_allowance"])
    client.post("/interviews/current/skip", headers=speaker)
    assert begin(client, speaker, policies=["talent_hostel"])["question"]["number"] == 1


def test_what_was_told_before_it_began_is_not_asked(client, speaker):
    note = {"text": "我是硕士，29岁，户口应该在郑州吧，能领什么补贴", "intent": "ask_amount"}
    noted = client.post("/interviews/notes", headers=speaker, json=note).json()
    assert {one["fact"] for one in noted["taken"]} == {"degree", "age"}
    assert [one["fact"] for one in noted["unclear"]] == ["household_in_zhengzhou"]
    assert client.get("/interviews/current", headers=speaker).json()["question"] is None
    assert client.get("/interviews/current/result", headers=speaker).status_code == 404
    assert client.post("/interviews/current/answers", headers=speaker, json=note).status_code == 404
    assert known(begin(client, speaker)) == {"degree": "硕士", "age": "29周岁"}


def test_what_settles_everything_at_once_is_an_interview_all_the_same(client, speaker):
    told = begin(client, speaker, text="我是外国人", policies=["household_registration"])
    assert told["status"] == "done"
    assert client.get("/interviews/current/result", headers=speaker).status_code == 200


def test_an_age_is_shown_as_an_age(client, speaker):
    interview = begin(client, speaker, policies=["living_allowance"], text="我32岁", intent="inform")
    assert [(k["fact"], k["shown"]) for k in interview["known"]] == [("age", "32周岁")]


def test_it_stops_and_goes_on_where_it_was(client, speaker):
    question = begin(client, speaker, policies=["living_allowance"])["question"]["fact"]
    stopped = client.post("/interviews/current/stop", headers=speaker).json()
    assert (stopped["status"], stopped["question"]) == ("stopped", None)
    gone_on = begin(client, speaker)
    assert (gone_on["question"]["fact"], gone_on["policies"]) == (question, ["living_allowance"])


def test_another_wish_keeps_what_was_told(client, speaker):
    begin(client, speaker, policies=["living_allowance"], text="我是硕士", intent="inform")
    interview = begin(client, speaker, policies=None)
    assert interview["policies"] is None
    assert known(interview) == {"degree": "硕士"}


def test_starting_over_forgets_everything(client, speaker):
    begin(client, speaker, policies=["living_allowance"], text="我是硕士", intent="inform")
    interview = begin(client, speaker, restart=True)
    assert (interview["known"], interview["skipped"], interview["policies"]) == ([], [], None)
    assert interview["question"]["number"] == 1


def test_a_skipped_question_is_answered_later_all_the_same(client, speaker):
    fact = begin(client, speaker, policies=["talent_reward"])["question"]["fact"]
    skipped = client.post("/interviews/current/skip", headers=speaker).json()
    assert [s["fact"] for s in skipped["skipped"]] == [fact]
    answered = say(client, speaker, "我是A类人才", fact=fact)
    assert answered["interview"]["skipped"] == []


def test_a_vague_answer_is_asked_again_once(client, speaker):
    """Whoever is 35 or 36, and knows no more than the year, is not asked a third time."""
    year = f"{date.today().year - 36}年"
    interview = begin(client, speaker, policies=["living_allowance"], text=f"我是硕士，{year}出生的", intent="inform")
    seen = []
    while question := interview["question"]:
        seen.append((question["fact"], question["vague"]))
        if question["fact"] == "born_on":
            interview = say(client, speaker, f"{year}")["interview"]
        else:
            interview = client.post("/interviews/current/skip", headers=speaker).json()
    assert len(seen) == len({fact for fact, _ in seen})
    assert "born_on" not in [skipped["fact"] for skipped in interview["skipped"]]


def test_the_question_gives_its_clauses(client, speaker):
    question = begin(client, speaker, policies=["living_allowance"])["question"]["fact"]
    why = client.get("/interviews/current/why", headers=speaker).json()
    assert why["fact"] == question
    assert all(s["clause"].startswith("living_allowance/") and s["source"]["title"] for s in why["statements"])


def test_it_can_be_forgotten(client, speaker, database):
    begin(client, speaker, text="我是硕士", intent="inform")
    assert client.delete("/interviews/current", headers=speaker).status_code == 204
    assert client.get("/interviews/current", headers=speaker).status_code == 404


def test_what_was_told_is_encrypted_in_the_table(client, speaker, database):
    begin(client, speaker, text="我是硕士，1993年5月出生", intent="inform")
    rows = " ".join(str(row) for row in database.execute("select * from interviews").fetchall())
    assert "硕士" not in rows and "1993-05" not in rows and "\\u" not in rows


def test_twenty_answers_at_once_lose_nothing(client, speaker):
    begin(client, speaker)
    said = ["我是硕士", "2025年6月毕业", "1993年5月出生的", "户口在郑州"] * 5
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: say(client, speaker, text), said))
    interview = client.get("/interviews/current", headers=speaker).json()
    assert {"degree", "graduated_on", "born_on", "household_in_zhengzhou"} <= set(known(interview))


def test_two_beginnings_at_once_make_one_interview(client, speaker, database):
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: client.post("/interviews", headers=speaker, json={}).status_code, range(8)))
    assert set(codes) == {200}


def test_an_interview_that_rested_too_long_is_gone(client, speaker, database):
    begin(client, speaker, text="我是硕士", intent="inform")
    database.execute("update interviews set updated_at = now() - interval '31 days'")
    database.commit()
    assert client.get("/interviews/current", headers=speaker).status_code == 404
    assert begin(client, speaker)["known"] == []


def test_the_worker_forgets_what_rested_too_long(client, speaker, database):
    begin(client, speaker, text="我是硕士", intent="inform")
    database.execute("update interviews set updated_at = now() - interval '31 days'")
    database.commit()
    forget_expired(timestamp=0)
    assert database.execute("select count(*) from interviews").fetchone() == (0,)


@pytest.mark.parametrize(
    "body",
    [
        {"text": "字" * 2001},
        {"text": 5},
        {"entities": [{"entity": "degree"}]},
        {"entities": [{"entity": "x", "value": "y"}] * 51},
        {"surprise": 1},
    ],
)
def test_malformed_answers_are_422(client, speaker, body):
    begin(client, speaker)
    assert client.post("/interviews/current/answers", headers=speaker, json=body).status_code == 422


def test_an_unknown_policy_or_fact_is_404(client, speaker):
    begin(client, speaker)
    answer = client.post("/interviews/current/answers", headers=speaker, json={"fact": "no_such_fact"})
    assert (answer.status_code, answer.json()["error"]) == (404, "UnknownFact")
    assert client.post("/interviews", headers=speaker, json={"policies": ["nothing"]}).status_code == 404


@pytest.mark.parametrize(
    "text", ["\x00", "😀" * 500, "'; drop table interviews; --", "\ud83d", "０" * 100, "-" * 2000], ids=range(6)
)
def test_any_text_is_an_answer(client, speaker, text):
    begin(client, speaker)
    response = client.post("/interviews/current/answers", headers=speaker, content=json.dumps({"text": text}))
    assert response.status_code in (200, 422)


@pytest.mark.parametrize("door", ["answers", "skip"])
def test_an_answer_that_comes_again_is_not_one_to_the_next_question(client, speaker, door):
    begin(client, speaker)
    key, body = {"Idempotency-Key": "message-1-answer"}, {"text": "没有认定", "intent": "inform"}
    first, again = (
        client.post(f"/interviews/current/{door}", headers=speaker | key, json=body).json() for _ in range(2)
    )
    assert first == again
    interview = client.get("/interviews/current", headers=speaker).json()
    assert len(interview["known"]) + len(interview["skipped"]) == 1


def test_what_was_answered_with_a_key_is_not_kept_when_the_data_goes(client, verified, database):
    begin(client, verified)
    headers = verified | {"Idempotency-Key": "message-2-answer"}
    client.post("/interviews/current/answers", headers=headers, json={"text": "硕士", "intent": "inform"})
    kept = "select count(*) from kept_answers where key = 'message-2-answer'"
    assert database.execute(kept).fetchone() == (1,)
    assert client.delete("/people/me/data", headers=verified).status_code == 200
    database.rollback()
    assert database.execute(kept).fetchone() == (0,)
