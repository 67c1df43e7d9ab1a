"""Reads what somebody says of the papers they have or lack (身份证有了，毕业证还没有), and of the channel they want."""

import re
from typing import Any, NamedTuple

_LACKS = re.compile(
    r"没|缺|差|找不|丢|还要|还得|不在|除了|未|忘|补办|以后|回头|要去|得去|去[办拿取]"
    r"|在(老家|学校|单位|父母|爸妈|公司)"
)
# A paper that is merely named is neither here nor missing (毕业证要原件吗).
_HAS = re.compile(r"有|好了|齐|备|带|拿到|办[好了完]|在手|在(这|我|家|了)|√|✓|☑|找到|到手")
_EXCEPT = re.compile(r"除了?|就差|只差|就缺|只缺")
_ALL = re.compile(r"都|全|齐")
# How the buttons and the card of a paper word it.
_TICK = re.compile(r"[^，,。；;！!？?\s]+(有了|还没有)")
_CLAUSES = re.compile(r"[，,。；;！!\s]|但是|不过|可是")
_AROUND = re.compile(
    r"有了|好了|在手里|准备|拿到|带了|还没有?|没有|都|也|已经|我|的|了|有|就|差|缺|除|找不[着到]|啊|吧"
)
_TELLING = 3  # characters of a name that stand for the whole
_CHANGE = re.compile(r"改|换|不想|不会")
_WAYS = ("窗口", "支付宝", "微信", "郑好办", "政务服务网")
_BRACKETS = re.compile(r"[（(《“].*?[）)》”]|[《》“”]")
# What people call papers, by a word that stands in their official name.
_SPOKEN = {
    "户口": ("户口",),
    "身份证": ("身份证",),
    "毕业证": ("毕业证",),
    "学位": ("学位",),
    "合同": ("合同",),
    "社保卡": ("社保卡", "社会保障卡"),
    "银行卡": ("银行卡",),
    "照片": ("照片", "相片"),
    "学历认证": ("认证", "学信网"),
    "结婚证": ("结婚",),
    "购房": ("购房", "完税", "契税", "税票", "不动产", "房产"),
}


class Ticked(NamedTuple):
    """Names of the checklist; empty when the message says nothing of papers."""

    have: list[str]
    lack: list[str]

    @property
    def said(self) -> bool:
        return bool(self.have or self.lack)


def may_tick(text: str) -> bool:
    """Whether it is worded as a paper is ticked (护照有了), so that it is that before it is anything else."""
    return bool(_TICK.fullmatch(text))


def read(text: str, materials: list[dict[str, Any]]) -> Ticked:
    """What the message ticks and unticks; “都齐了” ticks all that are surely needed, “就差照片” all but one.

    Nothing when it is not known which one is lacking.
    """
    names = [material["name"] for material in materials]
    needed = [material["name"] for material in materials if material["sure"]]
    lack: list[str] = []
    have: list[str] = []
    for clause in filter(None, _CLAUSES.split(text)):
        named = _named(names, clause)
        if not named and _EXCEPT.search(clause):
            return Ticked([], [])  # what is lacking is not on the list under that name: better to ask
        if named and _EXCEPT.search(clause):
            lack += named
            have += [name for name in needed if name not in named]
        elif named:
            (lack if _LACKS.search(clause) else have if _HAS.search(clause) else []).extend(named)
        elif _ALL.search(clause) and re.search(r"有|齐|备", clause) and not _LACKS.search(clause):
            have += needed
    return Ticked([name for name in dict.fromkeys(have) if name not in lack], list(dict.fromkeys(lack)))


def channel(text: str, names: list[str]) -> str | None:
    """The channel that somebody wants instead (改走支付宝；换成窗口吧)."""
    if exact := next((name for name in names if name in text), None):
        return exact
    wanted = [word for word in _WAYS if word in text] if _CHANGE.search(text) else []
    return next((name for name in names if any(word in name for word in wanted)), None)


def _named(names: list[str], clause: str) -> list[str]:
    """By their own words, else by what people call them."""
    own = [name for name in names if _has_words_of(name, clause)]
    rest = clause
    for name in own:
        rest = rest.replace(name, "").replace(_BRACKETS.sub("", name), "")
    spoken = [name for name in names if any(_means(rest, name, (s, *ways)) for s, ways in _SPOKEN.items())]
    return [*own, *(name for name in spoken if name not in own)]


def _has_words_of(name: str, clause: str) -> bool:
    """The name itself, or a part of it said in its order (面试截图 for 面试通知截图)."""
    plain = _BRACKETS.sub("", name)
    if name in clause or plain in clause:
        return True
    core = _AROUND.sub("", clause)
    letters = iter(plain)
    return len(core) >= _TELLING and all(letter in letters for letter in core)


def _means(clause: str, name: str, words: tuple[str, ...]) -> bool:
    """Whether the clause uses, and the official name contains, a word for the same paper."""
    return any(word in clause for word in words) and any(word in name for word in words)
