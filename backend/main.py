"""The backend: policies for programs, the chat door for people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from backend import errors
from backend.body_limit import BodyLimit
from backend.chat.endpoints import router as chat
from backend.database import engine
from backend.health.endpoints import router as health
from backend.policies.endpoints import router as policies
from backend.policies.service import answerer


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    """The book is read before the first question, and a broken one stops the start."""
    answerer()
    yield
    await engine().dispose()


def create() -> FastAPI:
    app = FastAPI(title="郑小才", version="0.1.0", summary="郑州人才政策问答与办事后台", lifespan=_lifespan)
    app.add_middleware(BodyLimit)
    errors.install(app)
    for router in (health, policies, chat):
        app.include_router(router)
    return app


app = create()
