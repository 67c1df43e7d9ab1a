"""The way from Rasa to the action server: while nobody is there, the turn is not taken at all."""

from __future__ import annotations

from typing import Any

import aiohttp
from rasa.core.agent import Agent
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

# What a proxy answers whose servers are gone or have broken off; an action with a bug is the server's own 500.
_GONE = (502, 503, 504)


class ActionsAway(BaseException):
    """The action server cannot be reached, or died over its action: the turn must end here, to be taken again.

    No Exception, because Rasa logs whatever an action raises, loses what it has done, and goes on to the next.
    """


class ActionServer(EndpointConfig):
    """An endpoint that tells a server that is away from an action that went wrong."""

    @classmethod
    def behind(cls, endpoint: EndpointConfig) -> ActionServer:
        """The same endpoint."""
        server = cls()
        vars(server).update(vars(endpoint))
        return server

    async def request(self, *arguments: Any, **more: Any) -> Any:
        """As Rasa's; raises ActionsAway."""
        try:
            return await super().request(*arguments, **more)
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError) as error:
            raise ActionsAway from error
        except ClientResponseError as error:
            if error.status in _GONE:
                raise ActionsAway from error
            raise


def watch(agent: Agent) -> None:
    """From now on the agent's turns end when the action server is away; again when it has loaded another model."""
    endpoint = agent.processor.action_endpoint
    if endpoint and not isinstance(endpoint, ActionServer):
        agent.processor.action_endpoint = ActionServer.behind(endpoint)
