"""Procedures without dead ends: the shipped ones, and that a broken one is told where and how to mend."""

import pytest

from policybook.loading import load
from policybook.procedure_checks import of_procedure
from policybook.procedures import Clock, Procedure, course

BOOK = load()
SOUND = {
    "name": "补贴",
    "office": "市人社局",
    "states": {
        "draft": {"name": "草稿"},
        "submitted": {"name": "已提交", "clock": "running"},
        "correction": {"name": "待补正", "clock": "paused"},
        "paid": {"name": "已发放", "final": True},
    },
    "moves": {
        "submit": {"name": "提交", "from": ["draft", "correction"], "to": "submitted", "by": "applicant"},
        "ask": {"name": "要求补正", "from": ["submitted"], "to": "correction", "by": "officer"},
        "pay": {"name": "发放", "from": ["submitted"], "to": "paid", "by": "officer"},
    },
}


def broken(part: str, key: str, **changes: object) -> list[str]:
    """What is said of the sound procedure after a change of one state or move."""
    entry = {**SOUND[part].get(key, {}), **changes}
    return [what for _, what, _ in of_procedure(Procedure.model_validate({**SOUND, part: {**SOUND[part], key: entry}}))]


def test_a_sound_procedure_has_no_fault():
    assert list(of_procedure(Procedure.model_validate(SOUND))) == []


@pytest.mark.parametrize(
    ("part", "key", "changes", "what"),
    [
        ("states", "lost", {"name": "无人知晓"}, "走不到状态“无人知晓”"),
        ("states", "lost", {"name": "无人知晓"}, "从“无人知晓”出不去"),
        ("states", "paid", {"final": False}, "从“已发放”出不去"),
        ("states", "submitted", {"final": True}, "却还有下一步"),
        ("states", "paid", {"clock": "running"}, "时钟却没停"),
        ("states", "correction", {"clock": "stopped"}, "时钟停了以后又会走"),
        ("states", "paid", {"appeal": "60日内复议"}, "appeal 里有数字"),
        ("moves", "pay", {"to": "heaven"}, "没有状态“heaven”"),
        ("moves", "ask", {"from": ["nowhere"]}, "没有状态“nowhere”"),
        ("moves", "submit", {"by": "officer"}, "没有一步是本人提交申请"),
        ("moves", "pay", {"needs": ["reason"]}, "一路顺利也走不到办结"),
    ],
)
def test_a_broken_procedure_is_told_what_is_wrong(part, key, changes, what):
    assert any(what in said for said in broken(part, key, **changes))


HANDED_IN = [key for key, procedure in BOOK.procedures.items() if procedure.handed_in]
ARRANGED = sorted(BOOK.procedures.keys() - set(HANDED_IN))


@pytest.mark.parametrize("key", HANDED_IN)
def test_every_procedure_can_be_handed_in_corrected_rejected_and_taken_back(key):
    moves = BOOK.procedures[key].moves
    assert {"submit", "resubmit", "withdraw", "ask_correction", "reject"} <= moves.keys()
    assert moves["submit"].needs == moves["resubmit"].needs == ("verified",)
    assert moves["reject"].needs == ("reason",) and moves["ask_correction"].needs == ("items",)


@pytest.mark.parametrize("key", HANDED_IN)
def test_nobody_stays_between_a_correction_and_the_office(key):
    states = BOOK.procedures[key].states
    assert states["correction"].clock is not Clock.running
    assert states["rejected"].appeal


def test_where_nothing_is_handed_in_the_applicant_has_no_such_step():
    (said,) = [what for _, what, _ in of_procedure(Procedure.model_validate({**SOUND, "handed_in": False}))]
    assert "不用本人交申请，却有本人的一步“提交”" in said


@pytest.mark.parametrize("key", ARRANGED)
def test_what_nobody_applies_for_is_begun_by_the_office_and_never_by_the_citizen(key):
    procedure = BOOK.procedures[key]
    assert procedure.submissions == {}
    assert {move.by for move in procedure.possible(procedure.start).values()} == {"officer"}
    assert procedure.states[procedure.main_path[-1]].final


