"""An action server that is away ends the turn; an action that goes wrong does not."""

import asyncio
import socket
from types import SimpleNamespace

import pytest
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.action_server import ActionsAway, ActionServer, watch


def ask(handler):
    """What an ActionServer makes of a server that handles requests so; None: nobody listens."""

    async def asked():
        place = socket.create_server(("127.0.0.1", 0))
        port = place.getsockname()[1]
        if handler is None:
            place.close()
            return await ActionServer(f"http://127.0.0.1:{port}").request(json={})
        application = web.Application()
        application.router.add_post("/", handler)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.SockSite(runner, place).start()
        try:
            return await ActionServer(f"http://127.0.0.1:{port}").request(json={})
        finally:
            await runner.cleanup()

    return asyncio.run(asked())


def answering(status):
    async def handler(request):
        return web.json_response({"events": []}, status=status)

    return handler


async def dying(request):
    """As a process killed over its action."""
    request.transport.abort()
    return web.Response()


def test_an_answer_comes_through():
    assert ask(answering(200)) == {"events": []}


@pytest.mark.parametrize("handler", [None, dying, answering(502), answering(503), answering(504)])
def test_a_server_that_is_gone_ends_the_turn(handler):
    with pytest.raises(ActionsAway):
        ask(handler)


@pytest.mark.parametrize("status", [400, 500])
def test_an_action_that_rejects_or_breaks_is_rasas_own_matter(status):
    with pytest.raises(ClientResponseError):
        ask(answering(status))


def test_it_is_an_exception_that_rasa_does_not_swallow():
    assert not issubclass(ActionsAway, Exception)


def test_the_endpoint_of_the_agent_is_watched_and_stays_the_same_otherwise():
    endpoint = EndpointConfig("http://actions/webhook", token="t", selective_domain=True)  # noqa: S106
    agent = SimpleNamespace(processor=SimpleNamespace(action_endpoint=endpoint))
    watch(agent)
    watched = agent.processor.action_endpoint
    assert isinstance(watched, ActionServer) and vars(watched) == vars(endpoint)
    watch(agent)
    assert agent.processor.action_endpoint is watched


def test_an_agent_without_action_server_is_left_alone():
    agent = SimpleNamespace(processor=SimpleNamespace(action_endpoint=None))
    watch(agent)
    assert agent.processor.action_endpoint is None
