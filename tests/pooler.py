"""The PgBouncer between the tests and PostgreSQL: transaction mode, several backends, taken in turn."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import psycopg

from tests.processes import LOOPBACK, ServiceError, end_group, find_program, free_port, wait_until
from webapp.local import cluster, postgres

POOL_SIZE = 4


class Pgbouncer:
    """A PgBouncer in transaction mode; clients take turns on several backends, so nothing of a session lasts."""

    def __init__(self, server: postgres.Server, database: str, folder: Path, settings: Mapping[str, str]) -> None:
        """Prepare one in front of a server's database; `settings` go over the usual ones."""
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"postgresql://topset@{LOOPBACK}:{self.port}/{quote(database)}"
        self._folder = folder
        self._runs_as = cluster.identity(server.data)
        self._process: subprocess.Popen[bytes] | None = None
        self._configure(parse_qs(urlsplit(server.url).query)["host"][0], settings)

    @property
    def pid(self) -> int:
        """The process to freeze (SIGSTOP), thaw (SIGCONT) or kill."""
        if self._process is None:
            message = "PgBouncer is not running"
            raise ServiceError(message)
        return self._process.pid

    def start(self) -> None:
        """Start, and return when it answers."""
        with (self._folder / "pgbouncer.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._runs_as.command(find_program("pgbouncer"), str(self._folder / "pgbouncer.ini")),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=self._folder,
            )  # fmt: skip
        wait_until(self._answers, lambda: f"PgBouncer did not start:\n{self.log()}")
        self.fill()

    def stop(self) -> None:
        """Stop it at once, in whatever state it is."""
        if self._process is not None:
            end_group(self._process)
            self._process = None

    def restart(self) -> None:
        """Drop every connection and come back on the same port."""
        self.stop()
        self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Hold it still for the length of a block: connections stay open, and nothing answers."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def log(self) -> str:
        """What it has said."""
        return (self._folder / "pgbouncer.log").read_text(errors="replace")

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            message = f"PgBouncer ended:\n{self.log()}"
            raise ServiceError(message)
        try:
            with psycopg.connect(self.url, connect_timeout=2, prepare_threshold=None) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def fill(self) -> None:
        """Open every backend, by as many transactions at once, so that clients take turns from the first on."""
        with ExitStack() as transactions:
            for _ in range(self._pool_size):
                connection = psycopg.connect(self.url, connect_timeout=10, prepare_threshold=None)
                transactions.enter_context(connection).execute("SELECT 1")

    def _configure(self, sockets: str, settings: Mapping[str, str]) -> None:
        users = self._folder / "users.txt"
        users.write_text('"topset" ""\n')
        usual = {
            "listen_addr": LOOPBACK,
            "listen_port": str(self.port),
            "unix_socket_dir": "",
            "auth_type": "trust",
            "auth_file": str(users),
            "pool_mode": "transaction",
            "default_pool_size": str(POOL_SIZE),
            "min_pool_size": str(POOL_SIZE),
            "server_round_robin": "1",
            "max_client_conn": "500",
            "query_wait_timeout": "120",
        }
        # Newer versions can carry prepared statements from backend to backend; the rule must hold without.
        if _pgbouncer_version() >= (1, 21):
            usual["max_prepared_statements"] = "0"
        chosen = usual | dict(settings)
        self._pool_size = int(chosen["default_pool_size"])
        lines = [f"{name} = {value}" for name, value in chosen.items()]
        text = "\n".join(["[databases]", f"* = host={sockets} port=5432", "[pgbouncer]", *lines, ""])
        (self._folder / "pgbouncer.ini").write_text(text)


@contextmanager
def pgbouncer(
    server: postgres.Server, database: str, folder: Path, settings: Mapping[str, str] | None = None
) -> Iterator[Pgbouncer]:
    """A PgBouncer in front of `database`, running for the length of the block."""
    pooler = Pgbouncer(server, database, folder, settings or {})
    try:
        pooler.start()
        yield pooler
    finally:
        pooler.stop()


def _pgbouncer_version() -> tuple[int, ...]:
    said = subprocess.run([find_program("pgbouncer"), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", said)
    return tuple(int(number) for number in found.groups()) if found else (0, 0)
