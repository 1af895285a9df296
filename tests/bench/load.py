"""Load without weight: prebuilt requests over a few kept sockets, one process, hardly any parsing.

A worker's share must not hang on who happened to accept how many connections, so each worker gets
the same number of them.
"""

import re
import select
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from tests.deployed import Site

SOON = 5.0
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_TICKS_A_SECOND = 100


@dataclass(frozen=True)
class Run:
    """What a run of load came to."""

    requests: int
    seconds: float
    client_cpu: float
    refused: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


class Kept:
    """One kept connection with a request under way."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @classmethod
    def to(cls, url: str) -> Self:
        """A connection to a site."""
        address = urlsplit(url)
        return cls(socket.create_connection((address.hostname or "", address.port or 0), timeout=SOON))

    def ask(self, request: bytes) -> None:
        """Send the next request."""
        self.connection.sendall(request)

    def hear(self) -> bytes:
        """The whole answer."""
        said = self.connection.recv(65536)
        while True:
            head, separator, body = said.partition(b"\r\n\r\n")
            found = _LENGTH.search(head)
            if separator and found and len(body) >= int(found.group(1)):
                return said
            more = self.connection.recv(65536)
            if not more:
                message = f"The site hung up after {said[:200]!r}"
                raise ConnectionError(message)
            said += more


def connect(site: Site, each: int) -> list[Kept]:
    """Connections to a site, `each` to every worker."""
    workers = dict.fromkeys(site.workers(), 0)
    kept: list[Kept] = []
    address = urlsplit(site.url)
    deadline = time.monotonic() + SOON
    while min(workers.values()) < each and time.monotonic() < deadline:
        one = Kept.to(site.url)
        one.ask(b"GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n" % address.netloc.encode())
        one.hear()
        pid = _holder(one.connection, list(workers))
        if pid is not None and workers[pid] < each:
            workers[pid] += 1
            kept.append(one)
        else:
            one.connection.close()
    return kept


def press(kept: Sequence[Kept], new_request: Callable[[], bytes], *, seconds: float, expect: bytes) -> Run:
    """Keep every connection busy for so long; `expect` is how a good answer begins."""
    waiting = select.epoll()
    by_number = {each.connection.fileno(): each for each in kept}
    for number in by_number:
        waiting.register(number, select.EPOLLIN)
    cpu, began = time.process_time(), time.perf_counter()
    done = refused = 0
    for each in kept:
        each.ask(new_request())
    open_ones = len(kept)
    while open_ones:
        for number, _ in waiting.poll(SOON):
            answered = by_number[number].hear()
            done += 1
            refused += not answered.startswith(expect)
            if time.perf_counter() - began < seconds:
                by_number[number].ask(new_request())
            else:
                open_ones -= 1
    waiting.close()
    return Run(done, time.perf_counter() - began, time.process_time() - cpu, refused)


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


def _holder(connection: socket.socket, pids: Sequence[int]) -> int | None:
    """Which process has the other end."""
    ours, theirs = connection.getsockname()[1], connection.getpeername()[1]
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(f":{theirs:04X}") and fields[2].endswith(f":{ours:04X}"):
            wanted = f"socket:[{fields[9]}]"
            return next((pid for pid in pids if wanted in _open_files(pid)), None)
    return None


def _open_files(pid: int) -> set[str]:
    return {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_symlink()}
