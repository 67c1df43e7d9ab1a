"""One user's phone for ordinary tests: what a person can do, and the inbox that shows what came of it."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import httpx2

from simulators.wechat import acts, messages
from simulators.wechat.api.oauth import COOKIE
from simulators.wechat.deliveries import Delivery
from simulators.wechat.inbox import Inbox
from simulators.wechat.users import User

if TYPE_CHECKING:
    from simulators.wechat.fixture import WeChat

_OAUTH_HOST = "https://open.weixin.qq.com"
_HOPS = 10


class Phone:
    """Every act returns at once with its Delivery, on which a test may `wait`."""

    def __init__(self, wechat: "WeChat", user: User) -> None:
        self.wechat, self.user = wechat, user

    @cached_property
    def browser(self) -> httpx2.Client:
        """WeChat's own, with its cookies."""
        return httpx2.Client(cookies={COOKIE: self.openid}, trust_env=False, timeout=10)

    def puts_away(self) -> None:
        if "browser" in self.__dict__:
            self.browser.close()

    @property
    def inbox(self) -> Inbox:
        return self.user.inbox

    @property
    def openid(self) -> str:
        return self.user.openid

    def says(self, text: str, menu_id: str | None = None, **how: int) -> Delivery:
        """`how`: msg_id and at (CreateTime), to make them collide."""
        return self.sends(messages.text(text, menu_id), **how)

    def sends(self, fields: messages.Fields, **how: int) -> Delivery:
        """Any message that simulators.wechat.messages builds."""
        return self._act(acts.say, fields, **how)

    def speaks(self, recognition: str | None = None) -> Delivery:
        """A voice message; None: without recognition."""
        return self.sends(messages.voice(recognition))

    def sends_image(self) -> Delivery:
        return self.sends(messages.image())

    def sends_location(self, latitude: float, longitude: float, label: str = "") -> Delivery:
        return self.sends(messages.location(latitude, longitude, label))

    def says_at_once(self, texts: Sequence[str], order: Sequence[int] | None = None) -> list[Delivery]:
        """In parallel, numbered in the order of `texts` but sent in `order` (places in `texts`)."""
        return self._act(_at_once, texts, order or range(len(texts)))

    def taps(self, content: str) -> Delivery:
        """A line of the last message menu that has it; raises acts.Impossible."""
        return self._act(acts.tap, content)

    def clicks(self, name: str) -> Delivery:
        """An entry of the account's menu; raises acts.Impossible."""
        return self._act(acts.click, name)

    def follows(self) -> Delivery:
        return self._act(acts.follow)

    def unfollows(self) -> Delivery:
        return self._act(acts.unfollow)

    def scans(self, code: str) -> Delivery | None:
        """The ticket or the scene of a code that the product made; raises acts.Impossible."""
        return self._act(acts.scan, code)

    def accepts(self, template_id: str, count: int | None = 1) -> Delivery:
        """So many subscription notices more; None: long-term."""
        return self._act(acts.answer_consent, template_id, True, count)

    def declines(self, template_id: str) -> Delivery:
        """The pop-up that asks for consent."""
        return self._act(acts.answer_consent, template_id, False)

    def refuses(self, template_id: str) -> Delivery | None:
        """In the management of notices, for good."""
        return self._act(acts.refuse, template_id)

    def is_closed_by_agent(self) -> Delivery | None:
        """The human ends the conversation."""
        return self.wechat.call(self.wechat.platform.close_session, self.user)

    def hears_agent(self, text: str) -> None:
        """The human says something."""
        self.wechat.call(self.inbox.add, "staff", text, "staff")

    def opens(self, url: str) -> httpx2.Response:
        """A page in WeChat's browser, through all redirections; OAuth of the real host is played here."""
        for _ in range(_HOPS):
            response = self.browser.get(url.replace(_OAUTH_HOST, self.wechat.url))
            if not response.has_redirect_location:
                return response
            url = urljoin(str(response.url), response.headers["location"])
        raise acts.Impossible(f"跳转超过 {_HOPS} 次")

    def _act(self, act, *args: object, **more: object):
        return self.wechat.call(act, self.wechat.platform, self.user, *args, **more)


def _at_once(platform, user: User, texts: Sequence[str], order: Sequence[int]) -> list[Delivery]:
    ids = [platform.new_id() for _ in texts]
    sent = {place: acts.say(platform, user, messages.text(texts[place]), False, msg_id=ids[place]) for place in order}
    return [sent[place] for place in range(len(texts))]
