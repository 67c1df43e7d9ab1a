"""What a message says in reply to the question just asked, where its words alone would not tell which fact is meant."""

import re

from policybook.book import Book
from policybook.reading.phrases import bare
from policybook.tables import Fact

_YES = (
    r"是|对(?!象|了|不|于|吗)|嗯+|有(?!什么|啥|没|点|时|事|个问)|好(?!像|几|多|久)|可以?|没错|没问题|算是?(?!了)|早就?"
    r"|已经?|当然|肯定|必须|确定|行|中|恩|愿意|会|满足|符合|都|在"
)
_NO = r"没有过?|没|不是|不算|不在|不|否|未|无|木有|冇|[还并从]没有?|从来没有?|哪有|尚未|暂无|(?:暂时|目前|都)没有?|都不"
_PARTICLES = "对嗯是行好的啊呀吧了呢滴哦哈嘞啦过呐噢诶呗嘛么这个是有就也都还真确实一直我俺目前现在。，,！! ~～"
_UNSURE = re.compile(
    r"应该|可能|好像|大概|也许|不确定|不太|说不好|记不清|似乎|估计|差不多|不一定|忘了|不好说|说不[清准]|拿不准|不清楚"
)
# Said of what was asked: that one never found out.
_UNKNOWN = re.compile(
    r"(?:我|俺|这个?|那个?|也|还|都|真|从来|根本|好像)*"
    r"(?:没有?(?:去)?(?:问|算|看|查|打听|了解|测|研究)过|没(?:太|怎么)?(?:注意|留意|算|问)过?|不着|知不道|不晓得|不清楚|搞不清|弄不清|记不[清得住起])"
    r"(?:这个?|呢|啊|呀|诶|了|的|楚)*"
)
_NEGATIVE_STILL = re.compile(r"^(?:都?还|暂时|目前|现在|从来?|并|尚)?(?:没有?|未|木有|没得|冇)")
_NOT_UNDERSTOOD = re.compile(r"没(?:听懂|明白|看懂|事|问题|时间|空|想好|意思|错|关系|听清|懂)")
# What may be said of anything that was asked about (没办, 早就弄好了).
_DONE = "办弄搞做好完去来得及开通成交缴纳买领申请始试用签租参加没"
_ORDINAL = re.compile(r"^(?:选|第)?(?P<number>[一二三四五六七八九]|\d)(?:个|项|号|、|\.)?$")


def is_bare(text: str) -> bool:
    """Yes or no and nothing else."""
    return bool(re.fullmatch(rf"(?:{_NO}|{_YES}|[{_PARTICLES}])+", text.strip()))


def polarity(fact: Fact, text: str) -> bool | None:
    """yes or no to a yes/no question, by 是, 没有 … and by echoing its words (激活了, 没激活)."""
    said = text.strip()
    agrees = said.startswith(("没问题", "没错"))
    if not said or (_NOT_UNDERSTOOD.match(said) and not agrees):
        return None
    for words, value in ((_YES, True),) if agrees else ((_NO, False), (_YES, True)):
        start = re.match(rf"(?:嗯+|哦|啊|额|我|俺|就|那|这个?|目前|现在|都)*(?:{words})", said)
        if start and _echoes(said[start.end() :], fact.question):
            return value
    done = re.fullmatch(r"(?:早就|早|已经|都)(?P<what>[^没不]{1,6})了", said)
    if done and _echoes(done["what"], fact.question + _DONE):
        return True
    if none(fact, said):
        return False
    core = bare(said)
    return True if len(core) >= 2 and _echoes_run(core, fact.question) else None


def none(fact: Fact, text: str) -> bool:
    """没有, 还没交: what was asked about has not begun; 没房子 says so of a home only."""
    negative = _NEGATIVE_STILL.match(text)
    if not negative or len(text) > 8 or _NOT_UNDERSTOOD.match(text):
        return False
    rest = text[negative.end() :]
    if not fact.unit:
        return _echoes(rest, fact.question + _DONE)
    for word in sorted((word for words in fact.said.values() for word in words), key=len, reverse=True):
        rest = rest.replace(word, "")
    return _echoes(rest, _DONE)


def unsure(text: str) -> bool:
    return bool(_UNSURE.search(text))


def unknown(text: str) -> bool:
    """The person has no answer and says no more than that (没问过, 不着)."""
    return bool(_UNKNOWN.fullmatch(bare(text)))


def _echoes(rest: str, question: str) -> bool:
    """Nothing but particles and words of the question."""
    return all(letter in _PARTICLES or letter in question for letter in rest)


def _echoes_run(core: str, question: str) -> bool:
    return core.replace("了", "") in question.replace("了", "")


def ordinal(fact: Fact, text: str) -> str | None:
    """The choice named by its place on the buttons (第二个, 2)."""
    found = _ORDINAL.match(bare(text))
    if not found:
        return None
    number = "一二三四五六七八九".find(found["number"]) + 1 or int(found["number"])
    return fact.choices[number - 1] if 1 <= number <= len(fact.choices) else None


class Mentions:
    """Words of closed lists (choices, districts, titles) in a text."""

    _NEGATED = re.compile(r"(?:不是|没有?|非|不算|没读|不属于|不在|并非|没上)(?:过|个|什么|全日制)?$")
    _NOT_YET = re.compile(r"(?:准备考?|考|想读|打算读|备考)$")

    def __init__(self, book: Book):
        self._aliases = {}
        for words in (book.vocabulary.degree, book.vocabulary.category, book.vocabulary.district):
            self._aliases |= {name: (name, *term.aliases) for name, term in words.items()}
        self._aliases |= {title.name: (title.name, *title.aliases) for title in book.titles.titles}

    def of(self, names, text: str, entities: list[dict], whole: str) -> list[tuple[int, int, str]]:
        """(start, end, name) left to right, longest first where they overlap; those denied are left out."""
        found = [
            (at.start(), at.end(), name)
            for name in names
            for word in self._aliases.get(name, (name,))
            for at in re.finditer(re.escape(word.lower()), text)
        ]
        for entity in entities:
            surface = whole[entity["start"] : entity["end"]] if entity.get("start") is not None else ""
            if entity["value"] in names and surface and surface in text:
                found.append((text.index(surface), text.index(surface) + len(surface), entity["value"]))
        chosen: list[tuple[int, int, str]] = []
        for start, end, name in sorted(found, key=lambda m: (m[0] - m[1], m[0])):
            if all(end <= s or start >= e for s, e, _ in chosen):
                chosen.append((start, end, name))
        return sorted(
            m for m in chosen if not (self._NEGATED.search(text[: m[0]]) or self._NOT_YET.search(text[: m[0]]))
        )
