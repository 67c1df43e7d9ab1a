"""Who asks for a relative (替我儿子看看): whom, and what they say of them as if the relative said it."""

import re
from typing import Any

from actions.wishes import FACTS

_RELATIONS = (
    "儿子|女儿|闺女|孩子|小孩|孩儿|娃",
    "老公|老婆|丈夫|妻子|爱人|媳妇|对象",
    "爸妈|父母|爸爸|妈妈|父亲|母亲",
    "他|她",
)
_ANY = "|".join(_RELATIONS[:-1])
_FOR = re.compile(rf"(替|帮|给|为)(我|俺|咱)?们?家?的?(?P<one>{_ANY})|不是我.{{0,6}}(?P<other>{_ANY})")
# The relative is whom the sentence is about, not what somebody has (我结婚了有孩子).
_ABOUT = re.compile(rf"^[^，,。]{{0,4}}(我|俺|咱)们?家?的?(?P<one>{_ANY})|^(?P<other>[他她])(?!们)")
_BENEFITS = re.compile(
    r"能领|能享受|能申请|符合|能不能|够不够|够格|行不行|有(什么|啥|哪些).{0,4}(补贴|政策)|可以领|看看|对一遍"
)
_ENOUGH = 2  # kinds of facts told, so that it is not just mentioned
Said = dict[str, Any]


def asked_for(message: dict[str, Any]) -> str | None:
    """The word for the relative whom the message asks for; None where a talent asks what the family gets."""
    text, entities = message.get("text") or "", message.get("entities") or []
    if any(entity["entity"] == "category" for entity in entities):
        return None
    asked = _FOR.search(text)
    if asked and _BENEFITS.search(text):
        return asked["one"] or asked["other"]
    told = {entity["entity"] for entity in entities} & FACTS
    about = _ABOUT.search(text)
    if about is None or len(told) < _ENOUGH:
        return None
    return about["other"] or (about["one"] if _BENEFITS.search(text) else None)


def as_if_own(said: Said, relative: str) -> Said:
    """The message with 我 for the relative, so that what is told of them is read as told of oneself."""
    words = next(words for words in _RELATIONS if relative in words.split("|"))
    spoken = re.compile(rf"(我|俺|咱)?们?家?的?({words})|他|她")
    text, replaced = "", []
    end = 0
    for found in spoken.finditer(said["text"]):
        text += said["text"][end : found.start()] + "我"
        end = found.end()
        replaced.append((found.start(), end, len(text)))
    moved = (_moved(entity, replaced) for entity in said["entities"])
    return {**said, "text": text + said["text"][end:], "entities": [entity for entity in moved if entity]}


def _moved(entity: dict[str, Any], replaced: list[tuple[int, int, int]]) -> dict[str, Any] | None:
    """The entity where it stands now; None when it was replaced."""
    if any(start < entity["end"] and entity["start"] < end for start, end, _ in replaced):
        return None
    shift = next((at - end for _, end, at in reversed(replaced) if end <= entity["start"]), 0)
    return {**entity, "start": entity["start"] + shift, "end": entity["end"] + shift}
