"""Keeps one PostgreSQL server running for as long as anybody uses it; run by its path, standard library only.

Whoever uses the server holds a connection to the keeper's socket. The kernel closes the connections of a process that
ends in any way, `kill -9` included, so counting them is a reference count that cannot lie. When the last one is gone
the keeper stops the server and ends. A server that dies while it is used is started again.

The keeper also takes commands, one line each, and answers one line: `bye`, `stop <signal>`, `start`.
It has a session of its own: a Ctrl-C in the terminal is for the app, which lets go of the server when it has finished.
"""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

MOST_FAILURES = 6
STOP_SECONDS = 20.0
TICK_SECONDS = 0.02


class Keeper:
    """One server, the sockets of those who use it, and the socket on which others join."""

    def __init__(self, command: list[str], data: Path, control: Path, first: socket.socket) -> None:
        """Listen on `control`, count `first` as a user and start the server."""
        self.command, self.data, self.control = command, data, control
        self.selector = selectors.DefaultSelector()
        self._wake_on_signals()
        self.users: dict[socket.socket, bytes] = {}
        self.waiting: set[socket.socket] = set()
        self.failures = 0  # starts in a row that did not get as far as taking connections
        self.paused = False
        self.starting = False
        self.server: subprocess.Popen[bytes] | None = None
        self.listener = self._listen()
        self._join(first)
        self._start()

    def run(self) -> int:
        """Serve until nobody is left (0) or the server does not stay up (1)."""
        while self.users:
            for key, _ in self.selector.select(TICK_SECONDS if self.waiting or self.starting else None):
                if key.fileobj is self.listener:
                    self._join(self.listener.accept()[0])
                elif key.fileobj is self.wakened:
                    self.wakened.recv(4096)
                elif isinstance(key.fileobj, socket.socket):
                    self._hear(key.fileobj)
            if not self._look_after():
                self._end()
                return 1
        self._end()
        return 0

    def _wake_on_signals(self) -> None:
        """Let the end of the server or of the keeper wake the loop, which otherwise sleeps until somebody speaks."""
        self.wakened, self.waker = socket.socketpair()
        for end in (self.wakened, self.waker):
            end.setblocking(False)  # noqa: FBT003
        self.selector.register(self.wakened, selectors.EVENT_READ)
        signal.set_wakeup_fd(self.waker.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: self.users.clear())

    def _listen(self) -> socket.socket:
        self.control.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.control))
        listener.listen(64)
        self.selector.register(listener, selectors.EVENT_READ)
        return listener

    def _join(self, user: socket.socket) -> None:
        self.users[user] = b""
        self.waiting.add(user)
        self.selector.register(user, selectors.EVENT_READ)

    def _leave(self, user: socket.socket) -> None:
        self.selector.unregister(user)
        self.users.pop(user, None)
        self.waiting.discard(user)
        user.close()

    def _hear(self, user: socket.socket) -> None:
        try:
            received = user.recv(4096)
        except OSError:
            received = b""
        if not received:
            self._leave(user)
            return
        *lines, self.users[user] = (self.users[user] + received).split(b"\n")
        for line in lines:
            self._obey(user, line.decode().split())

    def _obey(self, user: socket.socket, words: list[str]) -> None:
        match words:
            case ["bye"] if len(self.users) > 1:
                self._tell(user, "others")
                self._leave(user)
            case ["bye"]:
                self._end()
                self._tell(user, f"stopped {os.getpid()}")
                self.users.clear()
            case ["stop", number]:
                self.paused = True
                self._stop(signal.Signals(int(number)))
                self._tell(user, "stopped")
            case ["start"]:
                self.paused = False
                self.waiting.add(user)
                if self.server is None:
                    self._start()
            case _:
                self._tell(user, "failed unknown command")

    def _look_after(self) -> bool:
        """Start a server that died again, and tell those who wait that it is ready; false when it does not stay up."""
        if self.server is not None and self.server.poll() is not None:
            self.server = None
        if self.paused:
            return True
        if self.server is None:
            self.failures += 1
            if self.failures > MOST_FAILURES:
                return False
            # What a killed server left behind (children that still end, its shared memory) needs a moment.
            time.sleep(0.1 * self.failures)
            self._start()
        elif (self.waiting or self.starting) and (pid := self._ready_pid()):
            for user in list(self.waiting):
                self._tell(user, f"ready {pid}")
            self.waiting.clear()
            self.starting, self.failures = False, 0
        return True

    def _ready_pid(self) -> int:
        """Return the server's process id when it takes connections, else 0."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return 0
        ours = self.server is not None and lines[:1] == [str(self.server.pid)]
        return int(lines[0]) if ours and len(lines) > 7 and lines[7].strip() == "ready" else 0  # noqa: PLR2004

    def _tell(self, user: socket.socket, line: str) -> None:
        with suppress(OSError):
            user.sendall(f"{line}\n".encode())

    def _start(self) -> None:
        self.starting = True
        self.server = subprocess.Popen(self.command, cwd=self.data, stdin=subprocess.DEVNULL)

    def _stop(self, how: signal.Signals) -> None:
        """Stop the server: SIGINT ends its sessions and writes everything, SIGQUIT and SIGKILL leave a recovery."""
        if self.server is None:
            return
        for number in (how, signal.SIGQUIT, signal.SIGKILL):
            self.server.send_signal(number)
            self.server.send_signal(signal.SIGCONT)  # a frozen one could not obey
            with suppress(subprocess.TimeoutExpired):
                self.server.wait(STOP_SECONDS)
                break
        self.server = None

    def _end(self) -> None:
        # First nobody can join any more, then the server stops; who comes now waits for the lock and starts anew.
        if self.listener.fileno() >= 0:
            self.selector.unregister(self.listener)
            self.listener.close()
            self.control.unlink(missing_ok=True)
        self.paused = True
        self._stop(signal.SIGINT)
        with suppress(OSError):
            self.control.parent.rmdir()  # it may be in /tmp


def main(arguments: list[str]) -> int:
    """Run a keeper as `webapp.local.postgres` starts it: a lock and a socket are inherited as open files."""
    given = json.loads(arguments[0])
    os.set_inheritable(given["lock"], False)  # noqa: FBT003  the server must not hold it after the keeper
    first = socket.socket(fileno=given["first"])
    first.set_inheritable(False)
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    return Keeper(given["command"], Path(given["data"]), Path(given["control"]), first).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
