"""What stands beside a cluster's folder, and whom it belongs to: the lock, the log, the sockets' folder."""

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

LOG_BYTES = 5 * 2**20
SOCKET_PATH_BYTES = 103  # the smaller limit, macOS's


class PostgresError(Exception):
    """The embedded PostgreSQL cannot be had; the message says why and what to do."""


def sockets(data: Path) -> Path:
    """Return the folder of the sockets: beside the data, or in /tmp when that path does not fit into an address.

    TMPDIR has no say: the app, the server and a second starter must all find the same folder.
    """
    beside = data.with_name(f"{data.name}.run")
    fits = len(os.fsencode(beside / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_BYTES
    # libpq and PostgreSQL read a comma as the end of one folder, and quotes as quotes.
    if fits and not re.search(r"""[,"'\\\x00-\x1f]""", str(beside)):
        return beside
    return Path("/tmp") / f"topset-{sha256(os.fsencode(data)).hexdigest()[:20]}"  # noqa: S108  checked to be ours


def lock_file(data: Path) -> Path:
    """Return the file that whoever starts or keeps the server locks."""
    return data.with_name(f"{data.name}.lock")


def log_file(data: Path) -> Path:
    """Return where the server and its keeper write what happens."""
    return data.with_name(f"{data.name}.log")


@contextmanager
def locked(data: Path) -> Iterator[int | None]:
    """Yield the open lock when it is free. A keeper that inherits it goes on holding it."""
    file = os.open(lock_file(data), os.O_RDONLY | os.O_CREAT, 0o644)
    belong_to(lock_file(data), data.parent.stat().st_uid)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file
    except BlockingIOError:
        yield None
    finally:
        os.close(file)


@contextmanager
def log(data: Path) -> Iterator[int]:
    """Open the server's log, to be written at its end; a long one is put aside first."""
    path = log_file(data)
    with suppress(FileNotFoundError):
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_name(f"{path.name}.1"))
    with path.open("ab") as file:
        belong_to(path, data.parent.stat().st_uid)
        yield file.fileno()


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, 0700; what root makes in somebody's checkout belongs to that somebody."""
    if folder.is_dir():
        return
    try:
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        belong_to(folder, folder.parent.stat().st_uid)
    except OSError as error:
        message = f"{folder} cannot be made: {error.strerror}. Topset needs a folder that it may write to."
        raise PostgresError(message) from error


def make_private(folder: Path, uid: int) -> None:
    """Make the sockets' folder for `uid`, or see that the one that is there is nobody else's.

    Raises:
        PostgresError: in /tmp somebody else was first.

    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), uid}:
        message = f"{folder} belongs to somebody else, so PostgreSQL's socket cannot be there. Remove it."
        raise PostgresError(message)
    folder.chmod(0o700)
    belong_to(folder, uid)


def belong_to(folder: Path, uid: int) -> None:
    """Give `folder` and all in it to `uid`; only root has to, and can."""
    if os.geteuid() != 0 or folder.lstat().st_uid == uid:
        return
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.lchown(Path(parent) / name, uid, -1)
    os.lchown(folder, uid, -1)  # last: an interrupted change is noticed and done again
