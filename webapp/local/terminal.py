"""What the local commands say while they work: one line a step, with its seconds."""

import os
import select
import stat
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Self


class Progress:
    """Lines like `Starting PostgreSQL … 0.4 s`; a step ends when the next begins."""

    def __init__(self) -> None:
        """Begin with no step."""
        self._since: float | None = None

    def __enter__(self) -> Self:
        """Say steps for the length of a block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """End the last step's line."""
        if kind is None:
            self.end()
        elif self._since is not None and issubclass(kind, Exception):
            write("\n")

    def __call__(self, step: str) -> None:
        """Begin a step."""
        self.end()
        self._since = time.monotonic()
        write(f"{step} …")

    def end(self) -> None:
        """End the step's line with the time it took."""
        if self._since is not None:
            write(f" {time.monotonic() - self._since:.1f} s\n")
            self._since = None


def write(text: str) -> None:
    """Write to the terminal, which may be closed by now."""
    with suppress(OSError, ValueError, RuntimeError):  # the last when a signal's handler writes inside another write
        sys.stdout.write(text)
        sys.stdout.flush()


def is_closed() -> bool:
    """Whether standard input is a terminal that has gone away."""
    terminal = select.poll()
    terminal.register(0, 0)
    try:
        return any(event & select.POLLHUP for _, event in terminal.poll(0)) and not _is_pipe(0)
    except OSError:
        return False


def _is_pipe(file: int) -> bool:
    # A pipe whose writer has gone hangs up too: `echo | make run` goes on.
    return not stat.S_ISCHR(os.fstat(file).st_mode)
