"""Reads knowledge/topics.yml: what people are told unasked, how urgent each is, in which words and templates."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Literal, get_args

from pydantic import Field, ValidationError

from policybook import strict_yaml
from policybook.errors import Fault, KnowledgeError
from policybook.numbers import figures_in
from policybook.procedures import Notices
from policybook.shape import Strict, Text
from policybook.strict_yaml import Document, Location

FILE = Path("knowledge/topics.yml")
ALWAYS = frozenset({"policy", "topic", "day"})
# What a template's field may be called: the platform's kinds with a number behind.
_FIELD = re.compile(
    r"(thing|const|enum|number|letter|symbol|character_string|time|date|amount|phone_number|car_number|name|phrase)\d+"
)
Stars = Literal["five_stars", "four_stars", "three_stars", "two_stars", "one_star"]
Button = Literal["apply", "progress", "why", "unsubscribe", Stars]


class Class(StrEnum):
    """critical: at once, whatever the hour; service: one's own affairs; recommendation: only with consent."""

    critical = "critical"
    service = "service"
    recommendation = "recommendation"


class Form(Strict):
    """A template of the account. `template`: its id, None as long as the account has none. `fields`: how to fill it.

    `long_term`: of a subscription that is asked for once; otherwise each grant is good for one message.
    """

    template: Text | None
    fields: dict[Text, Text] = Field(min_length=1)
    long_term: bool = False


class Worded(Strict):
    """What topics and the digest of several have in common."""

    name: Text
    buttons: tuple[Button, ...] = ()
    wechat_subscription: Form | None = None
    wechat_template: Form | None = None


class Topic(Worded):
    """One kind of notice. `says`: None when whoever plans it brings the words. `days`: it is not sent after so many.

    `yearly`: it comes again every year, and what somebody answers to it is good for that year. `not_needed`: said to
    who needs none of it, where that alone stops nothing. `application`: it is about one of their own. `rated`:
    something is over of which it is told, and stars given right after it are for that.
    """

    class_: Class = Field(alias="class")
    why: Text
    says: Text | None = None
    values: tuple[Text, ...] = ()
    tells: tuple[Text, ...] = ()
    not_needed: Text | None = None
    days: int | None = Field(None, ge=1)
    yearly: bool = False
    application: bool = False
    rated: bool = False

    @property
    def critical(self) -> bool:
        return self.class_ is Class.critical


class Digest(Worded):
    """Several notices as one message. `head` has {count}, each `line` {says}; the buttons that any of them has."""

    head: Text
    line: Text


class ButtonWords(Strict):
    """`of_several`: what a tap says below a digest, where it is not the same."""

    title: Text
    payload: Text
    of_several: Text | None = None


class WhyWords(Strict):
    facts: Text
    clause: Text
    none: Text


class ReplyWords(Strict):
    """`noted`: to done and not needed where it is not ours to stop telling; `…_this_year`: where it comes again.

    `rated` has {stars}.
    """

    done: Text
    done_this_year: Text
    not_needed: Text
    not_needed_this_year: Text
    noted: Text
    unsubscribe: Text
    subscribe: Text
    unsubscribe_all: Text
    nothing_subscribed: Text
    unstoppable: Text
    rated: Text


class BecauseWords(Strict):
    """Why somebody is told that a match is another now; each with the labels of facts and words of clauses.

    {facts} {says} {edition} {was}: what the clause before said, {day}: the day on which it comes true.
    """

    fits: Text
    came: Text
    unmet: Text
    passed: Text
    unclear: Text
    soon: Text
    reworded: Text
    no_longer: Text
    gone: Text
    ended: Text
    unconfirmed: Text
    and_more: Text
    written: Text
    until: Text


class House(Strict):
    """What we have set ourselves, and is never told as a rule."""

    correction_days: int = Field(ge=1)


class Topics(Strict):
    """The whole file."""

    topics: dict[Text, Topic] = Field(min_length=1)
    digest: Digest
    buttons: dict[Button, ButtonWords]
    why: WhyWords
    replies: ReplyWords
    because: BecauseWords
    house: House
    sms: Text

    def telling(self, happening: str) -> str | None:
        """The id of the topic that a change of a case belongs to."""
        return next((id_ for id_, topic in self.topics.items() if happening in topic.tells), None)


def happenings(notices: Notices) -> frozenset[str]:
    """The changes of a case that people are told."""
    return frozenset({*notices.states, "resubmitted", "overdue", "due_moved"})


def load_topics(path: Path = FILE, happenings: frozenset[str] = frozenset()) -> Topics:
    """Raises KnowledgeError with every fault. `happenings`: changes of cases that must each be told by one topic."""
    document = strict_yaml.read(path)
    try:
        topics = Topics.model_validate(document.data)
    except ValidationError as error:
        raise KnowledgeError([_fault(document, detail) for detail in error.errors(include_url=False)]) from error
    found = [Fault(path, document.line(at), what, cure) for at, what, cure in _findings(topics, happenings)]
    if found:
        raise KnowledgeError(found)
    return topics


Finding = tuple[Location, str, str]
_CLAUSE = frozenset({"facts", "says", "edition"})
_BECAUSE = {
    "soon": _CLAUSE | {"day"},
    "reworded": _CLAUSE | {"was"},
    "no_longer": frozenset({"facts", "was"}),
    "gone": frozenset(),
    "unconfirmed": frozenset(),
    "and_more": frozenset({"facts"}),
    "written": frozenset({"says", "edition"}),
    "until": frozenset({"day"}),
}


