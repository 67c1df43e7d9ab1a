"""Notices while the platform fails, workers are killed and the database restarts: none lost, none twice."""

import json
import subprocess
import sys

from launch.settings import ROOT

NOTICES = 600


def test_nothing_is_lost_nothing_doubled_and_what_nobody_knows_is_said_to_be_unknown():
    command = [sys.executable, "-m", "benchmarks.notices", "chaos", "--notices", str(NOTICES), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-3000:]
    figures = json.loads(done.stdout.splitlines()[-1])
    print(figures)
    assert figures["planned"] == NOTICES and figures["untold"] == 0
    assert figures["lost"] == figures["doubled"] == figures["twice_by_two_ways"] == figures["unwanted"] == 0
    assert figures["killed"] == {"postgres": 1, "worker": 2} and sum(figures["faults"].values()) > 0
    assert figures["unknown"] < NOTICES / 10, "most of what is sent has an answer"
    assert figures["unknown"] >= figures["unknown_and_shown"]
    assert done.returncode == 0
