"""A web server of another origin, whose one page embeds a chat."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """`page` is what is at /, under the content security policy `policy` if there is one; `files` by their path."""

    def __init__(self) -> None:
        self.page, self.policy = "", ""
        self.files: dict[str, bytes] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = site.files.get(self.path) or (site.page.encode() if self.path == "/" else None)
                self.send_response(200 if body else 404)
                self.send_header(
                    "Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8"
                )
                if site.policy:
                    self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                """Silent: the test output is for results."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
