"""Goal: decide over one's own data: be remembered or not, take it along, have it deleted, be forgotten."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import AllSlotsReset, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import answers, confirmation, turns, verification, wishes, wording
from actions.backend import Person, Refused
from actions.turns import PersonalAction

_PURPOSE = "profile"
_PHONE = re.compile(r"手机号|电话|号码")
_LONGEST = wording.LONGEST - 50  # leaves room for “继续”


class ActionRememberFacts(PersonalAction):
    """The yes to being remembered; who wishes it unasked reads first what it means."""

    def name(self) -> str:
        return "action_remember_facts"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if not confirmation.is_asked(tracker, self.name()):
            return await self._ask(dispatcher, tracker, person)
        await person.consent(_PURPOSE, True)
        dispatcher.utter_message(response="utter_facts_remembered")
        return turns.turn_over(tracker)

    async def _ask(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        me = await person.me()
        if not me["verified"]:
            return verification.first(self.name())
        words = me["purposes"][_PURPOSE]["words"]
        return [confirmation.ask(dispatcher, self.name(), words=words), *turns.turn_over(tracker)]


class ActionExportData(PersonalAction):
    """What is kept, in words; a guest hears what this conversation keeps."""

    def name(self) -> str:
        return "action_export_data"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        kept, cases = await person.export(), await person.cases()
        pages = _pages(_of_oneself(await person.me(), kept), [*kept["facts"], *await _told(person)], cases)
        unsaid = answers.utter_pages(dispatcher, pages, [*wording.choices("export"), *turns.way_back(tracker)])
        return [*turns.remembered(tracker, unsaid=unsaid), *turns.turn_over(tracker)]


class ActionAskDeletion(PersonalAction):
    """“删除我的数据”: only after a yes."""

    def name(self) -> str:
        return "action_ask_deletion"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if wishes.asks_about_privacy(turns.text(tracker)):
            dispatcher.utter_message(response="utter_privacy")
            return turns.turn_over(tracker)
        if _PHONE.search(turns.text(tracker)):  # kept when the data are deleted, and gone with being forgotten
            return [FollowupAction("action_ask_forgetting")]
        return _ask(dispatcher, tracker, "action_delete_data")


class ActionDeleteData(PersonalAction):
    """The yes to it."""

    def name(self) -> str:
        return "action_delete_data"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        _tell_deleted(dispatcher, "data_deleted", await person.delete_data())
        return [AllSlotsReset(), FollowupAction(turns.LISTEN)]


class ActionAskForgetting(PersonalAction):
    """“忘记我”: only after a yes."""

    def name(self) -> str:
        return "action_ask_forgetting"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        return _ask(dispatcher, tracker, "action_forget_me")


class ActionForgetMe(PersonalAction):
    """The yes to it; open applications need another one."""

    def name(self) -> str:
        return "action_forget_me"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        try:
            deleted = await person.forget()
        except Refused as refused:
            if refused.error == "OpenCases":
                return [confirmation.ask(dispatcher, "action_forget_all"), *turns.turn_over(tracker)]
            raise
        _tell_deleted(dispatcher, "forgotten", deleted)
        return [AllSlotsReset(), FollowupAction(turns.LISTEN)]


class ActionForgetAll(PersonalAction):
    """The yes to being forgotten and having the open applications withdrawn."""

    def name(self) -> str:
        return "action_forget_all"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        _tell_deleted(dispatcher, "forgotten", await person.forget(withdraw=True))
        return [AllSlotsReset(), FollowupAction(turns.LISTEN)]


def _ask(dispatcher: CollectingDispatcher, tracker: Tracker, action: str) -> list[dict]:
    """Asks, unless this is the answer to what was just asked (删吧 after deleting was asked about)."""
    return confirmation.answered(tracker) or [confirmation.ask(dispatcher, action), *turns.turn_over(tracker)]


def _tell_deleted(dispatcher: CollectingDispatcher, name: str, done: dict[str, Any]) -> None:
    deleted = [wording.say("deleted", what=what) for what in done["deleted"]]
    kept = [wording.say("kept", what=what) for what in done["kept"]]
    dispatcher.utter_message(text="\n".join([wording.say(name), *deleted, *kept]))


async def _told(person: Person) -> list[dict]:
    """What the interview at hand knows."""
    try:
        return (await person.interview())["known"]
    except Refused:
        return []


def _of_oneself(me: dict[str, Any], kept: dict[str, Any]) -> list[str]:
    """What is kept of who is verified: the number, what they agreed to, and what was said."""
    if not me["phone"]:
        return []
    agreed = [consent["name"] for consent in me["consents"].values() if consent["given"]]
    return [
        wording.say("export_phone", phone=me["phone"]),
        *(wording.say("export_consent", purpose=purpose) for purpose in agreed),
        wording.say("export_messages", count=str(len(kept["messages"]))),
    ]


def _pages(of_oneself: list[str], facts: list[dict], cases: list[dict]) -> list[dict]:
    """Who one is, facts and applications, line by line, as many to a message as it holds."""
    known = dict.fromkeys(wording.say("kept_fact", label=fact["label"], shown=fact["shown"]) for fact in facts)
    made = [wording.say("case_line", policy=case["policy_name"], state=case["state_name"]) for case in cases]
    lines = [
        *of_oneself,
        *([wording.say("export_facts"), *known] if known else []),
        *([wording.say("export_cases"), *made] if made else []),
    ]
    pages = [wording.say("export" if lines else "export_nothing")]
    for line in lines:
        longer = f"{pages[-1]}\n{line}"
        pages = [*pages[:-1], longer] if len(longer) <= _LONGEST else [*pages, line]
    return [{"text": text, "sources": []} for text in pages]
