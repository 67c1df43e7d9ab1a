"""How long a turn of an interview takes through the whole stack: `python -m benchmarks.interview_turns`.

Each visitor answers question by question, with the first choice offered or a date; the milliseconds are those a
visitor waits for the answer to one message.
"""

import statistics
import time

from launch.door import Conversation, Message
from launch.settings import ROOT
from launch.stack import running_stack

VISITORS = 25
AT_MOST = 14  # turns of one visitor
OPENING = "帮我看看我符合哪些政策"
OTHERWISE = ("去年六月毕业", "九三年三月", "三个月", "没有")


def answer_to(messages: list[Message], turn: int) -> str:
    """The first choice of the question, or one of a few answers when there is nothing to choose."""
    choices = [button.payload for message in messages for button in message.buttons]
    return choices[0] if len(choices) > 2 else OTHERWISE[turn % len(OTHERWISE)]


def turns(url: str) -> list[float]:
    """Milliseconds of every turn of one visitor."""
    took = []
    with Conversation(url) as conversation:
        messages = conversation.say(OPENING)
        for turn in range(AT_MOST):
            text = answer_to(messages, turn)
            began = time.perf_counter()
            messages = conversation.say(text)
            took.append((time.perf_counter() - began) * 1000)
    return took


def main() -> str:
    with running_stack(ROOT / "var/bench") as stack:
        turns(stack.url)  # warms every process up
        took = sorted(ms for _ in range(VISITORS) for ms in turns(stack.url))
    p95 = took[int(len(took) * 0.95)]
    report = (
        "# A turn of the interview through the whole stack\n\n"
        f"`make bench`: {VISITORS} visitors one after another, {len(took)} turns.\n\n"
        "| | ms | target |\n|---|--:|--:|\n"
        f"| p50 | {statistics.median(took):.1f} | |\n| p95 | {p95:.1f} | ≤ 200 |\n"
    )
    (ROOT / "benchmarks/interview_turns.md").write_text(report, encoding="utf-8")
    print(report)
    return report


if __name__ == "__main__":
    main()
