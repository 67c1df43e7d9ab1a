"""Goal: prove a phone number with a code, then go on with what needed it; neither number is ever seen here."""

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turns, understanding, wishes, wording
from actions.backend import BackendDown, Person, Refused
from actions.forms import ELSEWHERE, Form, gives_up

FORM = "verification_form"
_RESEND = re.compile(r"重发|再发|重新发|没收到|没有收到|收不到|没来|再来一个")
_OTHER_PHONE = re.compile(r"换.{0,3}(号|手机|电话)|号.{0,3}(错|不对)|打错|输错")
_WILL_NOT = re.compile(r"不(想|愿意?|要)?(给|验证|提供|告诉|发|验)")
_GIVE_UP = frozenset(["skip_question", "deny", "start_over"])
# What is neither number is answered if it can be, and else asked about again.
_ANSWERED = frozenset(["greet", "thank", "goodbye", "abuse", "chitchat", "out_of_scope", "instruct_machine"])


class ValidateVerificationForm(Form):
    """Phone, then code, each by the reference the gateway left in its place."""

    form = FORM
    slot = "code_reference"

    def name(self) -> str:
        return "validate_verification_form"

    async def begin(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if turns.references(tracker, "phone"):
            return await self._send(dispatcher, tracker, person)
        dispatcher.utter_message(response="utter_ask_phone")
        return self.wait(phone_reference=None)

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        text, intent = turns.text(tracker), turns.intent(tracker)
        if turns.references(tracker, "phone"):
            return await self._send(dispatcher, tracker, person)
        if turns.references(tracker, "code"):
            return await self._check(dispatcher, tracker, person)
        if wishes.asks_about_privacy(text):
            dispatcher.utter_message(response="utter_privacy")
            return await self.ask_again(dispatcher, tracker, person)
        if _OTHER_PHONE.search(text):
            return await self.begin(dispatcher, tracker, person)
        if _RESEND.search(text) and tracker.get_slot("phone_reference"):
            return await self._send(dispatcher, tracker, person)
        if gives_up(tracker) or intent in _GIVE_UP or _WILL_NOT.search(text):
            dispatcher.utter_message(response="utter_verification_stopped", buttons=turns.way_back(tracker))
            return self.end(wanted=None, phone_reference=None)
        if intent in ELSEWHERE or intent == "start_interview":
            return self.put_aside(left_off=tracker.get_slot("left_off"), wanted=None)
        if understanding.asks(tracker.latest_message) or intent in _ANSWERED or intent.startswith("ask_"):
            return self.let_others_answer()
        return await self.ask_again(dispatcher, tracker, person)

    async def ask_again(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        sent = tracker.get_slot("phone_reference")
        dispatcher.utter_message(response="utter_ask_code_again" if sent else "utter_ask_phone_again")
        return self.wait()

    async def _send(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        given = turns.references(tracker, "phone")
        reference = given[-1] if given else tracker.get_slot("phone_reference")
        try:
            sent = await person.send_code(reference)
        except Refused as refused:
            return self._refused(dispatcher, refused, phone_reference=None)
        dispatcher.utter_message(response="utter_ask_code", phone=sent["sent_to"])
        return self.wait(phone_reference=reference)

    async def _check(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        try:
            await person.check_code(turns.references(tracker, "code")[-1])
        except Refused as refused:
            # A code counts once: taken again, the turn finds what it has done.
            if refused.error != "CodeGone" or not (await person.me())["verified"]:
                return self._refused(dispatcher, refused)
        wanted = tracker.get_slot("wanted")
        if wanted:
            dispatcher.utter_message(response="utter_verified")
        else:
            dispatcher.utter_message(response="utter_verified_for_nothing", buttons=turns.way_back(tracker))
        await _ask_about_entry(dispatcher, person)
        return self.end(wanted or turns.LISTEN, wanted=None, phone_reference=None)

    def _refused(self, dispatcher: CollectingDispatcher, refused: Refused, **slots: None) -> list[dict]:
        """The backend says why in the words of its errors; a code can be sent again."""
        buttons = [] if "phone_reference" in slots else wording.choices("ask_code", phone="")
        dispatcher.utter_message(text=refused.detail, buttons=buttons)
        return self.wait(**slots)


async def _ask_about_entry(dispatcher: CollectingDispatcher, person: Person) -> None:
    """A bureau's list may know them; the gateway takes what they answer. They are verified, whatever comes of it."""
    try:
        entry = await person.entry()
    except BackendDown:
        return
    if entry["says"]:
        dispatcher.utter_message(text=entry["says"])


def first(wanted: str, **slots: str | None) -> list[dict]:
    """Verify before `wanted`, the action that is run once the person is known."""
    return [
        SlotSet("wanted", wanted),
        *(SlotSet(name, value) for name, value in slots.items()),
        FollowupAction(FORM),
    ]
