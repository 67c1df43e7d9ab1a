"""What a user does on the phone, and what it sets off: allowances, events, deliveries."""

from simulators.wechat import messages
from simulators.wechat.codes import content
from simulators.wechat.deliveries import Delivery
from simulators.wechat.platform import Platform
from simulators.wechat.users import User

_SHOWN_AS = {
    "image": "［图片］",
    "voice": "［语音］",
    "video": "［视频］",
    "shortvideo": "［小视频］",
    "file": "［文件］",
}


class Impossible(ValueError):
    """The phone offers no such thing; the text says what."""


def say(platform: Platform, user: User, fields: messages.Fields, in_order: bool = True, **how: int) -> Delivery:
    """Sends what messages.text, image, voice … built; `how` is msg_id and at, as in Platform.addressed."""
    if not user.followed:
        raise Impossible(f"{user.name}还没有关注公众号")
    _interacted(platform, user, "message")
    user.inbox.said(_bubble(fields), **{name: fields[name] for name in ("MsgType", "bizmsgmenuid") if name in fields})
    whole = platform.addressed(user, fields, **how)
    if session := platform.session_of(user):
        session.last = platform.clock.now()
        session.heard.append(_bubble(fields))
        return Delivery(user, whole).end("agent")
    return platform.push(user, whole, in_order)


def tap(platform: Platform, user: User, content: str) -> Delivery:
    """The line of the last message menu that shows it; sends its content with its id."""
    for shown in reversed(user.inbox.entries):
        for item in shown.items:
            if item.content == content:
                return say(platform, user, messages.text(item.content, item.id))
    raise Impossible(f"没有哪个菜单消息里有“{content}”")


def follow(platform: Platform, user: User, scene: str = "", ticket: str = "") -> Delivery:
    user.followed = True
    _interacted(platform, user, "follow")
    fields = {"EventKey": f"qrscene_{scene}" if scene else ""} | ({"Ticket": ticket} if ticket else {})
    return platform.push(user, platform.addressed(user, messages.event("subscribe", **fields)))


def unfollow(platform: Platform, user: User) -> Delivery:
    user.followed = False
    user.quota.close()
    user.session = None
    return platform.push(user, platform.addressed(user, messages.event("unsubscribe", EventKey="")))


def scan(platform: Platform, user: User, code: str) -> Delivery | None:
    """`code` is what a QR code says, its ticket or its scene; follows first when needed. None when it has expired."""
    for ticket, (scene, until) in reversed(platform.scenes.items()):
        if code in (ticket, scene, content(ticket)):
            if until <= platform.clock.now():
                user.inbox.add("notice", "二维码已过期", "system")
                return None
            if not user.followed:
                return follow(platform, user, scene, ticket)
            _interacted(platform, user, "scan")
            event = messages.event("SCAN", EventKey=scene, Ticket=ticket)
            return platform.push(user, platform.addressed(user, event))
    raise Impossible(f"没有这个二维码：{code}")


def click(platform: Platform, user: User, name: str) -> Delivery:
    """The entry of the account's menu with that name: CLICK with its key, or VIEW with its address."""
    entry = next((one for one in entries(platform) if one["name"] == name), None)
    if entry is None or not user.followed:
        raise Impossible(f"菜单里没有“{name}”，或者{user.name}没有关注")
    if entry["type"] == "view":
        event = messages.event("VIEW", EventKey=entry["url"])
    elif entry["type"] == "click":
        _interacted(platform, user, "click")
        event = messages.event("CLICK", EventKey=entry["key"])
    else:
        raise Impossible(f"模拟器不演 {entry['type']} 这种菜单")
    return platform.push(user, platform.addressed(user, event))


def entries(platform: Platform) -> list[dict]:
    """The lowest entries of the account's menu."""
    buttons = (platform.menu or {}).get("button", [])
    return [entry for button in buttons for entry in button.get("sub_button") or [button]]


def answer_consent(platform: Platform, user: User, template_id: str, accept: bool, count: int | None = 1) -> Delivery:
    """The pop-up that asks for a subscription notice; `count` more of them, None for a long-term one."""
    if accept:
        before = user.grants.get(template_id, 0)
        user.grants[template_id] = None if count is None or before is None else before + count
        user.refused.discard(template_id)
    status = "accept" if accept else "reject"
    part = {"List": [{"TemplateId": template_id, "SubscribeStatusString": status, "PopupScene": "1"}]}
    return platform.report(user, "subscribe_msg_popup_event", SubscribeMsgPopupEvent=part)


def refuse(platform: Platform, user: User, template_id: str) -> Delivery | None:
    """In the management of notices. Reported for subscription notices only, under the pop-up's tag as in the official
    example; the refusal of a template message is not reported."""
    user.refused.add(template_id)
    user.grants.pop(template_id, None)
    template = platform.account.templates.get(template_id)
    if template is None or not template.subscription:
        return None
    part = {"List": [{"TemplateId": template_id, "SubscribeStatusString": "reject"}]}
    return platform.report(user, "subscribe_msg_change_event", SubscribeMsgPopupEvent=part)


def show_place(platform: Platform, user: User, latitude: float, longitude: float) -> Delivery:
    """The LOCATION event of a user who lets the account know where they are."""
    event = messages.event("LOCATION", Latitude=latitude, Longitude=longitude, Precision=30.0)
    return platform.push(user, platform.addressed(user, event))


def _interacted(platform: Platform, user: User, act: str) -> None:
    user.last_act = platform.clock.now()
    user.quota.renew(act, user.last_act)


def _bubble(fields: messages.Fields) -> str:
    kind = str(fields["MsgType"])
    if kind == "text":
        return str(fields["Content"])
    if kind == "location":
        return f"［位置］{fields['Label']}"
    return _SHOWN_AS.get(kind) or f"［{fields.get('Title', kind)}］"
