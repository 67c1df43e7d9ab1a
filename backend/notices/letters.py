"""What a message says: one notice, or several as a digest, in the text and in every template there is for it."""

from collections.abc import Mapping, Sequence, Set
from uuid import UUID

from backend.delivery.notices import Form, Letter
from backend.notices.deciding import PURPOSE, SMS, SMS_REMINDERS
from backend.notices.models import Notice
from policybook import topics as knowledge
from policybook.topics import Class, Topic, Topics, Worded

LONGEST = 550  # characters of a digest, so that it is one message wherever it goes
_FORMS = ("wechat_subscription", "wechat_template")


def compose(person_id: UUID, notices: Sequence[Notice], topics: Topics, consents: Set[str] = frozenset()) -> Letter:
    """`consents`: the purposes the person agrees to, on which hangs whether it may go as a text message."""
    asked_for = all(topics.topics[one.topic].class_ is not Class.recommendation for one in notices)
    worded, values, text = _alone(notices[0], topics) if len(notices) == 1 else _together(notices, topics)
    return Letter(
        person_id,
        text,
        _buttons(notices, worded, values, topics),
        {name: form for name in _FORMS if (form := _form(worded, name, values, asked_for))},
        topics.sms.format(says=text) if all(_by_sms(topics.topics[one.topic], consents) for one in notices) else None,
    )


def _by_sms(topic: Topic, consents: Set[str]) -> bool:
    """Whether what somebody agreed to speaks of this: of what is recommended, or of an application of their own."""
    if topic.class_ is Class.recommendation:
        return {PURPOSE, SMS_REMINDERS} <= consents
    return topic.application and SMS in consents


def fitting(notices: Sequence[Notice]) -> Sequence[Notice]:
    """As many of them as one message has room for; at least one."""
    length = 0
    for number, notice in enumerate(notices):
        length += len(notice.text) + 2
        if length > LONGEST and number:
            return notices[:number]
    return notices


def _alone(notice: Notice, topics: Topics) -> tuple[Worded, Mapping[str, str], str]:
    topic = topics.topics[notice.topic]
    return topic, {"policy": "", "topic": topic.name, "day": "", **(notice.details or {})}, notice.text


def _together(notices: Sequence[Notice], topics: Topics) -> tuple[Worded, Mapping[str, str], str]:
    digest, count = topics.digest, str(len(notices))
    lines = [digest.line.format(says=notice.text) for notice in notices]
    day = next((one.details.get("day", "") for one in reversed(notices) if one.details), "")
    return digest, {"count": count, "day": day}, "\n".join([digest.head.format(count=count), *lines])


def _form(worded: Worded, name: str, values: Mapping[str, str], asked_for: bool) -> Form | None:
    """None without a template, or where the notice lacks a word that its template wants."""
    form: knowledge.Form | None = getattr(worded, name)
    if form is None or form.template is None or (name == "wechat_template" and not asked_for):
        return None
    try:
        data = {field: text.format(**values) for field, text in form.fields.items()}
    except KeyError:
        return None
    return Form(form.template, data, form.long_term) if all(data.values()) else None


def _buttons(
    notices: Sequence[Notice], worded: Worded, values: Mapping[str, str], topics: Topics
) -> list[dict[str, str]]:
    """Of several, what one of them at least has a use for, and then it is asked which is meant."""
    useful = {name for notice in notices for name in topics.topics[notice.topic].buttons}
    given = [topics.buttons[name] for name in worded.buttons if name in useful]
    several = len(notices) > 1
    payloads = [several and words.of_several or words.payload for words in given]
    filled = [payload.format_map({"policy": "", **values}) for payload in payloads]
    return [{"title": words.title, "payload": payload} for words, payload in zip(given, filled, strict=True)]
