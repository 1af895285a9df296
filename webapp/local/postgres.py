"""The embedded default's database: a PostgreSQL server from a wheel, over one folder, for as long as somebody uses it.

The wheel's programs are used, not its own `get_server()`: that one opens every parent folder to others when root calls
it, and forgets a server whose user was killed. What stands beside the folder `instance/postgres`:

`postgres.lock`
    Held by whoever makes the cluster or starts its server, then by the server's keeper for life (keeper.py).
`postgres.run/`
    0700, with the server's socket and the keeper's. There is no TCP port: who can enter this folder may log in.
`postgres.log`
    What the server says.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from webapp.local import cluster, leftovers, places
from webapp.local.cluster import binary
from webapp.local.places import PostgresError

__all__ = ["PostgresError", "Server", "binary", "running", "server", "url"]

START_SECONDS = 90.0  # a recovery after a crash may take its time
KEEPER = Path(__file__).with_name("keeper.py")
# A connection to the keeper, and the keeper when it is our child.
Joined = tuple[socket.socket, subprocess.Popen[bytes] | None]


class Server:
    """A running server, as one of its users sees it."""

    def __init__(self, data: Path, join: Callable[[], Joined]) -> None:
        """Join; the connection to the keeper, held open, is what counts as using the server."""
        self.data, self.url, self._join = data, url(data), join
        self._connection, self._keeper = join()

    @property
    def pid(self) -> int:
        """The server's process id, now; 0 while it is down."""
        with suppress(OSError, ValueError, IndexError):
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        return 0

    @property
    def kept(self) -> bool:
        """Whether the keeper lives; without it the server is stopping or gone."""
        readable, _, _ = select.select([self._connection], [], [], 0)
        return not readable or bool(self._connection.recv(1, socket.MSG_PEEK))

    def rejoin(self) -> None:
        """Start the server again after its keeper was killed, or join whoever did so before."""
        self._connection.close()
        if self._keeper:
            self._keeper.wait()
        self._connection, self._keeper = self._join()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server for all its users: SIGINT orderly, SIGQUIT at once, SIGKILL as a crash would."""
        self._ask(f"stop {int(how)}")

    def start(self) -> None:
        """Start it again after `stop`, and wait until it takes connections."""
        self._ask("start")

    def restart(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it in the given way and start it again."""
        self.stop(how)
        self.start()

    def leave(self) -> None:
        """Let go of the server; the last one out waits until it has stopped."""
        answer = ""
        with suppress(PostgresError):
            answer = self._ask("bye")
        if self._keeper is None and answer.startswith("stopped"):
            _receive_line(self._connection, START_SECONDS)  # nothing comes but the end
            _see_it_gone(int(answer.split()[1]))
        self._connection.close()
        if self._keeper is not None and answer == "others":
            self._keeper.returncode = 0  # it goes on without us and is not to be reported as forgotten
        elif self._keeper is not None:
            self._keeper.wait(START_SECONDS)

    def _ask(self, command: str) -> str:
        try:
            self._connection.sendall(f"{command}\n".encode())
        except OSError:
            answer = ""
        else:
            answer = _receive_line(self._connection, START_SECONDS)
        if not answer or answer.startswith("failed"):
            message = f"The keeper of the PostgreSQL in {self.data} is gone"
            raise PostgresError(message)
        return answer


@contextmanager
def running(data: Path, say: Callable[[str], None] = lambda _: None) -> Iterator[str]:
    """Keep a server over `data` running for the length of the block and yield the app's URL for it.

    Raises:
        PostgresError: it cannot be started; the message says what to do, and what is stored was not harmed.

    """
    with server(data, say) as started:
        yield started.url


