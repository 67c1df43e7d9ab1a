"""`python -m backend.staff add --name … --role … --bureau … [--district …]` registers; prints a token, once.

`python -m backend.staff leave --name … --bureau … [--id …]`: they no longer work there.
"""

import argparse
import sys
from uuid import UUID

from backend.clock.times import now
from backend.database import transaction
from backend.errands import assigning
from backend.policies.service import book
from backend.staff import service
from backend.staff.errors import MembersAlike, MemberUnknown
from backend.staff.roles import ROLES


def main(arguments: list[str]) -> int:
    given = _parser().parse_args(arguments)
    return _add(given) if given.command == "add" else _leave(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.staff", description="工作人员到岗、离岗")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="登记一位工作人员")
    add.add_argument("--role", required=True, choices=ROLES, help="岗位")
    leave = commands.add_parser("leave", help="一位工作人员离岗：令牌作废，手上的任务分给别人")
    leave.add_argument("--id", type=UUID, help="有几位同名的，是哪一位")
    for command in (add, leave):
        command.add_argument("--name", required=True, help="姓名")
        command.add_argument("--bureau", required=True, choices=book().vocabulary.bureau, help="单位")
    add.add_argument("--district", choices=book().vocabulary.district, help="只管哪个区的，不写就是全市的")
    return parser


def _add(given: argparse.Namespace) -> int:
    with transaction() as session:
        token = service.add_member(session, given.name, given.role, given.bureau, given.district)
    sys.stdout.write(f"已登记{ROLES[given.role].name}{given.name}。令牌只显示这一次，请妥善保管：\n{token}\n")
    return 0


def _leave(given: argparse.Namespace) -> int:
    try:
        with transaction() as session:
            at = now()
            member = service.leave(session, given.name, given.bureau, given.id, at)
            handed_over = assigning.hand_over(session, member, at)
    except (MemberUnknown, MembersAlike) as error:
        ids = error.ids if isinstance(error, MembersAlike) else []
        sys.stderr.write("\n".join([error.detail, *map(str, ids)]) + "\n")
        return 1
    sys.stdout.write(f"{given.name}已离岗，令牌作废；手上的{handed_over}件任务已转出。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
