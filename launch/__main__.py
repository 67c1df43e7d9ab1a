"""`python -m launch <command>`: what the Makefile calls."""

import importlib
import sys

from launch.problems import LaunchProblem
from launch.settings import Settings
from launch.signals import Interrupted, raise_on_stop

# Command -> module with `run(settings, arguments) -> exit code`; imported only when asked for: starting must be quick.
COMMANDS = {
    "up": "launch.up",
    "wechat": "launch.wechat",
    "train": "launch.training",
    "stories": "launch.stories.command",
    "chat": "launch.chat",
    "test": "launch.checks",
    "migration": "launch.migration",
    "backend": "launch.administration",
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(f"用法：python -m launch <{'|'.join(COMMANDS)}>", file=sys.stderr)
        return 2
    raise_on_stop()
    try:
        command = importlib.import_module(COMMANDS[arguments[0]])
        return command.run(Settings.load(), arguments[1:])
    except LaunchProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except Interrupted:
        print("\n已停止。", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
