"""What the tests need of the machine: PgBouncer and Chromium, from Debian's packages when that is allowed."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.processes import ServiceError, find_program

# Package, and the names its program may have.
PROGRAMS = {"pgbouncer": ("pgbouncer",), "chromium": ("chromium", "chromium-browser", "google-chrome")}
POLICY = Path("/usr/sbin/policy-rc.d")


def chromium() -> str:
    """The path of Chromium, or ServiceError."""
    return find_program(*PROGRAMS["chromium"])


def missing() -> list[str]:
    """The packages whose program this machine does not have."""
    return [package for package, names in PROGRAMS.items() if not _is_here(names)]


def prepare(say: Callable[[str], None]) -> None:
    """Install what is missing, as root; otherwise, or when that does not help, raise ServiceError."""
    wanted = missing()
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {' and '.join(wanted)}")
        with _services_stay_stopped():
            _apt("update")
            _apt("install", "--yes", "--no-install-recommends", *wanted)
        wanted = missing()
    if wanted:
        message = (
            f"{' and '.join(wanted)} missing, which the tests run against. Install and run this again; "
            f"on Debian and Ubuntu: sudo apt-get install --no-install-recommends {' '.join(wanted)}"
        )
        raise ServiceError(message)


def _is_here(names: tuple[str, ...]) -> bool:
    try:
        return bool(find_program(*names))
    except ServiceError:
        return False


def _apt(*arguments: str) -> None:
    done = subprocess.run(
        ["apt-get", "-q", *arguments], check=False, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"},
    )  # fmt: skip
    if done.returncode != 0:
        message = f"apt-get {arguments[0]} failed:\n{done.stdout[-3000:]}"
        raise ServiceError(message)


@contextmanager
def _services_stay_stopped() -> Iterator[None]:
    """Debian starts what it installs; the tests start their own PgBouncer, and leave none running."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            POLICY.unlink()
