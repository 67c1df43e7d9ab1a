"""Sends messages to the product as the platform does: five seconds for an answer, three deliveries, then the notice."""

import asyncio
import itertools
import ssl
import time

import httpx2

from simulators.wechat.account import Account
from simulators.wechat.clock import Clock
from simulators.wechat.deliveries import Delivery, Try
from simulators.wechat.envelopes import Envelope, new_nonce, seal, signed
from simulators.wechat.verdicts import Verdict, judge

PATIENCE = 5  # seconds of the platform
TRIES = 3
_GAP = 0.2  # real seconds after which a user's next message goes out although the last is not answered yet


class Pusher:
    """`products` are webhook addresses; several are taken in turn, as by a load balancer before them."""

    def __init__(self, account: Account, products: list[str], clock: Clock) -> None:
        self.account, self.products, self.clock, self.gap = account, products, clock, _GAP
        self._turn = itertools.count()
        # an idle connection is given up before servers do (5 s), or its end would look like a failed delivery
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=200, keepalive_expiry=2)
        # products under test speak plain HTTP; a context without certificates is made in no time
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._client = httpx2.AsyncClient(timeout=None, limits=limits, trust_env=False, verify=context)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def deliver(self, delivery: Delivery, in_order: bool = True) -> Verdict | None:
        """All tries; the judgement of the answer, or None when there was none.

        `in_order`: not before the user's earlier message was answered or has had a moment, as a thumb cannot be faster.
        """
        nonce = new_nonce()
        if in_order:
            async with delivery.user.lane:
                first = asyncio.create_task(self._try(delivery, nonce))
                await asyncio.wait({first}, timeout=self.gap)
            await first
        else:
            await self._try(delivery, nonce)
        while delivery.tries[-1].status is None and len(delivery.tries) < TRIES:
            await asyncio.sleep(max(0.0, self.clock.real(PATIENCE) - delivery.tries[-1].seconds))
            await self._try(delivery, nonce)
        last = delivery.tries[-1]
        return None if last.status is None else judge(self.account, delivery, last.status, last.body)

    async def _try(self, delivery: Delivery, nonce: str) -> None:
        nonce = nonce if self.account.retries_reuse_nonce else new_nonce()
        envelope = seal(self.account, delivery.xml, delivery.user.openid, self.clock.stamp(), nonce)
        delivery.tries.append(await self.post(envelope))

    async def post(self, envelope: Envelope, patience: float = PATIENCE) -> Try:
        """One HTTP request, whatever is in it; `patience` in seconds of the platform."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self.clock.real(patience)):
                headers = {"Content-Type": envelope.content_type}
                url = self._product().copy_merge_params(envelope.params)
                response = await self._client.post(url, content=envelope.body, headers=headers)
        except TimeoutError:
            return Try(time.perf_counter() - began, trouble="timeout")
        except httpx2.TransportError as error:
            return Try(time.perf_counter() - began, trouble=type(error).__name__)
        return Try(time.perf_counter() - began, response.status_code, response.content)

    async def check_url(self, echostr: str) -> bool:
        """The check when the address is entered in the console: whether the product gave the echostr back."""
        params = signed(self.account, self.clock.stamp()) | {"echostr": echostr}
        async with asyncio.timeout(self.clock.real(PATIENCE)):
            response = await self._client.get(self._product().copy_merge_params(params))
        return response.status_code == 200 and response.text == echostr

    def _product(self) -> httpx2.URL:
        return httpx2.URL(self.products[next(self._turn) % len(self.products)])
