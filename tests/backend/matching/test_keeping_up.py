"""Matches follow the people: imported, changed, a day later, gone."""

import pytest

from tests.backend.talents.conftest import new_document

HEADER = "姓名,证件号码,同意提醒,学历,全日制,出生日期,毕业时间,户籍在郑州,在郑州工作或创业,养老保险种类,社保开始时间\n"


@pytest.fixture
def columns():
    """The labels of the facts that living_allowance asks for."""
    from backend.policies.service import book

    names = ("degree", "full_time", "born_on", "graduated_on", "household_in_zhengzhou", "works_in_zhengzhou",
             "pension_kind", "pension_since")  # fmt: skip
    return [book().facts[name].label or name for name in names]


MASTER = ("硕士", "是", "1998-05-12", "2025-06-30", "是", "是", "企业职工", "2025-08-01")


def listed(doors, officer, columns, *people, consent="是"):
    """Imports people, told by their documents and facts; must succeed."""
    lines = [",".join(("姓名", "证件号码", "同意提醒", *columns))]
    lines += [",".join(("王五", document, consent, *facts)) for document, facts in people]
    answer = doors.post("/talents/import?source=测试名单", content="\n".join(lines).encode(), headers=officer)
    assert answer.status_code == 200, answer.text
    return answer.json()


def published():
    from backend.matching.publishing import service
    from backend.policies.service import today

    service.compare(today())


def match_changed():
    from backend.matching import tasks

    tasks.match_changed()


def matches(registry, policy="living_allowance"):
    rows = registry.execute(
        "select talent_id, verdict, missing, due_on from matches where policy_id = %s order by talent_id", [policy]
    ).fetchall()
    registry.rollback()
    return [row[1:] for row in rows]


def told(registry):
    rows = registry.execute(
        "select talent_id, policy_id, kind, cause from match_changes where policy_id = 'living_allowance' order by id"
    ).fetchall()
    registry.rollback()
    return [row[2:] for row in rows]


def test_three_people_are_imported_and_matched(registry, doors, officer, columns):
    published()
    wanting = (*MASTER[:1], "", *MASTER[2:])
    listed(doors, officer, columns, *[(new_document(), facts) for facts in (MASTER, wanting, ("大专", *MASTER[1:]))])
    match_changed()
    assert matches(registry) == [("yes", None, None), ("nearly", "full_time", None)]
    assert told(registry) == [("gained", "facts"), ("nearly", "facts")]
