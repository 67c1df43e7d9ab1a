"""Members of staff: registered by command, known by a token of which only the hash is kept, bound to their bureau."""

import subprocess
import sys
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from backend import errors
from backend.people.callers import Caller
from backend.staff.callers import caller_or_staff, current_staff
from backend.staff.errors import NotAllowed
from backend.staff.models import StaffMember
from backend.staff.roles import ROLES, Right, in_sight, require
from tests.backend.conftest import ROOT


@pytest.fixture(scope="module")
def door(client):
    """The two ways to ask who is calling, each behind a door of its own."""
    app = FastAPI()
    errors.install(app)

    @app.get("/staff")
    def staff(member: Annotated[StaffMember, Depends(current_staff)]) -> str:
        return f"{member.role} {member.bureau}"

    @app.get("/both")
    def both(who: Annotated[Caller | StaffMember, Depends(caller_or_staff)]) -> str:
        return type(who).__name__

    return TestClient(app)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def add(*arguments):
    return staff("add", *arguments)


def staff(*arguments):
    command = [sys.executable, "-m", "backend.staff", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command_prints_a_token_once_and_stores_its_hash(client, door, database):
    done = add("--name", "李四", "--role", "bureau_lead", "--bureau", "市住房保障局")
    token = done.stdout.split()[-1]
    assert token.startswith("staff_") and len(token) > 40
    assert door.get("/staff", headers=bearer(token)).json() == "bureau_lead 市住房保障局"
    stored = str(database.execute("select * from staff_members where bureau = '市住房保障局'").fetchall())
    assert token not in stored and token.removeprefix("staff_") not in stored


def test_a_member_may_be_there_for_one_district(client, database):
    who = ("--name", "赵一", "--role", "officer", "--bureau", "团市委")
    assert add(*who, "--district", "金水区").returncode == 0 and add(*who, "--district", "海淀区").returncode == 2
    newest = "select district from staff_members where name = '赵一' order by added_at desc limit 1"
    assert database.execute(newest).fetchone() == ("金水区",)


def test_who_has_left_has_no_door_and_of_two_of_one_name_only_who_is_meant(client, door, database):
    who = ("--name", "孙离岗", "--bureau", "市科技局")
    tokens = [add(*who, "--role", "officer").stdout.split()[-1] for _ in range(2)]
    alike = staff("leave", *who)
    assert alike.returncode == 1 and "同名" in alike.stderr
    first, second = alike.stderr.split()[-2:]
    done = staff("leave", *who, "--id", first)
    assert done.returncode == 0 and "孙离岗已离岗" in done.stdout and "0件" in done.stdout
    assert [door.get("/staff", headers=bearer(token)).status_code for token in tokens] == [401, 200]
    assert staff("leave", *who).returncode == 0, "only one is left"
    assert staff("leave", *who, "--id", second).returncode == 1
    assert "没有这位" in staff("leave", *who).stderr


def test_a_role_that_is_none_is_refused(client):
    done = add("--name", "李四", "--role", "emperor", "--bureau", "市住房保障局")
    assert done.returncode == 2 and "staff_" not in done.stdout


def test_a_bureau_that_no_case_goes_to_is_refused(client):
    done = add("--name", "李四", "--role", "officer", "--bureau", "省级外国人工作管理部门")
    assert done.returncode == 2 and "staff_" not in done.stdout


@pytest.mark.parametrize("token", ["", "nonsense", "staff_nonsense", "a" * 40])
def test_without_a_members_token_the_door_is_closed(door, token):
    response = door.get("/staff", headers=bearer(token))
    assert (response.status_code, response.json()["error"]) == (401, "StaffUnknown")
    assert door.get("/staff").status_code == 401


def test_a_citizen_is_no_staff(door, verified):
    assert door.get("/staff", headers=verified).status_code == 401


def test_a_door_for_both_knows_which_is_calling(door, staff_token, verified):
    assert door.get("/both", headers=bearer(staff_token)).json() == "StaffMember"
    assert door.get("/both", headers=verified).json() == "Caller"
    assert door.get("/both").json()["error"] == "SessionUnknown"
    assert door.get("/both", headers=bearer("staff_nonsense")).json()["error"] == "StaffUnknown"


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("officer", "= '市人社局'"),
        ("bureau_lead", "= '市人社局'"),
        ("city_lead", "WHERE true"),
        ("admin", "WHERE false"),
    ],
)
def test_a_role_sees_its_bureaus_rows_all_or_none(role, where):
    member = StaffMember(role=role, bureau="市人社局")
    query = select(StaffMember.id).where(in_sight(member, StaffMember.bureau))
    assert where in str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_no_more(role):
    member = StaffMember(role=role, bureau="市人社局")
    for right in Right:
        if right in ROLES[role].rights:
            require(member, right)
        else:
            with pytest.raises(NotAllowed):
                require(member, right)
