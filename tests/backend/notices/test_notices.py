"""What people are told: written with what happened, delivered by the worker, once."""

import asyncio
import hashlib

import pytest
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager

from tests.backend.cases.conftest import POLICY, move


@pytest.fixture
def work(client, database_url):
    """Does the tasks named, and every job that waits."""
    from backend.jobs import app

    async def once(tasks: tuple[str, ...]) -> None:
        with app.replace_connector(PsycopgConnector(conninfo=database_url, min_size=1)):
            async with app.open_async():
                for task in tasks:
                    await app.configure_task(task).defer_async(timestamp=0)
                await app.run_worker_async(wait=False, listen_notify=False)

    return lambda *tasks: asyncio.run(once(tasks))


@pytest.fixture
def submitted(client, verified) -> str:
    case = client.post("/cases", json={"policy": POLICY}, headers=verified).json()["id"]
    move(client, verified, case, "submit")
    return case


SCHEMA = "c70ec4b400a60ad9"  # SHA-256 of the schema file of procrastinate 3.10


def told(client, headers) -> list[str]:
    return [notice["text"] for notice in client.get("/notices", headers=headers).json()]


def test_nothing_is_in_the_inbox_before_the_worker_delivers_it(client, submitted, verified, work):
    assert told(client, verified) == []
    work()
    (text,) = told(client, verified)
    assert "已经登记" in text and "承诺1个工作日" in text and "最迟20" in text


def test_the_inbox_has_the_newest_first_and_nobody_elses(client, submitted, verified, other, staff_token, work):
    officer = {"Authorization": f"Bearer {staff_token}"}
    move(client, officer, submitted, "ask_correction", items=["学位证书", "身份证"])
    work()
    newest, oldest = told(client, verified)
    assert "需要补正：学位证书；身份证" in newest and "已经登记" in oldest
    assert told(client, other) == []


def test_a_rejection_is_told_with_reason_and_appeal(client, submitted, verified, staff_token, work):
    officer = {"Authorization": f"Bearer {staff_token}"}
    move(client, officer, submitted, "reject", reason="学历不符")
    work()
    assert "没有通过：学历不符。有异议可以" in told(client, verified)[0]


def test_a_guest_has_no_inbox(client, speaker):
    assert client.get("/notices", headers=speaker).status_code == 403


def test_delivering_again_delivers_nothing_more(client, submitted, verified, database, work):
    from backend.notices import tasks

    work()
    (notice,) = database.execute("select id from notices where case_id = %s", [submitted]).fetchone()
    for _ in range(3):
        asyncio.run(tasks.deliver(notice))
        tasks.deliver_left_behind(timestamp=0)
    assert len(told(client, verified)) == 1


def test_what_a_dead_worker_left_behind_is_delivered_after_a_while(client, submitted, verified, database, work):
    database.execute("delete from procrastinate_jobs")
    database.commit()
    work("notices.deliver_left_behind")
    work()
    assert told(client, verified) == [], "for a moment the job is trusted to come"
    database.execute("update notices set looked_after_until = at where case_id = %s", [submitted])
    database.commit()
    work("notices.deliver_left_behind")
    work()
    assert len(told(client, verified)) == 1


def test_a_move_that_fails_leaves_no_notice_and_no_job(client, submitted, verified, database):
    count = "select (select count(*) from notices), (select count(*) from procrastinate_jobs)"
    before = database.execute(count).fetchone()
    database.rollback()
    assert client.post(f"/cases/{submitted}/moves", json={"move": "submit"}, headers=verified).status_code == 409
    assert database.execute(count).fetchone() == before


def test_jobs_of_a_dead_worker_are_done_by_another(client, submitted, verified, database, work):
    stalled = (
        "with dead as (insert into procrastinate_workers (last_heartbeat) "
        "values (now() - interval '1 minute') returning id) "
        "update procrastinate_jobs set status = 'doing', worker_id = dead.id "
        "from dead where task_name = 'notices.deliver'"
    )
    database.execute(stalled)
    database.commit()
    work("jobs.rescue")
    work()
    assert len(told(client, verified)) == 1


def test_a_new_schema_of_procrastinate_needs_a_migration():
    """The migration runs the schema file of the version installed; another file needs another migration."""
    digest = hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest()
    assert digest.startswith(SCHEMA), "write a migration from procrastinate/sql/migrations, then change this"
