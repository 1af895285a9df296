"""A network of our own between the browser and the site, whose weather can be changed at any moment.

The browser visits the site at this proxy's origin. Every write that passed is recorded, so that all of them can be
sent again.
"""

import http.client
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.processes import LOOPBACK

UPSTREAM_SECONDS = 15.0
STALL_SECONDS = 12.0
# Longer than any run: who asked has to give up.
HANG_SECONDS = 600.0
SLOW_SECONDS = 0.7
# How many newer writes pass before one comes again.
NEWER = 3
FOREIGN = b"<!doctype html><title>Gym Wi-Fi</title><h1>Welcome to our Wi-Fi</h1><p>Agree to our terms.</p>"
HOP_BY_HOP = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Sent:
    """A request as the browser sent it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_write(self) -> bool:
        """Whether it changes a workout, which is what an outbox sends."""
        return self.method not in SAFE and self.path.startswith("/workouts")


@dataclass(frozen=True)
class Answered:
    """An answer as the site gave it, its body undone from chunks but not from compression."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class HangUpError(Exception):
    """The connection ends here, without an answer."""


class Network:
    """The proxy: `weather` names one of WEATHERS, and may be set from any thread."""

    def __init__(self, target: str) -> None:
        """Listen on a loopback port, on behalf of the site at `target`."""
        self._target = urlsplit(target).netloc
        self._weather = "clear"
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._late: list[tuple[int, Sent]] = []
        self.writes: list[Sent] = []
        # What was asked last, for a complaint.
        self.log: deque[str] = deque(maxlen=20)
        # Changes of what passes, for a site or a phone that is built in another way.
        self.change_script: Callable[[str, str], str] | None = None
        self.change_write: Callable[[Sent], Sent] | None = None
        self.change_answer: Callable[[Sent, Answered], Answered] | None = None
        self._server = _Server((LOOPBACK, 0), _handler(self))
        self.url = f"http://{LOOPBACK}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def weather(self) -> str:
        """What the network does now."""
        return self._weather

    @weather.setter
    def weather(self, name: str) -> None:
        if name not in WEATHERS:
            raise KeyError(name)
        with self._changed:
            self._weather = name
            self._changed.notify_all()

    def pass_on(self, sent: Sent) -> Answered:
        """Send a request on and return the answer; a site that is away is a router's 502."""
        if sent.is_write:
            with self._changed:
                self.writes.append(sent)
        changed = self.change_write(sent) if self.change_write and sent.is_write else sent
        answered = self._ask(changed)
        return self.change_answer(sent, answered) if self.change_answer else answered

    def send_again(self, sent: Sent, cookie: str) -> Answered:
        """Send a recorded write once more, with a session that holds."""
        kept = {name: value for name, value in sent.headers.items() if name.lower() != "cookie"}
        return self._ask(replace(sent, headers={**kept, "Cookie": cookie}))

    def remember_for_later(self, sent: Sent) -> None:
        """Let a write come once more, after newer ones."""
        with self._changed:
            self._late.append((len(self.writes) + NEWER, sent))

    def due(self, *, everything: bool = False) -> list[Sent]:
        """The writes whose time it is to come again."""
        with self._changed:
            now = len(self.writes)
            due = [sent for at, sent in self._late if everything or at <= now]
            self._late = [(at, sent) for at, sent in self._late if not everything and at > now]
        return due

    def stall(self) -> None:
        """Hold a request until the weather changes; then its connection ends."""
        with self._changed:
            self._changed.wait_for(lambda: self._weather != "stall", STALL_SECONDS)
        raise HangUpError

    def hang(self) -> None:
        """Hold a request, whatever the weather does, until there is no network any more."""
        self._closed.wait(HANG_SECONDS)
        raise HangUpError

    def close(self) -> None:
        """Stop listening, and let go of whatever is held."""
        self.weather = "refused"
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()

    def _ask(self, sent: Sent) -> Answered:
        headers = dict(sent.headers)
        is_script = self.change_script is not None and urlsplit(sent.path).path.endswith(".js")
        if is_script:
            headers = {name: value for name, value in headers.items() if name.lower() != "accept-encoding"}
        connection = http.client.HTTPConnection(self._target, timeout=UPSTREAM_SECONDS)
        try:
            connection.request(sent.method, sent.path, sent.body or None, {**headers, "Connection": "close"})
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return Answered(502, [("Content-Type", "text/html")], b"<h1>Bad gateway</h1>")
        finally:
            connection.close()
        kept = [(name, value) for name, value in response.getheaders() if name.lower() not in HOP_BY_HOP]
        if is_script and self.change_script and response.status == 200:
            body = self.change_script(urlsplit(sent.path).path, body.decode()).encode()
        return Answered(response.status, kept, body)


