"""`make bench`: every figure the project claims, measured in one run."""

import subprocess
import sys

from benchmarks import stack
from launch.settings import ROOT, Settings

_MODULES = (
    ["benchmarks.interview_turns"],
    ["benchmarks.wechat"],
    ["benchmarks.eligibility"],
    ["benchmarks.matching"],
    ["benchmarks.notices"],
    ["benchmarks.notices", "chaos"],
    ["benchmarks.mutation", "knowledge"],
    ["benchmarks.code_mutants"],
)

if __name__ == "__main__":
    stack.main()
    for module in _MODULES:
        subprocess.run([sys.executable, "-m", *module], cwd=ROOT, check=True)
    command = [str(Settings.load().bot_python), "-m", "benchmarks.nlu.held_out"]
    subprocess.run(command, cwd=ROOT, check=True)
