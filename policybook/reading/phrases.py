"""What people say of themselves in words (户口在郑州, 没落户), held against the phrases of knowledge/facts.yml."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policybook.book import Book
from policybook.reading.clauses import Clause
from policybook.tables import Fact, FactType

WHEN = "when"
REPLY_ONLY = "。"
_FILLERS = re.compile(r"^(?:嗯+|哦|啊|额|呃|那个|就|也|都|还|我们?|俺|是(?=没|无))+")
# 好像是职工的 answers like 职工的, only less surely.
_HEDGES = re.compile(r"^(?:应该|可能|好像|大概|也许|似乎|估计|貌似)(?:就|都|也)?(?:是|算|算是)?(?:在(?=在))?")
_NEGATION = r"(?:没有?|未|不在|不是|并非|不属于|无)"
# What one wishes, asks or is told to do is not what is.
_NOT_YET = re.compile(
    r"(?:想要?|准备|打算|计划|去|办理?|申请|将要?|正在|怎么|如何|不确定|不知道|可能|好像|应该|等|再|争取)(?:在|去|到|来|把|将)?了?$"
)
# Words that make a stretch a wish or a plan wherever they stand in it.
PLANS = re.compile(
    r"打算|准备|(?<![人才])计划|考虑|(?<![思理联])想(?!应该|起|了|想|着|来)|明年|后年|将(?!近|军)|等(?=我|俺|到|着)|争取|希望"
)
_STILL_TO_DO = re.compile(rf"{PLANS.pattern}|以后|能|可以|怎么|要|得|会|不(?!在|是|属)|再")
_PARTICLES = r"(?:[这那][边儿里块])?[，。！!?？~～ 啊呀呢吧哦哈嘞啦了的哒滴噢诶哩呐嘛咧过]*"
# A noun that names a policy, not the person (海归补贴).
_TOPIC = re.compile(
    r"(?:的|人才)?(?:补贴|补助|政策|条件|材料|流程|手续|奖励|待遇|名额|公寓|认定|落户|购房|申请|办理|优惠|福利)"
)


# With these the phrase was but the beginning of another word (没有工作经验).
_GOES_ON = re.compile(r"经验|经历|许可")


@dataclass(frozen=True)
class _Phrase:
    """`reply_only`: is a whole reply to the question itself; `names_others`: speaks of relatives, and may."""

    pattern: re.Pattern
    value: bool | str
    reply_only: bool
    names_others: bool


class Phrases:
    """The phrases of all facts, compiled once per book."""

    def __init__(self, book: Book, others: re.Pattern):
        self._book = book
        self._others = others
        self._marks = {
            f"{{{section}}}": "|".join(w for name, term in words.items() for w in (name.lower(), *term.aliases))
            for section in ("city", "district", "category")
            for words in (getattr(book.vocabulary, section),)
        }
        self._unless = {
            name: re.compile("|".join(map(self._written, fact.unless)))
            for name, fact in book.facts.items()
            if fact.unless
        }
        self._said = {name: list(self._compiled(fact)) for name, fact in book.facts.items()}

    def _compiled(self, fact: Fact) -> Iterator[_Phrase]:
        """Longest phrases first."""
        if WHEN in fact.said:
            return
        pairs = [(phrase, value) for value, phrases in fact.said.items() for phrase in phrases]
        for phrase, value in sorted(pairs, key=lambda pair: -len(pair[0])):
            reply_only = phrase.endswith(REPLY_ONLY)
            yield _Phrase(
                self._pattern(phrase.rstrip(REPLY_ONLY), reply_only),
                value,
                reply_only,
                bool(self._others.search(phrase)),
            )

    def _written(self, phrase: str) -> str:
        written = re.escape(phrase.lower()).replace("…", r"[^，。；！？]{0,6}?")
        for mark, words in self._marks.items():
            written = written.replace(re.escape(mark), f"(?:{words})")
        return written

    def _pattern(self, phrase: str, whole: bool) -> re.Pattern:
        written = self._written(phrase)
        return re.compile(f"{written}{_PARTICLES}$" if whole else written)

    def is_about_something_else(self, name: str, clause: Clause) -> bool:
        return name in self._unless and bool(self._unless[name].search(clause.text))

    def of(self, name: str, clause: Clause, asked: bool) -> bool | str | None:
        """The value that a clause says of a fact; None where it says nothing certain."""
        if self.is_about_something_else(name, clause):
            return None
        for phrase in self._said[name]:
            if (phrase.reply_only and not asked) or not (clause.own or phrase.names_others):
                continue
            text = clause.text
            if phrase.reply_only:
                bare_of_fillers = _FILLERS.sub("", text)
                ways = (text, bare_of_fillers, _HEDGES.sub("", bare_of_fillers))
                text, found = next(((way, m) for way in ways if (m := phrase.pattern.match(way))), (text, None))
            else:
                found = phrase.pattern.search(text)
            if (
                found is None
                or _GOES_ON.match(text[found.end() :])
                or (not (asked or clause.marked) and _TOPIC.match(text[found.end() :]))
            ):
                continue
            denied = not phrase.reply_only and _denied(text, found)
            if denied is False:
                return phrase.value
            if denied and self._book.facts[name].type == FactType.yesno:
                return not phrase.value
        return None


def bare(text: str) -> str:
    """The text without the particles around it."""
    return re.sub(r"[，。！!?？~～ 啊呀呢吧哦哈嘞啦了的哒滴噢诶哩]+$", "", _FILLERS.sub("", text.strip()))


def _denied(text: str, found: re.Match) -> bool | None:
    """Whether 没, 不是 … turns the phrase round; None when it only wishes or plans."""
    before = text[max(0, found.start() - 4) : found.start()]
    if _NOT_YET.search(before):
        return None
    own_words = found.re.pattern
    if _STILL_TO_DO.search(found[0]) and not _STILL_TO_DO.search(own_words):
        return None
    if before.endswith("不") and found[0][0] in "是在属":
        return True
    gap = re.search(_NEGATION, found[0]) and not re.search(_NEGATION, own_words)
    ahead = re.search(rf"{_NEGATION}(?:在|过|去|被|人|给|再|把|正式)?$", before)
    return bool(gap) != bool(ahead)


def beside(book: Book, text: str) -> Iterator[tuple[str, int, int]]:
    """(fact, start, end) of each word beside which a date, number or district is that fact's."""
    for name, fact in book.facts.items():
        for word in fact.said.get(WHEN, ()):
            written = word.rstrip(REPLY_ONLY) + ("$" if word.endswith(REPLY_ONLY) else "")
            for found in re.finditer(written, text):
                yield name, found.start(), found.end()
