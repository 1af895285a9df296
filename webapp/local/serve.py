"""`make run`: an embedded PostgreSQL, the preparations, and gunicorn; everything it started ends with it."""

import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from webapp.local import places, postgres, terminal
from webapp.local.terminal import Progress, write
from webapp.local.unprivileged import Identity

CHECKOUT = Path(__file__).resolve().parents[2]
INSTANCE = CHECKOUT / "instance"
PREPARATIONS = {"Migrating the database, loading the catalogue": ("flask", "--app", "webapp", "release")}
# Each of these means that somebody wants another database or real identities: not what `make run` is.
DEPLOYED_BY = (
    "DATABASE_URL", "DATABASE_URL_UNPOOLED", "CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY", "CLERK_WEBHOOK_SECRET",
    "CLERK_WEBHOOK_SIGNING_SECRET",
)  # fmt: skip
READY_SECONDS = 60.0
STOP_SECONDS = 10.0
LOG_BYTES = 5 * 2**20


class LocalError(Exception):
    """`make run` cannot go on; the message says what to do."""


class Stopped(BaseException):
    """Somebody asked the command to end."""

    def __init__(self, number: int) -> None:
        """Remember the signal; Ctrl-C and SIGTERM are how it is meant to end."""
        super().__init__(number)
        self.exit_code = 0 if number in (signal.SIGINT, signal.SIGTERM) else 128 + number


def serve() -> None:
    """Serve Topset on HOST and PORT until Ctrl-C, SIGTERM or a closed terminal.

    Raises:
        LocalError: the port is taken, a preparation failed or the app does not answer.
        PostgresError: the database cannot be started.
        Stopped: it ended as it was asked to.

    """
    _refuse_deployment(os.environ)
    with _stoppable(), _listening(os.environ) as listener, Progress() as say:
        host, port = listener.getsockname()[:2]
        with postgres.server(INSTANCE / "postgres", say) as database:
            for step, command in PREPARATIONS.items():
                say(step)
                _prepare(command)
            say("Starting Topset")
            with _gunicorn(listener) as app:
                _wait_until_ready(app, host, port)
                say.end()
                shown = f"[{host}]" if ":" in host else host
                write(f"Topset is at http://{shown}:{port}  (Ctrl-C stops it)\n")
                _watch(app, database)


def run_command(command: list[str]) -> int:
    """Run a command with the embedded database running and return its exit code."""
    _refuse_deployment(os.environ)
    with _stoppable(), Progress() as say, postgres.server(INSTANCE / "postgres", say):
        for step, preparation in PREPARATIONS.items():
            say(step)
            _prepare(preparation)
        say.end()
        return subprocess.run(command, env=_environment(), check=False).returncode


def _refuse_deployment(environment: Mapping[str, str]) -> None:
    if found := [name for name in DEPLOYED_BY if environment.get(name)]:
        message = (
            f"{' and '.join(found)} set: make run is the embedded default, with its own database and local sign-in. "
            f"Unset them, or serve the configured deployment with: .venv/bin/gunicorn"
        )
        raise LocalError(message)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn the first signal that asks for an end into Stopped; while things end, more of them change nothing."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, _: FrameType | None) -> None:
        for every in numbers:
            signal.signal(every, signal.SIG_IGN)
        write("\nStopping …\n")
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _listening(environment: Mapping[str, str]) -> Iterator[socket.socket]:
    """Take the port before anything else is done, and keep it: gunicorn inherits the bound socket."""
    host, port = environment.get("HOST") or "127.0.0.1", environment.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 2**16:
        message = f"PORT={port} is no port; take one from 1 to 65535, such as: PORT=8001 make run"
        raise LocalError(message)
    if not _is_loopback(host):
        message = (
            f"HOST={host} would let other machines in, and the local sign-in knows no passwords. "
            f"make run serves this machine only: leave HOST out."
        )
        raise LocalError(message)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, int(port)))
            # Only a listening socket keeps another from binding too. Who connects now is answered when the app is up.
            listener.listen(128)
        except OSError as error:
            raise LocalError(_cannot_bind(host, int(port), error)) from error
        yield listener


