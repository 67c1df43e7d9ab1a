"""From what the NLU found, and what the conversation is about, to questions the backend can answer."""

import re
from typing import Any

from actions.wishes import ASKING, case_number, named

_KINDS = (
    "overview",
    "amount",
    "eligibility",
    "materials",
    "process",
    "window",
    "duration",
    "contact",
    "validity",
    "combination",
    "options",
    "changes",
    "category",
    "progress",
)
# Intents that are questions to the backend; ask_human and the like are not.
KINDS = {f"ask_{kind}": kind for kind in _KINDS}
# A wish to apply where there is no walk-through asks how one applies.
_WISHES = {"start_application": "process"}
_FALLBACK = "nlu_fallback"
_STANDS_OUT = 1.5  # times as likely as the next kind
_OTHER_CITY = "ask_other_city"
_GROUP_LABELS = ("degree", "group", "category")
_FAMILY = "家属"
_AT_MOST = 3
# A year that belongs to the person's life (2016年毕业) does not ask for the rules of that year.
_LIFE = re.compile(r"^[^，。？！,?!]{0,6}(毕业|落户|入户|迁|买|购|签|来|回|入职|参加|工作|结婚|出生|办|申请|交|缴|拿)")
_OLDEST_RULES = 2010  # a year before that is one of birth
_ASKED_YEAR = re.compile(r"^(的时候|那会|那时|当时|的?(规定|政策|口径|版|细则|标准|条件))")
# An amount after these is the person's own money, not a benefit.
_OWN_MONEY = re.compile(r"工资|月薪|年薪|收入|薪|首付|房价|总价|存款|月供|租金|房租|税|花了|欠|借|贷|罚")
_NEAR = 6
# Before the name of a city these tell where somebody comes from or goes.
_FROM = tuple("从在自于回到去离")
_THAN_BEFORE, _THAN_AFTER = re.compile(r"郑州?市?[和跟与同比]$"), re.compile(r"[和跟与同比]郑")
_GOING_ON = ("nlu_fallback", "ask_duration", "ask_materials", "ask_progress", "continue_with")
_CASE_WORDS = re.compile(r"多久|几天|啥时候|什么时候|何时|还得|还要|补|进度|到哪")
# What becomes of an application; said right after one was told, it is about that one.
_OUTCOME = re.compile(r"到账|打款|发下来|寄(了|出|到|来)|批下来|催|没人管|不服|申诉|复议|异议")
# What there is for somebody, whichever policy it is.
_ALL_THERE_IS = re.compile(
    r"能(享受|领|拿|得|补|享)(到|点)?(?P<what>什么|啥|哪|多少)|有(什么|啥|哪些).{0,4}(补贴|待遇|政策|福利)"
)
_OF_BENEFITS = ("ask_amount", "ask_eligibility", "ask_options", "ask_overview")
# How long a stage usually takes is a question about the rules.
_STAGE = re.compile(r"(公示|评审|审核|核验|初审|受理)(一般|通常|期|要|得|需要|大概){1,3}.{0,2}(多久|多长|几天)")
_FOLLOW_UP = re.compile(r"呢[?？]?$")
_OWN = re.compile(
    r"我|俺|咱|到哪|还要|还得|多久|补什么|补啥|补正|哪些材料|退回|驳回|没通过|不通过|进度|批了|批下来|审核"
    r"|到账|打款|发了|寄|催|没人管"
)
_HOW_TO_FIND_OUT = re.compile(r"(咋|怎么|如何|在哪|哪里|哪儿|去哪).{0,4}(查|看|问)|入口|怎样才能知道")
# What may stand around an entity in a message that names nothing else.
_FILLERS = re.compile(r"[\s\W]|那|呢|的|我是|我|是|吗|哦|嗯|就|想问|问|一下|选|啊|吧|这个|咧|哩|嘞|呀|么|俺")

Question = dict[str, Any]


