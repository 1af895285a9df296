"""The pool of one, and the pooler's rules: one connection a process, one statement a round trip.

The real pool is PgBouncer in transaction mode, so nothing here may outlive a transaction: no
prepared statements, no session settings. `statement_timeout` and libpq's own limits do not help
while a pooler queues or freezes; the deadlines that hold are on this side of the wire.
"""

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Self, TypeVar, cast
from weakref import WeakSet

import psycopg
from psycopg.abc import PQGen, PQGenConn
from sqlalchemy import create_engine, event, text
from sqlalchemy import exc as sa_exc
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from webapp.errors import NotFoundError, UnavailableError
from webapp.outage import NOT_ANSWERING, Outage

# An honest 503 is due within 3 s; the rest of a request, and its wait for a thread, have to fit in too.
REQUEST_SECONDS = 2.5
WAIT_SECONDS = 2.0
# Whoever uses the connection needs milliseconds, unless something is wrong.
TURN_SECONDS = 1.0
IDLE_SECONDS = 20.0
CHECK_SECONDS = 0.1
# What a row belongs to can be deleted between two statements of ours, and even while one of them runs.
GONE = "What this belongs to was deleted meanwhile."
RV = TypeVar("RV")

# TCP notices a vanished network in 10-19 s with these; libpq's defaults take over 85 s.
CONNECT = {
    "connect_timeout": "2",
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "gssencmode": "disable",
    "application_name": "topset",
}
# What "the database is away" looks like. InternalError is among them because a backend lost behind
# PgBouncer shows as "received 2 results from command 'BEGIN'".
AWAY = (
    *(sa_exc.OperationalError, sa_exc.InterfaceError, sa_exc.InternalError, sa_exc.TimeoutError),
    *(psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError),
)


@dataclass
class Spending:
    """What one request may spend on the database, and has spent."""

    deadline: float
    statements: int = 0
    seconds: float = 0.0


_spending: ContextVar[Spending | None] = ContextVar("spending", default=None)


def allow(seconds: float = REQUEST_SECONDS) -> Spending:
    """Start a budget for the work that follows in this context; returned for its counts."""
    spending = Spending(deadline=time.monotonic() + seconds)
    _spending.set(spending)
    return spending


def _allowed(limit: float) -> float:
    """How long a wait may take: so much, and never past the request's deadline."""
    spending = _spending.get()
    return limit if spending is None else min(limit, max(0.0, spending.deadline - time.monotonic()))


Driver = psycopg.Connection[Any]


class PacedConnection(Driver):
    """A connection whose waits end: 2 s each, and never past the request's deadline."""

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> PQGenConn[Self]:
        """Connect as psycopg does. Its own limit is at least 2 s, and that for each address of a name."""
        deadline = time.monotonic() + _allowed(WAIT_SECONDS)
        steps = super()._connect_gen(conninfo)
        try:
            wanted = next(steps)
            while time.monotonic() < deadline:
                ready = yield wanted
                wanted = steps.send(ready)
        except StopIteration as end:
            connection: Self = end.value
            return connection
        steps.close()
        message = "no answer in time"
        raise psycopg.errors.ConnectionTimeout(message)

    def wait(self, gen: PQGen[RV], interval: float = CHECK_SECONDS, timeout: float | None = None) -> RV:
        """Wait as psycopg does; a connection left in the middle of an answer is closed."""
        limit = WAIT_SECONDS if timeout is None else min(timeout, WAIT_SECONDS)
        try:
            return super().wait(gen, interval, _allowed(limit))
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


