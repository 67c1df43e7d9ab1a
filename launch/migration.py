"""`make migration name=…`: brings the database up to date and drafts the next migration from the models."""

import os
import subprocess

from launch import database
from launch.problems import LaunchProblem
from launch.settings import Settings


def run(settings: Settings, arguments: list[str]) -> int:
    name = " ".join(arguments).strip()
    if not name:
        raise LaunchProblem("没有给迁移起名字。", 'make migration name="加了什么"')
    with database.running(settings) as url:
        for step in (["upgrade", "head"], ["revision", "--autogenerate", "-m", name]):
            if code := _alembic(settings, url, step):
                return code
    print("请检查生成的文件；自动生成看不到 CHECK 约束，需要手写。")
    return 0


def _alembic(settings: Settings, url: str, arguments: list[str]) -> int:
    command = [settings.backend_python, "-m", "alembic", "-c", "backend/alembic.ini", *arguments]
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.run(command, check=False, cwd=settings.root, env=environment).returncode
