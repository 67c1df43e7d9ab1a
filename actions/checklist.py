"""Reads which papers of a checklist somebody says they have or lack (身份证和户口本有了，毕业证还没有)."""

import re
from typing import Any, NamedTuple

_LACKS = re.compile(r"没|缺|差|找不|丢|还要|还得|不在|除了|未")
_EXCEPT = re.compile(r"除了?|就差|只差|就缺|只缺")
_ALL = re.compile(r"都|全|齐")
_CLAUSES = re.compile(r"[，,。；;！!\s]|但是|不过|可是")
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
    "完税": ("完税", "契税", "税票"),
    "房产证": ("不动产", "房产"),
}


class Ticked(NamedTuple):
    """Names of the checklist; empty when the message says nothing of papers."""

    have: list[str]
    lack: list[str]

    @property
    def said(self) -> bool:
        return bool(self.have or self.lack)


def read(text: str, materials: list[dict[str, Any]]) -> Ticked:
    """What the message ticks and unticks; “都齐了” ticks all, “就差照片” all but one."""
    names = [material["name"] for material in materials]
    lack: list[str] = []
    have: list[str] = []
    for clause in filter(None, _CLAUSES.split(text)):
        named = [name for name in names if _is_named(name, clause)]
        if named and _EXCEPT.search(clause):
            lack += named
            have += [name for name in names if name not in named]
        elif named:
            (lack if _LACKS.search(clause) else have).extend(named)
        elif _ALL.search(clause) and re.search(r"有|齐|备", clause) and not _LACKS.search(clause):
            have += names
    return Ticked([name for name in dict.fromkeys(have) if name not in lack], list(dict.fromkeys(lack)))


def _is_named(name: str, clause: str) -> bool:
    if name in clause or _BRACKETS.sub("", name) in clause:
        return True
    return any(_means(clause, name, (spoken, *ways)) for spoken, ways in _SPOKEN.items())


def _means(clause: str, name: str, words: tuple[str, ...]) -> bool:
    """Whether the clause uses, and the official name contains, a word for the same paper."""
    return any(word in clause for word in words) and any(word in name for word in words)
