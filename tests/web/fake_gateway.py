"""A stand-in for the gateway that speaks its socket.io contract, says canned things and survives being killed.

`python tests/web/fake_gateway.py --port 9000 --state /tmp/state.json [--origins http://127.0.0.1:9001]`
"""

import argparse
import asyncio
import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import socketio
from aiohttp import web

WEB = Path(__file__).resolve().parents[2] / "web"
REPLIES: dict[str, list[dict]] = json.loads((Path(__file__).parent / "replies.json").read_text(encoding="utf-8"))
LONGEST = 2000
# The strictest policy a page can embed the widget under, besides its own origin.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
PACKAGE = """<!doctype html><html lang="zh-CN"><head><title>青年人才生活补贴 · 申请资料袋</title>
<style>h1 { color: rgb(20, 54, 90) }</style></head><body><h1>申请资料袋</h1>
<script>window.ran = 1</script></body></html>"""


class Kept:
    """What a gateway has in its database; on disk before anything is acknowledged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        empty = {"next": 1, "sessions": {}, "evaluations": [], "seen": {}}
        self.data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else empty

    def new_session(self) -> str:
        token = secrets.token_urlsafe(24)
        self.data["sessions"][token] = []
        self.save()
        return token

    def add(self, token: str, said: dict) -> dict:
        self.data["sessions"][token].append(said)
        self.save()
        return said

    def add_reply(self, token: str, reply: dict, key: str | None = None) -> dict:
        number = self.data["next"]
        self.data["next"] += 1
        plain = {"sources": [], "card": None, "from": "assistant"}
        return self.add(token, {**plain, **reply, "id": number, "at": now(), "key": key})

    def uttered(self, token: str, key: str) -> bool:
        return any(said.get("key") == key and said["from"] == "visitor" for said in self.data["sessions"][token])

    def after(self, token: str, cursor: int) -> list[dict]:
        said = self.data["sessions"][token]
        start = next((at for at, one in enumerate(said) if one.get("id", 0) > cursor), len(said)) if cursor else 0
        while start and said[start - 1]["from"] == "visitor":
            start -= 1
        return said[start:]

    def save(self) -> None:
        written = self.path.with_suffix(".new")
        written.write_text(json.dumps(self.data, ensure_ascii=False), encoding="utf-8")
        written.replace(self.path)


class FakeGateway:
    """`slow`: seconds a turn takes."""

    def __init__(self, kept: Kept, origins: list[str], slow: float) -> None:
        self.kept, self.origins, self.slow = kept, origins, slow
        self.turns: asyncio.Queue[tuple[str, str, str]] = asyncio.Queue()
        self.socket = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins=origins or None)
        for event in ("session_request", "user_uttered", "seen"):
            self.socket.on(event, getattr(self, event))
        self.app = web.Application(middlewares=[self.cors])
        self.socket.attach(self.app)
        self.app.add_routes(self.routes())
        self.app.on_startup.append(self.start)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self.file("demo/index.html")),
            web.get("/demo.css", self.file("demo/demo.css")),
            web.get("/demo.js", self.file("demo/demo.js")),
            web.get("/widget.js", self.file("widget/dist/widget.js")),
            web.get("/packages/{name}", self.package),
            web.post("/evaluations", self.evaluations),
            web.post("/fake/say", self.say),
            web.get("/fake/kept", self.look),
            web.route("OPTIONS", "/{path:.*}", self.preflight),
        ]

    def file(self, path: str):  # noqa: ANN201
        async def serve(_: web.Request) -> web.FileResponse:
            return web.FileResponse(
                WEB / path, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
            )

        return serve

    @web.middleware
    async def cors(self, request: web.Request, handler):  # noqa: ANN001, ANN201
        response = await handler(request)
        origin = request.headers.get("Origin")
        if origin in self.origins and not request.path.startswith("/socket.io"):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Headers"] = "authorization, content-type"
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        return response

    async def preflight(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    # ---- socket.io

    async def session_request(self, sid: str, asked: dict) -> None:
        token = asked.get("session_id")
        known = token in self.kept.data["sessions"]
        token = token if known else self.kept.new_session()
        await self.socket.enter_room(sid, token)
        await self.socket.emit("session_confirm", token, to=sid)
        if "after" in asked:
            messages = self.kept.after(token, asked["after"] if known else 0)
            await self.socket.emit("history", {"messages": messages, "more": False}, to=sid)

    async def user_uttered(self, sid: str, said: dict) -> dict:
        text, token, key = said["message"], said["session_id"], said["key"]
        if token not in self.kept.data["sessions"]:
            return await self.refuse(sid, key, "SessionUnknown", "会话已失效，请重新打开聊天窗口。")
        if len(text) > LONGEST or text == "拒绝我":
            return await self.refuse(sid, key, "TextRefused", "这句话收不下，请改一改再发。")
        if not self.kept.uttered(token, key):
            shown = {"from": "visitor", "key": key, "text": text.replace("13812345678", "［手机号］"), "at": now()}
            self.kept.add(token, shown)
            await self.socket.emit("user_said", {**shown, "id": 0}, room=token)
            await self.turns.put((token, key, text))
        return {"received": True}

    async def refuse(self, sid: str, key: str, error: str, detail: str) -> dict:
        told = {"error": error, "detail": detail, "key": key}
        await self.socket.emit("refused", told, to=sid)
        return told

    async def seen(self, sid: str, said: dict) -> None:
        for room in self.socket.rooms(sid):
            if room in self.kept.data["sessions"]:
                self.kept.data["seen"][room] = said["upto"]
                self.kept.save()

    # ---- turns, one after the other

    async def start(self, _: web.Application) -> None:
        for token, said in self.kept.data["sessions"].items():
            answered = {one["key"] for one in said if one["from"] != "visitor"}
            for one in said:
                if one["from"] == "visitor" and one["key"] not in answered:
                    await self.turns.put((token, one["key"], one["text"]))
        self.turning = asyncio.create_task(self.turn())

    async def turn(self) -> None:
        while True:
            token, key, text = await self.turns.get()
            await self.socket.emit("typing", {"on": True}, room=token)
            await asyncio.sleep(self.slow)
            for reply in REPLIES.get(text) or [{"text": f"您说的是：{text}"}]:
                await self.socket.emit("bot_uttered", self.kept.add_reply(token, reply, key), room=token)
            await self.socket.emit("typing", {"on": False}, room=token)

    # ---- beside the socket

    async def package(self, request: web.Request) -> web.Response:
        if self.bearer(request) not in self.kept.data["sessions"]:
            return web.Response(status=401)
        if request.match_info["name"].endswith(".pdf"):
            return web.Response(body=b"%PDF-1.4 fake", content_type="application/pdf")
        return web.Response(
            text=PACKAGE, content_type="text/html", headers={"Content-Security-Policy": "default-src 'none'"}
        )

    async def evaluations(self, request: web.Request) -> web.Response:
        if self.bearer(request) not in self.kept.data["sessions"]:
            return web.Response(status=401)
        self.kept.data["evaluations"].append(await request.json())
        self.kept.save()
        return web.Response(status=204)

    async def say(self, request: web.Request) -> web.Response:
        """For tests: something said unasked, to every session."""
        said = await request.json()
        for token in self.kept.data["sessions"]:
            await self.socket.emit("bot_uttered", self.kept.add_reply(token, said), room=token)
        return web.Response(status=204)

    async def look(self, _: web.Request) -> web.Response:
        return web.json_response(self.kept.data)

    @staticmethod
    def bearer(request: web.Request) -> str:
        return request.headers.get("Authorization", "").removeprefix("Bearer ")


def now() -> str:
    return datetime.now(UTC).isoformat()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--origins", nargs="*", default=[])
    parser.add_argument("--slow", type=float, default=0.05)
    given = parser.parse_args()
    gateway = FakeGateway(Kept(given.state), given.origins, given.slow)
    web.run_app(gateway.app, host="127.0.0.1", port=given.port, print=None)


if __name__ == "__main__":
    main()
