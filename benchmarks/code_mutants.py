"""Whether the tests notice when the judging of eligibility is changed: mutmut on policybook/eligibility.py.

`backend/.venv/bin/python -m benchmarks.code_mutants` prints the score, the share of changed programs that fail a test,
and the changes that none noticed. It works in var/mutants, on a copy.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "var/mutants"
MUTATED = "policybook/eligibility.py"
TESTS = "tests/knowledge/eligibility"
TARGET = 0.9
_CONFIGURATION = f"""\
[mutmut]
source_paths=policybook/
only_mutate={MUTATED}
pytest_add_cli_args_test_selection={TESTS}/test_judging.py
also_copy=
    knowledge
"""


def copied() -> None:
    """A project of just what the tests need, without the mutants of another time."""
    shutil.rmtree(WORK, ignore_errors=True)
    for part in ("policybook", TESTS):
        shutil.copytree(ROOT / part, WORK / part, ignore=shutil.ignore_patterns("__pycache__"))
    (WORK / "knowledge").symlink_to(ROOT / "knowledge")
    (WORK / "setup.cfg").write_text(_CONFIGURATION, encoding="utf-8")


def mutmut(*arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    return subprocess.run(command, cwd=WORK, capture_output=True, text=True, check=False).stdout


def main() -> int:
    copied()
    mutmut("run", "--max-children", "1")
    lines = [line.split(":") for line in mutmut("results", "--all", "true").splitlines() if ":" in line]
    fates = {name.strip(): fate.strip() for name, fate in lines}
    unnoticed = [name for name, fate in fates.items() if fate != "killed"]
    for name in unnoticed:
        print("\n".join(line for line in mutmut("show", name).splitlines() if line.startswith(("-  ", "+  "))))
    noticed, score = len(fates) - len(unnoticed), 1 - len(unnoticed) / len(fates)
    print(f"{MUTATED}：{len(fates)} 处改动，{noticed} 处被测试发现，变异得分 {score:.3f}（目标 {TARGET}）")
    return 0 if score >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
