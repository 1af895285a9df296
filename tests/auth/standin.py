"""Clerk's backend in miniature, on this machine: exchanges a handshake's number, and counts how often it was asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET = "sk_test_of_the_stand_in"


class Standin(ThreadingHTTPServer):
    """Knows some numbers; `body`, `status`, `delay` and `drip` make it answer otherwise."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.kept: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
        self.body: bytes | None = None
        self.status = 200
        self.location: str | None = None
        self.delay = 0.0
        self.drip = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up waiting is what some tests are about."""

    def answer(self, path: str) -> tuple[int, bytes]:
        """What a request for this address gets."""
        if self.body is not None or self.status != 200:
            return self.status, self.body or b"{}"
        parts = urlsplit(path)
        nonce = parse_qs(parts.query).get("nonce", [""])[0]
        if parts.path != "/v1/clients/handshake_payload" or self.headers.get("Authorization") != f"Bearer {SECRET}":
            return 401, b"{}"
        if nonce not in self.kept:
            return 404, b'{"errors": [{"code": "resource_not_found"}]}'
        return 200, json.dumps({"directives": self.kept[nonce]}).encode()


class Answer(BaseHTTPRequestHandler):
    server: Standin

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers = dict(self.headers)
        time.sleep(self.server.delay)
        status, body = self.server.answer(self.path)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if self.server.location is not None:
            self.send_header("Location", self.server.location)
        self.end_headers()
        for byte in body if self.server.drip else ():
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(self.server.drip)
        if not self.server.drip:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        """Say nothing."""


@contextmanager
def running() -> Iterator[Standin]:
    """A stand-in that answers, for the length of the block."""
    with Standin() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
