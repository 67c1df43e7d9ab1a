"""What a person thought of what an officer did: asked for when it is done, given on whichever channel."""

import pytest

from tests.backend.errands.conftest import SIXTH, act, begin, errands, lists, noon, person, teacher

__all__ = ["lists", "person", "teacher"]


@pytest.fixture
def done(client, lists, teacher, person) -> dict:
    """An errand that is done and told, with the headers of whose it is."""
    headers = person(lists())
    begin(SIXTH)
    (line,) = errands(client, teacher)
    act(client, teacher, line["id"], "accept")
    act(client, teacher, line["id"], "done", "安排好了")
    return {"errand": line["id"], "headers": headers}


def tell(database, key: str) -> int:
    """As if the notice had gone out now; its id."""
    ((notice,),) = database.execute(
        "update notices set state = 'sent', sent_at = now() where key = %s or starts_with(key, %s) returning id",
        [key, f"{key}:"],
    ).fetchall()
    database.commit()
    return notice


def last_step(database, errand: str) -> str:
    (position,) = database.execute(
        "select max(position) from errand_events where errand_id = %s and kind = 'done'", [errand]
    ).fetchone()
    database.rollback()
    return f"errand:{errand}:{position}"


def rate(client, headers, notice: int, status: int = 200, **told) -> dict:
    answer = client.post(f"/notices/{notice}/rating", json=told, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_stars_are_kept_with_the_errand_said_back_and_seen_by_its_officers(client, teacher, done, database):
    notice = tell(database, last_step(database, done["errand"]))
    (told,) = [one for one in client.get("/notices", headers=done["headers"]).json() if one["id"] == notice]
    assert told["rated"] is True and "请您打几颗星" in told["text"]
    says = rate(client, done["headers"], notice, stars=4, comment="快，电话13812345678")["says"]
    assert says == "好，记下了：4颗星，谢谢您。不对的话，再说一遍几颗星就改。"
    seen = client.get(f"/staff/errands/{done['errand']}", headers=teacher).json()
    assert (seen["stars"], seen["comment"]) == (4, "快，电话［手机号］")


def test_rated_again_the_last_stars_count(client, teacher, done, database):
    notice = tell(database, last_step(database, done["errand"]))
    rate(client, done["headers"], notice, stars=5, comment="省心")
    rate(client, done["headers"], notice, stars=2)
    seen = client.get(f"/staff/errands/{done['errand']}", headers=teacher).json()
    assert (seen["stars"], seen["comment"]) == (2, None)
    (kept,) = client.get("/people/me/export", headers=done["headers"]).json()["evaluations"]
    assert (kept["stars"], kept["errand"], kept["case"]) == (2, done["errand"], None)


def test_the_five_stars_are_buttons_under_the_notice(done):
    from backend.notices.topics import topics

    for topic in ("arranged_done", "arranged_opened"):
        payloads = [topics().buttons[name].payload for name in topics().topics[topic].buttons]
        assert payloads[:5] == [f"这次办理打{number}星" for number in "五四三两一"]


def test_what_is_not_over_is_not_rated_and_no_other_persons_notice(client, lists, person, teacher, other, database):
    headers = person(lists())
    begin(SIXTH)
    (line,) = errands(client, teacher)
    notice = tell(database, f"errand:{line['id']}:1")
    assert rate(client, headers, notice, 409, stars=5)["error"] == "NotToRate"
    rate(client, other, notice, 404, stars=5)
    rate(client, {}, notice, 401, stars=5)
    rate(client, headers, notice, 422, stars=6)


def test_a_guest_rates_no_notice(client, speaker):
    assert rate(client, speaker, 1, 403, stars=5)["error"] == "NotVerified"


def test_an_application_that_is_decided_is_rated_the_same_way(client, verified, database):
    from backend.chat import tokens
    from backend.database import transaction
    from backend.notices.planning import Reason, plan

    session_id = tokens.session_of(verified["Authorization"].removeprefix("Bearer "))
    (owner,) = database.execute("select person_id from chat_sessions where id = %s", [session_id]).fetchone()
    database.rollback()
    case = client.post("/cases", json={"policy": "living_allowance"}, headers=verified).json()["id"]
    key, values = f"rated:{case}", {"number": "1", "state": "已发放"}
    with transaction() as session:
        reason = Reason("living_allowance")
        plan(session, owner, "case_decided", key, reason, noon(SIXTH), values=values, text="已发放", case_id=case)
    notice = tell(database, key)
    for stars in (5, 3):
        rate(client, verified, notice, stars=stars)
    (kept,) = client.get("/people/me/export", headers=verified).json()["evaluations"]
    assert (kept["stars"], kept["errand"], kept["case"]) == (3, None, case)


@pytest.mark.parametrize("way", ["/people/me/data", "/people/me?withdraw=true"])
def test_stars_go_with_whoever_wants_them_gone_on_every_channel(client, teacher, done, database, way):
    """The conversation in which they were given is the person's, be it of WeChat or of the website."""
    notice = tell(database, last_step(database, done["errand"]))
    rate(client, done["headers"], notice, stars=1)
    where = "id = (select session_id from evaluations where errand_id = %s)"
    database.execute(f"update chat_sessions set channel = 'wechat' where {where}", [done["errand"]])  # noqa: S608
    database.commit()
    assert client.delete(way, headers=done["headers"]).status_code == 200
    assert client.get(f"/staff/errands/{done['errand']}", headers=teacher).json()["stars"] is None
