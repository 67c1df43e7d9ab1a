"""The one mechanism of all forms: what a turn is to the form that is active, and how the form goes on or ends.

Rasa runs `validate_<form>` once in each turn of a form. It is the form: it hears the message, asks the next question
itself, and leaves the requested slot empty, because what people tell is kept by the backend and not in slots.
"""

import re
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turns, wishes
from actions.backend import BackendDown, Person

REQUESTED = "requested_slot"
# Wishes that are no answer to anything: the form is put aside, and whoever fulfils them offers to return.
ELSEWHERE = frozenset(
    ["start_application", "hand_in", "withdraw_case", "export_data", "delete_data", "forget_me", "complain"]
)
# What is never an answer, whatever words it is said in.
OTHERS = frozenset(["show_result", "give_phone", "give_code"])
_GIVES_UP = re.compile(r"(^|[，,。 ])(算了|拉倒|不了)[吧。！]*$")
# Who wants a person or says goodbye is answered and not asked on.
_PARTING = frozenset(["ask_human", "goodbye"])


class Form(Action, ABC):
    """`form`: its name in domain.yml; `slot`: what it asks for."""

    form: ClassVar[str]
    slot: ClassVar[str]

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict]:
        person = turns.person(tracker)
        try:
            return await self._part(tracker)(dispatcher, tracker, person)
        except BackendDown:
            dispatcher.utter_message(response="utter_form_down")
            return self.wait()

    def _part(self, tracker: Tracker):  # noqa: ANN202  one of the methods below
        turn = turns.events_of_turn(tracker)
        if turns.has_suggested(tracker):
            return self._wait_for_answer
        if any(event["event"] == "active_loop" and event["name"] == self.form for event in turn):
            return self.begin
        if any(event["event"] == "action_execution_rejected" for event in turn):
            return self._offer_return if turns.intent(tracker) in _PARTING else self.ask_again
        if turns.reply_to_notice(tracker):
            return self._leave_to_notice
        return self._leave_to_suggestion if turns.answers_suggestion(tracker) else self.hear

    @abstractmethod
    async def begin(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """The form has just become active."""

    @abstractmethod
    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """The person has said something."""

    @abstractmethod
    async def ask_again(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """Something else was answered in between."""

    async def _offer_return(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        dispatcher.utter_message(response="utter_way_back")
        return self.end(left_off=self.form)

    async def _wait_for_answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """A question was suggested: asking on would make its “是的” a yes to something else."""
        return self.wait()

    async def _leave_to_suggestion(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person
    ) -> list[dict]:
        wanted = "action_take_suggestion" if turns.intent(tracker) == "affirm" else "action_drop_suggestion"
        return [ActionExecutionRejected(self.form), FollowupAction(wanted)]

    async def _leave_to_notice(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """It answers what came unasked; whoever wants to go about that puts this aside."""
        said = turns.reply_to_notice(tracker)
        return self.put_aside() if said["kind"] == "apply" and said["sure"] else self.let_others_answer()

    def wait(self, **slots: Any) -> list[dict]:
        """For the next message of the person."""
        return [*_set(slots), SlotSet(self.slot, None), SlotSet(REQUESTED, self.slot)]

    def let_others_answer(self, **slots: Any) -> list[dict]:
        """The ordinary rules answer this message, then the form asks again."""
        return [*_set(slots), ActionExecutionRejected(self.form)]

    def put_aside(self, **slots: Any) -> list[dict]:
        """The ordinary rules fulfil another wish; “接着刚才的” returns here."""
        return [
            *_set({**slots, "left_off": self.form}),
            ActiveLoop(None),
            SlotSet(REQUESTED, None),
            ActionExecutionRejected(self.form),
        ]

    def end(self, then: str = turns.LISTEN, **slots: Any) -> list[dict]:
        """The form is over; `then` is the action that follows."""
        return [*_set(slots), SlotSet(REQUESTED, None), FollowupAction(then)]


def is_elsewhere(tracker: Tracker) -> bool:
    """Whether the message wishes something else; 单位给交 is no wish to hand in, it answers."""
    intent = turns.intent(tracker)
    return intent in ELSEWHERE and (intent != "hand_in" or wishes.plainly_hands_in(turns.text(tracker)))


def gives_up(tracker: Tracker) -> bool:
    """“算了” is no “no” to the question that was asked."""
    return turns.intent(tracker) == "stop_for_now" or bool(_GIVES_UP.search(turns.text(tracker)))


def _set(slots: dict[str, Any]) -> list[dict]:
    return [SlotSet(name, value) for name, value in slots.items()]
