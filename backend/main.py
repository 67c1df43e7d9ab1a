"""The backend: policies for programs, the chat door for people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from backend import errors
from backend.body_limit import BodyLimit
from backend.cases.endpoints import router as cases
from backend.chat import lane, signals
from backend.chat.endpoints import router as chat
from backend.chat.web import server as sockets
from backend.chat.web.pages import router as pages
from backend.chat.wechat.browser import AskWeChat
from backend.chat.wechat.endpoints import router as wechat
from backend.clock.endpoints import router as clock
from backend.database import engine
from backend.eligibility.endpoints import router as eligibility
from backend.errands.endpoints import router as errands
from backend.evaluations.endpoints import router as evaluations
from backend.handovers.endpoints import router as handovers
from backend.health import background
from backend.health.endpoints import router as health
from backend.matching.publishing.endpoints import router as policy_changes
from backend.notices.endpoints import router as notices
from backend.notices.topics import topics
from backend.packages.endpoints import router as packages
from backend.people.endpoints import development
from backend.people.endpoints import router as people
from backend.policies.endpoints import router as policies
from backend.policies.service import answerer
from backend.settings import settings
from backend.talents.endpoints import router as talents
from backend.walkthrough.endpoints import router as walkthrough


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    """The book and the topics are read before the first question, and a broken one stops the start."""
    answerer()
    topics()
    async with background.running(signals=signals.listen(), lane=lane.attend()):
        yield
    await lane.drain()
    await engine().dispose()


def create() -> FastAPI:
    app = FastAPI(
        title="郑小才",
        version="0.1.0",
        summary="郑州人才政策问答与办事后台",
        lifespan=_lifespan,
        responses=errors.RESPONSES,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(AskWeChat)
    # The widget on a page of another site speaks with its token, never with a cookie.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings().widget_origin_list,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    errors.install(app)
    for router in (
        health,
        policies,
        eligibility,
        chat,
        wechat,
        evaluations,
        handovers,
        pages,
        people,
        cases,
        walkthrough,
        errands,
        packages,
        notices,
        talents,
        policy_changes,
        clock,
        development,
    ):
        app.include_router(router)
    app.mount("/socket.io", sockets.create())
    return app


app = create()
