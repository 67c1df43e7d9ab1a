"""The gateway's channel answers messages whole and errors as errors."""

import asyncio
import socket
from types import SimpleNamespace

import aiohttp
import pytest
from rasa.core.channels.channel import register
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot.action_server import ActionsAway, ActionServer
from bot.channels.gateway import GatewayInput, MissingSecret, TurnOutput
from bot.repository import ConversationsAway

SECRET = "a-long-secret"
GOOD = {"sender": "p1", "text": "你好", "metadata": {"request_id": "r1"}}


class FakeAgent:
    """Stands where Rasa keeps its agent; says what it is told to, or raises it."""

    def __init__(self, replies=({"text": "您好"},), ready=True):
        self.replies, self.ready, self.seen = replies, ready, []
        self.processor = SimpleNamespace(action_endpoint=EndpointConfig("http://actions/webhook"))

    def is_ready(self):
        return self.ready

    async def handle_message(self, message):
        self.seen.append(message)
        if isinstance(self.replies, BaseException):
            raise self.replies
        for reply in self.replies:
            await message.output_channel.send_response(message.sender_id, dict(reply))


class Door:
    """A true Sanic server with the channel; only one can start in a process, so the agent behind it is exchanged."""

    def __init__(self):
        self.app = Sanic("gateway-test")
        self.app.config.MOTD = False
        register([GatewayInput(SECRET)], self.app, route="/webhooks/")
        self.loop = asyncio.new_event_loop()
        free = socket.create_server(("127.0.0.1", 0))
        server = self.loop.run_until_complete(
            self.app.create_server(sock=free, return_asyncio_server=True, access_log=False)
        )
        self.loop.run_until_complete(server.startup())
        self.url = f"http://127.0.0.1:{free.getsockname()[1]}/webhooks/gateway/"

    def exchange(self, agent, method, path, **request):
        self.app.ctx.agent = agent
        return self.loop.run_until_complete(self._exchange(method, path, request))

    async def _exchange(self, method, path, request):
        async with aiohttp.ClientSession() as client, client.request(method, self.url + path, **request) as answer:
            return SimpleNamespace(status=answer.status, body=await answer.json(content_type=None))


@pytest.fixture(scope="module")
def door():
    return Door()


@pytest.fixture
def post(door):
    def send(agent=None, body=GOOD, token=SECRET, **request):
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return door.exchange(agent or FakeAgent(), "POST", "messages", headers=headers, **(request or {"json": body}))

    return send


def test_a_message_reaches_rasa_and_its_answer_comes_back(post):
    agent = FakeAgent()
    answer = post(agent)
    assert (answer.status, answer.body) == (200, {"messages": [{"text": "您好", "buttons": [], "custom": {}}]})
    seen = agent.seen[0]
    assert (seen.sender_id, seen.text, seen.input_channel, seen.metadata) == (
        "p1",
        "你好",
        "gateway",
        {"request_id": "r1"},
    )


def test_text_buttons_and_custom_payload_stay_together(post):
    button = {"title": "怎么申请", "payload": "/ask_process"}
    reply = {"text": "每月1500元\n\n发三年", "buttons": [button], "custom": {"cards": [1]}, "image": None}
    assert post(FakeAgent([reply])).body["messages"] == [
        {"text": "每月1500元\n\n发三年", "buttons": [button], "custom": {"cards": [1]}}
    ]


@pytest.mark.parametrize("token", [None, "", "wrong", SECRET + "x"])
def test_without_the_secret_nothing_is_said(post, token):
    agent = FakeAgent()
    assert post(agent, token=token).status == 401
    assert agent.seen == []


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"sender": "p1"},
        {"text": "你好"},
        {**GOOD, "text": " "},
        {**GOOD, "sender": 7},
        {**GOOD, "metadata": []},
    ],
)
def test_a_malformed_body_is_refused(post, body):
    answer = post(body=body)
    assert (answer.status, answer.body["error"]) == (422, "MalformedMessage")


def test_a_body_that_is_no_json_is_refused(post):
    assert post(data=b"{broken").status == 422


def test_a_failure_while_processing_is_an_error_and_tells_no_secrets(post):
    answer = post(FakeAgent(RuntimeError("身份证 410101")))
    assert (answer.status, answer.body["error"]) == (500, "RuntimeError")
    assert "410101" not in answer.body["detail"]


def test_without_the_conversations_the_turn_is_refused_rather_than_taken_for_a_new_one(post):
    answer = post(FakeAgent(ConversationsAway()))
    assert (answer.status, answer.body["error"]) == (503, "ConversationsAway")


def test_without_the_action_server_the_turn_is_refused_rather_than_cut_short(post):
    agent = FakeAgent(ActionsAway())
    answer = post(agent)
    assert (answer.status, answer.body["error"]) == (503, "ActionsAway")
    assert isinstance(agent.processor.action_endpoint, ActionServer)


def test_a_turn_without_any_message_is_an_error(post):
    assert post(FakeAgent([])).body["error"] == "NoAnswer"


def test_without_a_model_messages_are_refused_rather_than_swallowed(post):
    agent = FakeAgent(ready=False)
    assert post(agent).status == 503
    assert agent.seen == []


@pytest.mark.parametrize(("agent", "status"), [(FakeAgent(), 200), (FakeAgent(ready=False), 503), (None, 503)])
def test_health_is_good_only_with_a_loaded_model(door, agent, status):
    assert door.exchange(agent, "GET", "").status == status


@pytest.mark.parametrize("credentials", [None, {}, {"secret": ""}, {"secret": "${RASA_SECRET}"}])
def test_the_channel_refuses_to_start_without_a_secret(credentials):
    with pytest.raises(MissingSecret):
        GatewayInput.from_credentials(credentials)


def test_the_output_channel_has_the_channels_name():
    assert GatewayInput.from_credentials({"secret": "s"}).get_output_channel().name() == TurnOutput.name() == "gateway"
