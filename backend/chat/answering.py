"""What a message is answered with: a word that must always work by the gateway itself, everything else by Rasa."""

from backend.chat import commands
from backend.chat.turns import Answer, Turn, ask_rasa
from backend.chat.words import reply

# What a channel has made of something that is no text, and what is said to it.
_TO_KIND = {
    "welcome": "welcome",
    "bound": "welcome_bound",
    "bound_to_other": "bound_to_other",
    "binding_gone": "binding_gone",
    "voice": "unheard",
    "media": "unseen",
    "place": "no_district",
    "human_closed": "human_closed",
    "human_gone": "human_gone",
}

_SAID = ("voice", "media", "place")  # by a person; the others are events


def is_quick(kind: str, text: str, with_human: bool) -> bool:
    """Whether the gateway itself answers, in next to no time."""
    return kind in _TO_KIND or commands.named(text, with_human) is not None


def is_for_human(kind: str, text: str, with_human: bool) -> bool:
    """Whether the assistant has nothing to say to it: whatever a person says who is with a member of staff."""
    return with_human and (kind in _SAID or (kind == "text" and commands.named(text, with_human) is None))


async def answer(turn: Turn) -> Answer:
    """Raises AssistantUnavailable, or TurnFailed."""
    if is_for_human(turn.kind, turn.text, turn.with_human):
        return Answer([], "human")
    if turn.kind in _TO_KIND:
        return Answer([reply(_TO_KIND[turn.kind])])
    if (command := commands.named(turn.text, turn.with_human)) is not None:
        return await command(turn)
    return Answer(await ask_rasa(turn, turn.text))
