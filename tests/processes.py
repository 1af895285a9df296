"""Programs that tests start: found, waited for, and ended with all their children."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

LOOPBACK = "127.0.0.1"
START_SECONDS = 30.0


class ServiceError(Exception):
    """A service the tests need can not be had; the message says what to do."""


def find_program(*names: str) -> str:
    """The path of the first of these programs that this machine has, or ServiceError."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    for name in names:
        if found := shutil.which(name, path=places):
            return found
    message = f"{names[0]} is not on this machine. On Debian and Ubuntu: apt-get install {names[0]}"
    raise ServiceError(message)


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until(holds: Callable[[], bool], complaint: Callable[[], str], seconds: float = START_SECONDS) -> None:
    """Ask again and again; raises ServiceError with the complaint when it does not come to hold."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.02)
    raise ServiceError(complaint())


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process started with `start_new_session`, its children, and wait for it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
