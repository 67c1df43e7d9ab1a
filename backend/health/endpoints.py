"""Whether the process does all it is there for, and whether a question would be answered."""

import asyncio

from fastapi import APIRouter, Response
from sqlalchemy import text

from backend.chat import rasa
from backend.database import engine
from backend.health import background
from backend.policies.service import book

router = APIRouter(tags=["健康"])


@router.get("/healthz", summary="进程活着，该一直做的事都在做")
async def healthz(response: Response) -> dict:
    """503 names what has ended and does not come back by itself: the process is to be started anew."""
    ended = background.ended()
    response.status_code = 503 if ended else 200
    return {"alive": not ended, "ended": ended}


@router.get("/readyz", summary="现在提问会有回答")
async def readyz(response: Response) -> dict:
    """503 names what is being waited for."""
    names = ("database", "knowledge", "rasa", "actions")
    checks = await asyncio.gather(_database(), _knowledge(), rasa.ready(), rasa.actions_ready(), return_exceptions=True)
    waiting = [name for name, result in zip(names, checks, strict=True) if result is not True]
    response.status_code = 503 if waiting else 200
    return {"ready": not waiting, "waiting_for": waiting}


async def _database() -> bool:
    async with engine().connect() as connection:
        await connection.execute(text("select 1 from messages limit 1"))
    return True


async def _knowledge() -> bool:
    return bool(book().policies)
