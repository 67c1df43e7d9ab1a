"""`python -m backend.notices tell --session … topic:policy …` tells a visitor something at once, to try it out.

Whatever the hour, the caps, their consent and the truth of it: in development only. Several come as a digest.
"""

import argparse
import sys
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from backend import tables
from backend.cases import repository as cases
from backend.clock.times import now
from backend.database import transaction
from backend.notices import repository
from backend.notices.deciding import Situation
from backend.notices.planning import Planned, Reason, plan_all, policy_name
from backend.notices.sending import sender
from backend.notices.topics import topics
from backend.people import repository as people
from backend.people.callers import Caller
from backend.policies.service import book, today
from backend.settings import settings

__all__ = ["main", "tables"]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m backend.notices", description="主动告诉一个人一件事，试用")
    tell = parser.add_subparsers(dest="command", required=True).add_parser("tell", help="马上告诉")
    tell.add_argument("--session", required=True, type=UUID, help="对话的编号，已经验证过手机号")
    tell.add_argument("what", nargs="+", help="主题:政策，如 policy_fits:living_allowance")
    given = parser.parse_args(arguments)
    if settings().env != "development":
        parser.error("只能在开发环境里用")
    with transaction() as session:
        spoken = people.chat_session(session, given.session)
        if spoken is None or spoken.person_id is None:
            parser.error("没有这个对话，或还没有验证过手机号")
        _tell(session, Caller(spoken.id, spoken.person_id), [one.partition(":")[::2] for one in given.what], now())
    return 0


def _tell(session: Session, caller: Caller, what: list[tuple[str, str]], at: datetime) -> None:
    plan_all(session, [_planned(session, caller, topic, policy) for topic, policy in what], at)
    sender().open(session, repository.due(session, caller.person_id, at), Situation(), at)


def _planned(session: Session, caller: Caller, topic: str, policy: str) -> Planned:
    """Of the edition in force, resting on its first condition; about the open application where there is one."""
    known = topics().topics[topic]
    about = f"{known.name}：{policy_name(policy)}" if known.says is None else None
    case = cases.open_of(session, caller, policy) if known.tells else None
    return Planned(
        caller.person_id,
        topic,
        f"try:{uuid4()}",
        _reason(policy),
        dict.fromkeys(known.values, ""),
        about,
        case.id if case else None,
    )


def _reason(policy: str) -> Reason:
    editions = book().policies[policy].editions
    edition = next((one for one in editions if one.in_force(today())), editions[0])
    return Reason(policy, edition.id, tuple(edition.every_clause)[:1], ("degree",))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
