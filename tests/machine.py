"""What the tests need of the machine, from Debian's packages when that is allowed.

PgBouncer and Chromium they can't do without. What they can: a quicker Chromium, and other engines, whose tests are
skipped without them.
"""

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
# What each of the other engines is driven with: package, and a file it brings (any that fits the pattern will do).
ENGINES = {
    "WebKit": {
        "webkit2gtk-driver": "/usr/bin/WebKitWebDriver",
        "gir1.2-webkit2-4.1": "/usr/lib/*/girepository-1.0/WebKit2-4.1.typelib",
        "python3-gi": "/usr/lib/python3/dist-packages/gi/__init__.py",
        "xvfb": "/usr/bin/Xvfb",
    },
    "Firefox": {"firefox-esr": "/usr/bin/firefox-esr"},
}
POLICY = Path("/usr/sbin/policy-rc.d")


def chromium() -> str:
    """The path of Chromium, or ServiceError."""
    return find_program(*PROGRAMS["chromium"])


def chromium_shell() -> str:
    """The path of a Chromium that is the engine alone, which takes a third less; of the whole one where there is none."""
    return find_program(*PROGRAMS[QUICKER], *PROGRAMS["chromium"])


def missing() -> list[str]:
    """The packages that the tests can't do without and this machine does not have."""
    return [package for package in _absent() if package != QUICKER]


def missing_for(engine: str) -> list[str]:
    """The packages of an engine that this machine does not have."""
    return [package for package, pattern in ENGINES[engine].items() if not any(Path("/").glob(pattern[1:]))]


def skipped(engine: str) -> str:
    """Why an engine's tests are skipped, and what to do about it; nothing if they are not."""
    wanted = missing_for(engine)
    return f"no {engine} here, install {' '.join(wanted)}" if wanted else ""


def prepare(say: Callable[[str], None], *, engines: bool = False) -> None:
    """Install what is missing, as root; raise ServiceError for what the tests can't do without, and say what they skip.

    `engines`: whether WebKit and Firefox are wanted too.
    """
    quicker = [package for package in _absent() if package == QUICKER]
    # One that can't be had doesn't keep the others away.
    groups = [missing(), quicker, *(missing_for(engine) for engine in ENGINES if engines)]
    if any(groups) and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {' and '.join(package for group in groups for package in group)}")
        with _services_stay_stopped():
            _install([group for group in groups if group], say)
    if wanted := missing():
        message = (
            f"{' and '.join(wanted)} missing, which the tests run against. Install and run this again; "
            f"on Debian and Ubuntu: sudo apt-get install --no-install-recommends {' '.join(wanted)}"
        )
        raise ServiceError(message)
    for engine in ENGINES:
        if engines and (reason := skipped(engine)):
            say(f"Tests are skipped: {reason}")


def _install(groups: list[list[str]], say: Callable[[str], None]) -> None:
    """Install all packages at once, or, where one of them can't be had, group by group."""
    install = ("install", "--yes", "--no-install-recommends")
    try:
        _apt("update")
        _apt(*install, *(package for group in groups for package in group))
    except ServiceError as error:
        if len(groups) == 1:
            say(str(error))
            return
        for group in groups:
            _install([group], say)


def _absent() -> list[str]:
    return [package for package, names in PROGRAMS.items() if not _is_here(names)]


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
