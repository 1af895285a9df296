"""What `make run` runs: the real launcher and gunicorn, in a checkout of the test's own with a small app."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from shutil import rmtree

import pytest

from tests.local.stub import make_checkout
from webapp.local import serve

ANNOUNCED = "Topset is at http://127.0.0.1:"


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """A checkout with a space in its path; its instance folder is kept from test to test, as at home."""
    folder = Path(tempfile.mkdtemp(prefix="topset test-", dir="/tmp"))
    yield make_checkout(folder / "c")
    assert all_end(folder / "c")
    rmtree(folder)


@pytest.fixture
def port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(port: int | str, **more: str) -> dict[str, str]:
    """The environment of a launcher: without what may be set for the tests themselves."""
    unwanted = {"HOST", "WEB_CONCURRENCY", *serve.DEPLOYED_BY}
    return {name: value for name, value in os.environ.items() if name not in unwanted} | {"PORT": str(port)} | more


@contextmanager
def launched(
    checkout: Path, port: int, *command: str, stdin: int = subprocess.DEVNULL, **more: str
) -> Iterator[subprocess.Popen[str]]:
    """A launcher in a session of its own, as in a terminal."""
    with subprocess.Popen(
        [sys.executable, "-m", "webapp.local", *(command or ["serve"])], cwd=checkout, env=environment(port, **more),
        stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()


def refused(checkout: Path, port: int | str, **more: str) -> str:
    """Run a launcher that is expected to refuse, and return what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "webapp.local", "serve"], cwd=checkout, env=environment(port, **more),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stdout
    assert processes_in(checkout) == []
    return done.stdout


def children(pid: int) -> set[int]:
    """Return the processes that a process has started and that still run."""
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def read_to(process: subprocess.Popen[str], text: str) -> str:
    """Read what a process says up to `text`, and return it."""
    assert process.stdout is not None
    said = ""
    while text not in said:
        character = process.stdout.read(1)
        assert character, f"the launcher ended and had said: {said}"
        said += character
    return said


def processes_in(folder: Path) -> list[str]:
    """Return the processes that work in `folder` or name it."""
    found = []
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            inside = (process / "cwd").readlink().is_relative_to(folder)
            if process.name.isdigit() and process.name != str(os.getpid()) and (inside or f"{folder}/" in words):
                found.append(f"{process.name} {words}")
    return found