class Database:
    """One process's connection to the pooler, and who may use it how."""

    def __init__(self, url: str, *, prepare_threshold: int | None = None) -> None:
        """Connect lazily to `url`. Only the test that shows why turns prepared statements on."""
        self.engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=TURN_SECONDS,
            pool_use_lifo=True,
            use_native_hstore=False,
            # One statement is its own transaction: no BEGIN, no COMMIT, one round trip.
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            connect_args={**CONNECT, "prepare_threshold": prepare_threshold},
        )
        self._blocks = self.engine.execution_options(isolation_level="READ COMMITTED")
        self._turn = threading.RLock()
        self._outage = Outage(self._ask)
        self._last_return = time.monotonic()
        self._reaper: threading.Thread | None = None
        event.listen(self.engine, "do_connect", _connect)
        event.listen(self.engine, "before_cursor_execute", _start_statement)
        event.listen(self.engine, "after_cursor_execute", _end_statement)
        event.listen(self.engine, "checkout", _check_out)
        event.listen(self.engine, "checkin", self._check_in)
        _databases.add(self)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads and for one-statement writes: each statement is its own transaction."""
        with self._using(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def driving(self) -> Iterator[Driver]:
        """The connection itself, for what is hot and one statement: a session around it costs as much as rendering."""
        with self._using():
            taken = self.engine.raw_connection()
            try:
                yield cast("Driver", taken.driver_connection)
            finally:
                taken.close()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session whose block is one transaction: committed at its end, undone by an exception."""
        with self._using(), Session(self._blocks, expire_on_commit=False) as session, session.begin():
            yield session

    def is_block(self, session: Session) -> bool:
        """Whether a session is one of `begin`, whose statements belong together."""
        return session.bind is self._blocks

    def ping(self) -> None:
        """One round trip to the database; raises UnavailableError."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def forget(self) -> None:
        """Forget the parent's connection in a child without closing the socket they share."""
        self.engine.dispose(close=False)
        self._reaper = None
        self._turn = threading.RLock()
        self._outage = Outage(self._ask)

    def dispose(self) -> None:
        """Close the connection; the next use opens another."""
        self.engine.dispose()
        self._reaper = None

    @contextmanager
    def _using(self) -> Iterator[None]:
        """Take one's turn at the one connection, and say what it means when that is in vain."""
        self._outage.check()
        if not _allowed(TURN_SECONDS):
            # Nobody waits for the answer any more, so nothing is asked.
            raise UnavailableError(NOT_ANSWERING)
        if not self._turn.acquire(timeout=_allowed(TURN_SECONDS)):
            self._outage.suspect()
            raise UnavailableError(NOT_ANSWERING)
        try:
            yield
        except (sa_exc.DBAPIError, sa_exc.TimeoutError, psycopg.Error) as error:
            if isinstance(getattr(error, "orig", error), psycopg.errors.ForeignKeyViolation):
                raise NotFoundError(GONE) from error
            if not isinstance(error, AWAY) and not getattr(error, "connection_invalidated", False):
                raise
            self._outage.suspect()
            raise UnavailableError(NOT_ANSWERING) from error
        finally:
            self._turn.release()

    def _ask(self) -> None:
        """Ask on a connection of its own, so that the answer is about the database and not about this process."""
        allow(WAIT_SECONDS)
        args, options = self.engine.dialect.create_connect_args(self.engine.url)
        asking = {**options, **CONNECT, "autocommit": True, "prepare_threshold": None}
        try:
            with _connect(None, None, list(args), asking) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error as error:
            raise UnavailableError(NOT_ANSWERING) from error

    def _check_in(self, _connection: object, entry: ConnectionPoolEntry) -> None:
        self._last_return = time.monotonic()
        entry.info["returned"] = (self._last_return, time.time())
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._release_when_idle, name="idle-release", daemon=True)
            self._reaper.start()

    def _release_when_idle(self) -> None:
        """Free the backend of a quiet process, so that many of them fit behind one pooler."""
        pool = self.engine.pool
        while self._reaper is threading.current_thread():
            time.sleep(IDLE_SECONDS / 20)
            idle = time.monotonic() - self._last_return
            if idle > IDLE_SECONDS and isinstance(pool, QueuePool) and not pool.checkedout():
                self.dispose()


_databases: WeakSet[Database] = WeakSet()


def after_fork() -> None:
    """For a new child process: its parent's connections are not its own."""
    for database in _databases:
        database.forget()


def _connect(_dialect: object, _entry: object, args: list[Any], options: dict[str, Any]) -> PacedConnection:
    return PacedConnection.connect(*args, **options)


def _check_out(connection: PacedConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Refuse a connection that died or idled in the pool, without a round trip.

    A peer that went away leaves its end-of-file readable. A snapshot of the machine stops the
    monotonic clock and not the other, so idleness is asked of both.
    """
    if "returned" not in entry.info:
        return
    monotonic, wall = entry.info["returned"]
    idle = max(time.monotonic() - monotonic, time.time() - wall)
    if idle > IDLE_SECONDS or connection.closed or _is_readable(connection.fileno()):
        raise sa_exc.DisconnectionError


def _is_readable(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def _start_statement(_connection: Any, _cursor: Any, _sql: str, _values: Any, context: Any, _many: Any) -> None:
    context.started = time.perf_counter()


def _end_statement(_connection: Any, _cursor: Any, _sql: str, _values: Any, context: Any, _many: Any) -> None:
    count(context.started)


def count(started: float) -> None:
    """Book a statement that began then (`perf_counter`) on this request's account."""
    spending = _spending.get()
    if spending is not None:
        spending.statements += 1
        spending.seconds += time.perf_counter() - started
