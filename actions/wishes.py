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
# The number of an application (backend/cases), read aloud without dashes or typed in small letters.
_NUMBER = re.compile(r"(?<!\d)\d{4}-?[2-9A-Z]{4}-?[2-9A-Z]{4}-?[2-9A-Z]{2}(?![0-9A-Z])", re.IGNORECASE)
# 交 alone is said of contributions too (单位给交, 交了8个月).
_HANDS_IN = re.compile(
    r"[提题体递遞投]交|提较|投递|[交报递发送]上[去曲]|[递提]材料|交(申请|材料|表)|上报|送审|提审"
    r"|submit|send it|tijiao|jiao shang",
    re.IGNORECASE,
)
_CONTRIBUTIONS = re.compile(r"单位|公司|厂|学校|老板|社保|养老|医保|保险|缴|[\d一二两俩三仨四五六七八九十几]+个?月")
# Somebody says that they have handed in, wherever that was.
_HANDED_IN = re.compile(
    r"(已经?|都|刚刚?|早就?|[在到去].{1,16})(已经?|都)?[补提递上]?(交|报)(过|了|完|好|上去)"
    r"|[补提递上]?交(过|完|好|上去)了|^[补提递]?交了[。！!]*$"
)
_TELLS_TO = re.compile(r"[要帮替请吧呗吗没]|给(我|俺)|可以|现在|马上|怎么|咋|能|直接|就[这按照]")
# Entities that tell something of a person which a question of the interview asks for.
FACTS = {"degree", "date", "age", "months", "years", "year", "category", "title", "group"}
# 是D类人才, which the recognition is known by too.
_IS_ONE = re.compile(r"(是|一|个|名|位|的)*[A-Da-d]类((高层次)?人才)?")
_WHETHER = re.compile(r"是不是|算不算|属不属于")
_OF_CASES = ("withdraw_case", "hand_in")
_OF_ONESELF = ("inform", "start_interview", "show_result")
_ONESELF = re.compile(r"我|俺|咱|本人")
_OF_OTHERS = re.compile(r"听说|据说|网上|人家|别人|朋友|同学|同事|亲戚|如果|要是|假如|假设|比如|万一|打算|准备|想要?买")
# What is mine to have, in general: with enough told, that is what the interview finds out.
_BENEFITS = re.compile(
    r"(能|可以|可|会)(领|享受|拿|得到|享)[^，,。；;]{0,4}(什么|啥|哪)(?!时|天)|有(什么|啥|哪些|哪几).{0,6}(补贴|政策|待遇|福利|优惠|好处|补助)"
    r"|(什么|啥|哪些)(人才)?(补贴|政策|待遇|福利|优惠|好处|补助)|能(享受|领)点?[啥什哪]"
)
_PRIVACY = re.compile(
    r"(存|保存|留|用|泄露|告诉|给|卖|传).{0,4}(我|俺).{0,3}(信息|资料|数据|手机号|号码|隐私|情况).{0,6}(吗|么|不|吧|谁|啥|什么|[?？])"
    r"|(信息|资料|数据|手机号|号码|情况).{0,6}(存|泄露|安全|给别人|给谁|被别人|卖|外传).{0,4}(吗|么|不|吧|谁|啥|什么|[?？])"
    r"|泄露|隐私|保密"
)
_DELETES = re.compile(r"删|清|忘|抹|别留|不要留|导出")
_CLAUSES = re.compile(r"[，,。；;！!\n]")


def wish(message: dict[str, Any]) -> str | None:
    """start_interview or start_application when the words say so beside facts or a policy; else None.

    ask_progress when the message has the number of an application.
    """
    text, intent = message.get("text") or "", (message.get("intent") or {}).get("name") or ""
    if case_number(text) and intent not in _OF_CASES:
        return "ask_progress"
    if not (intent.startswith("ask_") or intent in _OVERRULED) or _ABOUT.search(text):
        return None
    if _LOOK.search(text):
        return "start_interview" if tells_of_oneself(message) else None
    names_policy = any(e["entity"] == "policy" for e in named(message))
    if _BENEFITS.search(text) and not names_policy and _has_told_enough(message):
        return "start_interview"
    return "start_application" if _APPLY.search(text) and names_policy and not ASKING.search(text) else None


def _has_told_enough(message: dict[str, Any]) -> bool:
    """A title, or two kinds of facts about oneself and not about the family."""
    kinds = {e["entity"] for e in message.get("entities") or []}
    oneself = _ONESELF.search(message.get("text") or "") and "family" not in kinds
    return bool(oneself) and ("title" in kinds or len(kinds & FACTS) > 1)


def asks_about_privacy(text: str) -> bool:
    """Whether somebody asks what becomes of what they tell, rather than to have it deleted."""
    return bool(_PRIVACY.search(text)) and not _DELETES.search(text)


def case_number(text: str) -> str | None:
    """The number of an application as it was given out (2026-7K3M-9QDX-4H)."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    plain = found[0].upper().replace("-", "")
    return f"{plain[:4]}-{plain[4:8]}-{plain[8:12]}-{plain[12:]}" if re.search("[A-Z]", plain) else None


def hands_in(text: str) -> bool:
    """Whether the words are about handing an application in (提交吧, 已经交了), not about contributions (单位给交)."""
    return plainly_hands_in(text) or not _CONTRIBUTIONS.search(text)


def plainly_hands_in(text: str) -> bool:
    """The same where 交 alone may be the answer to a question."""
    return bool(_HANDS_IN.search(text))


def has_handed_in(text: str) -> bool:
    """Whether somebody says that it is done (在窗口交过了), and does not ask for it to be done (帮我交了)."""
    own = text.replace("申请", "").strip()
    return bool(_HANDED_IN.search(own)) and not _TELLS_TO.search(own)


def named(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The entities of a message; who is 一个A类人才 does not name the policy that makes them one."""
    text, entities = message.get("text") or "", message.get("entities") or []
    categories = [e for e in entities if e["entity"] == "category"]
    return [e for e in entities if e["entity"] != "policy" or not _only_says_what_one_is(text, e, categories)]


def _only_says_what_one_is(text: str, policy: dict[str, Any], categories: list[dict[str, Any]]) -> bool:
    said, after = text[policy["start"] : policy["end"]], text[policy["end"] : policy["end"] + 1]
    is_one = _IS_ONE.fullmatch(said) and after not in tuple("吗么嘛不") and not _WHETHER.search(text)
    return bool(is_one) and any(_overlap(policy, category) for category in categories)


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["start"] < other["end"] and other["start"] < one["end"]


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


def tells_of_a_place_or_oneself(message: dict[str, Any]) -> bool:
    """The same, or a district (嗯，惠济区)."""
    return tells_of_oneself(message) or any(e["entity"] == "district" for e in message.get("entities") or [])


def told_of_oneself_beside(message: dict[str, Any]) -> str:
    """What it tells of oneself beside its question; no case put (硕士的，多少钱), no hearsay."""
    text = message.get("text") or ""
    clauses = [clause for clause in _CLAUSES.split(text) if clause and not ASKING.search(clause)]
    return "，".join(clauses) if _ONESELF.search(text) and not _OF_OTHERS.search(text) else ""


def told_beside(message: dict[str, Any]) -> str:
    """What a message that asks tells of the person in other clauses (九三年的，生活补贴多少钱)."""
    text = message.get("text") or ""
    facts = [text[e["start"] : e["end"]] for e in message.get("entities") or [] if e["entity"] in FACTS]
    clauses = [clause for clause in _CLAUSES.split(text) if not ASKING.search(clause)]
    return "，".join(clause for clause in clauses if any(fact in clause for fact in facts))
