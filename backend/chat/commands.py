"""Words that must work whatever the classifier thinks of them, and most of them even while Rasa is away."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from unicodedata import normalize

from backend.chat import repository
from backend.chat.errors import AssistantUnavailable
from backend.chat.turns import Answer, Turn, ask_rasa
from backend.chat.words import content, reply, words
from backend.database import async_transaction, transaction
from backend.delivery.registry import CHANNELS
from backend.notices import service as notices
from backend.notices.deciding import PURPOSE, SMS, SMS_REMINDERS
from backend.notices.topics import topics
from backend.people import features, privacy, service
from backend.people.callers import Caller
from backend.people.errors import OpenCases
from backend.people.purposes import PURPOSES
from backend.settings import settings
from backend.talents import confirming

Command = Callable[[Turn], Awaitable[Answer]]
_DOORS = {"政策提醒": PURPOSE, "短信通知": SMS, "短信提醒": SMS_REMINDERS}
_BY_SMS = (SMS, SMS_REMINDERS)
_AROUND = re.compile(r"[\s。.！!，,~～“”\"'’]+")
_LAST_FOUR = re.compile(r"尾号[是为:]?([0-9a-z]{4})")


def named(text: str, with_human: bool) -> Command | None:
    """The command that the text is, whatever stands around it; None: it is for the dialogue, or for the human."""
    plain = _plain(text)
    if with_human:
        return _BACK.get(plain) or _ALWAYS.get(plain)
    return _ALWAYS.get(plain) or _COMMANDS.get(plain) or (_confirm_entry if _LAST_FOUR.fullmatch(plain) else None)


def _plain(text: str) -> str:
    return _AROUND.sub("", normalize("NFKC", text)).lower()


async def _unsubscribe(turn: Turn) -> Answer:
    """Of every reminder; what happens to one's own applications is still told, unless a topic of it is stopped too."""
    says = await asyncio.to_thread(_withdraw, turn) if turn.person_id else topics().replies.nothing_subscribed
    return Answer([content(says, buttons=[words()["stop_topic"]] if turn.after_notice else [])])


def _withdraw(turn: Turn) -> str:
    with transaction() as session:
        return notices.unsubscribe_all(session, turn.person_id)


async def _stop_sms(turn: Turn) -> Answer:
    stopped = turn.person_id is not None and await asyncio.to_thread(_sms_stopped, turn)
    return Answer([reply("sms_stopped" if stopped else "no_sms")])


def _sms_stopped(turn: Turn) -> bool:
    with transaction() as session:
        given = [purpose for purpose in _BY_SMS if service.consents_to(session, turn.person_id, purpose)]
        for purpose in given:
            service.decide(session, turn.person_id, purpose, False)
    return bool(given)


async def _ask_to_agree(purpose: str, turn: Turn) -> Answer:
    """Nobody agrees to what they have not read."""
    if turn.person_id is None:
        return Answer([reply("agree_unverified")])
    return Answer([content(PURPOSES[purpose].words, buttons=words()["agree_buttons"][purpose])])


async def _agree(purpose: str, turn: Turn) -> Answer:
    if turn.person_id is None:
        return Answer([reply("agree_unverified")])
    asked = await asyncio.to_thread(_agreed, purpose, turn)
    return Answer([content(words()["agreed"][purpose]), *([content(asked)] if asked else [])])


def _agreed(purpose: str, turn: Turn) -> str | None:
    """What is to be asked of them then."""
    with transaction() as session:
        service.decide(session, turn.person_id, purpose, True)
        features.adopt(session, turn.session_id, turn.person_id)
        return confirming.question(session, turn.person_id)


async def _confirm_entry(turn: Turn) -> Answer:
    """The end of a document, if a list may have them; anybody else means something else with it."""
    says = await asyncio.to_thread(_confirmed, turn) if turn.person_id else None
    return Answer([content(says)] if says else await ask_rasa(turn, turn.text))


def _confirmed(turn: Turn) -> str | None:
    last_four = _LAST_FOUR.fullmatch(_plain(turn.text))[1]
    with transaction() as session:
        return confirming.answer(session, turn.person_id, last_four)


async def _to_human(turn: Turn) -> Answer:
    """To a member of staff where there is one; otherwise the dialogue says where people are to be found."""
    if not settings().human_agents:
        return await _by_intent(turn, "ask_human", "human")
    await _hand_over(turn, datetime.now(UTC))
    return Answer([reply("handed_over")], "human")


async def _back_to_assistant(turn: Turn) -> Answer:
    await _hand_over(turn, None)
    return Answer([reply("back")])


async def _continue(turn: Turn) -> Answer:
    """What the channel could not send goes first; otherwise the dialogue knows what it had left."""
    if await CHANNELS[turn.channel].resume(turn.session_id):
        return Answer([])
    return Answer(await ask_rasa(turn, turn.text))


async def _hand_over(turn: Turn, since: datetime | None) -> None:
    async with async_transaction() as session:
        await repository.hand_over(session, turn.session_id, since)


async def _ask_to_forget(turn: Turn) -> Answer:
    return await _by_intent(turn, "forget_me", "forget_alone")


async def _forget(turn: Turn) -> Answer:
    return await asyncio.to_thread(_forgotten, turn, False)


async def _withdraw_and_forget(turn: Turn) -> Answer:
    return await asyncio.to_thread(_forgotten, turn, True)


def _forgotten(turn: Turn, withdraw: bool) -> Answer:
    try:
        with transaction() as session:
            done = privacy.forget(session, _caller(turn), withdraw)
    except OpenCases:
        return Answer([reply("forget_open")])
    told: dict[str, Any] = reply("forgotten")
    told["text"] = "\n".join([told["text"], *(f"· {what}" for what in [*done.deleted, *done.kept])])
    return Answer([told])


async def _by_intent(turn: Turn, intent: str, alone: str) -> Answer:
    """The dialogue, told what is meant instead of asked; the gateway's own sentence while it is away."""
    try:
        return Answer(await ask_rasa(turn, f"/{intent}"))
    except AssistantUnavailable:
        return Answer([reply(alone)])


def _caller(turn: Turn) -> Caller:
    return Caller(turn.session_id, turn.person_id)


# Whoever has been handed over keeps these.
_ALWAYS: dict[str, Command] = {
    **dict.fromkeys(("退订", "td", "t", "取消订阅", "退订所有", "全部退订"), _unsubscribe),
    "退订短信": _stop_sms,
    **{f"开启{name}": partial(_ask_to_agree, purpose) for name, purpose in _DOORS.items()},
    **{f"确认开启{name}": partial(_agree, purpose) for name, purpose in _DOORS.items()},
    "继续": _continue,
    "忘记我": _ask_to_forget,
    "确认忘记我": _forget,
    "确认撤回并忘记我": _withdraw_and_forget,
}
_COMMANDS: dict[str, Command] = dict.fromkeys(("转人工", "人工", "人工客服", "人工服务", "转人工客服"), _to_human)
_BACK: dict[str, Command] = dict.fromkeys(("找小才", "回到小才", "结束人工", "退出人工"), _back_to_assistant)
