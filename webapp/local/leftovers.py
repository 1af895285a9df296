"""What a killed server leaves in its folders: a process that nobody keeps, a pid file, a socket."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

STOP_SECONDS = 20.0


def settle(data: Path, sockets: Path) -> None:
    """Clear what a server that was killed left: end one that nobody keeps, and make its pid file harmless.

    Only for who holds the cluster's lock: then no keeper lives, and a server in `data` is nobody's.
    """
    for leftover in sockets.glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)
    pid_file = data / "postmaster.pid"
    try:
        first, *rest = pid_file.read_text().splitlines()
        pid = int(first)
    except (OSError, ValueError):
        return
    if _is_server(pid, data):
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
                os.kill(pid, signal.SIGCONT)
            if _ended(pid, data):
                break
    elif _alive(pid):
        # The number belongs to another process by now (a restart of the machine), which PostgreSQL would take for a
        # running server. The rest of the file stays: by it the memory of a killed server is recognised.
        # Our own number is one that it is told to expect (PG_GRANDPARENT_PID).
        pid_file.write_text("\n".join([str(os.getpid()), *rest]) + "\n")


def _is_server(pid: int, data: Path) -> bool:
    """Whether a process is a PostgreSQL server in `data`."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink() == data and Path(f"/proc/{pid}/comm").read_text() == "postgres\n"
    with suppress(OSError):  # macOS has no /proc
        command = ["/bin/ps", "-ww", "-p", str(pid), "-o", "command="]
        shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return "postgres" in shown and str(data) in shown
    return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _ended(pid: int, data: Path) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        if not _is_server(pid, data):
            return True
        time.sleep(0.02)
    return False
