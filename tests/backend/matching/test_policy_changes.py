"""A changed policy: exactly who gains, loses and nearly gains is known before, decided by staff, and told after."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from policybook.loading import load
from policybook.schema import Validity
from tests.backend.matching.conftest import MASTER, POLICY, list_people, match_changed, matches, publish, told

FULL_TIME = "        - {fact: full_time, is: true, clause: e1}\n"
DEGREES = "{fact: degree, in: [博士, 硕士, 本科, 预备技师], clause: e1}"
OTHER_WORDS = ("summary: 给来郑州就业创业的", "summary: 发给来郑州就业创业的")
# In the order they are imported: fits; needs only the full-time rule gone; two facts missing; fits as a bachelor.
PEOPLE = {
    "fits": MASTER,
    "part_time": MASTER | {"full_time": "否"},
    "two_missing": MASTER | {"full_time": "", "works_in_zhengzhou": ""},
    "bachelor": MASTER | {"degree": "本科"},
    "no_degree": MASTER | {"degree": "大专", "full_time": "否"},
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """(old text, new text) -> the book, and the file, with the edition of 2024 of the living allowance edited."""
    known = {}

    def edit(old: str, new: str):
        if (old, new) not in known:
            root = tmp_path_factory.mktemp("edited") / "knowledge"
            shutil.copytree("knowledge", root)
            file = root / "policies" / f"{POLICY}.yml"
            head, edition, tail = file.read_text(encoding="utf-8").rpartition(old)
            assert edition
            file.write_text(head + new + tail, encoding="utf-8")
            known[old, new] = load(root), file
        return known[old, new]

    return edit


@pytest.fixture
def people(registry, doors, officer) -> dict[str, int]:
    """Name -> id of a talent; matched by what is published."""
    publish()
    list_people(doors, officer, *PEOPLE.values())
    match_changed()
    registry.execute("truncate match_changes")
    registry.commit()
    ids = [row[0] for row in registry.execute("select id from talents order by id").fetchall()]
    registry.rollback()
    return dict(zip(PEOPLE, ids, strict=True))


def effect(book) -> dict[str, set[int]]:
    from backend.matching.publishing import effects
    from backend.matching.publishing.fingerprints import version
    from backend.policies.service import today

    one = version(book, book.policies[POLICY], today())
    found = effects.effect(POLICY, one.edition, today(), book)
    return {kind: set(getattr(found, kind)["talent"].tolist()) for kind in ("gained", "lost", "nearly")}


def compare(book) -> list[int]:
    from backend.matching.publishing import service
    from backend.policies.service import today

    return service.compare(today(), book)


def apply(change: int) -> None:
    from backend.matching import tasks

    tasks.apply_change(change_id=change)


def pending(doors, lead) -> list[dict]:
    return doors.get("/policy-changes?state=pending", headers=lead).json()


@pytest.fixture(scope="session")
def lead(staff):
    return staff("city_lead")


def test_a_condition_taken_away_gains_exactly_those_it_kept_out(people, edited):
    assert effect(edited(FULL_TIME, "")[0]) == {
        "gained": {people["part_time"]}, "lost": set(), "nearly": {people["two_missing"]},
    }  # fmt: skip


def test_a_narrower_condition_loses_exactly_those_it_no_longer_accepts(people, edited):
    book, _ = edited(DEGREES, "{fact: degree, in: [博士, 硕士, 预备技师], clause: e1}")
    assert effect(book) == {"gained": set(), "lost": {people["bachelor"]}, "nearly": set()}


def test_a_new_condition_nobody_was_asked_about_loses_all_who_fitted(people, edited):
    book, _ = edited(FULL_TIME, FULL_TIME + "        - {fact: social_card_active, is: true, clause: e4}\n")
    assert effect(book) == {"gained": set(), "lost": {people["fits"], people["bachelor"]}, "nearly": set()}


def test_until_staff_approve_people_are_matched_as_before_and_nobody_is_told(
    people, edited, registry, doors, officer, lead
):
    book, _ = edited(FULL_TIME, "")
    assert len(compare(book)) == 1 and compare(book) == []
    (change,) = pending(doors, lead)
    counts = {key: change[key] for key in ("policy", "gains", "losses", "nearly", "wording_only")}
    assert counts == {"policy": POLICY, "gains": 1, "losses": 0, "nearly": 1, "wording_only": False}
    before = matches(registry)
    list_people(doors, officer, PEOPLE["part_time"])
    match_changed()
    assert matches(registry) == before and told(registry) == []


def test_approved_everybody_it_touches_is_told_once_with_the_reason(people, edited, registry, doors, lead):
    (change,) = compare(edited(FULL_TIME, "")[0])
    answer = doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=lead)
    assert answer.status_code == 200 and answer.json()["state"] == "approved"
    apply(change)
    apply(change)
    rows = registry.execute(
        "select talent_id, kind, cause, policy_change_id, reason from match_changes order by talent_id"
    ).fetchall()
    registry.rollback()
    assert [row[:4] for row in rows] == [
        (people["part_time"], "gained", "policy", change), (people["two_missing"], "nearly", "policy", change),
    ]  # fmt: skip
    assert "full_time" not in rows[0][4]["facts"] and rows[1][4]["missing"] == "works_in_zhengzhou"
    again = doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=lead)
    assert (again.status_code, again.json()["error"]) == (409, "AlreadyDecided")
    assert doors.get("/policy-changes", headers=lead).json()[0]["applied_at"]


def test_whoever_loses_is_told_why_they(people, edited, registry, doors, lead):
    book, _ = edited(DEGREES, "{fact: degree, in: [博士, 硕士, 预备技师], clause: e1}")
    (change,) = compare(book)
    doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=lead)
    apply(change)
    rows = registry.execute("select talent_id, kind, reason from match_changes").fetchall()
    registry.rollback()
    reason = {"clauses": ["e1"], "facts": ["degree"], "missing": None, "due_on": None}
    assert rows == [(people["bachelor"], "lost", reason)]


def test_an_approval_interrupted_goes_on_where_it_stopped(people, edited, registry, doors, lead):
    (change,) = compare(edited(FULL_TIME, "")[0])
    doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=lead)
    from backend.matching import tasks

    tasks.apply_left_behind(timestamp=0)
    assert [kind for kind, _ in told(registry)] == ["gained", "nearly"]


def test_other_words_are_told_as_other_words_and_nobody_is_matched_anew(people, edited, registry, doors, lead):
    (change,) = compare(edited(*OTHER_WORDS)[0])
    (found,) = pending(doors, lead)
    assert found["wording_only"] and (found["gains"], found["losses"], found["nearly"]) == (0, 0, 0)
    doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=lead)
    apply(change)
    assert told(registry) == [] and compare(edited(*OTHER_WORDS)[0]) == []


def test_a_change_taken_back_or_changed_again_is_superseded(people, edited, doors, lead):
    from backend.policies.service import book

    (first,) = compare(edited(FULL_TIME, "")[0])
    (second,) = compare(edited(DEGREES, "{fact: degree, in: [博士, 硕士, 预备技师], clause: e1}")[0])
    assert [change["id"] for change in pending(doors, lead)] == [second]
    assert doors.post(f"/policy-changes/{first}/decision", json={"approved": True}, headers=lead).status_code == 409
    assert compare(book()) == [] and pending(doors, lead) == []


def test_a_rejected_change_is_not_proposed_again(people, edited, registry, doors, lead):
    (change,) = compare(edited(FULL_TIME, "")[0])
    doors.post(f"/policy-changes/{change}/decision", json={"approved": False}, headers=lead)
    assert compare(edited(FULL_TIME, "")[0]) == [] and told(registry) == []


def test_a_policy_that_is_gone_is_lost_by_all_who_fitted(people, registry, doors, lead):
    from dataclasses import replace

    from backend.policies.service import book

    without = replace(book(), policies={id_: p for id_, p in book().policies.items() if id_ != POLICY})
    (change,) = compare(without)
    (found,) = pending(doors, lead)
    assert (found["gains"], found["losses"]) == (0, 2)
    doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=lead)
    apply(change)
    assert matches(registry) == [] and [kind for kind, _ in told(registry)] == ["lost", "lost"]


def test_an_uploaded_policy_is_checked_and_its_effect_shown(people, edited, doors, lead, registry):
    _, file = edited(FULL_TIME, "")
    answer = doors.post(f"/policy-changes/preview?policy={POLICY}", content=file.read_bytes(), headers=lead)
    assert answer.status_code == 200, answer.text
    assert answer.json() | {"policy": POLICY, "gains": 1, "losses": 0, "nearly": 1} == answer.json()
    assert pending(doors, lead) == []


def test_a_faulty_upload_is_told_line_by_line_in_chinese(people, edited, doors, lead):
    text = (
        Path(f"knowledge/policies/{POLICY}.yml")
        .read_text(encoding="utf-8")
        .replace("fact: full_time", "fact: fulltime")
    )
    answer = doors.post(f"/policy-changes/preview?policy={POLICY}", content=text.encode(), headers=lead)
    assert (answer.status_code, answer.json()["error"]) == (422, "PolicyFaulty")
    fault = answer.json()["faults"][0]
    assert fault["file"] == f"{POLICY}.yml" and fault["line"] > 1 and "fulltime" in fault["what"] and fault["cure"]


NEXT = zip("abcdefghi", "bcdefghij", strict=True)
BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in NEXT)
NO_POLICY = ["", "'0'\n", "- name: x", "name: [", "name: \x00", "\ud800", "1: 2", "? [a]\n: b", "name: &a [*a]", BOMB]


@pytest.mark.parametrize("text", NO_POLICY)
def test_what_is_no_policy_at_all_is_refused_with_a_cure(registry, doors, lead, text):
    body = text.encode(errors="surrogatepass")
    answer = doors.post("/policy-changes/preview?policy=nothing", content=body, headers=lead)
    assert (answer.status_code, answer.json()["error"]) == (422, "PolicyFaulty")
    assert answer.json()["faults"][0]["cure"]


@pytest.mark.parametrize("role", ["officer", "bureau_lead", "admin"])
def test_only_who_has_the_right_sees_and_decides(people, edited, doors, staff, role):
    headers = staff(role)
    (change,) = compare(edited(FULL_TIME, "")[0])
    assert doors.get("/policy-changes", headers=headers).json()["error"] == "NotAllowed"
    assert doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=headers).status_code == 403
    assert doors.post(f"/policy-changes/preview?policy={POLICY}", content=b"x", headers=headers).status_code == 403
    assert doors.get("/policy-changes").status_code == 401


def test_there_is_no_decision_about_what_is_not_there(registry, doors, lead):
    answer = doors.post("/policy-changes/1/decision", json={"approved": True}, headers=lead)
    assert (answer.status_code, answer.json()["error"]) == (404, "ChangeNotFound")


def dated(*changes):
    """The living allowance with its last edition until the end of 2098, and with these beside it."""
    from dataclasses import replace

    from backend.policies.service import book

    policy = book().policies[POLICY]
    last = policy.editions[-1]
    old = last.model_copy(update={"valid": Validity(**{"from": last.valid.from_, "until": date(2098, 12, 31)})})
    editions = (*policy.editions[:-1], old, *(old.model_copy(update=change) for change in changes))
    return replace(book(), policies={**book().policies, POLICY: policy.model_copy(update={"editions": editions})})


def coming(edited=None):
    """The edition of 2099, which asks for no full-time degree if it is that of an edited book."""
    more = {"eligibility": edited.policies[POLICY].editions[-1].eligibility} if edited else {}
    return {"id": "2099", "name": "2099年细则", "valid": Validity(**{"from": date(2099, 1, 1)}), **more}


@pytest.fixture
def announced(people, edited, doors, lead):
    """knowledge/ says that the edition of 2099 will count, and staff have approved that it says so."""
    knowledge = dated(coming(edited(FULL_TIME, "")[0]))
    (change,) = compare(knowledge)
    assert [(found["edition"], found["wording_only"]) for found in pending(doors, lead)] == [("2024", True)]
    doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=lead)
    apply(change)
    return knowledge


def latest(registry) -> tuple:
    columns = "state, decided_by, edition_id, gains, losses, nearly"
    row = registry.execute(f"select id, {columns} from policy_changes order by id desc limit 1").fetchone()
    registry.rollback()
    return row


def test_a_day_that_brings_another_edition_changes_it_without_anybody(announced, people, registry, doors, lead):
    """Announced is not in force; and what staff approved with its dates they are not asked about again."""
    from backend.matching.publishing import service

    assert service.compare(date(2098, 12, 31), announced) == []
    assert service.compare(date(2099, 1, 1), announced) == []
    change, *found = latest(registry)
    assert found[:3] == ["approved", None, "2099"] and pending(doors, lead) == []
    assert doors.get("/policy-changes", headers=lead).json()[0]["by_date"] is True
    service.apply(change, date(2099, 1, 1))
    assert ("policy", change) in [row[1:] for row in changes(registry)]
    assert service.compare(date(2099, 1, 1), announced) == [] and latest(registry)[0] == change


def test_what_is_edited_besides_waits_for_staff_whatever_day_it_is(announced, edited, registry, doors, lead):
    from backend.matching.publishing import service

    other = dated(coming(edited(DEGREES, "{fact: degree, in: [博士], clause: e1}")[0]))
    assert len(service.compare(date(2099, 1, 1), other)) == 1
    assert [found["edition"] for found in pending(doors, lead)] == ["2099"] and latest(registry)[1] == "pending"


def test_the_last_day_of_an_edition_with_none_after_it_is_lost_by_all_who_fitted(people, registry, doors, lead):
    from backend.matching.publishing import service
    from policybook.schema import Status

    policy = dated().policies[POLICY]
    over = policy.editions[-1].model_copy(update={"status": Status.replaced})
    knowledge = dated()
    only = policy.model_copy(update={"editions": (*policy.editions[:-1], over)})
    knowledge.policies[POLICY] = only
    for change in compare(knowledge):
        doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=lead)
        apply(change)
    assert told(registry) == []
    assert service.compare(date(2099, 1, 1), knowledge) == []
    change, *found = latest(registry)
    assert found == ["approved", None, None, 0, 2, 0]
    service.apply(change, date(2099, 1, 1))
    assert matches(registry) == [] and told(registry) == [("lost", "policy")] * 2


def test_who_waited_for_staff_only_because_a_day_came_waits_no_longer(announced, registry):
    """As it was found before days applied themselves."""
    from backend.matching.publishing import service

    service.compare(date(2099, 1, 1), announced)
    registry.execute(
        "update policy_changes set state = 'pending', decided_at = null where id = %s", [latest(registry)[0]]
    )
    registry.execute(
        "update published_editions set fingerprint = c.fingerprint, edition_id = c.edition_id, rules = c.rules, "
        "next_change_on = c.next_change_on from (select * from policy_changes where wording_only) c "
        "where c.policy_id = published_editions.policy_id"
    )
    registry.commit()
    assert service.compare(date(2099, 1, 1), announced) == [] and latest(registry)[1] == "approved"


def test_figures_that_are_others_meanwhile_are_shown_before_anybody_approves(people, edited, doors, officer, lead):
    """Counted when it was found; then a list comes in."""
    (change,) = compare(edited(FULL_TIME, "")[0])
    list_people(doors, officer, PEOPLE["part_time"])
    match_changed()
    decision = {"json": {"approved": True}, "headers": lead}
    refused = doors.post(f"/policy-changes/{change}/decision", **decision)
    assert (refused.status_code, refused.json()["error"]) == (409, "CountsOther")
    assert {name: refused.json()[name] for name in ("gains", "losses", "nearly")} == {
        "gains": 2, "losses": 0, "nearly": 1,
    }  # fmt: skip
    (found,) = pending(doors, lead)
    assert found["gains"] == 2 and found["counted_at"] > found["found_at"]
    assert doors.post(f"/policy-changes/{change}/decision", **decision).json()["state"] == "approved"


def test_other_rules_approved_before_the_first_are_applied_are_the_ones_that_are_applied(
    people, edited, registry, doors, lead
):
    """Nobody is matched by rules that are published no longer."""
    (first,) = compare(edited(FULL_TIME, "")[0])
    doors.post(f"/policy-changes/{first}/decision", json={"approved": True}, headers=lead)
    (second,) = compare(edited(DEGREES, "{fact: degree, in: [博士, 硕士, 预备技师], clause: e1}")[0])
    doors.post(f"/policy-changes/{second}/decision", json={"approved": True}, headers=lead)
    apply(first)
    apply(second)
    assert changes(registry) == [("lost", "policy", second)]


def test_the_command_says_what_waits_and_what_another_knowledge_would_change(people, edited, capsys):
    from backend.matching.publish import main

    assert main([]) == 0 and "没有变动" in capsys.readouterr().out
    _, file = edited(FULL_TIME, "")
    assert main(["--preview", str(file.parents[1])]) == 0
    assert "变成符合 1 人，不再符合 0 人，新近差一点 1 人" in capsys.readouterr().out


def test_whoever_is_matched_before_a_change_is_applied_to_them_is_told_of_the_change(
    people, edited, registry, doors, lead
):
    """Approved and not applied yet: a person's day comes, another is listed anew; the rule is the news, not they."""
    from backend.database import transaction
    from backend.matching import service
    from backend.policies.service import today
    from backend.talents.models import Talent

    (change,) = compare(edited(FULL_TIME, "")[0])
    doors.post(f"/policy-changes/{change}/decision", json={"approved": True}, headers=lead)
    for name, cause in (("part_time", "facts"), ("two_missing", "date")):
        with transaction() as session:
            service.match_people(session, [people[name]], today(), cause)
    assert changes(registry) == [("gained", "policy", change), ("nearly", "policy", change)]
    apply(change)
    assert len(changes(registry)) == 2
    with transaction() as session:
        session.get(Talent, people["part_time"]).facts = MASTER | {"degree": "大专", "full_time": False}
        session.flush()
        service.match_people(session, [people["part_time"]], today(), "facts")
    assert changes(registry)[2:] == [("lost", "facts", None)]


def changes(registry) -> list[tuple]:
    """Kind, cause and policy change of what is to be told of the policy, in order."""
    rows = registry.execute(
        "select kind, cause, policy_change_id from match_changes where policy_id = %s order by id", [POLICY]
    ).fetchall()
    registry.rollback()
    return rows
