"""What the tests need of the machine: PgBouncer and two Chromiums, from Debian's packages when that is allowed."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.processes import ServiceError, find_program

# Package, and the names its program may have. The shell that Debian puts on the path outlives its own end.
PROGRAMS = {
    "pgbouncer": ("pgbouncer",),
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "chromium-headless-shell": ("/usr/lib/chromium/chromium-headless-shell", "chrome-headless-shell"),
}
# Without it the tests take longer, and that is all.
QUICKER = "chromium-headless-shell"
POLICY = Path("/usr/sbin/policy-rc.d")


def chromium() -> str:
    """The path of Chromium, or ServiceError."""
    return find_program(*PROGRAMS["chromium"])


def chromium_shell() -> str:
    """The path of a Chromium that is the engine alone, which takes a third less; of the whole one where there is none."""
    return find_program(*PROGRAMS[QUICKER], *PROGRAMS["chromium"])


def missing() -> list[str]:
    """The packages whose program this machine does not have."""
    return [package for package, names in PROGRAMS.items() if not _is_here(names)]


def prepare(say: Callable[[str], None]) -> None:
    """Install what is missing, as root; otherwise, or when that does not help, raise ServiceError."""
    wanted = missing()
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {' and '.join(wanted)}")
        try:
            with _services_stay_stopped():
                _apt("update")
                _apt("install", "--yes", "--no-install-recommends", *wanted)
        except ServiceError:
            if wanted != [QUICKER]:
                raise
        wanted = missing()
    if wanted := [package for package in wanted if package != QUICKER]:
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
