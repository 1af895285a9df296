"""A stand-in of Clerk's backend API on a real socket: its list of users, its count, one by name, its instance."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SECRET_KEY = "sk_test_right"
INSTANCE = "ins_1"
UNKNOWN = {"errors": [{"code": "resource_not_found", "message": "not found", "long_message": "No user was found"}]}
UNAUTHENTICATED = {"errors": [{"code": "authentication_invalid", "message": "Invalid authentication"}]}


@dataclass
class Reply:
    """What is answered: a status, a body (JSON unless bytes) and headers."""

    status: int = 200
    said: Any = None
    headers: dict[str, str] = field(default_factory=dict)


Trouble = Callable[[str], Reply | None]


@dataclass
class Backend:
    """The users an instance has, oldest first; `trouble` may answer a path in another way."""

    users: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    trouble: Trouble = lambda _path: None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    url: str = ""

    def add(self, user_id: str, updated_at: Any = 1000, **changes: Any) -> dict[str, Any]:
        """One more user, as Clerk's list shows them."""
        usual = {
            "id": user_id,
            "object": "user",
            "email_addresses": [
                {"id": "idn_1", "email_address": f"{user_id}@x", "verification": {"status": "verified"}}
            ],
            "primary_email_address_id": "idn_1",
            "first_name": "Ana",
            "last_name": None,
            "image_url": "https://img.clerk.com/1",
            "phone_numbers": [],
            "updated_at": updated_at,
            "created_at": 1000,
        }
        self.users.append(usual | changes)
        return self.users[-1]

    def remove(self, user_id: str) -> None:
        """Delete a user."""
        self.users = [user for user in self.users if user["id"] != user_id]

    def answer(self, path: str, key: str | None) -> Reply:
        """What Clerk would say."""
        self.asked.append(path)
        odd = self.trouble(path)
        if odd is not None:
            return odd
        if key != f"Bearer {SECRET_KEY}":
            return Reply(401, UNAUTHENTICATED)
        parts = urlsplit(path)
        if parts.path == "/v1/instance":
            return Reply(said={"object": "instance", "id": INSTANCE, "environment_type": "development"})
        if parts.path == "/v1/users/count":
            return Reply(said={"object": "total_count", "total_count": len(self.users)})
        if parts.path == "/v1/users":
            return self._page({name: values[0] for name, values in parse_qs(parts.query).items()})
        named = unquote(parts.path.removeprefix("/v1/users/"))
        found = next((user for user in self.users if user["id"] == named), None)
        return Reply(404, UNKNOWN) if found is None else Reply(said=found)

    def _page(self, query: dict[str, str]) -> Reply:
        assert query["order_by"] == "+created_at", query
        limit, offset = int(query["limit"]), int(query["offset"])
        assert 1 <= limit <= 500, limit
        return Reply(said=self.users[offset : offset + limit])


@contextmanager
def backend() -> Iterator[Backend]:
    """One that runs for the length of the block."""
    made = Backend()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            reply = made.answer(self.path, self.headers.get("Authorization"))
            body = reply.said if isinstance(reply.said, bytes) else json.dumps(reply.said).encode()
            self.send_response_only(reply.status)
            sent = {
                "Date": format_datetime(made.now, usegmt=True),
                "Content-Length": str(len(body)),
                "Connection": "close",
            }
            for name, value in (sent | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_request: Any) -> None:
            """Whoever asked has given up."""

    server = Server(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
