"""How Topset is served: the same on a Procfile host and, bound to loopback, by `make run`."""

import gc
import importlib
import os
import re
import selectors
import socket
import sys
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from gunicorn import glogging
from gunicorn.workers.gthread import TConn, ThreadWorker

WHOLE_REQUEST = 2**16  # bytes; a longer one is read as it comes
LINGER_SECONDS = 5.0
LINGER_BYTES = 2**22
REQUEST_SECONDS = 10.0  # for all of a request, from the connection or from its first byte

wsgi_app = "webapp:create_app()"

# A Procfile host gives PORT and expects every interface; without one nobody outside should reach the process.
_everywhere = "0.0.0.0" if "PORT" in os.environ else "127.0.0.1"  # noqa: S104
bind = f"{os.environ.get('HOST') or _everywhere}:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)

# A process has one database connection, so more throughput comes from more processes. The threads are not for that:
# they let a request that only renders, or waits for a slow reader, overlap with the one that holds the connection.
# Idle kept-alive connections wait in the worker's poller and cost no thread. (Measured elsewhere: 8 threads on one
# connection cost 30 % more CPU for less throughput.)
threads = 4
worker_connections = 1000


class PatientWorker(ThreadWorker):
    """gunicorn's threads, each given to a connection only when its request is all there.

    gunicorn gives a thread to every new connection at once, which then waits 5 s for a first byte and without limit
    for the rest: 8 connections that a browser opened ahead of need, or 8 phones at the edge of a network, were
    enough that nobody else was answered. Here the poller waits for them, and a thread finds what it reads.
    """

    def accept(self, listener: Any) -> None:
        """Take a connection and wait for its request."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        self._await_request(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """Go on with a kept-alive connection: its next request may come in pieces too."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await_request(conn)

    def on_pending_socket_readable(self, conn: Any, client: Any) -> None:
        """Give a connection a thread when its request is complete, else wait until there is more than now."""
        try:
            seen = client.recv(WHOLE_REQUEST, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            seen = b""
        # Readable without more than before: the other end has finished, and a thread finds that out too.
        whole = len(seen) == conn.peeked or is_whole(seen)
        conn.peeked = len(seen)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1 if whole else len(seen) + 1)
        if whole:
            super().on_pending_socket_readable(conn, client)

    def handle_request(self, req: Any, conn: Any) -> bool:
        """Answer, and say so where the connection ends with it.

        gunicorn reads what the application left of a body only up to 64 kB, and shuts the connection of a longer one
        although the answer said `keep-alive`. Whoever sends the next request on it waits for nothing.
        """
        if is_long(req.headers):
            req.force_close()
        return bool(super().handle_request(req, conn))

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:  # noqa: FBT001  (gunicorn's signature)
        """Read on for a while before a connection is shut, or a reset could overtake the answer (RFC 9112, 9.6)."""
        if keepalive:
            return bool(super()._keepalive_after(conn, keepalive))  # type: ignore[misc]
        conn.parser.finish_body(deadline=time.monotonic() + LINGER_SECONDS, max_bytes=LINGER_BYTES)
        return False

    def murder_pending(self) -> None:
        """Close who took too long; a worker that stops does not wait for those who have asked nothing yet."""
        if not self.alive:
            soon = time.monotonic() + 1
            for conn in self.pending_conns:
                conn.timeout = min(conn.timeout or soon, soon)
        super().murder_pending()

    def _await_request(self, conn: Any) -> None:
        conn.sock.setblocking(False)  # noqa: FBT003
        conn.peeked = 0
        conn.timeout = time.monotonic() + REQUEST_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))


def is_whole(seen: bytes) -> bool:
    """Whether these first bytes are a request that a thread can read to its end, or one too long to wait for here."""
    head, end, body = seen.partition(b"\r\n\r\n")
    if len(seen) >= WHOLE_REQUEST or not end:
        return len(seen) >= WHOLE_REQUEST
    length = re.search(rb"(?i)\ncontent-length:[ \t]*(\d+)", head)
    return length is None or len(body) >= min(int(length[1]), WHOLE_REQUEST)


def is_long(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether a body may be more than gunicorn reads after the application refused it, or says no length."""
    said = {name.upper(): value for name, value in headers}
    length = said.get("CONTENT-LENGTH", "0").strip()
    return "TRANSFER-ENCODING" in said or not length.isdecimal() or int(length) >= WHOLE_REQUEST


worker_class = PatientWorker

# Longer than the idle time of the routers in front, which then are the ones to close: no request meets a closed door.
keepalive = 95
# A request ends itself after 2.5 s (webapp/db.py). A worker silent for 15 s hangs in what no deadline reaches.
timeout = 15
# Hosts kill 30 s after SIGTERM.
graceful_timeout = 20
# No recycling by count: a fresh worker pays for its first connection, and memory is flat (`make bench` shows it).
max_requests = 0

# Clerk's handshake comes back in the query string, as long as its cookies.
limit_request_line = 8190
# The app alone decides which proxies to believe (TOPSET_TRUSTED_PROXIES). One reader, one answer.
forwarded_allow_ips = ""
# It would be in the home folder, shared by every gunicorn of the account.
control_socket_disable = True
# The app writes one line a request.
accesslog = None
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "info")
# The heartbeat must not wait for a busy or full disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

# One import for all workers: they share its memory, and code that cannot start stops the deploy instead of looping.
preload_app = True


def post_fork(server: Any, worker: Any) -> None:
    """Let a worker forget the connections of the master it was forked from."""
    del server, worker
    from webapp import db  # noqa: PLC0415  the app is loaded by now, and only by now

    db.after_fork()
    # What was loaded before the fork stays: going through it for garbage took 100 ms of some unlucky request each time.
    gc.freeze()


def on_reload(server: Any) -> None:
    """Load the code anew on SIGHUP, which preloading alone would not, before the new workers start.

    The old workers answer until then. Code that does not load is logged, and the workers go on with the old.
    """
    loaded = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "webapp"}
    serving = server.app.callable
    for name in loaded:
        del sys.modules[name]
    importlib.invalidate_caches()
    server.app.callable = None
    try:
        server.app.wsgi()
    except (Exception, SystemExit):
        server.log.exception("The new code does not load; the old one goes on")
        server.app.callable = serving
        sys.modules.update(loaded)


class ScrubbedLogger(glogging.Logger):
    """Gunicorn's own, which quotes addresses and malformed requests, without the credentials in them."""

    def setup(self, cfg: Any) -> None:
        """Scrub what every handler writes."""
        from webapp.scrubbing import Scrubbed  # noqa: PLC0415  its folder is on the path by now

        super().setup(cfg)
        for handler in [*self.error_log.handlers, *self.access_log.handlers]:
            handler.setFormatter(Scrubbed(handler.formatter))


logger_class = ScrubbedLogger
chdir = str(Path(__file__).parent)