def test_schools_and_doctors_come_by_themselves_while_what_needs_no_approval_is_still_applied_for():
    assert ARRANGED == ["insurance", "medical", "schooling"]
    assert BOOK.procedures["vehicle"].handed_in  # 免审即享, not 免申即享


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("allowance", "草稿 已提交 审核中 审核完毕 公示中 已通过，待发放 已发放"),
        ("recognition", "草稿 已提交 资料核验 初审 专家评审 公示中 已认定，待寄认定书 认定书邮寄中 已收到认定书"),
        ("permit", "草稿 已提交，待受理 已受理 审查中 已准予，待领证 已办结"),
        ("schooling", "不用申请，等专员来办 专员办理中 已办结"),
    ],
)
def test_the_main_path_has_neither_corrections_nor_bad_ends(key, path):
    procedure = BOOK.procedures[key]
    assert [procedure.states[state].name for state in procedure.main_path] == path.split()


@pytest.mark.parametrize(
    ("entered", "shown"),
    [
        (["draft"], ">draft submitted checking reviewed publicity decided paid"),
        (["draft", "submitted", "checking"], "+draft +submitted >checking reviewed publicity decided paid"),
        (
            ["draft", "submitted", "correction"],
            "+draft +submitted >correction checking reviewed publicity decided paid",
        ),
        (
            ["draft", "submitted", "checking", "correction", "submitted"],
            "+draft >submitted checking reviewed publicity decided paid",
        ),
        (["draft", "submitted", "checking", "rejected"], "+draft +submitted +checking >rejected"),
        (["draft", "withdrawn"], "+draft >withdrawn"),
        (
            ["draft", "submitted", "checking", "reviewed", "publicity", "decided", "paid"],
            "+draft +submitted +checking +reviewed +publicity +decided >paid",
        ),
    ],
)
def test_the_course_of_a_case_is_what_it_went_through_and_what_is_to_come(entered, shown):
    stages = course(BOOK.procedures["allowance"], entered)
    assert " ".join(">" * s.current + "+" * (s.reached and not s.current) + s.state for s in stages) == shown


def test_what_a_case_was_spared_is_no_part_of_its_course():
    entered = ["draft", "submitted", "verification", "first_review", "publicity"]
    assert "expert_review" not in [stage.state for stage in course(BOOK.procedures["recognition"], entered)]


def test_a_recognition_has_its_own_stages():
    states = [state.name for state in BOOK.procedures["recognition"].states.values()]
    assert [s for s in states if s in ("资料核验", "初审", "专家评审", "公示中", "认定书邮寄中")] == [
        "资料核验", "初审", "专家评审", "公示中", "认定书邮寄中"]  # fmt: skip


def test_what_is_applied_for_has_its_promise_where_the_sources_have_one():
    promised = {p.id for p in BOOK.policies.values() if p.application and p.application.promise}
    assert {"living_allowance", "household_registration", "talent_recognition", "vehicle_services"} <= promised


def test_every_case_goes_to_a_bureau_of_the_list():
    applied_for = [policy for policy in BOOK.policies.values() if policy.application]
    offices = {p.id: p.office or BOOK.procedures[p.application.procedure].office for p in applied_for}
    assert {id_: office for id_, office in offices.items() if office not in BOOK.vocabulary.bureau} == {}


@pytest.mark.parametrize(
    ("key", "running"),
    [
        ("allowance", ["submitted"]),
        ("home_purchase", ["submitted"]),
        ("household", ["submitted", "checking", "decided"]),
        ("recognition", ["verification", "first_review"]),
        ("housing", ["submitted", "checking"]),
        ("permit", ["accepted", "checking"]),
    ],
)
def test_the_clock_runs_only_in_the_states_the_promise_covers(key, running):
    assert [id_ for id_, s in BOOK.procedures[key].states.items() if s.clock is Clock.running] == running
