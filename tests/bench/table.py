"""The figures as a table, for a terminal and for docs/bench.md."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from tests.bench import reference
from tests.processes import find_program

NO_LIMIT = "–"
PACKAGES = ("flask", "gunicorn", "sqlalchemy", "psycopg")


@dataclass(frozen=True)
class Figure:
    """One row: what was measured, what came out, and what was promised."""

    what: str
    measured: str
    limit: str
    is_within: bool

    @property
    def verdict(self) -> str:
        """In one word."""
        if self.limit == NO_LIMIT:
            return ""
        return "within" if self.is_within else "over"


def at_most(what: str, measured: float, limit: float, unit: str, digits: int = 2) -> Figure:
    """A figure that may not be larger."""
    return Figure(what, f"{measured:,.{digits}f} {unit}".strip(), f"≤ {limit:g} {unit}".strip(), measured <= limit)


def at_least(what: str, measured: float, limit: float, unit: str = "", digits: int = 2) -> Figure:
    """A figure that may not be smaller."""
    return Figure(what, f"{measured:,.{digits}f} {unit}".strip(), f"≥ {limit:g} {unit}".strip(), measured >= limit)


def known(what: str, measured: str) -> Figure:
    """A figure without a limit, to understand the others by."""
    return Figure(what, measured, NO_LIMIT, is_within=True)


def environment() -> str:
    """What the figures were measured with; nothing that names a machine."""
    parts = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)]
    parts.append(_said(reference.program(), "--version").replace("pgbench (PostgreSQL)", "PostgreSQL"))
    parts.append(_said(find_program("pgbouncer"), "--version"))
    busy = os.getloadavg()[0]
    return ", ".join(parts) + f"; {os.cpu_count()} cores, load before the run {busy:.1f}"


def markdown(figures: Sequence[Figure], footing: str) -> str:
    """The table; its columns are padded so that it reads well unrendered too."""
    rows = [("what", "measured", "limit", "verdict")]
    rows += [(each.what, each.measured, each.limit, each.verdict) for each in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, _line(tuple("-" * width for width in widths), widths))
    return "\n".join([*lines, "", footing])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"


def _said(*command: str) -> str:
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return lines[0]
