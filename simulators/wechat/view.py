"""What the page shows, as plain data: the account, the users, one conversation, and what went over the wire."""

import dataclasses

from simulators.wechat.api.routes import PATHS
from simulators.wechat.districts import PLACES
from simulators.wechat.faults import Fault
from simulators.wechat.platform import Platform
from simulators.wechat.users import User

_LAST = 24  # characters of the last line in the list of users


def constant(platform: Platform) -> dict:
    """What does not change while the program runs."""
    account = platform.account
    return {
        "account": {"name": account.name, "mode": account.mode, "appid": account.appid, "agents": account.agents},
        "product": platform.pusher.products,
        "paths": PATHS,
        "places": [{"label": label, "latitude": x, "longitude": y} for label, x, y in PLACES],
        "templates": [dataclasses.asdict(template) for template in account.templates.values()],
    }


def changing(platform: Platform, user: User, after: int, traffic_after: int) -> dict:
    """`after` is the number of the last entry the page has, `traffic_after` that of the last exchange."""
    return {
        "users": [_person(one) for one in list(platform.users.values())],
        "user": _state(platform, user),
        "chat": [dataclasses.asdict(shown) for shown in user.inbox.chat[after:]],
        "length": len(user.inbox.chat),
        "traffic": [dataclasses.asdict(one) for one in platform.traffic.after(traffic_after)],
        "menu": (platform.menu or {}).get("button", []),
        "faults": [_fault(fault) for fault in platform.faults.queue[:-21:-1]],
        "scenes": _scenes(platform),
        "receipts": [f"{one.status} ×{one.times}" for one in platform.receipts.planned],
    }


def _person(user: User) -> dict:
    said = [shown for shown in user.inbox.chat if shown.kind != "typing"]
    last = said[-1].text.replace("\n", " ")[:_LAST] if said else ""
    told = {"openid": user.openid, "name": user.name, "followed": user.followed, "last": last}
    return told | {"count": len(user.inbox), "at": said[-1].at if said else 0}


def _state(platform: Platform, user: User) -> dict:
    now = platform.clock.now()
    return {
        "openid": user.openid,
        "name": user.name,
        "followed": user.followed,
        "typing": user.typing_until > now,
        "agent": user.session.agent if user.session else None,
        "quota": user.quota.left(now),
        "snapshot": user.snapshot,
        "refused": sorted(user.refused),
        "grants": user.grants,
    }


def _fault(fault: Fault) -> dict:
    what = {"错误码": fault.errcode, "HTTP": fault.status, "慢（秒）": fault.delay or None}
    said = [f"{name} {value}" for name, value in what.items() if value is not None]
    said += ["回复丢失"] if fault.after else []
    times = f"已发生 {fault.fired}/{fault.times or '不限'} 次"
    return {"text": " · ".join([PATHS.get(fault.path, fault.path), *said, times]), "left": not fault.consumed}


def _scenes(platform: Platform) -> list[dict]:
    """The newest first."""
    now = platform.clock.now()
    newest = list(platform.scenes.items())[::-1][:20]
    return [{"ticket": ticket, "scene": scene, "expired": until <= now} for ticket, (scene, until) in newest]
