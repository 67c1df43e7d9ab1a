"""What a person at the page can make happen: as the user on the phone, as the human who answers, or as fate."""

from collections.abc import Callable

from simulators.wechat import acts, messages
from simulators.wechat.platform import Platform
from simulators.wechat.users import User

Told = dict[str, object]
Act = Callable[[Platform, User, Told], object]


def _text(told: Told, name: str = "text") -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value.strip():
        raise acts.Impossible("请先写点什么")
    return value


def _say(platform: Platform, user: User, told: Told) -> None:
    menu_id = told.get("menu_id")
    acts.say(platform, user, messages.text(_text(told), str(menu_id) if menu_id is not None else None))


def _voice(platform: Platform, user: User, told: Told) -> None:
    acts.say(platform, user, messages.voice(str(told["text"]) if told.get("recognised") else None))


def _image(platform: Platform, user: User, told: Told) -> None:
    acts.say(platform, user, messages.image())


def _file(platform: Platform, user: User, told: Told) -> None:
    acts.say(platform, user, messages.file("毕业证.pdf"))


def _location(platform: Platform, user: User, told: Told) -> None:
    place = messages.location(float(str(told["latitude"])), float(str(told["longitude"])), str(told["label"]))
    acts.say(platform, user, place)


def _tap(platform: Platform, user: User, told: Told) -> None:
    acts.tap(platform, user, _text(told))


def _click(platform: Platform, user: User, told: Told) -> None:
    acts.click(platform, user, _text(told))


def _follow(platform: Platform, user: User, told: Told) -> None:
    acts.follow(platform, user)


def _unfollow(platform: Platform, user: User, told: Told) -> None:
    acts.unfollow(platform, user)


def _scan(platform: Platform, user: User, told: Told) -> None:
    acts.scan(platform, user, _text(told))


def _consent(platform: Platform, user: User, told: Told) -> None:
    count = None if told.get("long") else 1
    acts.answer_consent(platform, user, _text(told, "template"), bool(told.get("accept")), count)


def _refuse(platform: Platform, user: User, told: Told) -> None:
    acts.refuse(platform, user, _text(told, "template"))


def _allow(platform: Platform, user: User, told: Told) -> None:
    user.refused.discard(_text(told, "template"))


def _snapshot(platform: Platform, user: User, told: Told) -> None:
    user.snapshot = bool(told.get("on"))


def _staff(platform: Platform, user: User, told: Told) -> None:
    session = platform.session_of(user)
    if session is None:
        raise acts.Impossible("没有进行中的人工会话")
    session.last = platform.clock.now()
    user.inbox.add("staff", _text(told), "staff")


def _close(platform: Platform, user: User, told: Told) -> None:
    platform.close_session(user)


def _forget(platform: Platform, user: User, told: Told) -> None:
    user.inbox.forget()


def _fault(platform: Platform, user: User, told: Told) -> None:
    how = {name: told[name] for name in ("errcode", "status", "delay", "after", "cut") if told.get(name)}
    platform.faults.add(_text(told, "path"), **how, times=int(str(told.get("times") or 1)))


def _lift(platform: Platform, user: User, told: Told) -> None:
    for fault in platform.faults.left():
        platform.faults.lift(fault)


def _receipt(platform: Platform, user: User, told: Told) -> None:
    platform.receipts.plan(_text(told, "status"), times=int(str(told.get("times", 1))))


def _revoke(platform: Platform, user: User, told: Told) -> None:
    platform.tokens.revoke()


def _advance(platform: Platform, user: User, told: Told) -> None:
    platform.clock.advance(float(str(told["seconds"])))


ACTS: dict[str, Act] = {
    "say": _say,
    "voice": _voice,
    "image": _image,
    "file": _file,
    "location": _location,
    "tap": _tap,
    "click": _click,
    "follow": _follow,
    "unfollow": _unfollow,
    "scan": _scan,
    "consent": _consent,
    "refuse": _refuse,
    "allow": _allow,
    "snapshot": _snapshot,
    "staff": _staff,
    "close": _close,
    "forget": _forget,
    "fault": _fault,
    "lift": _lift,
    "receipt": _receipt,
    "revoke": _revoke,
    "advance": _advance,
}
