"""What no platform sends: refused with 4xx, never executed, never a 5xx, and nothing of it in the log."""

import asyncio
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

import httpx2
import pytest

from simulators.wechat import hostile, messages
from tests.backend.chat.wechat.conftest import CUSTOM_SEND, is_offer, posted, said, until
from tests.backend.chat.wechat.damage import mutants

SECRET = "我的身份证号是秘密"
AT_ONCE = 16
FORBIDDEN = {"forged", "unsigned", "another body", "old", "from the future", "another appid"}


def envelopes(wechat, phone) -> dict:
    message = wechat.message(phone, messages.text(SECRET))
    return hostile.all_of(wechat.account, message, phone.openid, wechat.clock.stamp())


def kinds() -> list[str]:
    names = "forged, unsigned, another body, old, from the future, giant, bomb inside, file inside, bomb outside, "
    return (names + "file outside, broken inside, broken outside, another appid, another key, empty").split(", ")


@pytest.mark.parametrize("kind", kinds())
def test_it_is_refused_and_logged_without_content(wechat, gateway, rasa, phone, tables, kind):
    before = len(gateway.logged)
    answer = posted(wechat, envelopes(wechat, phone)[kind])
    assert answer.status == (403 if kind in FORBIDDEN else 413 if kind == "giant" else 400)
    logged = gateway.logged[before:]
    assert "refused" in logged and SECRET not in logged and phone.openid not in logged
    assert (tables.session, rasa.heard) == (None, [])


def test_every_kind_there_is_was_tried(wechat, phone):
    assert set(envelopes(wechat, phone)) == set(kinds())


def test_a_large_body_without_a_length_is_refused_too(gateway, wechat, phone):
    honest = wechat.envelope(phone)
    chunks = (b" " * 10_000 for _ in range(8))
    url = httpx2.URL(f"{gateway.url}/wechat").copy_merge_params(honest.params)
    assert httpx2.post(url, content=chunks, trust_env=False).status_code == 413


def test_the_same_request_again_hears_the_same_and_is_not_executed_again(wechat, rasa, phone):
    envelope = wechat.envelope(phone, messages.text("博士多少"))
    first, again = posted(wechat, envelope), posted(wechat, envelope)
    assert (first.status, again.status, len(rasa.heard)) == (200, 200, 1)
    assert b"<Encrypt>" in first.body and b"<Encrypt>" in again.body


def test_another_body_under_a_used_nonce_is_refused(wechat, gateway, rasa, phone, monkeypatch):
    """Rightly signed, as by somebody who has learned the token but must not reuse what was seen."""
    first = wechat.envelope(phone, messages.text("一"))
    monkeypatch.setattr("simulators.wechat.envelopes.new_nonce", lambda: first.params["nonce"])
    stamp = int(first.params["timestamp"])
    second = hostile.seal(wechat.account, wechat.message(phone, messages.text("二")), phone.openid, stamp)
    assert second.params["signature"] == first.params["signature"]
    assert (posted(wechat, first).status, posted(wechat, second).status) == (200, 403)
    assert [heard["text"] for heard in rasa.heard] == ["一"]
    assert "Replayed" in gateway.logged


def test_a_captured_signature_carries_no_other_body_in_plain_mode(impatient, rasa):
    phone = impatient.user("明文")
    first, other = (impatient.envelope(phone, messages.text(text)) for text in ("一", "二"))
    assert posted(impatient, first).status == 200
    assert posted(impatient, hostile.another_body(first, other)).status == 403
    assert [heard["text"] for heard in rasa.heard] == ["一"]


@pytest.mark.parametrize("echostr", ["<script>alert(1)</script>", "", "x" * 300])
def test_an_echo_that_could_be_markup_is_refused(gateway, wechat, phone, echostr):
    params = wechat.envelope(phone).params | {"echostr": echostr}
    assert httpx2.get(f"{gateway.url}/wechat", params=params, trust_env=False).status_code == 400


def test_an_echo_needs_a_signature(gateway):
    params = {"signature": "0" * 40, "timestamp": str(int(time.time())), "nonce": "1", "echostr": "123"}
    assert httpx2.get(f"{gateway.url}/wechat", params=params, trust_env=False).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_are_not_allowed(gateway, method):
    assert httpx2.request(method, f"{gateway.url}/wechat", trust_env=False).status_code == 405


def test_the_log_has_neither_contents_nor_openids_whatever_happens(wechat, gateway, rasa, phone, tables):
    rasa.answer = [{"text": f"{SECRET}{number}{'啊' * 600}"} for number in range(9)]
    wechat.faults.add(CUSTOM_SEND, errcode=47001)
    wechat.faults.add(CUSTOM_SEND, errcode=45002)
    wechat.faults.add(CUSTOM_SEND, after=True, cut=True)
    phone.says(SECRET)
    phone.inbox.wait_for(is_offer, 15)
    rasa.status = 500
    phone.says(SECRET).wait()
    until(lambda: "换个说法" in "".join(said(phone)))
    posted(wechat, replace(wechat.envelope(phone), body=SECRET.encode()))
    logged = gateway.logged
    assert "wechat.alarm" in logged and "chat.turn.failed" in logged
    assert SECRET not in logged and "啊啊" not in logged and "\\u6211\\u7684" not in logged
    assert phone.openid not in logged
    assert wechat.account.secret not in logged and not any(token in logged for token in wechat.tokens.given)


async def _all_posted(url: str, posts) -> tuple[Counter, float]:
    """Statuses, and the slowest answer in seconds."""
    statuses, slowest = Counter(), 0.0

    async def one_after_the_other(client: httpx2.AsyncClient) -> None:
        nonlocal slowest
        for post in posts:
            began = time.perf_counter()
            response = await client.post(f"{url}/wechat?{post.query_string}", content=post.body)
            statuses[response.status_code] += 1
            slowest = max(slowest, time.perf_counter() - began)

    async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
        await asyncio.gather(*(one_after_the_other(client) for _ in range(AT_ONCE)))
    return statuses, slowest


def test_of_ten_thousand_mutated_envelopes_none_is_answered_with_5xx(wechat, gateway, rasa, phone):
    posts = mutants(seed=4711, count=10_000, at=datetime.now(UTC))
    began = time.monotonic()
    statuses, slowest = asyncio.run(_all_posted(gateway.url, islice(posts, 10_000)))
    took = time.monotonic() - began
    assert statuses.total() == 10_000 and took < 60, (statuses, took)
    assert {status for status in statuses if status >= 500} == set(), statuses
    assert {200, 400, 403, 413} <= set(statuses)
    assert gateway.process.poll() is None
    assert phone.says("还在吗").wait().outcome in ("reply", "accepted")
    phone.inbox.wait_for("好的", 10)
    print(f"{statuses} in {took:.1f} s, the slowest after {slowest:.2f} s")
