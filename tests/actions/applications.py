"""Applications as the backend lists them."""

CASES = "GET /cases"
SOURCE = {"title": "发布会", "publisher": None, "date": "2021", "kind": "官方", "url": None}
SUBMIT, WITHDRAW = {"move": "submit", "name": "提交"}, {"move": "withdraw", "name": "撤回"}
OTHER = {"id": "c2", "policy": "household_registration", "name": "青年人才落户", "number": "2026-CD"}


def stage(name, reached=True, current=False):
    return {"name": name, "reached": reached, "current": current}


def case(id="c1", policy="living_allowance", name="生活补贴", state="审核中", possible=(WITHDRAW,), **more):
    return {
        "id": id,
        "number": "2026-AB",
        "policy": policy,
        "policy_name": name,
        "state": "checking",
        "state_name": state,
        "final": False,
        "handed_in_here": True,
        "course": [stage("草稿"), stage("已提交"), stage("审核中", current=True), stage("已通过", reached=False)],
        "possible": list(possible),
        "clock": None,
        "promise_ahead": None,
        "correction_items": [],
        "reason": None,
        "appeal": None,
        "submitted_at": "2026-11-20T08:00:00Z",
    } | more
