"""Getting uv and the environments, with a stand-in for uv."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from launch.settings import ROOT

FAKE_UV = """\
#!/bin/sh
echo "$@" >>{notes}
[ "$1" = --version ] && exit 0
[ "$1 $2" = "python find" ] && exit 2
[ "$1 $2" = "python install" ] && exit 1
project=$5
mkdir -p "$project/.venv/bin" && ln -sf {python} "$project/.venv/bin/python"
"""


class Machine:
    """A fresh clone on a machine with a shell, its tools and whatever is put into `bin`."""

    def __init__(self, root: Path) -> None:
        self.root, self.bin, self.notes = root, root / "bin", root / "uv-calls"
        for project in ("bot", "backend"):
            (root / "clone" / project).mkdir(parents=True)
            for name in ("uv.lock", "pyproject.toml"):
                (root / "clone" / project / name).write_text("")
        (root / "clone/launch").mkdir()
        shutil.copy(ROOT / "launch/bootstrap.sh", root / "clone/launch")
        self.bin.mkdir()
        for tool in ("sh", "dirname", "find", "touch", "mkdir", "ln", "python3"):
            (self.bin / tool).symlink_to(sys.executable if tool == "python3" else shutil.which(tool))

    def add(self, name: str, script: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def add_uv(self) -> None:
        self.add("bin/uv", FAKE_UV.format(notes=self.notes, python=sys.executable))

    @property
    def uv_calls(self) -> list[str]:
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return [line for line in lines if line.startswith("sync")]

    def bootstrap(self) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "PYENV_ROOT": str(self.root / "pyenv"), "HOME": str(self.root)}
        environment |= {name: os.environ[name] for name in ("LANG", "LC_ALL") if name in os.environ}
        command = [shutil.which("sh") or "sh", "launch/bootstrap.sh"]
        return subprocess.run(
            command, check=False, cwd=self.root / "clone", env=environment, capture_output=True, text=True
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


AS_PYTHON310 = "#!/bin/sh\nexit 0\n"  # answers yes to the question whether it is 3.10
PIP_WITHOUT_VENV = """\
#!/bin/sh
[ "$2" = venv ] && exit 1
mkdir -p var/tools/lib/bin && ln -s {uv} var/tools/lib/bin/uv
"""
BROKEN_SHIM = "#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n"


def test_a_missing_python_310_is_one_sentence_with_the_cure(machine: Machine) -> None:
    machine.add_uv()
    ended = machine.bootstrap()
    assert ended.returncode == 1
    assert "错误：没有找到 Python 3.10" in ended.stderr
    assert "办法：请安装 Python 3.10" in ended.stderr
    assert machine.uv_calls == []


def test_a_python_310_under_pyenv_that_is_not_active_is_found(machine: Machine) -> None:
    machine.add_uv()
    machine.add("bin/python3.10", BROKEN_SHIM)
    machine.add("pyenv/versions/3.10.13/bin/python", AS_PYTHON310)
    assert machine.bootstrap().returncode == 0
    assert f"--python {machine.root}/pyenv/versions/3.10.13/bin/python" in machine.uv_calls[0]


def test_a_python_310_on_the_path_is_found_behind_a_broken_shim(machine: Machine) -> None:
    machine.add_uv()
    machine.add("pyenv/shims/python3.10", BROKEN_SHIM)
    machine.add("bin/python3.10", AS_PYTHON310)
    machine.bin = Path(f"{machine.root}/pyenv/shims:{machine.bin}")
    assert machine.bootstrap().returncode == 0
    assert f"--python {machine.root}/bin/python3.10" in machine.uv_calls[0]


def test_environments_newer_than_their_locks_are_left_alone(machine: Machine) -> None:
    machine.add_uv()
    machine.add("bin/python3.10", AS_PYTHON310)
    machine.bootstrap()
    ended = machine.bootstrap()
    assert (ended.returncode, ended.stderr, len(machine.uv_calls)) == (0, "", 2)


def test_a_changed_lock_syncs_only_its_environment(machine: Machine) -> None:
    machine.add_uv()
    machine.add("bin/python3.10", AS_PYTHON310)
    machine.bootstrap()
    stamp = (machine.root / "clone/backend/.venv/.synced").stat()
    os.utime(machine.root / "clone/backend/uv.lock", (stamp.st_atime + 5, stamp.st_mtime + 5))
    machine.bootstrap()
    assert [call.split()[4] for call in machine.uv_calls] == ["bot", "backend", "backend"]


def test_without_uv_and_without_a_way_to_get_it_the_cure_is_told(machine: Machine) -> None:
    (machine.bin / "python3").unlink()
    machine.add("bin/python3", "#!/bin/sh\nexit 1\n")
    ended = machine.bootstrap()
    assert ended.returncode == 1
    assert "没有找到 uv" in ended.stderr
    assert "pip install uv" in ended.stderr


def test_uv_is_installed_aside_when_it_is_missing(machine: Machine) -> None:
    """A python3 without venv and with pip, as on Debian: `pip install --target` is what remains."""
    machine.add("pip-brings-uv", FAKE_UV.format(notes=machine.notes, python=sys.executable))
    (machine.bin / "python3").unlink()
    machine.add("bin/python3", PIP_WITHOUT_VENV.format(uv=machine.root / "pip-brings-uv"))
    machine.add("bin/python3.10", AS_PYTHON310)
    assert machine.bootstrap().returncode == 0
    assert len(machine.uv_calls) == 2
