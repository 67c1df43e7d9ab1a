"""What the platform makes of the product's HTTP answer: accepted, a reply, a transfer to a human, or none of these."""

from dataclasses import dataclass

from simulators.wechat import showing
from simulators.wechat.account import Account
from simulators.wechat.deliveries import Delivery
from simulators.wechat.envelopes import BadReply, open_reply

TRANSFER = "transfer_customer_service"


@dataclass(frozen=True)
class Verdict:
    """`outcome` as in Delivery; `look` for a reply, `agent` for a transfer to somebody in particular."""

    outcome: str
    why: str = ""
    look: showing.Look | None = None
    agent: str | None = None
    reply: dict | None = None


def judge(account: Account, delivery: Delivery, status: int, body: bytes) -> Verdict:
    if status != 200:
        return Verdict("fault", f"HTTP {status}")
    if body in (b"", b"success"):
        return Verdict("accepted")
    try:
        reply = open_reply(account, body)
        _addressed(account, delivery, reply)
        if reply.get("MsgType") == TRANSFER:
            return _transfer(delivery, reply)
        look = showing.passive(reply)
    except BadReply as error:
        return Verdict("fault", str(error))
    except showing.Malformed as error:
        return Verdict("fault", f"the reply lacks {error}")
    if look.size > showing.TEXT_BYTES:
        return Verdict("fault", f"the reply has {look.size} bytes", reply=reply)
    return Verdict("reply", look=look, reply=reply)


def _addressed(account: Account, delivery: Delivery, reply: dict) -> None:
    if reply.get("ToUserName") != delivery.user.openid or reply.get("FromUserName") != account.original_id:
        raise BadReply("the reply goes from or to somebody else")
    if not str(reply.get("CreateTime", "")).isdigit():
        raise BadReply("the reply has no CreateTime")


def _transfer(delivery: Delivery, reply: dict) -> Verdict:
    if delivery.is_event:
        return Verdict("fault", "an event cannot be transferred to a human", reply=reply)
    info = reply.get("TransInfo")
    return Verdict("transfer", agent=info.get("KfAccount") if isinstance(info, dict) else None, reply=reply)
