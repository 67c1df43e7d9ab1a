"""The embedded database."""

import psycopg
import pytest

from launch import database
from launch.problems import LaunchProblem
from tests.launch.small_project import SmallProject


def test_what_was_stored_survives_a_restart(project: SmallProject) -> None:
    with database.running(project.settings) as url, psycopg.connect(url) as connection:
        connection.execute("create table note (text text)")
        connection.execute("insert into note values ('政策')")
    assert project.left_running() == []
    with database.running(project.settings) as url, psycopg.connect(url) as connection:
        assert connection.execute("select text from note").fetchall() == [("政策",)]


def test_it_is_durable_and_only_its_owner_may_connect(project: SmallProject) -> None:
    with database.running(project.settings) as url, psycopg.connect(url) as connection:
        for name, value in {"fsync": "on", "synchronous_commit": "on", "unix_socket_permissions": "0700"}.items():
            assert connection.execute(f"show {name}").fetchone() == (value,)
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_a_database_in_use_is_shared_and_not_stopped_by_its_guest(project: SmallProject) -> None:
    with database.running(project.settings) as url:
        with database.running(project.settings) as guest_url:
            assert guest_url == url
        psycopg.connect(url).close()


def test_a_given_database_is_used_instead(project: SmallProject) -> None:
    with database.running(project.settings.with_given(DATABASE_URL="postgresql://elsewhere/db")) as url:
        assert url == "postgresql://elsewhere/db"
    assert not project.var.exists()


def test_a_database_that_cannot_start_is_one_sentence(project: SmallProject) -> None:
    with database.running(project.settings):
        pass
    (project.var / "postgres/global/pg_control").unlink()
    with pytest.raises(LaunchProblem, match="内置数据库没有启动成功"), database.running(project.settings):
        pass
    assert project.left_running() == []