@contextmanager
def server(
    data: Path,
    say: Callable[[str], None] = lambda _: None,
    *,
    durable: bool = True,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Keep a server over `data` running for the length of the block; others with the same `data` share it.

    Args:
        data: the cluster's folder; it is made at first, with the database `topset` and its role in it.
        say: told what is being done.
        durable: false does without fsync, for tests; a crash of the machine may then destroy the cluster.
        settings: PostgreSQL's, over the defaults. Who starts the server decides; who joins it takes what is there.

    Raises:
        PostgresError: as for `running`.

    """
    data = data.resolve()
    wanted = cluster.SETTINGS | ({} if durable else cluster.FORGETFUL) | dict(settings or {})
    joined = Server(data, lambda: _join(data, say, wanted, durable=durable))
    try:
        yield joined
    finally:
        joined.leave()


def url(data: Path) -> str:
    """Return the URL of the server over `data`, whether or not it runs."""
    return f"postgresql://topset@/topset?host={quote(str(places.sockets(data.resolve())), safe='')}"


def _join(data: Path, say: Callable[[str], None], settings: Mapping[str, str], *, durable: bool) -> Joined:
    """Join the server that runs, or start one."""
    try:
        return _join_or_start(data, say, settings, durable=durable)
    except OSError as error:
        message = f"PostgreSQL cannot use {error.filename or data}: {error.strerror}"
        raise PostgresError(message) from error


def _join_or_start(data: Path, say: Callable[[str], None], settings: Mapping[str, str], *, durable: bool) -> Joined:
    """Join or start; who comes second waits for who is starting or stopping the server."""
    places.make_folder(data.parent)
    deadline = time.monotonic() + START_SECONDS
    told = False
    while time.monotonic() < deadline:
        if connection := _connected(data):
            return connection, None
        with places.locked(data) as lock:
            if lock is not None:
                return _start(data, lock, say, settings, durable=durable)
        if not told:
            say("Waiting for another start or stop of the same database")
            told = True
        time.sleep(0.05)
    message = f"Another process holds {places.lock_file(data)} and its PostgreSQL does not answer"
    raise PostgresError(message)


def _connected(data: Path) -> socket.socket | None:
    """Return a connection to a keeper whose server is ready; none when there is no keeper, or it is stopping."""
    connection = socket.socket(socket.AF_UNIX)
    with suppress(FileNotFoundError, ConnectionError):
        connection.connect(str(places.sockets(data) / "keeper"))
        if _receive_line(connection, START_SECONDS).startswith("ready"):
            return connection
    connection.close()
    return None


def _start(data: Path, lock: int, say: Callable[[str], None], settings: Mapping[str, str], *, durable: bool) -> Joined:
    who = cluster.identity(data)
    cluster.check_room(data)
    sockets = places.sockets(data)
    places.make_private(sockets, who.uid)
    leftovers.settle(data, sockets)
    cluster.make(data, who, say, durable=durable)
    say("Starting PostgreSQL")
    options = [f"-c{name}={value}" for name, value in settings.items()]
    options.append(f'-cunix_socket_directories="{sockets}"')
    command = who.command(str(binary("postgres")), "-D", str(data), *options, dies_by=signal.SIGINT)
    ours, theirs = socket.socketpair()
    with theirs, places.log(data) as log:
        before = os.fstat(log).st_size
        keeper = _start_keeper(command, data, lock, theirs.fileno(), log)
    if _receive_line(ours, START_SECONDS).startswith("ready"):
        return ours, keeper
    ours.close()
    keeper.wait(START_SECONDS)
    said = places.log_file(data).read_bytes()[before:].decode(errors="replace")
    raise PostgresError(cluster.explain(said, data.parent))


def _start_keeper(command: list[str], data: Path, lock: int, first: int, log: int) -> subprocess.Popen[bytes]:
    control = str(places.sockets(data) / "keeper")
    given = {"command": command, "data": str(data), "control": control, "lock": lock, "first": first}
    # -I and -S: nothing of the environment and nothing installed, so that it starts in 20 ms and stays small.
    # PG_GRANDPARENT_PID: see leftovers.settle.
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(KEEPER), json.dumps(given)],
        pass_fds=[lock, first], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "PG_GRANDPARENT_PID": str(os.getpid())},
    )  # fmt: skip


def _receive_line(connection: socket.socket, seconds: float) -> str:
    """Return the next line, or "" when the other end is gone or says nothing for so long."""
    connection.settimeout(seconds)
    line = b""
    with suppress(OSError):
        while not line.endswith(b"\n") and (byte := connection.recv(1)):
            line += byte
    return line.decode().strip()


def _see_it_gone(pid: int) -> None:
    """Wait the moment that a process needs between its last breath and its end."""
    deadline = time.monotonic() + 0.5  # its parent, who has to take note of it, may sleep
    with suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.005)
