"""/cgi-bin/message/subscribe/bizsend: the user's consent is counted, and every field is checked by its type."""

import re

from simulators.wechat.api.calls import OK, Call, user_of
from simulators.wechat.api.templates import show
from simulators.wechat.errcodes import Refused
from simulators.wechat.platform import Platform
from simulators.wechat.users import User

_HAN = r"[\u4e00-\u9fff]"
_TIME = r"\d{1,2}:\d{2}(:\d{2})?"
_DATE = r"\d{4}(年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2})"
RULES = {  # kind of field -> what its value must be. Source: the official page of subscription notices
    "thing": r"[^\r\n]{1,20}",
    "number": r"\d{1,32}",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x21-\x7e]{1,32}",
    "time": rf"({_DATE} )?{_TIME}(~({_DATE} )?{_TIME})?|{_DATE}",
    "date": rf"{_DATE}( {_TIME})?",
    "amount": r"[¥￥$]?\d{1,10}(\.\d+)?元?",
    "phone_number": r"[\d+\-() ]{1,17}",
    "car_number": r"[\w·]{1,8}",
    "name": rf"({_HAN}|·){{1,10}}|[A-Za-z .]{{1,20}}",
    "phrase": rf"{_HAN}{{1,5}}",
    "const": r"[^\r\n]{1,20}",
}


def send(platform: Platform, call: Call) -> dict:
    told = call.told
    user = user_of(platform, told.get("touser"))
    template = platform.account.templates.get(str(told.get("template_id")))
    if template is None or not template.subscription:
        raise Refused(40037)
    lines = {template.fields[name]: value for name, value in _checked(template.fields, told.get("data")).items()}
    _spend_grant(user, template.id)
    msgid = platform.new_id()
    show(user, "subscription", template, lines, {"msgid": msgid, "page": told.get("page") or ""})
    sent = {"TemplateId": template.id, "MsgID": str(msgid), "ErrorCode": "0", "ErrorStatus": "success"}
    platform.background(_report(platform, user, sent))
    return OK


def _spend_grant(user: User, template_id: str) -> None:
    left = user.grants.get(template_id, 0)
    if not user.followed or template_id in user.refused or left == 0:
        raise Refused(43101)
    user.grants[template_id] = None if left is None else left - 1


def _checked(fields: dict[str, str], data: object) -> dict[str, str]:
    """The values of all fields; raises Refused 47003 with the field, as the platform does."""
    if not isinstance(data, dict):
        raise Refused(47001, "data")
    values = {}
    for name in fields:
        one = data.get(name)
        value = str(one.get("value", "")) if isinstance(one, dict) else ""
        rule = RULES.get(re.sub(r"\d+$", "", name), r"[^\r\n]+")
        if not re.fullmatch(rule, value):
            raise Refused(47003, f"data.{name}.value invalid")
        values[name] = value
    return values


async def _report(platform: Platform, user: User, sent: dict[str, str]) -> None:
    await platform.clock.sleep(0.5)
    platform.report(user, "subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": [sent]})