def happens(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait for a condition."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def all_end(folder: Path) -> bool:
    """Wait until no process is left in `folder`."""
    return happens(lambda: not processes_in(folder))


def ask(port: int, path: str) -> tuple[int, str]:
    """Return the answer's status and text; 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    except OSError as error:
        return 0, str(error)
    finally:
        connection.close()


def answers(port: int, path: str) -> bool:
    """Wait for a good answer."""
    return happens(lambda: ask(port, path)[0] == http.HTTPStatus.OK)


def one_of(folder: Path, what: str) -> int:
    """Return the lowest process id in `folder` whose command line has `what`."""
    return min(int(line.split()[0]) for line in processes_in(folder) if what in line)


def test_it_says_what_it_does_and_the_address_last(checkout: Path, port: int) -> None:
    with launched(checkout, port) as launcher:
        said = read_to(launcher, "stops it)\n").splitlines()
        assert [line.split(" …")[0] for line in said[-3:-1]] == [*serve.PREPARATIONS, "Starting Topset"]
        assert said[-1] == f"{ANNOUNCED}{port}  (Ctrl-C stops it)"
        assert ask(port, "/healthz") == (200, "alive")
        assert ask(port, "/readyz")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_cleanly(checkout: Path, port: int, number: signal.Signals) -> None:
    with launched(checkout, port) as launcher:
        read_to(launcher, ANNOUNCED)
        os.killpg(launcher.pid, number)  # as the terminal does, to all in its group
        assert launcher.wait(10) == (129 if number == signal.SIGHUP else 0)
        assert processes_in(checkout) == []
        assert not (checkout / "instance" / "postgres" / "postmaster.pid").exists()


def test_an_impatient_second_ctrl_c_leaves_nothing_behind(checkout: Path, port: int) -> None:
    with launched(checkout, port) as launcher:
        read_to(launcher, ANNOUNCED)
        for _ in range(3):
            os.killpg(launcher.pid, signal.SIGINT)
            time.sleep(0.03)
        assert launcher.wait(10) == 0
        assert processes_in(checkout) == []


def test_a_terminal_that_goes_away_without_a_signal_stops_it(checkout: Path, port: int) -> None:
    outside, inside = os.openpty()
    with launched(checkout, port, stdin=inside) as launcher:
        os.close(inside)
        read_to(launcher, ANNOUNCED)
        os.close(outside)
        assert launcher.wait(10) == 129
        assert processes_in(checkout) == []


def test_ctrl_c_in_the_middle_of_a_preparation_ends_it_too(checkout: Path, port: int) -> None:
    with launched(checkout, port, STUB_SLOW="30") as launcher:
        read_to(launcher, "Migrating the database")
        time.sleep(0.3)
        os.killpg(launcher.pid, signal.SIGINT)
        assert launcher.wait(10) == 0
        assert processes_in(checkout) == []


def test_a_port_in_use_is_named_before_anything_starts(checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        said = refused(checkout, taken)
    assert said.startswith(f"Port {taken} is in use, perhaps by another Topset.")
    assert said.endswith(f"PORT={taken + 1} make run\n")
    assert said.count("\n") == 1


def test_of_two_starts_at_once_one_serves_and_one_names_the_port(checkout: Path, port: int) -> None:
    with launched(checkout, port) as one, launched(checkout, port) as other:
        said = [read_to(launcher, "\n") for launcher in (one, other)]
        assert sum(f"Port {port} is in use" in line for line in said) == 1
        assert answers(port, "/readyz")


def test_a_second_copy_on_another_port_shares_the_database(checkout: Path, port: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        another = probe.getsockname()[1]
    with launched(checkout, port) as one, launched(checkout, another) as other:
        read_to(one, ANNOUNCED)
        read_to(other, ANNOUNCED)
        os.killpg(one.pid, signal.SIGTERM)
        assert one.wait(10) == 0
        assert ask(another, "/readyz")[0] == 200
        os.killpg(other.pid, signal.SIGTERM)
        assert other.wait(10) == 0
        assert processes_in(checkout) == []


def test_a_launcher_that_is_killed_leaves_nothing_and_the_next_one_starts(checkout: Path, port: int) -> None:
    with launched(checkout, port) as launcher:
        read_to(launcher, ANNOUNCED)
        before = int(ask(port, "/readyz")[1])
        launcher.kill()
        launcher.wait()
        assert all_end(checkout)
    with launched(checkout, port) as launcher:
        read_to(launcher, ANNOUNCED)
        assert int(ask(port, "/readyz")[1]) == before + 1


def test_a_database_that_is_killed_comes_back_under_the_running_app(checkout: Path, port: int) -> None:
    with launched(checkout, port) as launcher:
        read_to(launcher, ANNOUNCED)
        for victim in ("bin/postgres -D", "keeper.py"):
            os.kill(one_of(checkout, victim), signal.SIGKILL)
            assert answers(port, "/readyz")
        assert launcher.poll() is None
        time.sleep(1)  # past the launcher's next look
        assert answers(port, "/readyz")


def test_an_app_that_ends_by_itself_is_said_and_nothing_stays(checkout: Path, port: int) -> None:
    with launched(checkout, port) as launcher:
        read_to(launcher, "stops it)\n")
        os.kill(one_of(checkout, "gunicorn"), signal.SIGKILL)
        read_to(launcher, "Topset ended by itself")
        assert launcher.wait(10) == 1
        assert all_end(checkout)


def test_a_failed_migration_is_shown_and_nothing_is_served(checkout: Path, port: int) -> None:
    said = refused(checkout, port, STUB_BROKEN="1")
    assert "flask --app webapp release failed:\nError: this migration is broken" in said
    assert "Topset is at" not in said


def test_only_this_machine_is_served(checkout: Path, port: int) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.org"):  # noqa: S104
        assert f"HOST={host} would let other machines in" in refused(checkout, port, HOST=host)


@pytest.mark.parametrize("port", ["no", "0", "65536", "-1"])
def test_what_is_no_port_is_said(checkout: Path, port: str) -> None:
    assert f"PORT={port} is no port" in refused(checkout, port)


def test_a_configured_deployment_is_not_mistaken_for_the_local_one(checkout: Path, port: int) -> None:
    said = refused(checkout, port, DATABASE_URL="postgresql://db.example/topset", CLERK_SECRET_KEY="sk_live_x")
    assert said.startswith("DATABASE_URL and CLERK_SECRET_KEY set: make run is the embedded default")


def test_new_code_is_served_after_sighup_and_broken_code_is_not(checkout: Path, port: int) -> None:
    module = checkout / "webapp" / "__init__.py"
    original = module.read_text()
    with launched(checkout, port) as launcher:
        read_to(launcher, ANNOUNCED)
        master = one_of(checkout, "gunicorn")
        first = children(master)
        try:
            module.write_text(original.replace('VERSION = "1"', 'VERSION = "22"'))
            os.kill(master, signal.SIGHUP)
            happens(lambda: ask(port, "/version") == (200, "22"))
            assert ask(port, "/version") == (200, "22")
            assert happens(lambda: not first & children(master))
            second = children(master)
            module.write_text(f"{original}\nraise SystemExit('broken')\n")
            os.kill(master, signal.SIGHUP)
            assert happens(lambda: "The new code does not load" in (checkout / "instance" / "topset.log").read_text())
            assert happens(lambda: not second & children(master))  # its workers are replaced
            time.sleep(0.5)
            assert ask(port, "/version") == (200, "22")
            assert launcher.poll() is None
        finally:
            module.write_text(original)


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nX-Sl", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"])
def test_those_who_send_slowly_do_not_keep_others_waiting(checkout: Path, port: int, sent: bytes) -> None:
    with launched(checkout, port) as launcher, ExitStack() as open_connections:
        read_to(launcher, ANNOUNCED)
        for _ in range(100):
            slow = open_connections.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(sent)
        assert [ask(port, "/healthz") for _ in range(20)] == [(200, "alive")] * 20


def test_a_request_that_comes_in_pieces_is_answered(checkout: Path, port: int) -> None:
    pieces = b"GET /healthz HTTP/1.1\r\nHost: topset\r\n\r\n"
    with launched(checkout, port) as launcher:
        read_to(launcher, ANNOUNCED)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            for _ in range(2):  # the second on the kept-alive connection
                for start in range(0, len(pieces), 7):
                    connection.sendall(pieces[start : start + 7])
                    time.sleep(0.02)
                answer = b""
                while not answer.endswith(b"alive"):  # its head and its body may come apart
                    more = connection.recv(4096)
                    assert more, answer
                    answer += more
            connection.sendall(pieces[:9])
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(4096) == b""  # a half that stays one is closed at once, not waited for


def test_another_command_runs_beside_the_database(checkout: Path, port: int) -> None:
    with launched(checkout, port, "--", "flask", "--app", "webapp", "release") as launcher:
        assert launcher.wait(20) == 0
    with launched(checkout, port, "--", "sh", "-c", "exit 7") as launcher:
        assert launcher.wait(20) == 7
    assert processes_in(checkout) == []
