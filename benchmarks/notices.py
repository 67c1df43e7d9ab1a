"""Notices: how long planning takes, and what becomes of them when everything is killed and every twentieth call fails.

`python -m benchmarks.notices` plans 100,000 and writes notices.md; `python -m benchmarks.notices chaos [--notices N]`
sends 20,000 with four workers over a simulated WeChat (benchmarks/notices_chaos.py) and writes the figures too.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import notices_chaos
from launch.settings import ROOT
from tests.backend.cases.killable import SECRETS, Postgres

RESULT = ROOT / "benchmarks/notices.md"
KEPT = ROOT / "var/notices.json"  # the figures of both, so that each can be measured alone
PLANNED = 100_000


@contextmanager
def database() -> Iterator[Postgres]:
    """A PostgreSQL with the tables made, which this process uses as the backend does."""
    with tempfile.TemporaryDirectory(prefix="notices-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        postgres = Postgres(Path(directory))
        os.environ |= {
            "DATABASE_URL": postgres.url,
            **{name: secrets.token_urlsafe(32) for name in SECRETS},
            "DATA_KEYS": f"k1:{secrets.token_hex(32)[:43]}=",
            "ENV": "development",
        }
        migrate = [sys.executable, "-m", "alembic", "-c", "backend/alembic.ini", "upgrade", "head"]
        subprocess.run(migrate, check=True, cwd=ROOT, capture_output=True)
        import backend.tables  # noqa: F401 - a table that is written to wants those it points at

        yield postgres
        postgres.stop()


def plan(count: int) -> dict[str, float]:
    """One notice for each of so many people, in one transaction, with its job."""
    with database():
        from backend.clock.times import now
        from backend.database import transaction
        from backend.notices.planning import Planned, Reason, plan_all

        people = notices_chaos.people(count)
        at = now()
        reason = Reason("living_allowance", "2024", ("e1", "e2", "e4"), ("degree", "graduated_on"))
        values = {"because": "您告诉小才的学历和毕业时间都符合。"}
        began = time.perf_counter()
        with transaction() as session:
            new = plan_all(
                session, [Planned(one, "policy_fits", f"policy_fits:{one}", reason, values) for one in people], at
            )
        seconds = time.perf_counter() - began
        again = time.perf_counter()
        with transaction() as session:
            doubled = plan_all(
                session, [Planned(one, "policy_fits", f"policy_fits:{one}", reason, values) for one in people], at
            )
        assert (new, doubled) == (count, 0)
        return {"count": count, "seconds": seconds, "again": time.perf_counter() - again}


def write(figures: dict) -> None:
    """Both tables, of what was measured last."""
    kept = (json.loads(KEPT.read_text()) if KEPT.exists() else {}) | figures
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept))
    parts = ["# 主动通知：写下多快，乱起来会不会丢、会不会重\n"]
    if planned := kept.get("plan"):
        parts.append(
            "## 写下\n\n`python -m benchmarks.notices`；一笔事务里写下通知、理由（加密）和任务，两核机器。\n\n"
            "| 条数 | 第一次（秒） | 同样的再来一次，一条不多（秒） |\n|---|---|---|\n"
            f"| {planned['count']:,} | {planned['seconds']:.1f} | {planned['again']:.1f} |\n"
        )
    if chaos := kept.get("chaos"):
        parts.append(notices_chaos.table(chaos))
    RESULT.write_text("\n".join(parts), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.notices")
    parser.add_argument("what", nargs="?", choices=("plan", "chaos"), default="plan")
    parser.add_argument("--notices", type=int)
    parser.add_argument("--json", action="store_true", help="print the figures, write no file")
    given = parser.parse_args()
    if given.what == "plan":
        figures = plan(given.notices or PLANNED)
    else:
        with database() as postgres:
            figures = notices_chaos.run(postgres, given.notices or notices_chaos.NOTICES)
    print(json.dumps(figures, ensure_ascii=False))
    if not given.json:
        write({given.what: figures})
    return int(given.what == "chaos" and not notices_chaos.clean(figures))


if __name__ == "__main__":
    sys.exit(main())
