"""The embedded server: started, shared, killed, and refused; real servers in folders of their own."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import psycopg
import pytest

from webapp.local import cluster, places, postgres
from webapp.local.postgres import PostgresError
from webapp.local.unprivileged import Identity, nobody

CHECKOUT = Path(__file__).resolve().parents[2]
USER = """
import sys
from pathlib import Path
from webapp.local import postgres
with postgres.server(Path(sys.argv[1]), lambda step: print(step, flush=True), durable=False) as server:
    print("using", server.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """A cluster's place in a 0700 folder; short, for a socket's address is."""
    folder = Path(tempfile.mkdtemp(prefix="topset-test-", dir="/tmp"))
    yield folder / "instance" / "postgres"
    rmtree(folder)


@contextmanager
def user_process(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server; its output names the steps it took, and at last the server's id."""
    command = [sys.executable, "-c", USER, str(data)]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield process
        process.kill()


def says(process: subprocess.Popen[str], beginning: str) -> str:
    """Read what a process says up to the line that begins so, and return that line."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(beginning):
            return line.strip()
    pytest.fail(f"the process never said {beginning!r}")


def ask(data: Path, question: str, user: str = "topset") -> object:
    """Return the first value of the first row."""
    with psycopg.connect(postgres.url(data).replace("topset@", f"{user}@"), connect_timeout=5) as connection:
        cursor = connection.execute(question.encode())
        row = cursor.fetchone() if cursor.description else None
    return row and row[0]


def happens(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait for a condition."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def processes_in(folder: Path) -> list[str]:
    """Return the command lines of the processes of servers and keepers over `folder`."""
    shown = subprocess.run(["ps", "-wweo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in shown.splitlines() if f"{folder}/" in line and "-c" in line]


def keeper_of(server_pid: int) -> int:
    """Return the process id of a server's keeper."""
    shown = subprocess.run(["ps", "-o", "ppid=", "-p", str(server_pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout)


def test_a_first_start_makes_a_database_for_the_app(data: Path) -> None:
    with postgres.server(data) as server:
        assert server.url == postgres.url(data)
        assert ask(data, "SHOW server_encoding") == "UTF8"
        assert ask(data, "SELECT datlocale FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
        assert ask(data, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        ask(data, "CREATE EXTENSION pg_trgm")
        assert ask(data, "SELECT similarity('squat', 'squad') > 0.4") is True
        assert [ask(data, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "autovacuum")] == ["on"] * 3


def test_a_second_start_finds_what_the_first_stored(data: Path) -> None:
    steps: list[str] = []
    with postgres.server(data, steps.append, durable=False), psycopg.connect(postgres.url(data)) as connection:
        connection.execute("CREATE TABLE sets AS SELECT 42 AS reps")
    assert steps == ["Making a database", "Starting PostgreSQL"]
    steps.clear()
    with postgres.running(data, steps.append) as url:
        assert url == postgres.url(data)
        assert ask(data, "SELECT reps FROM sets") == 42
    assert steps == ["Starting PostgreSQL"]


def test_only_its_owner_can_reach_the_server(data: Path) -> None:
    with postgres.server(data, durable=False) as server:
        assert ask(data, "SHOW listen_addresses") == ""
        sockets = places.sockets(data)
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE((sockets / ".s.PGSQL.5432").stat().st_mode) == 0o700
        assert server.pid


def test_nothing_is_left_when_the_block_ends(data: Path) -> None:
    with postgres.server(data, durable=False):
        assert processes_in(data.parent)
    assert processes_in(data.parent) == []
    assert not places.sockets(data).exists()


def test_who_comes_second_shares_the_server_and_the_last_one_out_stops_it(data: Path) -> None:
    with user_process(data) as first:
        pid = says(first, "using").split()[1]
        with postgres.server(data) as server:
            assert str(server.pid) == pid
            first.communicate("")
            assert ask(data, "SELECT 1") == 1
        assert processes_in(data.parent) == []


def test_two_first_starts_at_once_make_one_cluster(data: Path) -> None:
    with user_process(data) as one, user_process(data) as other:
        first, second = says(one, "using"), says(other, "using")
        assert first == second
        one.communicate("")
        other.communicate("")
    assert processes_in(data.parent) == []


def test_a_user_that_is_killed_does_not_keep_the_server(data: Path) -> None:
    with user_process(data) as user:
        says(user, "using")
        assert processes_in(data.parent)
        user.kill()
        assert happens(lambda: processes_in(data.parent) == [])


def test_a_server_that_is_killed_comes_back_with_all_that_was_committed(data: Path) -> None:
    with postgres.server(data) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE sets AS SELECT 42 AS reps")
        killed = server.pid
        os.kill(killed, signal.SIGKILL)

        def is_back() -> bool:
            try:
                return server.pid != killed and ask(data, "SELECT reps FROM sets") == 42
            except psycopg.OperationalError:
                return False

        assert happens(is_back)
        assert server.kept


def test_a_server_whose_keeper_is_killed_ends_and_can_be_had_again(data: Path) -> None:
    with postgres.server(data, durable=False) as server:
        old = server.pid
        os.kill(keeper_of(old), signal.SIGKILL)
        assert happens(lambda: not server.kept)
        server.rejoin()
        assert server.kept
        assert server.pid != old
        assert ask(data, "SELECT 1") == 1


@pytest.mark.parametrize("reused", [False, True], ids=["its number is free", "its number is another process's now"])
def test_a_start_after_everything_was_killed_recovers(data: Path, *, reused: bool) -> None:
    with user_process(data) as user:
        pid = int(says(user, "using").split()[1])
        for victim in (keeper_of(pid), pid, user.pid):
            os.kill(victim, signal.SIGKILL)
    assert happens(lambda: processes_in(data.parent) == [])
    pid_file = data / "postmaster.pid"
    _, *rest = pid_file.read_text().splitlines()
    if reused:
        pid_file.write_text("\n".join([str(os.getppid()), *rest]) + "\n")
    with postgres.server(data, durable=False):
        assert ask(data, "SELECT 1") == 1


def test_stopping_and_starting_is_for_all_its_users(data: Path) -> None:
    with postgres.server(data, durable=False) as server, postgres.server(data) as other:
        server.stop(signal.SIGQUIT)
        with pytest.raises(psycopg.OperationalError):
            ask(data, "SELECT 1")
        other.start()
        assert ask(data, "SELECT 1") == 1
        old = server.pid
        server.restart()
        assert server.pid != old
        assert ask(data, "SELECT 1") == 1


def test_settings_are_the_starters(data: Path) -> None:
    with postgres.server(data, durable=False, settings={"max_connections": "7"}):
        assert ask(data, "SHOW max_connections") == "7"
        assert ask(data, "SHOW fsync") == "off"


def test_a_cluster_that_was_not_finished_is_never_used(data: Path) -> None:
    with user_process(data) as user:
        says(user, "Making a database")
        assert happens(lambda: any(data.parent.glob(".postgres-new-*/global")))
        user.kill()
    assert not data.exists()
    assert list(data.parent.glob(".postgres-new-*"))
    with postgres.server(data, durable=False):
        assert ask(data, "SELECT 1") == 1
    assert not list(data.parent.glob(".postgres-new-*"))


def test_a_cluster_of_another_major_version_is_refused_and_not_touched(data: Path) -> None:
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(PostgresError, match=r"PostgreSQL 17, .* PostgreSQL 18"), postgres.server(data):
        pass
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_with_something_else_in_it_is_left_alone(data: Path) -> None:
    data.mkdir(parents=True)
    (data / "diary.txt").write_text("5x5")
    with pytest.raises(PostgresError, match="not a PostgreSQL folder"), postgres.server(data):
        pass
    assert (data / "diary.txt").read_text() == "5x5"


def test_a_disk_without_room_is_named_before_anything_is_made(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ROOM_TO_MAKE", 2**62)
    with pytest.raises(PostgresError, match=r"has \d+ MB free, and PostgreSQL needs"), postgres.server(data):
        pass
    assert not data.exists()


def test_a_server_that_cannot_start_says_why(data: Path) -> None:
    with (
        pytest.raises(PostgresError, match="max_connections"),
        postgres.server(data, settings={"max_connections": "x"}),
    ):
        pass
    assert processes_in(data.parent) == []


def test_a_path_too_long_for_a_socket_has_its_sockets_in_tmp(data: Path) -> None:
    deep = data.parent / ("a long way down " * 7) / "postgres"
    with postgres.server(deep, durable=False) as server:
        assert "%2Ftmp%2Ftopset-" in server.url
        assert ask(deep, "SELECT 1") == 1
    assert not places.sockets(deep).exists()


def test_a_comma_in_the_path_does_not_split_it(data: Path) -> None:
    odd = data.parent / "legs, arms" / "postgres"
    with postgres.server(odd, durable=False):
        assert ask(odd, "SELECT 1") == 1


def test_a_sockets_folder_of_somebody_else_is_not_entered(data: Path) -> None:
    deep = data.parent / ("a long way down " * 7) / "postgres"
    places.sockets(deep).symlink_to(data.parent.parent)
    try:
        with pytest.raises(PostgresError, match="belongs to somebody else"), postgres.server(deep):
            pass
    finally:
        places.sockets(deep).unlink()


def test_an_unwritable_place_is_said(data: Path) -> None:
    data.parent.parent.joinpath("instance").write_text("a file where the folder should be")
    with pytest.raises(PostgresError, match="cannot be made"), postgres.server(data):
        pass


def test_a_program_the_wheel_does_not_have_is_said() -> None:
    assert os.access(postgres.binary("pgbench"), os.X_OK)
    with pytest.raises(PostgresError, match="no program oracle"):
        postgres.binary("oracle")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become another")
@pytest.mark.parametrize("way", ["namespace", "account"])
def test_root_starts_it_as_another_in_a_folder_that_others_cannot_enter(
    data: Path, way: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    who = Identity(way, 0, 0) if way == "namespace" else Identity(way, nobody().pw_uid, nobody().pw_gid)
    monkeypatch.setattr(cluster, "_candidates", lambda _: [who])
    with postgres.server(data, durable=False):
        assert ask(data, "SELECT pg_read_file('PG_VERSION')", user="postgres") == "18\n"
        assert data.stat().st_uid == who.uid
        assert stat.S_IMODE(data.parent.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can")
def test_what_root_starts_in_somebodys_folder_stays_theirs(data: Path) -> None:
    os.chown(data.parent.parent, nobody().pw_uid, nobody().pw_gid)
    with postgres.server(data, durable=False):
        assert ask(data, "SELECT 1") == 1
    owners = {path.lstat().st_uid for path in data.parent.rglob("*")}
    assert owners == {nobody().pw_uid}