def found(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions the NLU found; the whole message when it found none. A category names no policy (D类人才)."""
    whole = {
        "text": message.get("text") or "",
        "intent": message.get("intent") or {},
        "entities": message.get("entities"),
    }
    meant = [_place(entity) for entity in named(message)]
    return [
        {**segment, "entities": [e for e in segment.get("entities") or [] if _place(e) in meant]}
        for segment in message.get("questions") or [whole]
    ]


def _place(entity: dict[str, Any]) -> tuple[str, int, int]:
    return entity["entity"], entity["start"], entity["end"]


def questions(message: dict[str, Any], about: dict[str, Any]) -> list[Question]:
    """Questions for the backend, in order. `about`: slots policy, kind, groups, district of the conversation.

    A question that reads as another city's although Zhengzhou is named (从北京回郑州…) counts as its next likely kind.
    """
    whole = named(message)
    asked: list[Question] = []
    policy = _first(whole, "policy") or about.get("policy")
    for segment in found(message):
        entities = segment.get("entities") or []
        kind = _kind(segment, entities, about)
        if kind is None:
            continue
        policies = list(dict.fromkeys(e["value"] for e in entities if e["entity"] == "policy"))
        policy = policies[0] if policies else policy
        for one in _each(kind, policies) or [policy]:
            also = [other for other in policies if other != one]
            asked.append({**_question(kind, one, segment, whole, about), "also": also})
    return _merged(asked)


def of_titles(message: dict[str, Any]) -> Question:
    """Which category the titles named belong to."""
    return _question("category", None, {"text": message.get("text")}, message.get("entities") or [], {})


def unclear(message: dict[str, Any], about: dict[str, Any], likely: float) -> Question:
    """The message as it stands, with the kinds it may have meant, for search and suggestions."""
    segment = {"text": message.get("text"), "entities": named(message)}
    policy = _first(segment["entities"] or [], "policy") or about.get("policy")
    ranking = message.get("intent_ranking") or []
    candidates = [KINDS[i["name"]] for i in ranking if i["name"] in KINDS and i["confidence"] >= likely]
    question = _question("unknown", policy, segment, segment["entities"] or [], about)
    return {**question, "year": None, "candidates": candidates[:3]}


def likely(message: dict[str, Any], about: dict[str, Any]) -> Question | None:
    """The question of a message below the threshold: bare names, or a policy named and one kind that stands out.

    Or a talent who asks what there is.
    """
    first = found(message)[0]
    if names_only(message.get("text") or "", message.get("entities") or []):
        return next(iter(questions(message, about)), None)
    ranking = [i for i in first.get("intent_ranking") or [] if i["name"] != _FALLBACK]
    if ranking and _asks_for_all(first, named(message), ranking[0]["name"], about):
        return _question("options", None, first, named(message), about)
    policy = _first(named(message), "policy")
    if not policy or len(ranking) < 2 or ranking[0]["name"] not in KINDS:
        return None
    if ranking[0]["confidence"] < _STANDS_OUT * ranking[1]["confidence"]:
        return None
    return _question(KINDS[ranking[0]["name"]], policy, first, named(message), about)


def asks(message: dict[str, Any]) -> bool:
    """Whether the message is clearly a question and no answer: of a kind we know, and worded as one."""
    text = message.get("text") or ""
    if (message.get("intent") or {}).get("name") == "continue_with":
        return bool(_FOLLOW_UP.search(text))
    kinds = [(segment.get("intent") or {}).get("name") for segment in found(message)]
    return any(kind in KINDS for kind in kinds) and bool(ASKING.search(text))


def goes_on_about_case(message: dict[str, Any], about: dict[str, Any]) -> bool:
    """Whether somebody who was just told about an application asks on about it, or about another (落户的呢)."""
    text, intent = message.get("text") or "", (message.get("intent") or {}).get("name")
    if not about.get("case_told") or _STAGE.search(text):
        return False
    another = intent == "continue_with" and any(e["entity"] == "policy" for e in message.get("entities") or [])
    return another or bool(_OUTCOME.search(text)) or (intent in _GOING_ON and bool(_CASE_WORDS.search(text)))


def is_about_own_case(text: str, intent: str) -> bool:
    """Whether somebody asks how far their own application is, not how one finds out."""
    own = bool(_OWN.search(text)) and not _HOW_TO_FIND_OUT.search(text)
    return intent == "ask_progress" and (own or case_number(text) is not None)


def split(asked: list[Question]) -> tuple[list[Question], list[Question]]:
    """Those answered now and those offered."""
    return asked[:_AT_MOST], asked[_AT_MOST:]


def about_other_city(message: dict[str, Any]) -> bool:
    """Whether the question is about another city (深圳人才补贴), or compares with it, not where somebody comes from."""
    cities = [e for segment in found(message) for e in segment.get("entities") or [] if e["entity"] == "city"]
    if _names_zhengzhou(message):
        return any(_is_compared(message["text"], e) for e in cities)
    return any(message["text"][: e["start"]][-1:] not in _FROM or not e["start"] for e in cities)


def _is_compared(text: str, city: dict[str, Any]) -> bool:
    """郑州和杭州, 杭州比郑州."""
    return bool(_THAN_BEFORE.search(text[: city["start"]]) or _THAN_AFTER.match(text[city["end"] :]))


def _names_zhengzhou(message: dict[str, Any]) -> bool:
    labels = {e["entity"] for e in message.get("entities") or []}
    return "郑" in (message.get("text") or "") or "district" in labels


def names_only(text: str, entities: list[dict]) -> bool:
    """Whether the message is nothing but names (生活补贴；那硕士呢); an amount is a claim, not a name."""
    if any(entity["entity"] in ("amount", "age", "months") or entity.get("matched") == "gap" for entity in entities):
        return False
    kept = list(text)
    for entity in entities:
        kept[entity["start"] : entity["end"]] = [" "] * (entity["end"] - entity["start"])
    return bool(entities) and not _FILLERS.sub("", "".join(kept))


def _kind(segment: dict, entities: list[dict], about: dict) -> str | None:
    intent = (segment.get("intent") or {}).get("name") or ""
    if intent == "continue_with" or _is_follow_up(segment, entities):
        if any(entity["entity"] == "title" for entity in entities):
            return "category"
        return about.get("kind") or _kind_of_names(entities)
    if intent in (_OTHER_CITY, "inform"):
        intent = next((i["name"] for i in segment.get("intent_ranking") or [] if i["name"] in KINDS), "")
    if _asks_for_all(segment, entities, intent, about):
        return "options"
    if intent == "ask_options" and any(e["entity"] == "policy" for e in entities):
        return "eligibility"  # 有没有什么政策能落户 asks about one policy, not about all
    return KINDS.get(intent) or _WISHES.get(intent)


def _asks_for_all(segment: dict, entities: list[dict], intent: str, about: dict) -> bool:
    """Whether a talent who names no policy asks what there is (我是D类人才，家里人能享受什么)."""
    labels = {e["entity"] for e in entities}
    asked = _ALL_THERE_IS.search(segment.get("text") or "")
    if not asked or intent not in _OF_BENEFITS or "category" not in labels or "policy" in labels:
        return False
    return asked["what"] != "多少" or not about.get("policy")


def _is_follow_up(segment: dict, entities: list[dict]) -> bool:
    """Whether the words ask nothing by themselves (那硕士呢), so that they are like no frequent question."""
    return names_only(segment.get("text") or "", _local(segment, entities))


def _local(segment: dict, entities: list[dict]) -> list[dict]:
    """Entities with offsets into the segment instead of the message."""
    start = segment.get("start", 0)
    return [{**e, "start": e["start"] - start, "end": e["end"] - start} for e in entities]


def _kind_of_names(entities: list[dict]) -> str | None:
    """What a bare name most likely asks for, when nothing was asked before."""
    labels = {e["entity"] for e in entities}
    for label, kind in (("policy", "overview"), ("title", "category"), ("district", "window")):
        if label in labels:
            return kind
    return "options" if labels & set(_GROUP_LABELS) else None


def _each(kind: str, policies: list[str]) -> list[str]:
    """Two policies in one question are two questions, unless it asks how they go together."""
    return policies[:1] if kind in ("combination", "options", "category") else policies


def _question(kind: str, policy: str | None, segment: dict, whole: list[dict], about: dict) -> Question:
    entities = segment.get("entities") or []
    groups = _groups(entities) or _groups(whole)
    if not groups and kind not in ("options", "category"):
        groups = about.get("groups") or []
    return {
        "kind": kind,
        "policy": None if kind in ("options", "category") else policy,
        "groups": groups,
        "district": _first(entities, "district") or _first(whole, "district") or about.get("district"),
        "year": _year(segment, entities),
        "amount": _claimed(segment, entities),
        "titles": [e["value"] for e in entities or whole if e["entity"] == "title"],
        "text": "" if _is_follow_up(segment, entities) else segment.get("text") or "",
    }


def _groups(entities: list[dict]) -> list[str]:
    own = [e["value"] for e in entities if e["entity"] in _GROUP_LABELS]
    family = [_FAMILY for e in entities if e["entity"] == "family"]
    return list(dict.fromkeys((*own, *family)))


def _first(entities: list[dict], label: str) -> Any:
    return next((e["value"] for e in entities if e["entity"] == label), None)


def _claimed(segment: dict, entities: list[dict]) -> float | None:
    """The amount the person believes a benefit to be, not what they earn or what the flat costs."""
    text, start = segment.get("text") or "", segment.get("start", 0)
    for entity in entities:
        before = text[: max(0, entity["start"] - start)][-_NEAR:]
        if entity["entity"] == "amount" and not _OWN_MONEY.search(before):
            return float(entity["value"])
    return None


def _year(segment: dict, entities: list[dict]) -> int | None:
    """The year whose rules are asked for."""
    text, start = segment.get("text") or "", segment.get("start", 0)
    for entity in entities:
        if entity["entity"] == "year":
            after = text[entity["end"] - start :]
            asked = _ASKED_YEAR.match(after) or not _LIFE.match(after)
            if asked and int(entity["value"]) >= _OLDEST_RULES:
                return int(entity["value"])
    return None


def _merged(asked: list[Question]) -> list[Question]:
    """The same kind asked of the same policy once."""
    seen: dict[tuple, Question] = {}
    for question in asked:
        seen.setdefault((question["kind"], question["policy"], question["year"]), question)
    return list(seen.values())
