"""Starts the engines that a machine has, each with a profile of its own, and ends them with all their children."""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.engines.engine import Engine
from tests.engines.remote import Firefox, WebKit, connected
from tests.processes import LOOPBACK, end_group, find_program, free_port, wait_until
from webapp.local.unprivileged import Identity

WINDOW = Path(__file__).with_name("window.py")
SYSTEM_PYTHON = "/usr/bin/python3"
WIDTH, HEIGHT = 390, 844
# Nothing is asked of the network, and no window of Firefox's own lies over the page.
PREFERENCES = {
    "marionette.port": 0,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.dom.window.dump.enabled": True,
    "devtools.console.stdout.content": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


@contextmanager
def webkit() -> Iterator[Engine]:
    """WebKit at the size of a phone, on a screen that nobody sees."""
    with _folder() as folder:
        yield from _webkit(folder)


def _webkit(folder: Path) -> Iterator[Engine]:
    log, port = folder / "webkit.log", free_port()
    told = _environment(folder) | {"LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
    options = {"binary": SYSTEM_PYTHON, "args": [str(WINDOW), str(WIDTH), str(HEIGHT), str(folder)]}
    with _screen(log, told) as display:
        told |= {"DISPLAY": display, "NO_AT_BRIDGE": "1", "GTK_A11Y": "none"}
        command = [find_program("WebKitWebDriver"), f"--port={port}", f"--host={LOOPBACK}"]
        with _program(command, told, log):
            wait_until(lambda: _answers(port), lambda: f"WebKitWebDriver did not start:\n{log.read_text()}")
            yield WebKit(port, log, options)


@contextmanager
def firefox() -> Iterator[Engine]:
    """Firefox without a window, as narrow as it can be (500 px)."""
    with _folder() as folder:
        yield from _firefox(folder)


def _firefox(folder: Path) -> Iterator[Engine]:
    log, profile = folder / "firefox.log", folder / "profile"
    profile.mkdir()
    lines = (f"user_pref({_js(name)}, {_js(value)});" for name, value in PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(lines))
    command = [
        find_program("firefox-esr", "firefox"), "--marionette", "--headless", "--no-remote", "--profile", str(profile),
        f"--width={WIDTH}", f"--height={HEIGHT}",
    ]  # fmt: skip
    port = profile / "MarionetteActivePort"
    with _program(command, _environment(folder) | {"MOZ_CRASHREPORTER_DISABLE": "1"}, log):
        wait_until(lambda: port.exists() and port.read_text() != "", lambda: f"No Firefox:\n{log.read_text()}")
        with connected(int(port.read_text())) as connection:
            yield Firefox(connection, log)


@contextmanager
def _folder() -> Iterator[Path]:
    # A socket's path has 107 characters at most, so it is a short one.
    with tempfile.TemporaryDirectory(prefix="engine-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _js(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | int) else f'"{value}"'


def _environment(folder: Path) -> dict[str, str]:
    """A home and a place for sockets of its own, and no session bus to look for."""
    return {
        "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder), "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    }  # fmt: skip


@contextmanager
def _screen(log: Path, told: Mapping[str, str]) -> Iterator[str]:
    """An X server that draws into memory; its display's name."""
    reading, writing = os.pipe()
    command = [find_program("Xvfb"), "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with _program(command, told, log, pass_fds=[writing]):
        os.close(writing)
        with os.fdopen(reading) as number:
            display = number.readline().strip()
        yield f":{display}"


@contextmanager
def _program(
    command: Sequence[str], told: Mapping[str, str], log: Path, pass_fds: Sequence[int] = ()
) -> Iterator[None]:
    with log.open("ab") as written:
        process = subprocess.Popen(
            Identity("same", os.geteuid(), os.getegid()).command(*command, dies_by=signal.SIGTERM),
            env=dict(told), start_new_session=True, pass_fds=pass_fds, stdin=subprocess.DEVNULL, stdout=written,
            stderr=written,
        )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        end_group(process)


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False
