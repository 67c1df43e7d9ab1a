"""Ten thousand damaged posts: each is read or refused with its reason, and nothing else ever happens."""

from collections import Counter
from dataclasses import fields
from datetime import UTC

import pytest

from backend.chat.wechat import passive, refusals
from backend.chat.wechat.parsing import KEY_LENGTH
from backend.chat.wechat.post import Opened, read
from tests.backend.chat.wechat.damage import mutants
from tests.backend.chat.wechat.envelopes import NOW, PLAIN, SAFE

REASONS = {
    kind.__name__
    for kind in vars(refusals).values()
    if isinstance(kind, type) and issubclass(kind, refusals.EnvelopeRefused) and not kind.__subclasses__()
}


def whole(opened: Opened) -> None:
    """What the gateway stores and answers holds for whatever was let in."""
    message = opened.message
    assert 0 < len(opened.key) <= KEY_LENGTH and opened.key.isascii()
    assert message.sent_at.tzinfo is UTC
    for value in (getattr(message, one.name) for one in fields(message)):
        assert "\x00" not in value if isinstance(value, str) else not isinstance(value, int) or abs(value) < 2**63
    assert opened.sealed(passive.text(message, "好", NOW), NOW).startswith(b"<xml>")


@pytest.mark.parametrize(
    ("account", "elsewhere"), [(SAFE, {"KeyMissing"}), (PLAIN, {"PlainRefused", "AppidWrong", "Undecipherable"})]
)
def test_of_ten_thousand_damaged_posts_each_is_read_or_refused(account, elsewhere):
    seen = Counter()
    for post in mutants(seed=20261126, count=10_000):
        try:
            whole(read(account, post.parameters, post.body, NOW))
            seen["read"] += 1
        except refusals.EnvelopeRefused as refused:
            seen[type(refused).__name__] += 1
    assert seen.total() == 10_000
    assert set(seen) == REASONS - elsewhere - {"EchoMalformed", "Replayed"} | {"read"}, "some depth was never reached"


def test_the_same_seed_makes_the_same_posts():
    assert list(mutants(1, 50)) == list(mutants(1, 50)) != list(mutants(2, 50))
