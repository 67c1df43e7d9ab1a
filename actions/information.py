"""Goal: tell of oneself when nothing is being asked, and go back to what was put aside."""

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import results, turns, wishes, wording
from actions.answers import FORMS, answer_message
from actions.backend import Person, Refused
from actions.heard import heard
from actions.interview import FORM, asked_of
from actions.turns import PersonalAction

_OF_APPLYING = frozenset(["step_done", "step_back", "step_stuck", "give_material"])
_BARE_GO_ON = re.compile(r"^(请)?继续[吧。！]?$")


class ActionTakeInformation(PersonalAction):
    """What somebody tells of themselves outside the interview: a correction of the result, or where one begins."""

    def name(self) -> str:
        return "action_take_information"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if wished := FORMS.get(turns.intent(tracker)):
            return [FollowupAction(wished)]
        if _is_of_the_walk(tracker):
            return [FollowupAction("walkthrough_form")]
        try:
            answered = await person.tell(turns.said(tracker))
        except Refused:
            return await self._without_interview(dispatcher, tracker)
        lead = heard(answered, None, turns.text(tracker))
        if not lead:
            return self._not_understood(dispatcher, tracker, answered["odd"])
        interview = answered["interview"]
        if interview["question"] is None:
            return [*await results.tell(dispatcher, person, interview, lead), *turns.turn_over(tracker)]
        dispatcher.utter_message(text="\n".join(lead))
        return [SlotSet("asked", asked_of(interview)), FollowupAction(FORM)]

    def _not_understood(self, dispatcher: CollectingDispatcher, tracker: Tracker, odd: str | None) -> list[dict]:
        """What is told but cannot be read must not begin an interview anew, as asking back would have it."""
        if not odd and not wishes.speaks_of_oneself(tracker.latest_message):
            return [FollowupAction("action_clarify_question")]
        dispatcher.utter_message(text=odd or wording.say("rephrase"))
        return turns.turn_over(tracker)

    async def _without_interview(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict]:
        """Whoever tells of themselves and names a policy asks about it; who only tells is asked further."""
        if turns.named_policies(tracker):
            return await answer_message(dispatcher, tracker)
        tells = wishes.tells_of_oneself(tracker.latest_message)
        return [FollowupAction(FORM if tells else "action_clarify_question")]


class ActionResume(PersonalAction):
    """“接着刚才的”: the form that was put aside; a bare “继续” first says what was left unsaid."""

    def name(self) -> str:
        return "action_resume"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if tracker.get_slot("unsaid") and _BARE_GO_ON.match(turns.text(tracker)):
            return [FollowupAction("action_tell_more")]
        if "问" in turns.text(tracker) and tracker.get_slot("asked"):
            return [FollowupAction(FORM)]
        if turns.intent(tracker) in _OF_APPLYING:
            return [FollowupAction("walkthrough_form")]
        return [FollowupAction(tracker.get_slot("left_off") or FORM)]


def _is_of_the_walk(tracker: Tracker) -> bool:
    """Whether something is told right after the steps of an application, where it may change the way."""
    walked = tracker.get_slot("left_off") == "walkthrough_form" and tracker.get_slot("case")
    return bool(walked) and wishes.tells_of_a_place_or_oneself(tracker.latest_message)
