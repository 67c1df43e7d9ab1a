"""Wishes that are plain from the words of a message, whatever kind of question the classifier takes it for."""

import re
from math import inf
from typing import Any

# What makes a sentence a question; 几 is left out, it also counts (好几年).
ASKING = re.compile(
    r"[?？吗呢啥]|什么|多少|怎么|怎样|咋|如何|哪|能不能|可不可以|是不是|有没有|为何|多久|几天|中不中|行不行"
)
_LOOK = re.compile(r"(帮|给|替)(我|俺).{0,4}(看|测|算|对|评估).*(符合|符不符|够|行不|能不能|能领|能享受|资格)")
_APPLY = re.compile(
    r"(我|俺)(要|想|现在想|想要|想先)(申请|申领|办)|(?<![别不用])(带|帮|领|陪)(我|俺).{0,3}(办|申请)|还是先?(申请|申领|办)"
)
_APPLYING = re.compile(r"申请|申领|申报|办")
_ABOUT = re.compile(r"材料|怎么|咋|多少|在哪|哪里|电话|流程|多久|进度|到哪|窗口")
_OVERRULED = ("inform", "nlu_fallback", "continue_with", "start_interview", "stop_for_now", "deny")
# Entities that tell something of a person which a question of the interview asks for.
FACTS = {"degree", "date", "age", "months", "years", "year", "category", "title", "group"}
_OF_ONESELF = ("inform", "start_interview", "show_result")
_CLAUSES = re.compile(r"[，,。；;！!\n]")


def wish(message: dict[str, Any]) -> str | None:
    """start_interview or start_application when the words say so beside facts or a policy; else None."""
    text, intent = message.get("text") or "", (message.get("intent") or {}).get("name") or ""
    if not (intent.startswith("ask_") or intent in _OVERRULED) or _ABOUT.search(text):
        return None
    if _LOOK.search(text):
        return "start_interview" if tells_of_oneself(message) else None
    names_policy = any(e["entity"] == "policy" for e in message.get("entities") or [])
    return "start_application" if _APPLY.search(text) and names_policy and not ASKING.search(text) else None


def applied_for(text: str, named: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Of the policies named, the one that is applied for: the first right after 申请 or 办, else the last."""
    verbs = [verb.start() for verb in _APPLYING.finditer(text)]
    return min(reversed(named), key=lambda entity: _behind(verbs, entity["start"]), default=None)


def _behind(verbs: list[int], start: int) -> float:
    return min((start - verb for verb in verbs if verb <= start), default=inf)


def speaks_of_oneself(message: dict[str, Any]) -> bool:
    """Whether a message below the threshold most likely tells or asks how things stand for the person."""
    ranking = [i for i in message.get("intent_ranking") or [] if i["name"] != "nlu_fallback"]
    return bool(ranking) and ranking[0]["name"] in _OF_ONESELF and tells_of_oneself(message)


def tells_of_oneself(message: dict[str, Any]) -> bool:
    """Whether there is anything in the message that a question of the interview asks for."""
    return any(e["entity"] in FACTS for e in message.get("entities") or [])


def told_beside(message: dict[str, Any]) -> str:
    """What a message that asks tells of the person in other clauses (九三年的，生活补贴多少钱)."""
    text = message.get("text") or ""
    facts = [text[e["start"] : e["end"]] for e in message.get("entities") or [] if e["entity"] in FACTS]
    clauses = [clause for clause in _CLAUSES.split(text) if not ASKING.search(clause)]
    return "，".join(clause for clause in clauses if any(fact in clause for fact in facts))