def _cannot_bind(host: str, port: int, error: OSError) -> str:
    other = f"PORT={port + 1 if port < 2**16 - 1 else 8001} make run"
    if isinstance(error, PermissionError):
        return f"Port {port} needs more rights than this account has. Take a higher one: PORT=8000 make run"
    if error.errno is not None and "in use" in os.strerror(error.errno):
        return f"Port {port} is in use, perhaps by another Topset. Stop that, or take another port: {other}"
    return f"{host}:{port} cannot be listened on: {error.strerror}. Take another port: {other}"


def _is_loopback(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _environment() -> dict[str, str]:
    """Give commands this environment's programs first, and nothing that redirects a PostgreSQL client."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    folder = str(Path(sys.executable).parent)
    return kept | {"PATH": f"{folder}{os.pathsep}{kept.get('PATH', os.defpath)}"}


def _prepare(command: tuple[str, ...]) -> None:
    wrapped = Identity("same", os.geteuid(), os.getegid()).command(sys.executable, "-m", *command)
    done = subprocess.run(
        wrapped, cwd=CHECKOUT, env=_environment(), start_new_session=True, check=False, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode != 0:
        tail = "\n".join(done.stdout.strip().splitlines()[-30:])
        message = f"{' '.join(command)} failed:\n{tail}"
        raise LocalError(message)


def _log_file() -> Path:
    path = INSTANCE / "topset.log"
    with suppress(FileNotFoundError):
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_name(f"{path.name}.1"))
    return path


@contextmanager
def _gunicorn(listener: socket.socket) -> Iterator[subprocess.Popen[bytes]]:
    """Run gunicorn on the bound socket; it ends with this process, whatever ends this process (Linux)."""
    command = Identity("same", os.geteuid(), os.getegid()).command(
        sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"fd://{listener.fileno()}",
        "--graceful-timeout", "5", "webapp:create_app()", dies_by=signal.SIGTERM,
    )  # fmt: skip
    with _log_file().open("ab") as log:
        places.belong_to(_log_file(), INSTANCE.stat().st_uid)
        app = subprocess.Popen(
            command, cwd=CHECKOUT, env=_environment(), start_new_session=True, pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    listener.close()  # or connections would still be taken after gunicorn's end
    try:
        yield app
    finally:
        app.terminate()
        with suppress(subprocess.TimeoutExpired):
            app.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(app.pid, signal.SIGKILL)
        app.wait()


def _wait_until_ready(app: subprocess.Popen[bytes], host: str, port: int) -> None:
    answers = {"/healthz": "nothing", "/readyz": "nothing"}
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and app.poll() is None:
        for path in answers:
            answers[path] = _ask(host, port, path)
        if all(answer.startswith("200") for answer in answers.values()):
            return
        time.sleep(0.05)
    said = "; ".join(f"{path} answered {answer}" for path, answer in answers.items())
    tail = "\n".join(_log_file().read_text(errors="replace").splitlines()[-30:])
    message = f"Topset did not start ({said}). The end of {_log_file()}:\n{tail}"
    raise LocalError(message)


def _ask(host: str, port: int, path: str) -> str:
    """Return the answer's status and text, or "nothing"."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return f"{response.status} {response.read(200).decode(errors='replace')}".strip()
    except (OSError, http.client.HTTPException):
        return "nothing"
    finally:
        connection.close()


def _watch(app: subprocess.Popen[bytes], database: postgres.Server) -> None:
    """Wait for gunicorn's end, which nobody asked for; a database whose keeper was killed is started again.

    A closed terminal is looked for as well: where make itself is the terminal's leader, it keeps the signal to itself.
    """
    while True:
        with suppress(subprocess.TimeoutExpired):
            code = app.wait(0.5)
            message = f"Topset ended by itself (code {code}); {_log_file()} may say why"
            raise LocalError(message)
        if not database.kept:
            database.rejoin()
        if terminal.is_closed():
            raise Stopped(signal.SIGHUP)
