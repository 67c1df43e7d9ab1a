"""`python -m backend.staff add --name … --role … --bureau … [--district …]` registers; prints a token, once."""

import argparse
import sys

from backend.database import transaction
from backend.policies.service import book
from backend.staff import service
from backend.staff.roles import ROLES


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m backend.staff", description="登记工作人员")
    add = parser.add_subparsers(dest="command", required=True).add_parser("add", help="登记一位工作人员")
    add.add_argument("--name", required=True, help="姓名")
    add.add_argument("--role", required=True, choices=ROLES, help="岗位")
    add.add_argument("--bureau", required=True, choices=book().vocabulary.bureau, help="单位")
    add.add_argument("--district", choices=book().vocabulary.district, help="只管哪个区的，不写就是全市的")
    given = parser.parse_args(arguments)
    with transaction() as session:
        token = service.add_member(session, given.name, given.role, given.bureau, given.district)
    sys.stdout.write(f"已登记{ROLES[given.role].name}{given.name}。令牌只显示这一次，请妥善保管：\n{token}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
