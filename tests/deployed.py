"""The application as it is deployed: gunicorn with the repository's configuration, in processes of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.processes import LOOPBACK, ServiceError, end_group, wait_until
from tests.services import CHECKOUT, environment, new_name
from webapp.local.unprivileged import Identity

# With the local identity provider, as `make run` serves it; and as a host does.
LOCAL = "tests.serving:create_app()"
PRODUCTION = "webapp:create_app()"


class Site:
    """The application as it is deployed: gunicorn with the repository's configuration."""

    def __init__(self, told: Mapping[str, str], folder: Path, workers: int, application: str = LOCAL) -> None:
        """Start gunicorn on a loopback port of its own, with this environment."""
        self._wanted = workers
        self._log_file = folder / f"{new_name('gunicorn')}.log"
        self._environment = dict(told) | {"WEB_CONCURRENCY": str(workers)}
        self._application = application
        self._port = 0
        self.start()

    def start(self) -> None:
        """Start it, again on the same port after it was killed."""
        with socket.create_server((LOOPBACK, self._port)) as listener:
            self._port = listener.getsockname()[1]
            self.url = f"http://{LOOPBACK}:{self._port}"
            command = [
                sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"fd://{listener.fileno()}",
                self._application,
            ]  # fmt: skip
            with self._log_file.open("ab") as log:
                self._process = subprocess.Popen(
                    Identity("same", os.geteuid(), os.getegid()).command(*command, dies_by=signal.SIGTERM),
                    cwd=CHECKOUT, start_new_session=True, pass_fds=[listener.fileno()], env=self._environment,
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                )  # fmt: skip

    def wait(self) -> None:
        """Return when it is ready."""
        wait_until(self._is_complete, lambda: f"The site did not start:\n{self.log()}")

    @property
    def pid(self) -> int:
        """Gunicorn's master."""
        return self._process.pid

    def workers(self) -> list[int]:
        """The process ids of the workers that live now."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def kill_worker(self, how: signal.Signals = signal.SIGKILL) -> int:
        """Kill one worker, as running out of memory would, and return which it was."""
        pid = self.workers()[0]
        os.kill(pid, how)
        return pid

    def kill(self) -> None:
        """Kill every process of it at once, as a lost machine would."""
        end_group(self._process)

    def log(self) -> str:
        """What gunicorn and the application have written."""
        return self._log_file.read_text(errors="replace")

    def stop(self) -> None:
        """Stop every process of it."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        end_group(self._process)

    def _is_complete(self) -> bool:
        return self.is_ready() and len(self.workers()) == self._wanted

    def is_ready(self) -> bool:
        """Whether it answers, with a database; raises ServiceError when it has ended."""
        if self._process.poll() is not None:
            message = f"The site ended:\n{self.log()}"
            raise ServiceError(message)
        host, port = urlsplit(self.url).hostname or "", urlsplit(self.url).port or 0
        try:
            with socket.create_connection((host, port), timeout=2) as connection:
                connection.sendall(f"GET /readyz HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode())
                return b" 200 " in connection.recv(64)
        except OSError:
            return False


@contextmanager
def site(
    database_url: str, instance: Path, folder: Path, *, workers: int = 2, more: Mapping[str, str] | None = None
) -> Iterator[Site]:
    """The deployed application, for the length of the block."""
    served = Site(environment(database_url, instance) | dict(more or {}), folder, workers)
    try:
        served.wait()
        yield served
    finally:
        served.stop()
