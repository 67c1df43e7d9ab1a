"""Knows which Chinese words and marks ask something, and which only look as if they did."""

from __future__ import annotations

import re
from collections.abc import Iterator

_POLITE = re.compile(
    r"(?:能不能|可不可以|能否|可否|可以|能)[^,?吗怎什哪多几]{0,5}?"
    r"(?:告诉|解答|解释|介绍|讲|说|查|看看)(?:一下|下|说|讲|查|看)?"
)
_OPENER = re.compile(
    r"请问|[想要](?:请?问|咨询|了解|知道|打听)|咨询(?!电话|热线|窗口|处|方式|号码|台)|请教|问一?下|打听|麻烦问|求问|问问"
)
_ASKING = re.compile(
    "|".join(
        (
            r"吗|呢|嘛|么(?=$|[^一-鿿])|\?",
            r"什么|啥|怎(?:么样?|样)?|咋|如何|为何|谁|何时|何地|几时",
            r"多少|多久|多长|多大|多高|第几|几[个天年月号点岁次种类万千百时层条]|哪几?[个条些种类样级项年月天]?",
            r"能否|是否|可否|有没有|有木有|行不|中不|能不(?!能够)|可不可以",
            r"(?P<verb>[能会可要用算有是够得对好行])(?:不|没)(?P=verb)",
            r"(?<![还从都也并就要])[一-鿿](?:不|没|没有)(?=$|[?,。!\s])",
            r"还是(?!要|得|没|不|很|想|会)",
            r"(?<![一-鿿])(?:讲讲|说说|介绍一?下)",
        )
    )
)
_NOT_ASKING = re.compile(
    r"没什么|没啥|什么的|什么都|不管怎么|怎么也|怎么都|没怎么|不知道?怎么办才好|无论如何|多少有点|"
    r"[好十这那前近过没]几|几十|几[年天个月]+前|哪怕|那么|这么|要么"
)
_NAMED = re.compile(  # a question by its name alone: 生活补贴咨询电话
    r"(?:电话|热线|号码|联系方式|材料|资料|证件|手续|条件|要求|流程|步骤|入口|网址|地址|时间|期限|标准|金额|内容|"
    r"区别|差别|不同|变化)[。?!]?$"
)
_TELLING = re.compile(r"我|俺|咱|了|过(?!期)|已经|没")


def asks(text: str) -> bool:
    """Whether a normalised clause asks, by a word, a mark or the bare name of what is wanted (咨询电话)."""
    named = _NAMED.search(text) and not _TELLING.search(text)
    return bool(named) or any(True for _ in asking_places(text, 0, len(text)))


def asking_places(text: str, start: int, end: int) -> Iterator[re.Match]:
    """Asking words and marks in the characters [start, end), but polite phrases and 那么, 什么的."""
    blocked = [m.span() for rule in (_NOT_ASKING, _POLITE) for m in rule.finditer(text, start, end)]
    for found in _ASKING.finditer(text, start, end):
        if not any(left <= found.start() < right for left, right in blocked):
            yield found


def opening_places(text: str, start: int, end: int) -> Iterator[re.Match]:
    """Phrases that announce a question (请问, 我想咨询) in the characters [start, end)."""
    return _OPENER.finditer(text, start, end)


def opens(text: str, start: int, end: int) -> bool:
    """Whether the characters [start, end) announce a question."""
    return _OPENER.search(text, start, end) is not None
