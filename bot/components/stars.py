"""How many stars somebody gives: in figures or numerals beside 星, or in words of how content they are."""

from __future__ import annotations

import re
from typing import NamedTuple


class Rating(NamedTuple):
    """`stars`: 1 to 5, None when the words give none that counts. `written`: they speak of stars; `more`: not only."""

    stars: int | None
    written: bool
    more: bool


_FIGURES = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_NUMBER = "0-9零一二两三四五六七八九十百半点."
# 五星卡, 三星手机, 五星级酒店 and 星期 are none; nor is 五颗心: by the characters, not the sound. 颗 may be misspelt.
_COUNTED = r"\s*[个颗课棵科粒]?\s*星(?!级|[卡期座辰手电公集店酒宾饭红志])"
_STARS = re.compile(rf"(?<![{_NUMBER}到至~-])(?P<n>[{''.join(_FIGURES)}]){_COUNTED}")
_POINTS = re.compile(rf"[打给评]\w{{0,4}}?(?<![{_NUMBER}])(?P<n>[{''.join(_FIGURES)}])\s*分(?!钟)")
_FULL = re.compile(r"满星|满分")
_OF_STARS = re.compile(rf"[{_NUMBER}几]{_COUNTED}|打星")
_DENIED = re.compile(r"(?:不是|不打|不给|不值|不配|不够|没有|别打|别给)\w{0,2}$")
_GIVES = re.compile(r"[打给评](?:个|了|上|你们?|您|他们?|这次|办理|服务|一下|我|俺)*[^，。！？,.!?]{0,2}星")
_VERY = "(?:非常|很|特别|十分|极其|极|太|相当|超级|超|最)"
# In this order; the words of the public service's own five steps, and what people say for them.
_CONTENT = (
    (re.compile(rf"{_VERY}不满意|不满意极了|差评"), 1),
    (re.compile(r"(?:不(?:太|大|怎么|咋|是很|是太|算|够)?|没那么|没多|[说谈算]不上)满意"), 2),
    (re.compile(rf"{_VERY}满意|满意极了|满意得很|好评"), 5),
    (re.compile(r"满意"), 4),
    (re.compile(r"^(?:感觉|觉得|办得)?(?:一般|一般般|还行|还可以|凑合|马马虎虎)[吧啦啊呗]?$"), 3),
)
_EARNED = re.compile(r"被评|评[上为定]|获评")  # stars that somebody has, and does not give
# Asked, or on a condition, or of nothing that was wrong.
_OPEN = re.compile(
    r"不是不满意|没有?(?:什么|啥|哪里|哪儿)?(?:地方)?不满意|满不满意|满意[吗么度]|满意(?:的话|了?[再就才])"
    r"|(?:如果|要是|只要|等).*(?:满意|星)|[?？]"
)
_AROUND = re.compile(r"[这那]次|办理|服务|第.条|[打给评个颗星分吧了的啊呀哈都就是我俺谢谢你们您很\W]")


def given(text: str) -> Rating | None:
    """What the words give; None when they rate nothing. `text`: normalised."""
    if _OPEN.search(text) or _EARNED.search(text):
        return None
    if found := _written(text):
        return found
    bare = "".join(filter(str.isalnum, text))
    content = ((said, stars) for words, stars in _CONTENT if (said := words.search(bare)))
    said, stars = next(content, (None, None))
    return Rating(stars, False, _says_more(bare, [said.group()])) if said else None


def gives(text: str) -> bool:
    """Whether nothing else than a rating can be meant, whatever was said before."""
    found = given(text)
    return found is not None and found.written and _GIVES.search(text) is not None


def _written(text: str) -> Rating | None:
    """Two numbers, or one that is denied alone, count as none."""
    found = [*_STARS.finditer(text), *_POINTS.finditer(text)]
    meant = {_FIGURES[one["n"]] for one in found if not _DENIED.search(text[: one.start()])}
    if not found and (full := _FULL.search(text)):
        found, meant = [full], {5}
    if not found and not _OF_STARS.search(text):
        return None
    stars = meant.pop() if len(meant) == 1 else None
    return Rating(stars, True, _says_more(text, [one.group() for one in found]))


def _says_more(text: str, said: list[str]) -> bool:
    for words in said:
        text = text.replace(words, "", 1)
    return len(_AROUND.sub("", text)) > 1
