"""Everything twice behind nginx: with a gateway and a Rasa killed under load nothing is lost, doubled or mixed up."""

import httpx2
import pytest

from benchmarks.wechat import DOUBLED, measure
from launch import topology
from launch.settings import ROOT, Settings
from launch.topology import Counts


def test_under_load_with_a_gateway_and_a_rasa_killed_nothing_is_lost_doubled_or_out_of_order():
    report = measure(DOUBLED, seconds=10.0, rate=15.0)
    assert report["sent"] == 150
    assert (report["lost"], report["doubled"], report["disordered"]) == (0, 0, 0), report


@pytest.fixture(scope="module")
def there():
    with topology.running(Settings.load(), ROOT / "var/topology", Counts(1, 1, 1, 1)) as running:
        yield running


@pytest.mark.parametrize("path", ["/answers", "/docs", "/readyz", "/dev/outbox", "/eligibility"])
def test_what_is_not_for_the_internet_is_not_reachable(there, path):
    assert httpx2.get(there.url + path, trust_env=False).status_code == 404


@pytest.mark.parametrize("path", ["/", "/widget.js", "/socket.io/?EIO=4&transport=polling"])
def test_the_website_is(there, path):
    assert httpx2.get(there.url + path, trust_env=False).status_code == 200


def test_what_is_said_by_request_is_answered(there):
    with httpx2.Client(base_url=there.url, trust_env=False, timeout=30) as visitor:
        token = visitor.post("/chat/sessions").json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = visitor.post("/chat/messages", json={"text": "博士每月能领多少生活补贴"}, headers=headers)
    assert "1500元" in answer.json()["messages"][0]["text"]
