"""The direction of dependency: backend → policybook → knowledge; actions → backend over HTTP only; bot → bot."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = {"actions", "backend", "bot", "policybook", "launch", "benchmarks", "simulators"}
MAY_IMPORT = {
    "bot": {"bot"},
    "actions": {"actions"},
    "policybook": {"policybook"},
    "backend": {"backend", "policybook"},
    "launch": {"launch", "policybook"},
    "simulators": {"simulators"},
}
SQL = {"sqlalchemy", "psycopg"}


def imports(path: Path) -> set[str]:
    """Top-level packages a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def modules(package: str) -> list[Path]:
    return [p for p in (ROOT / package).rglob("*.py") if ".venv" not in p.parts]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_it_may(package):
    wrong = {
        str(p.relative_to(ROOT)): extra for p in modules(package) if (extra := imports(p) & OURS - MAY_IMPORT[package])
    }
    assert wrong == {}


def test_policybook_knows_no_database_http_or_clock():
    for path in modules("policybook"):
        assert imports(path) & {*SQL, "httpx2", "fastapi", "aiohttp", "time"} == set(), path
        assert "today()" not in path.read_text(encoding="utf-8") and ".now(" not in path.read_text(encoding="utf-8"), (
            path
        )


def test_only_one_module_of_the_actions_speaks_http():
    assert [p.name for p in modules("actions") if imports(p) & {"aiohttp", "httpx2", "requests"}] == ["backend.py"]


def test_one_module_of_the_backend_speaks_to_rasa_and_one_to_wechat():
    speaking = {str(p.relative_to(ROOT)) for p in modules("backend") if "httpx2" in imports(p)}
    assert speaking == {"backend/chat/rasa.py", "backend/delivery/wechat/client.py"}


def test_sql_is_written_in_repositories_only():
    for path in modules("backend"):
        if path.name not in ("repository.py", "models.py", "env.py", "database.py") and "versions" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert ".execute(" not in text or "health" in path.parts, path
            assert "commit(" not in text, path


def test_no_module_is_called_by_what_it_is_not():
    names = {p.stem for package in OURS if (ROOT / package).exists() for p in modules(package)}
    assert names & {"utils", "helpers", "common", "core", "manager", "misc"} == set()
