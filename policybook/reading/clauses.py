"""Which parts of a message a person asserts of themselves: not asked, not supposed, not of somebody else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policybook.book import Book

_BREAK = re.compile(r"[，,。；;！!？?\n~～…]|(?<![\dA-Za-z])[ 　]+(?![\d])|(?:但是|但|不过|可是|而且|然后)")
_SUPPOSED = re.compile(r"如果|要是|假如|假设|万一|若是|比如|倘若|的话|换成|要不是|等我|以后我")
# 帮我看看 asks for a service and says nothing; it is about oneself.
_REQUEST = (
    r"(?:(?:帮|替|给)(?:我|俺|咱)们?|帮(?:忙|着)?)(?:再|来)?"
    r"(?:看|查|问|算|测|瞅|瞧|对|评|判|讲|说|列|分析|介绍|弄清)(?:看|查|问|算|测|瞅|瞧|一下|一遍|下)*(?!的|了)"
)
_QUESTION = re.compile(
    r"(?:还|就|到底|究竟)?(?:能不能|能否|可不可以|(?<=.)可以(?=.)|行不行|行吗|怎么|咋|多少|哪(?!有的?$)|(?<!没)有没有|是不是|算不算|要不要|该不该|是否|需要|需不需要"
    r"|什么|啥|几(?![年个岁])|(?:要|得|需|该|满|够)[^了吧]{0,6}几(?:年|个|岁)|为什么|为啥|凭什么|符不符合|符合|够不够|够格|有资格|享受|想问|请问|问一下|问下|(?<![技可])能(?!够?激活|手))"
    rf"|{_REQUEST}"
)
_REQUEST_OF_SELF = re.compile(rf"({_REQUEST})(?=我|俺)")
# What the rules say is nobody's fact.
_RULES = re.compile(
    r"(?:按照?|依照?|根据)?(?:\d{2,4}年|当年|以前|之前|现在|过去)?(?:那会儿?|那时候?|的|旧|新|老)*"
    r"(?:规定|政策|文件|条文|条款|细则|(?<!没)办法)"
)
_POLICY = re.compile(rf"{_RULES.pattern}|补贴|补助|待遇|公寓|人才认定|奖励|名额|优惠")
_ASKS = re.compile(r"(?:吗|么|嘛|了没有?|.不)$|^(?!.*[还没着才嗯有对在]).*呢$")
_SELF = re.compile(r"(?:我|俺|本人|咱)(?!(?:的|们|家|单位|公司)?(?:{others}))")
_SELF_IS = re.compile(
    r"(?:我|俺|本人|咱)(?:就|也|自己|本人|现在|目前)?(?:是|叫|有|已经|已|都)(?!想|说|问|帮|替|给|家|{others})"
)
_TOGETHER = re.compile(r"(?:我|俺|咱)(?:和|跟|与|还有)(?:我)?(?:{others})")
_SOMEBODY = (
    r"爸|妈|岳父|岳母|公公|婆婆|对象|男朋友|女朋友|男友|女友|朋友|同学|同事|室友|亲戚|领导|老板(?!给(?:我|俺|咱)?[交缴])|员工|别人|人家|有人|邻居|闺蜜|哥们|兄弟"
    r"|(?:表|堂)?(?:哥|姐|弟|妹)(?:哥|姐|弟|妹|夫)?|(?<!其)他们?(?!省|市|地|人才)|她们?|谁|候选人|新人|应聘|招了|(?:帮|替)(?!我|俺|咱|忙|着|看|查|问|算|测|瞅|瞧)|手下|咱们公司的|公司里?有"
)
_TAKES_BACK = (
    r"^(?:哦|啊|额|呃|我|俺)*(?:不对(?!口)|错了|(?:说|讲|写|打|填|选|搞|弄|记)错|更正|纠正|改一下|改成)"
    r"|^(?:(?:我|俺)的?)?(?P<what>.{2,8}?)(?:我|刚才|前面)*(?:(?:说|讲|写|打|填|选|搞|弄|记)错了?|错了|不对|(?:要)?改一下)$"
)
_CORRECTS = re.compile(rf"{_TAKES_BACK}|^(?:应该是|我说的?是|不好意思)")
_TAKEN_BACK = re.compile(_TAKES_BACK)


@dataclass(frozen=True)
class Clause:
    """A stretch of the message: what it asserts, of oneself or not, and whether it says 我."""

    text: str  # up to where it begins to ask
    raw: str
    own: bool  # of oneself
    supposed: bool
    marked: bool  # says 我 or stands after such a clause
    takes_back: bool = False  # what was said before it (不对, 毕业时间说错了)

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
            rf"(?<=[^我俺和跟与是给帮替的写问有没无])(?=我?(?:{others}))|(?<=[^和跟与问说是])(?=我(?:是|自己是|本人))"
        )
        self._together = re.compile(_TOGETHER.pattern.replace("{others}", others))

    def clauses(self, text: str) -> list[Clause]:
        """In order; whoever a clause is about is still spoken of in the next one."""
        found, own, marked = [], True, False
        supposed = requested = False
        for piece, end in self._pieces(_REQUEST_OF_SELF.sub(r"\1，", text)):
            supposed = supposed or bool(_SUPPOSED.search(piece))
            own, said_self = self._subject(piece, own)
            marked = own and (marked or said_self)
            asserted = _asserted(piece, end, marked)
            stated = requested and own and asserted == piece and not _POLICY.search(piece)
            requested = requested or bool(re.search(_REQUEST, piece))
            found.append(Clause(asserted, piece, own, supposed, marked or stated, bool(_TAKEN_BACK.search(piece))))
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
        said_self = bool(self._self.search(re.sub(_REQUEST, "", piece)))
        return own or said_self, said_self


def corrects(text: str) -> bool:
    """Whether the message takes back something said before."""
    start = _sentences(text)[:1]
    return len(text) > 4 and any(_CORRECTS.search(piece) for piece, _ in start)


def named_wrong(text: str) -> str:
    """What a clause calls wrong (毕业时间 in 毕业时间说错了); empty when it does not name it."""
    found = _TAKEN_BACK.search(text)
    return (found["what"] or "") if found else ""


def _sentences(text: str) -> list[tuple[str, str]]:
    """(stretch, what ended it)."""
    found, start = [], 0
    for mark in _BREAK.finditer(text):
        found.append((text[start : mark.start()], mark[0].strip()))
        start = mark.end()
    found.append((text[start:], ""))
    return [(piece.strip(), end) for piece, end in found if piece.strip()]


def _asserted(piece: str, end: str, marked: bool) -> str:
    question, rules = _QUESTION.search(piece), _RULES.search(piece)
    if rules and not marked:
        return ""
    if question:
        return piece[: min(question.start(), rules.start() if rules else len(piece))]
    return "" if end in ("？", "?") or _ASKS.search(piece) else piece
