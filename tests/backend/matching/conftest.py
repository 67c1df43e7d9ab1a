"""The registry's fixtures serve matching too; people of lists, and what became of them."""

from datetime import date

from tests.backend.talents.conftest import doors, new_document, officer, registry, staff

__all__ = ["doors", "new_document", "officer", "registry", "staff"]

POLICY = "living_allowance"
# Fits it; of working age for years to come.
MASTER = {
    "degree": "硕士", "full_time": "是", "born_on": "1998-05-12", "graduated_on": "2025-06-30",
    "household_in_zhengzhou": "是", "works_in_zhengzhou": "是", "pension_kind": "企业职工",
    "pension_since": "2025-08-01",
}  # fmt: skip


def list_people(doors, officer, *people: dict[str, str], documents=None, consent="是") -> dict:
    """What the import of these people answers; columns are named by the facts."""
    lines = [",".join(("姓名", "证件号码", "同意提醒", *MASTER))]
    documents = documents or [new_document() for _ in people]
    for document, facts in zip(documents, people, strict=True):
        lines.append(",".join(("王五", document, consent, *(facts[name] for name in MASTER))))
    answer = doors.post("/talents/import?source=测试名单", content="\n".join(lines).encode(), headers=officer)
    assert answer.status_code == 200, answer.text
    return answer.json()


def publish(on: date | None = None) -> list[int]:
    from backend.matching.publishing import service
    from backend.policies.service import today

    return service.compare(on or today())


def match_changed() -> None:
    from backend.matching import tasks

    tasks.match_changed()


def matches(registry, policy=POLICY) -> list[tuple]:
    """Verdict, missing, due of everybody who fits or nearly does, in the order they were added."""
    rows = registry.execute(
        "select verdict, missing, due_on from matches where policy_id = %s order by talent_id", [policy]
    ).fetchall()
    registry.rollback()
    return rows


def told(registry, policy=POLICY) -> list[tuple]:
    """Kind and cause of what is to be told of the policy, in order."""
    rows = registry.execute(
        "select kind, cause from match_changes where policy_id = %s order by id", [policy]
    ).fetchall()
    registry.rollback()
    return rows