def _findings(topics: Topics, happenings: frozenset[str]) -> Iterator[Finding]:
    for button in get_args(Button):
        if button not in topics.buttons:
            yield ("buttons",), f"没有写“{button}”这个按钮", "补上它的 title 和 payload"
    for id_, topic in topics.topics.items():
        yield from _of_topic(id_, topic)
    yield from _of_tells(topics, happenings)
    yield from _of_text(("digest", "head"), topics.digest.head, {"count"})
    yield from _of_text(("digest", "line"), topics.digest.line, {"says"})
    for kind in ("wechat_subscription", "wechat_template"):
        yield from _of_form(("digest", kind), getattr(topics.digest, kind), {"count", "day"})
    for name, names in (("facts", {"facts"}), ("clause", {"says", "source"}), ("none", set[str]())):
        yield from _of_text(("why", name), getattr(topics.why, name), names)
    for name in ReplyWords.model_fields:
        known = {"stars"} if name == "rated" else {"topic"}
        yield from _of_text(("replies", name), getattr(topics.replies, name), known)
    for name in BecauseWords.model_fields:
        yield from _of_text(("because", name), getattr(topics.because, name), _BECAUSE.get(name, _CLAUSE))
    yield from _of_text(("sms",), topics.sms, {"says"})


def _of_topic(id_: str, topic: Topic) -> Iterator[Finding]:
    at = ("topics", id_)
    known = ALWAYS | set(topic.values)
    if not re.fullmatch(r"[a-z_]{1,40}", id_):
        yield at, f"主题的编号“{id_}”不对", "只用小写字母和下划线，不超过 40 个"
    if topic.says is None and not topic.tells:
        yield at, "没有话说", "写 says；或写 tells，由办件流程给出"
    if topic.tells and not topic.application:
        yield (*at, "tells"), "说的是办件变化，没有写是本人自己的申请", "加上 application: true"
    if topic.class_ is Class.recommendation and topic.wechat_template is not None:
        yield (*at, "wechat_template"), "模板消息不能用来推荐政策，公众号会被处罚", "删去，改用 wechat_subscription"
    if "why" not in topic.buttons:
        yield (*at, "buttons"), "没有“为什么收到这个”的按钮", "在 buttons 里加上 why"
    if topic.critical and "unsubscribe" in topic.buttons:
        yield (*at, "buttons"), "critical 的主题不能退订", "删去 unsubscribe"
    if not topic.critical and "unsubscribe" not in topic.buttons:
        yield (*at, "buttons"), "没有按钮，收到的人不能退订这类提醒", "在 buttons 里加上 unsubscribe"
    for name in ("says", "why", "not_needed"):
        if text := getattr(topic, name):
            yield from _of_text((*at, name), text, known)
    for kind in ("wechat_subscription", "wechat_template"):
        yield from _of_form((*at, kind), getattr(topic, kind), known)


def _of_tells(topics: Topics, happenings: frozenset[str]) -> Iterator[Finding]:
    told = [(id_, one) for id_, topic in topics.topics.items() for one in topic.tells]
    names = [one for _, one in told]
    for missing in sorted(happenings - set(names)):
        yield ("topics",), f"办件变化“{missing}”不归任何主题", "写进一个主题的 tells"
    for id_, one in told:
        if happenings and one not in happenings:
            yield ("topics", id_, "tells"), f"没有“{one}”这种办件变化", "改成 notices.yml 里有话说的状态"
        if names.count(one) > 1:
            yield ("topics", id_, "tells"), f"“{one}”归了不止一个主题", "只留一处"


def _of_form(at: Location, form: Form | None, known: set[str] | frozenset[str]) -> Iterator[Finding]:
    for field, text in form.fields.items() if form else ():
        if not _FIELD.fullmatch(field):
            yield (*at, "fields", field), f"模板里没有“{field}”这种字段", "照公众号后台的写，如 thing1、date3、phrase2"
        yield from _of_text((*at, "fields", field), text, known)


def _of_text(at: Location, text: str, known: set[str] | frozenset[str]) -> Iterator[Finding]:
    for name in sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None} - known):
        yield at, f"不认识“{{{name}}}”", f"只能是：{'、'.join(sorted(known)) or '没有可以填的'}"
    if figures_in(text):
        yield at, "话里有数字，却没有出处", "数字由条款带出来，这里不写"


def _fault(document: Document, detail: dict) -> Fault:
    where = ".".join(str(part) for part in detail["loc"])
    what, cure = _SAYINGS.get(detail["type"], (f"“{where}”的内容不对（{detail['msg']}）", "对照别的主题改"))
    return Fault(document.path, document.line(detail["loc"]), what.format(where=where), cure)


_SAYINGS = {
    "missing": ("缺少“{where}”", "补上这一项"),
    "extra_forbidden": ("不认识“{where}”", "检查拼写，或删去这一项"),
    "enum": ("“{where}”没有这种类别", "只能是：critical、service、recommendation"),
    "literal_error": ("“{where}”没有这种按钮", f"只能是：{'、'.join(get_args(Button))}"),
    "string_too_short": ("“{where}”是空的", "填上内容，或删去这一项"),
}
