"""What nginx tells the gateways of a visitor, with and without a proxy before it that ends TLS."""

import json
import shutil
import subprocess
import threading
import time
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

import httpx2
import pytest

from launch.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
VISITOR = "203.0.113.7"
POLLING = "/socket.io/?EIO=4&transport=polling"
_CONF = """\
daemon off;
pid {directory}/pid;
error_log {directory}/log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    {sites}
}}
"""


@contextmanager
def gateway():
    """Answers with the headers it was sent and its port."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            payload = json.dumps({**self.headers, "port": self.server.server_port}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_):
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@contextmanager
def nginx(directory, gateways, trusted):
    """As compose.yml starts it, but on a loopback port; `trusted` ends TLS before it."""
    public = free_port()
    given = {
        "GATEWAYS": " ".join(f"server 127.0.0.1:{port};" for port in gateways),
        "ACTIONS": f"server 127.0.0.1:{free_port()};",
        "PUBLIC_LISTEN": f"127.0.0.1:{public}",
        "PRIVATE_LISTEN": f"127.0.0.1:{free_port()}",
        "ACTIONS_LISTEN": f"127.0.0.1:{free_port()}",
        "TRUSTED_PROXY": trusted,
    }
    templates = sorted((ROOT / "deploy").glob("*.conf.template"))
    sites = "\n".join(Template(file.read_text(encoding="utf-8")).safe_substitute(given) for file in templates)
    (directory / "nginx.conf").write_text(_CONF.format(directory=directory, sites=sites))
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    process = subprocess.Popen([program, "-c", str(directory / "nginx.conf")])
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{public}", trust_env=False) as visitor:
            until = time.monotonic() + 10
            while not _answers(visitor):
                assert process.poll() is None and time.monotonic() < until, (directory / "log").read_text()
                time.sleep(0.05)
            yield visitor
    finally:
        process.terminate()
        process.wait()


def _answers(visitor):
    try:
        return visitor.get("/").status_code == 200
    except httpx2.HTTPError:
        return False


@pytest.fixture(scope="module")
def gateways():
    with ExitStack() as two:
        yield [two.enter_context(gateway()) for _ in range(2)]


@pytest.fixture(scope="module")
def behind(gateways, tmp_path_factory):
    """nginx behind a proxy that it trusts: whoever asks it in these tests."""
    with nginx(tmp_path_factory.mktemp("behind"), gateways, "127.0.0.1") as visitor:
        yield visitor


@pytest.fixture(scope="module")
def alone(gateways, tmp_path_factory):
    with nginx(tmp_path_factory.mktemp("alone"), gateways, "192.0.2.1") as visitor:
        yield visitor


def told(client, path="/", **headers):
    answer = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}).json()
    return answer["X-Forwarded-For"], answer["X-Forwarded-Proto"]


PATHS = ["/", "/wechat", "/wechat/login", "/socket.io/?EIO=4", "/chat/sessions", "/staff/errands"]


def test_a_trusted_proxy_is_believed_about_address_and_scheme(behind):
    assert told(behind, X_Forwarded_For=VISITOR, X_Forwarded_Proto="https") == (VISITOR, "https")
    assert told(behind, X_Forwarded_For=VISITOR, X_Forwarded_Proto="http") == (VISITOR, "http")
    assert told(behind, X_Forwarded_For=VISITOR) == (VISITOR, "http")


def test_what_the_visitor_had_claimed_to_that_proxy_is_not(behind):
    assert told(behind, X_Forwarded_For=f"198.51.100.9, {VISITOR}", X_Forwarded_Proto="https") == (VISITOR, "https")


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_is_believed_whatever_is_asked_for(alone, path):
    assert told(alone, path, X_Forwarded_For=VISITOR, X_Forwarded_Proto="https") == ("127.0.0.1", "http")


@pytest.mark.parametrize("path", PATHS)
def test_a_gateway_hears_which_host_was_asked(alone, path):
    assert alone.get(path, headers={"Host": "rc.example.gov.cn"}).json()["Host"] == "rc.example.gov.cn"


def test_a_websocket_is_led_through_as_one_and_nothing_else_is(alone):
    def led(upgrade):
        told = alone.get("/socket.io/", headers={"Connection": "Upgrade", "Upgrade": upgrade}).json()
        return told.get("Connection"), told.get("Upgrade")

    assert led("websocket") == ("upgrade", "websocket")
    assert led("h2c")[0] is None


def test_visitors_who_poll_are_divided_among_the_gateways_and_each_keeps_to_one(behind, gateways):
    met = {}
    for _ in range(2):
        for number in range(1, 21):
            address = f"203.0.113.{number}"
            answer = behind.get(POLLING, headers={"X-Forwarded-For": address}).json()
            met.setdefault(address, set()).add(answer["port"])
    assert all(len(ports) == 1 for ports in met.values())
    assert {port for ports in met.values() for port in ports} == set(gateways)
