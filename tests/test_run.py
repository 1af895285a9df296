"""What `make test` itself promises: nothing hides, everything is counted, nothing stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import machine, run
from tests.processes import ServiceError

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c"><skipped message="no WebKit here"/></testcase>
<testcase name="d"><error/></testcase><testcase name="e"><failure/><error/></testcase><testcase name="f"/>
</testsuite></testsuites>"""


def test_each_test_counts_once(tmp_path: Path) -> None:
    tally = run.Tally(passed=6)
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    run._count(report, tally)
    assert str(tally) == "8 passed, 3 failed, 1 skipped (no WebKit here)"


def test_nothing_skipped_is_not_worth_a_word() -> None:
    assert str(run.Tally(passed=1)) == "1 passed, 0 failed"


def test_a_failing_check_says_why_and_does_not_hide_the_next(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    checks = {
        "First": [sys.executable, "-c", "raise SystemExit('the reason')"],
        "Second": [sys.executable, "-c", "print('chatter')"],
    }
    monkeypatch.setattr(run, "checks", lambda: checks)
    monkeypatch.setattr(machine, "PROGRAMS", {"pgbouncer": ("no-such-program",)})
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    tally = run.run([])
    said = capfd.readouterr().out
    assert "First … FAILED" in said and "the reason" in said
    assert "Second … ok" in said and "chatter" not in said
    assert str(tally) == "1 passed, 2 failed"


def test_a_missing_program_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "PROGRAMS", {"pgbouncer": ("no-such-program",), "sh": ("sh",)})
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(
        ServiceError, match=r"pgbouncer missing.*sudo apt-get install --no-install-recommends pgbouncer$"
    ):
        machine.prepare(lambda _: None)


def test_an_engine_that_can_not_be_had_skips_its_tests_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "PROGRAMS", {"sh": ("sh",), machine.QUICKER: ("sh",)})
    monkeypatch.setattr(machine, "ENGINES", {"Other": {"other-engine": "/nowhere/*", "sh": "/bin/sh"}})
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    said: list[str] = []
    machine.prepare(said.append, engines=True)
    assert said == ["Tests are skipped: no Other here, install other-engine"]


def test_a_package_that_can_not_be_installed_keeps_no_other_away(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []

    def apt(*arguments: str) -> None:
        if "no-such-package" in arguments:
            message = "Unable to locate package no-such-package"
            raise ServiceError(message)
        installed.extend(arguments[3:])

    monkeypatch.setattr(machine, "_apt", apt)
    said: list[str] = []
    machine._install([["pgbouncer"], ["no-such-package", "xvfb"], ["firefox-esr"]], said.append)
    assert installed == ["pgbouncer", "firefox-esr"]
    assert said == ["Unable to locate package no-such-package"]


def test_steps_see_an_empty_home_and_no_configuration_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "CLERK_SECRET_KEY", "PGHOST", "PYTEST_ADDOPTS", "PORT"):
        monkeypatch.setenv(name, "elsewhere")
    environment = run._environment(tmp_path)
    assert list(Path(environment["HOME"]).iterdir()) == []
    assert "elsewhere" not in environment.values()


@pytest.mark.skipif(sys.platform != "linux", reason="orphans come back to us on Linux only")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_what_was_started_ends_with_us(tmp_path: Path, how: signal.Signals) -> None:
    """A step that left its group and forgot its parent is found, too."""
    pid_file = tmp_path / "pid"
    orphan = f"import os, time; os.setsid(); open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    step = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {orphan!r}]); time.sleep(60)"
    code = f"""
import sys
from tests import run
run.checks = lambda: {{"Step": [sys.executable, "-c", {step!r}]}}
sys.exit(run.main([]))
"""
    process = subprocess.Popen([sys.executable, "-c", code], cwd=run.CHECKOUT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not pid_file.exists() or not pid_file.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(how)
    assert process.wait(30) == 128 + how
    assert not Path(f"/proc/{pid_file.read_text()}").exists()


BUSY = """
import pathlib
def test_it():
    seen = pathlib.Path(__file__).with_name("seen")
    assert seen.exists() or seen.touch()
"""
WRONG = """
def test_it():
    assert False
"""


@pytest.mark.parametrize(("script", "expected"), [(BUSY, "2 passed, 0 failed"), (WRONG, "1 passed, 1 failed")])
def test_what_failed_for_want_of_time_passes_the_second_time_and_what_is_wrong_does_not(
    tmp_path: Path, script: str, expected: str
) -> None:
    (tmp_path / "test_one.py").write_text(script + "\n\ndef test_other():\n    pass\n")
    tally = run.Tally()
    run._tests("Some", [str(tmp_path / "test_one.py")], tmp_path, run._environment(tmp_path), tally, at_once=2)
    assert str(tally) == expected
