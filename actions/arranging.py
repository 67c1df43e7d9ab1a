"""What nobody applies for (免申即享): that an officer has it, how far they are, or else who acts."""

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import walking, wording
from actions.backend import Person, Refused

# In the person's own words: 我选郑州市中心医院.
_CHOSEN = re.compile(r"[^，。！？；,.!?;\s]{2,40}医院")
_NOBODY = "ErrandNotFound"


def officer_acts(walk: walking.Walk) -> bool:
    return bool(walk["arranged"]) and walk["arranged"]["officer"]


def chosen(text: str) -> str | None:
    """The hospital somebody names for the officer to go by."""
    found = _CHOSEN.search(text)
    return found[0] if found else None


def tell_asked(dispatcher: CollectingDispatcher, policy: str, errand: dict[str, Any]) -> None:
    dispatcher.utter_message(text=wording.say("errand_asked", policy=policy, **_named(errand)))


async def tell_standing(dispatcher: CollectingDispatcher, person: Person, case: str) -> None:
    walk = await person.walkthrough(case)
    errand = await _errand(person, case) if officer_acts(walk) else None
    if errand is None:
        walking.tell_no_progress(dispatcher, walk)
        return
    state, policy = errand["state_name"], walk["policy_name"]
    dispatcher.utter_message(text=wording.say("errand_standing", policy=policy, state=state, **_named(errand)))


async def _errand(person: Person, case: str) -> dict[str, Any] | None:
    """None: nobody was asked, or the person is not known yet, and then nobody was."""
    try:
        return await person.errand(case)
    except Refused as refused:
        if refused.error in (_NOBODY, "NotVerified"):
            return None
        raise


def _named(errand: dict[str, Any]) -> dict[str, str]:
    return {key: errand[key] for key in ("bureau", "by", "clock")}
