"""The platform for tests: `with WeChat(product) as wechat:` and ordinary, synchronous sentences."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from simulators.wechat import messages
from simulators.wechat.account import Account
from simulators.wechat.clock import Clock
from simulators.wechat.deliveries import Try
from simulators.wechat.envelopes import Envelope, seal
from simulators.wechat.phone import Phone
from simulators.wechat.platform import Platform
from simulators.wechat.server import LOOPBACK, Background, bound

T = TypeVar("T")


class WeChat:
    """Serves its API at `url` from a thread, pushes to `product` (which may be set later, when it listens).

    `scale` shortens the platform's waits: at 0.1 the product has half a second to answer. `wall` is the source of time.
    The block ends with an AssertionError when an injected fault or a planned receipt was never needed.
    """

    def __init__(
        self,
        product: str | None = None,
        account: Account | None = None,
        scale: float = 0.1,
        wall: Callable[[], float] = time.time,
        port: int = 0,
    ) -> None:
        self.account = account or Account()
        self.clock = Clock(wall, scale)
        self.platform = Platform(self.account, [product] if product else [], self.clock)
        self.faults, self.receipts = self.platform.faults, self.platform.receipts
        self.tokens, self.traffic = self.platform.tokens, self.platform.traffic
        self._phones: dict[str, Phone] = {}
        self._place = bound(port)
        self.url = f"http://{LOOPBACK}:{self._place.getsockname()[1]}"
        self._background = Background(self.platform, self._place)

    @property
    def products(self) -> list[str]:
        """Webhook addresses, taken in turn."""
        return self.platform.pusher.products

    @property
    def product(self) -> str | None:
        return self.products[0] if self.products else None

    @product.setter
    def product(self, url: str) -> None:
        self.products[:] = [url]

    def user(self, name: str, followed: bool = True) -> Phone:
        """The phone of that person, who has been following all along unless `followed` is False."""
        if name not in self._phones:
            self._phones[name] = Phone(self, self.call(self.platform.user, name, followed))
        return self._phones[name]

    def checks_url(self, echostr: str = "5836193470201234567") -> bool:
        """As the console does when the address is entered."""
        return self.call(self.platform.pusher.check_url, echostr)

    def message(self, phone: Phone, fields: messages.Fields | None = None, **how: int) -> str:
        """The plain XML of a message of that person, to be sealed or spoiled by hand."""
        return messages.xml(self.platform.addressed(phone.user, fields or messages.text("你好"), **how))

    def envelope(self, phone: Phone, fields: messages.Fields | None = None, **how: int) -> Envelope:
        """An honest request, not sent; simulators.wechat.hostile makes others of it."""
        return seal(self.account, self.message(phone, fields, **how), phone.openid, self.clock.stamp())

    def post(self, envelope: Envelope) -> Try:
        """Sends it as it is, once; nothing follows from the answer."""
        return self.call(self.platform.pusher.post, envelope)

    def call(self, act: Callable[..., T], *args: object, **more: object) -> T:
        """Runs something in the platform's own thread."""
        return self._background.call(act, *args, **more)

    def start(self) -> "WeChat":
        self._background.start()
        return self

    def stop(self) -> None:
        for phone in self._phones.values():
            phone.puts_away()
        self._background.stop()

    def __enter__(self) -> "WeChat":
        return self.start()

    def __exit__(self, kind: type | None, *_: object) -> None:
        self.stop()
        if kind is None:
            self.faults.assert_consumed()
            self.receipts.assert_consumed()

    async def __aenter__(self) -> "WeChat":
        return await asyncio.to_thread(self.start)

    async def __aexit__(self, *raised: object) -> None:
        await asyncio.to_thread(self.__exit__, *raised)
