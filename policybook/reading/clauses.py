"""Which parts of a message a person asserts of themselves: not asked, not supposed, not of somebody else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policybook.book import Book

_BREAK = re.compile(r"[，,。；;！!？?\n~～…]|(?<![\dA-Za-z])[ 　]+(?![\d])|(?:但是|但|不过|可是|而且|然后)")
_SUPPOSED = re.compile(r"如果|要是|假如|假设|万一|若是|比如|倘若|的话|换成|要不是|等我|以后我")
_QUESTION = re.compile(
    r"(?:还|就|到底|究竟)?(?:能不能|能否|可不可以|(?<=.)可以(?=.)|行不行|行吗|怎么|咋|多少|哪(?!有的?$)|(?<!没)有没有|是不是|算不算|要不要|该不该|是否|需要|需不需要"
    r"|什么|啥|几(?![年个岁])|为什么|为啥|凭什么|符不符合|符合|够不够|够格|有资格|享受|想问|请问|问一下|问下|能(?!够?激活))"
)
_ASKS = re.compile(r"(?:吗|么|嘛|了没有?|.不)$|^(?!.*[还没着才嗯有对]).*呢$")
_SELF = re.compile(r"(?:我|俺|本人|咱)(?!(?:的|们|家|单位|公司)?(?:{others}))")
_SELF_IS = re.compile(
    r"(?:我|俺|本人|咱)(?:就|也|自己|本人|现在|目前)?(?:是|叫|有|已经|已|都)(?!想|说|问|帮|替|给|家|{others})"
)
_TOGETHER = re.compile(r"(?:我|俺|咱)(?:和|跟|与|还有)(?:我)?(?:{others})")
_SOMEBODY = (
    r"爸|妈|岳父|岳母|公公|婆婆|对象|男朋友|女朋友|男友|女友|朋友|同学|同事|室友|亲戚|领导|老板|员工|别人|人家|有人|邻居|闺蜜|哥们|兄弟"
    r"|(?:表|堂)?(?:哥|姐|弟|妹)(?:哥|姐|弟|妹|夫)?|(?<!其)他们?(?!省|市|地|人才)|她们?|谁|候选人|新人|应聘|招了|帮|替|手下|咱们公司的|公司里?有"
)
_CORRECTS = re.compile(
    r"^(?:哦|啊|额|呃)?(?:不对|错了|说错|讲错|写错|打错|填错|选错|更正|纠正|改一下|改成|应该是|我说的?是|不好意思|搞错|弄错|记错)"
)


@dataclass(frozen=True)
class Clause:
    """A stretch of the message: what it asserts, of oneself or not, and whether it says 我."""

    text: str  # up to where it begins to ask
    raw: str
    own: bool  # of oneself
    supposed: bool
    marked: bool  # says 我 or stands after such a clause

    @property
    def answers(self) -> bool:
        """It asserts something to its end, or of oneself before it asks."""
        return bool(self.text) and (self.marked or self.text == self.raw)


class Listener:
    """Splits messages; the words for relatives come from the vocabulary."""

    def __init__(self, book: Book):
        family = [word for name, term in book.vocabulary.family.items() for word in (name, *term.aliases)]
        others = "|".join((*sorted(family, key=len, reverse=True), _SOMEBODY))
        self.others = re.compile(others)
        self._self = re.compile(_SELF.pattern.replace("{others}", others))
        self._self_is = re.compile(_SELF_IS.pattern.replace("{others}", others))
        # Speech has no commas: 老公是博士我是本科 are two clauses all the same.
        self._turn = re.compile(
            rf"(?<=[^我俺和跟与是给帮替的写问])(?=我?(?:{others}))|(?<=[^和跟与问说是])(?=我(?:是|自己是|本人))"
        )
        self._together = re.compile(_TOGETHER.pattern.replace("{others}", others))

    def clauses(self, text: str) -> list[Clause]:
        """In order; whoever a clause is about is still spoken of in the next one."""
        found, own, marked = [], True, False
        supposed = False
        for piece, end in self._pieces(text):
            supposed = supposed or bool(_SUPPOSED.search(piece))
            own, said_self = self._subject(piece, own)
            marked = own and (marked or said_self)
            asserted = _asserted(piece, end)
            found.append(Clause(asserted, piece, own, supposed, marked))
            if end in ("。", "！", "!", "\n", "；", ";"):
                supposed = False
        return found

    def _pieces(self, text: str) -> Iterator[tuple[str, str]]:
        """(stretch, what ended it)."""
        for piece, end in _sentences(text):
            *turns, last = self._turn.split(piece)
            yield from ((turn, "") for turn in turns)
            yield last, end

    def _subject(self, piece: str, own: bool) -> tuple[bool, bool]:
        """Whether it is about oneself, and whether it says so."""
        if self._self_is.search(piece) or self._together.search(piece):
            return True, True
        if self.others.search(piece):
            return False, False
        said_self = bool(self._self.search(piece))
        return own or said_self, said_self


def corrects(text: str) -> bool:
    """Whether the message takes back something said before."""
    return bool(_CORRECTS.search(text)) and len(text) > 4


def _sentences(text: str) -> list[tuple[str, str]]:
    """(stretch, what ended it)."""
    found, start = [], 0
    for mark in _BREAK.finditer(text):
        found.append((text[start : mark.start()], mark[0].strip()))
        start = mark.end()
    found.append((text[start:], ""))
    return [(piece.strip(), end) for piece, end in found if piece.strip()]


def _asserted(piece: str, end: str) -> str:
    question = _QUESTION.search(piece)
    if question:
        return piece[: question.start()]
    return "" if end in ("？", "?") or _ASKS.search(piece) else piece
