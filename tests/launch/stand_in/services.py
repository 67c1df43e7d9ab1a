"""Small stand-ins for backend, Rasa and actions: as quick to start as the true ones are slow."""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import psycopg

ANSWERS = {
    "你好": {"text": "您好，我是小才。", "buttons": [{"title": "生活补贴", "payload": "博士每月多少钱"}]},
    "博士每月多少钱": {
        "text": "博士每月 1500 元。\n请以最新文件为准。",
        "sources": [{"title": "市人社局答复", "date": "2024-05-01", "url": None}],
    },
}


def waiting_for() -> list[str]:
    opener = build_opener(ProxyHandler({}))
    missing = []
    for part in ("rasa", "actions"):
        try:
            opener.open(f"http://127.0.0.1:{os.environ[part.upper() + '_PORT']}/", timeout=2)
        except (URLError, OSError):
            missing.append(part)
    try:
        psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=2).close()
    except psycopg.OperationalError:
        missing.append("database")
    return missing


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        missing = waiting_for() if self.path == "/readyz" else []
        self.answer(503 if missing else 200, {"ready": not missing, "waiting_for": missing})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/chat/sessions":
            self.answer(200, {"token": "t", "session": "s"})
        elif body["text"] == "出错":
            self.answer(503, {"error": "AssistantDown", "detail": "小才暂时无法回答，请拨打 0371-96567。"})
        else:
            answer = ANSWERS.get(body["text"], {"text": "我没有听懂。"})
            self.answer(200, {"messages": [{"buttons": [], "sources": [], **answer}]})

    def answer(self, status: int, body: dict) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


def main(role: str, port: str) -> None:
    sys.stdout.write(f"{role} 已启动\n")
    if role == "rasa":
        time.sleep(float(os.environ.get("STAND_IN_RASA_DELAY", "0")))
    if Path(f"{role}.dies").exists():
        sys.stdout.write(f"RuntimeError: {role} 出错了\n")
        sys.exit(3)
    ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