Weather = Callable[[Network, Sent], Answered]


def clear(network: Network, sent: Sent) -> Answered:
    """All is well; what was held back for later comes now, if it is time."""
    answered = network.pass_on(sent)
    if sent.is_write:
        for late in network.due():
            network.pass_on(late)
    return answered


def refused(_network: Network, _sent: Sent) -> Answered:
    """Nobody is there."""
    raise HangUpError


def slow(network: Network, sent: Sent) -> Answered:
    """A bar of signal."""
    time.sleep(SLOW_SECONDS)
    return network.pass_on(sent)


def stall(network: Network, _sent: Sent) -> Answered:
    """A signal that is shown and carries nothing."""
    network.stall()
    raise HangUpError


def hang(network: Network, _sent: Sent) -> Answered:
    """A connection that nobody hears of again, whatever the weather does later."""
    network.hang()
    raise HangUpError


def pages_hang(network: Network, sent: Sent) -> Answered:
    """What is sent comes through, and no page does."""
    return hang(network, sent) if sent.method in SAFE else network.pass_on(sent)


def portal(_network: Network, _sent: Sent) -> Answered:
    """The gym's Wi-Fi answers in the site's place, and says that all is well."""
    return Answered(200, [("Content-Type", "text/html")], FOREIGN)


def bad_gateway(_network: Network, _sent: Sent) -> Answered:
    """A proxy in front of the site has lost it."""
    return Answered(502, [("Content-Type", "text/html")], b"<h1>Bad gateway</h1>")


def login(_network: Network, sent: Sent) -> Answered:
    """Everything is sent to a page to log in at."""
    if sent.path == "/wi-fi":
        return Answered(200, [("Content-Type", "text/html")], FOREIGN)
    return Answered(302, [("Location", "/wi-fi")], b"")


def lost_after(network: Network, sent: Sent) -> Answered:
    """A write is committed, and its answer is lost."""
    answered = network.pass_on(sent)
    if sent.is_write:
        raise HangUpError
    return answered


def lost_before(network: Network, sent: Sent) -> Answered:
    """A write is lost on its way."""
    if sent.is_write:
        raise HangUpError
    return network.pass_on(sent)


def twice(network: Network, sent: Sent) -> Answered:
    """Each write arrives twice."""
    if sent.is_write:
        network.pass_on(sent)
    return network.pass_on(sent)


def late(network: Network, sent: Sent) -> Answered:
    """Each write arrives, and once more after newer ones."""
    answered = clear(network, sent)
    if sent.is_write:
        network.remember_for_later(sent)
    return answered


def truncated(network: Network, sent: Sent) -> Answered:
    """The head of an answer arrives, and half of its body."""
    answered = network.pass_on(sent)
    half = len(answered.body) // 2
    return replace(answered, headers=[*answered.headers, ("X-Cut-At", str(half))])


WEATHERS: Mapping[str, Weather] = {
    each.__name__: each
    for each in (
        clear, refused, slow, stall, hang, pages_hang, portal, bad_gateway, login, lost_after, lost_before, twice, late,
        truncated,
    )
}  # fmt: skip


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that is killed hangs up; that is no news."""


def _handler(network: Network) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            """Take one request, whatever its verb, and close: each one meets the weather of its moment."""
            self.close_connection = True
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            asked = f"{self.command} {self.path} [{network.weather}]"
            try:
                answered = WEATHERS[network.weather](network, Sent(self.command, self.path, headers, body))
                network.log.append(f"{asked}: {answered.status}")
                self._say(answered)
            except HangUpError:
                network.log.append(f"{asked}: nothing")
                # A reset, so that the browser knows at once.
                self.close_connection = True
                with suppress(OSError):
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        def _say(self, answered: Answered) -> None:
            cut = next((int(value) for name, value in answered.headers if name == "X-Cut-At"), len(answered.body))
            self.send_response_only(answered.status)
            for name, value in answered.headers:
                if name != "X-Cut-At":
                    self.send_header(name, value)
            if answered.status not in {204, 304}:
                self.send_header("Content-Length", str(len(answered.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(answered.body[:cut])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its base class calls it so)
            """Say nothing."""

    return Handler


@contextmanager
def network(target: str) -> Iterator[Network]:
    """The network before the site at `target`, for the length of a block."""
    made = Network(target)
    try:
        yield made
    finally:
        made.close()
