"""Becomes a command that is not root and does not outlive its parent; run by its path, with the standard library only.

PostgreSQL refuses to run as root, and a fresh clone often lies where no other account can look (`mktemp -d` is 0700).
Opening those folders to everybody would be a trespass, so a command can change in two ways, and both can enter them:

`namespace`
    A user namespace in which root's own number has another name. The files stay root's, nobody else can read them.
    Most containers forbid it.
`account`
    Another account that keeps the one right to pass by file permissions (CAP_DAC_OVERRIDE, which containers grant).
    Also right when root works in somebody's checkout: the server runs as that somebody and the data stays theirs.
"""

import ctypes
import os
import pwd
import signal
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 4
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True)
class Identity:
    """Who a command runs as: `way` is `same`, `namespace` or `account`; numbers are those the files will show."""

    way: str
    uid: int
    gid: int

    def command(self, *words: str, dies_by: signal.Signals = signal.SIGKILL) -> list[str]:
        """Wrap a command line; `dies_by` is the signal it gets when the process that starts it dies (Linux)."""
        chosen = [self.way, str(self.uid), str(self.gid), str(int(dies_by))]
        return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), *chosen, *words]


def nobody() -> pwd.struct_passwd:
    """Return the account that every system has for this."""
    return pwd.getpwnam("nobody")


def main(arguments: list[str]) -> NoReturn:
    """Take the identity and become the command."""
    way, uid, gid, dies_by, *command = arguments
    try:
        if way == "namespace":
            _enter_namespace()
        elif way == "account":
            _become(int(uid), int(gid))
    except OSError as error:
        sys.exit(f"this process may not run as another account: {error}")
    if sys.platform == "linux":
        # After the change of identity, which would clear it.
        _libc().prctl(PR_SET_PDEATHSIG, int(dies_by), 0, 0, 0)
    os.execv(command[0], command)  # noqa: S606  the command is ours


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _enter_namespace() -> None:
    name, uid, gid = nobody(), os.geteuid(), os.getegid()
    if sys.platform != "linux" or _libc().unshare(CLONE_NEWUSER) != 0:
        sys.exit("this system has no user namespaces to give")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{name.pw_uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{name.pw_gid} {gid} 1")


def _become(uid: int, gid: int) -> None:
    if sys.platform == "linux":
        # The rights stay with the change of account, and access(2), by which PostgreSQL looks for its own programs,
        # heeds them too.
        _libc().prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if sys.platform == "linux":
        _keep_only_file_access()


def _keep_only_file_access() -> None:
    """Keep the right to pass by file permissions and drop every other; without it where it was not there."""
    libc, kept = _libc(), 1 << CAP_DAC_OVERRIDE
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    # Effective, permitted and inheritable, for the capabilities 0–31 and then 32–63.
    if libc.capset(header, struct.pack("6I", kept, kept, kept, 0, 0, 0)) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
