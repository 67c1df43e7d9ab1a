"""The whole state of the simulated platform, and what happens to a message from its sending to the user's screen."""

import asyncio
import itertools
import time

from simulators.wechat import messages
from simulators.wechat.account import Account
from simulators.wechat.clock import Clock
from simulators.wechat.deliveries import Delivery
from simulators.wechat.faults import Faults
from simulators.wechat.inbox import FAULT
from simulators.wechat.pusher import Pusher
from simulators.wechat.receipts import Receipts
from simulators.wechat.tokens import Tokens
from simulators.wechat.traffic import Traffic
from simulators.wechat.users import Session, User, new_user
from simulators.wechat.verdicts import Verdict

IDLE = 1800  # seconds after which a conversation with a human is over


class Platform:
    """Everything here happens in one event loop; tests of other threads go through simulators.wechat.fixture."""

    def __init__(
        self, account: Account, products: list[str], clock: Clock | None = None, keep_traffic: bool = True
    ) -> None:
        self.account, self.clock = account, clock or Clock()
        self.pusher = Pusher(account, products, self.clock)
        self.faults, self.receipts, self.tokens = Faults(), Receipts(), Tokens()
        self.traffic = Traffic(keep_traffic)
        self.users: dict[str, User] = {}
        self.menu: dict | None = None
        self.scenes: dict[str, tuple[str, float]] = {}  # ticket -> (scene, until)
        self.codes: dict[str, tuple[User, float, bool]] = {}  # OAuth code -> (user, until, used)
        self.sent: dict[tuple[str, str], tuple[float, int]] = {}  # (openid, client_msg_id) -> (until, msgid)
        self.browsing: User | None = None  # who opens pages when no cookie says it
        self._ids = itertools.count(int(time.time()) << 30)
        self._tasks: set[asyncio.Task] = set()

    def user(self, name: str, followed: bool = True) -> User:
        """Of that name; made when unknown."""
        found = next((user for user in self.users.values() if user.name == name), None)
        if found is None:
            found = new_user(name, self.account.appid, followed)
            self.users[found.openid] = found
        return found

    def new_id(self) -> int:
        """Of messages and of receipts: 64 bits, increasing."""
        return next(self._ids)

    def addressed(
        self, user: User, fields: messages.Fields, msg_id: int | None = None, at: int | None = None
    ) -> messages.Fields:
        """A whole message of the user; events have no MsgId. `at` is CreateTime, now when None."""
        head = {
            "ToUserName": self.account.original_id,
            "FromUserName": user.openid,
            "CreateTime": at or self.clock.stamp(),
        }
        numbered = {} if fields["MsgType"] == "event" else {"MsgId": msg_id or self.new_id()}
        return head | fields | numbered

    def push(self, user: User, fields: messages.Fields, in_order: bool = True) -> Delivery:
        """Starts the delivery of a whole message and returns at once; raises RuntimeError without a product."""
        if not self.pusher.products:
            raise RuntimeError("the platform does not know where the product listens")
        delivery = Delivery(user, fields)
        self.background(self._carry(delivery, in_order))
        return delivery

    def report(self, user: User, name: str, **fields: object) -> Delivery:
        """Pushes an event that is not of the user's doing."""
        return self.push(user, self.addressed(user, messages.event(name, **fields)), in_order=False)

    def background(self, work) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        """Drops what is still under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.pusher.aclose()

    async def _carry(self, delivery: Delivery, in_order: bool) -> None:
        verdict = await self.pusher.deliver(delivery, in_order)
        self._noted(delivery, verdict)
        if verdict is None:
            self._trouble(delivery)
            delivery.end("unanswered", delivery.tries[-1].trouble)
            return
        if verdict.outcome == "reply" and delivery.user.followed and verdict.look:
            look = verdict.look
            delivery.user.typing_until = 0.0
            more = {"items": look.items, "detail": look.detail, "answers": delivery.msg_id}
            delivery.user.inbox.add(look.kind, look.text, "passive", **more)
        elif verdict.outcome == "transfer":
            self.hand_over(delivery.user, verdict.agent)
        elif verdict.outcome == "fault":
            self._trouble(delivery)
        delivery.end(verdict.outcome, verdict.why)

    def _trouble(self, delivery: Delivery) -> None:
        """The notice is for the user's own acts; a receipt that fails shows nothing."""
        if delivery.user.followed and delivery.fields.get("Event") not in messages.SILENT:
            delivery.user.inbox.add("fault", FAULT, "system")

    def hand_over(self, user: User, agent: str | None = None) -> Session | None:
        """Opens the conversation with a human and reports it; None, and a sentence, when nobody is there."""
        agent = agent or (self.account.agents[0] if self.account.agents else None)
        if agent not in self.account.agents:
            user.inbox.add("notice", "暂无客服在线", "system")
            return None
        user.session = Session(str(agent), self.clock.now())
        user.inbox.add("handover", f"已转接人工客服 {agent}", "system")
        self.report(user, "kf_create_session", KfAccount=agent)
        return user.session

    def close_session(self, user: User) -> Delivery | None:
        """The human ends it, or it was idle; reported. None when there was no conversation."""
        if user.session is None:
            return None
        agent, user.session = user.session.agent, None
        user.inbox.add("notice", "人工客服会话已结束", "system")
        return self.report(user, "kf_close_session", KfAccount=agent)

    def session_of(self, user: User) -> Session | None:
        """The open one; one that was idle for half an hour is closed here."""
        if user.session and self.clock.now() - user.session.last > IDLE:
            self.close_session(user)
        return user.session

    def _noted(self, delivery: Delivery, verdict: Verdict | None) -> None:
        what = str(delivery.fields.get("Event") or delivery.fields["MsgType"])
        for number, one in enumerate(delivery.tries, 1):
            note = one.trouble or (f"{verdict.outcome} {verdict.why}".strip() if verdict else "")
            answer = None if one.status is None else one.body.decode("utf-8", "replace")
            if verdict and verdict.reply and one.status is not None:
                answer = messages.xml(verdict.reply)
            ms = one.seconds * 1000
            self.traffic.note("push", f"{what} ×{number}", delivery.xml, one.status, answer, ms=ms, note=note)
