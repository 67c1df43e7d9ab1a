"""`make bench`: every figure the project claims, measured in one run."""

import subprocess

from benchmarks import stack
from launch.settings import ROOT, Settings

if __name__ == "__main__":
    stack.main()
    command = [str(Settings.load().bot_python), "-m", "benchmarks.nlu.held_out"]
    subprocess.run(command, cwd=ROOT, check=True)
