"""`make staff`, `make rotate-keys`: runs a command of the backend with the database and the secrets of this stack."""

import os
import subprocess

from launch import database, keys
from launch.problems import LaunchProblem
from launch.settings import Settings


def run(settings: Settings, arguments: list[str]) -> int:
    """`arguments`: a module below `backend`, then what it takes; works while the stack is up, and without."""
    if not arguments:
        raise LaunchProblem("没有说要执行哪个命令。", "例如 make staff、make rotate-keys")
    with database.running(settings) as url:
        environment = {**os.environ, **settings.given, **keys.load(settings), "DATABASE_URL": url}
        steps = (
            ["alembic", "-c", "backend/alembic.ini", "upgrade", "head"],
            [f"backend.{arguments[0]}", *arguments[1:]],
        )
        for module, *rest in steps:
            command = [settings.backend_python, "-m", module, *rest]
            if code := subprocess.run(command, check=False, cwd=settings.root, env=environment).returncode:
                return code
    return 0
