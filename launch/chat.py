"""`make chat`: a conversation in the terminal."""

import contextlib
import importlib
import sys
from collections.abc import Sequence
from itertools import count

import httpx2

from launch.door import Button, Conversation, Message, Refused
from launch.problems import LaunchProblem
from launch.settings import Settings

LEAVE = {"退出", "exit", "quit"}


def run(settings: Settings, arguments: list[str]) -> int:
    if sys.stdin.isatty():
        with contextlib.suppress(ImportError):
            importlib.import_module("readline")  # gives input() editing and history
    try:
        with Conversation(settings.backend_url) as conversation:
            print("您好，请输入问题后按回车；输入数字选择选项；输入“退出”或按 Ctrl-D 结束。")
            _talk(conversation)
    except httpx2.HTTPError as error:
        raise LaunchProblem(f"{settings.backend_url} 没有回应。", "请先在另一个终端执行 make up，等它就绪。") from error
    return 0


def _talk(conversation: Conversation) -> None:
    buttons: Sequence[Button] = ()
    while (typed := _ask()) not in LEAVE:
        if not typed:
            continue
        try:
            messages = conversation.say(chosen(typed, buttons))
        except Refused as refused:
            print(f"（没有得到回答：{refused}）")
            continue
        buttons = [button for message in messages for button in message.buttons]
        print(rendered(messages), flush=True)


def _ask() -> str:
    try:
        return input("\n您：").strip()
    except EOFError:
        return "退出"


def chosen(typed: str, buttons: Sequence[Button]) -> str:
    """The payload of the button with that number, otherwise what was typed."""
    if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(buttons):
        return buttons[int(typed) - 1].payload
    return typed


def rendered(messages: Sequence[Message]) -> str:
    """Text, sources, and the buttons numbered through the whole turn."""
    lines: list[str] = []
    numbers = count(1)
    for message in messages:
        lines.append(f"小才：{message.text}")
        lines += [f"  来源：{' · '.join(filter(None, [s.title, s.date, s.url]))}" for s in message.sources]
        lines += [f"  [{next(numbers)}] {button.title}" for button in message.buttons]
    return "\n".join(lines) or "小才：（没有回答）"
