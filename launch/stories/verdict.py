"""Compares one turn's answer with what was expected of it."""

import re
from collections.abc import Iterable, Sequence

from launch.door import Message
from launch.stories.cases import Button, Step, Turn, Uttered
from launch.stories.responses import Responses


def unmet(turn: Turn, messages: Sequence[Message], responses: Responses) -> list[str]:
    """One Chinese line for each expectation that was not met; empty when all is well."""
    return [*_missing_replies(turn.replies, messages, responses), *_failed_assertions(turn, messages, responses)]


def _missing_replies(replies: Sequence[Step], messages: Sequence[Message], responses: Responses) -> Iterable[str]:
    """`bot` and `utter` steps: each a message of its own, in this order; other messages may stand between."""
    rest = iter(messages)
    for step in replies:
        if not any(_is_reply(step, message, responses) for message in rest):
            yield f"应当说：{step.bot}" if step.bot is not None else f"应当用 {step.utter} 回答"


def _is_reply(step: Step, message: Message, responses: Responses) -> bool:
    if step.bot is not None:
        return message.text.strip() == step.bot.strip()
    return bool(responses.pattern(step.utter or "").search(message.text))


def _failed_assertions(turn: Turn, messages: Sequence[Message], responses: Responses) -> Iterable[str]:
    for assertion in turn.assertions:
        if (wanted := assertion.bot_uttered) and not _holds(wanted, messages, responses):
            yield f"应当{_described(wanted)}"
        if (unwanted := assertion.bot_did_not_utter) and _holds(unwanted, messages, responses):
            yield f"不应当{_described(unwanted)}"


def _holds(uttered: Uttered, messages: Sequence[Message], responses: Responses) -> bool:
    """All parts of one assertion together; texts are searched over the turn's messages joined by line breaks."""
    text = "\n".join(message.text for message in messages)
    offered = [(button.title, button.payload) for message in messages for button in message.buttons]
    return (
        (uttered.text_matches is None or bool(re.search(uttered.text_matches, text, re.DOTALL)))
        and (uttered.utter_name is None or bool(responses.pattern(uttered.utter_name).search(text)))
        and all(_is_offered(button, offered) for button in uttered.buttons)
    )


def _is_offered(button: Button, offered: list[tuple[str, str]]) -> bool:
    return any(title == button.title and button.payload in (None, payload) for title, payload in offered)


def _described(uttered: Uttered) -> str:
    parts = []
    if uttered.text_matches is not None:
        parts.append(f"出现符合“{uttered.text_matches}”的话")
    if uttered.utter_name is not None:
        parts.append(f"用 {uttered.utter_name} 回答")
    if uttered.buttons:
        parts.append(f"给出选项 {'、'.join(_button_words(button) for button in uttered.buttons)}")
    return "，并".join(parts)


def _button_words(button: Button) -> str:
    return f"［{button.title}］" if button.payload is None else f"［{button.title} → {button.payload}］"
