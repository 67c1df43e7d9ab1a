"""`python -m backend.matching.publish` finds changed policies, with `--preview DIR` whom another knowledge/ touches."""

import argparse
import sys
from pathlib import Path

from backend.clock.times import day_of, now
from backend.database import transaction
from backend.matching.publishing import candidates, repository, service
from backend.matching.publishing.errors import PolicyFaulty
from backend.matching.publishing.schemas import EffectOut


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m backend.matching.publish", description="找出变了的政策，等人批准")
    parser.add_argument("--preview", type=Path, metavar="目录", help="只看：换成这个知识库目录，会影响多少人")
    given = parser.parse_args(arguments)
    try:
        effects = candidates.of_directory(given.preview, day_of(now())) if given.preview else _pending()
    except PolicyFaulty as error:
        sys.stderr.write("\n".join(map(str, error.faults)) + "\n")
        return 1
    sys.stdout.write("\n".join(map(_told, effects)) + "\n" if effects else "没有变动。\n")
    return 0


def _pending() -> list[EffectOut]:
    service.compare(day_of(now()))
    with transaction() as session:
        return [
            EffectOut(
                policy=c.policy_id, name=c.policy_id, edition=c.edition_id, gains=c.gains, losses=c.losses,
                nearly=c.nearly, wording_only=c.wording_only,
            )
            for c in repository.changes(session, "pending", 1000)
        ]  # fmt: skip


def _told(effect: EffectOut) -> str:
    if effect.wording_only:
        return f"{effect.policy}：只是文字变了"
    return f"{effect.policy}：变成符合 {effect.gains} 人，不再符合 {effect.losses} 人，新近差一点 {effect.nearly} 人"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
