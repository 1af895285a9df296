"""`make bench`: every figure in one run, as a table. Over a limit is news and not an error: times are never a test.

A part that breaks is said, and the others are measured all the same; only then is the run a failure.
"""

import argparse
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from tests import machine
from tests.bench import editor, history, outbox, speed, table, weight
from tests.bench.stand import Stand, standing
from tests.bench.table import Figure
from tests.processes import ServiceError
from tests.services import CHECKOUT

WRITTEN = CHECKOUT / "docs" / "bench.md"
TITLE = """# Figures

Written by `python -m tests.bench --write`. Times are the best or the median of rounds that took turns in one run;
throughput is a ratio to what the database itself can do on the same cores, so it holds on other machines too.
"""


def main() -> int:
    """Measure, print, and write if asked to."""
    arguments = argparse.ArgumentParser(description="Measure the figures the product promises.")
    arguments.add_argument("--write", action="store_true", help="write the table to docs/bench.md too")
    arguments.add_argument("--only", default="", metavar="NAME", help="measure only the parts with this in their name")
    asked = arguments.parse_args()
    if asked.write and asked.only:
        arguments.error("docs/bench.md is written from a whole run")
    try:
        machine.prepare(lambda step: _say(f"{step} …"))
        footing = table.environment()
        with tempfile.TemporaryDirectory(prefix="topset-bench-") as name:
            figures, broken = _measure(Path(name), asked.only)
    except ServiceError as error:
        _say(str(error))
        return 1
    text = table.markdown(figures, footing)
    sys.stdout.write(f"\n{text}\n")
    if broken:
        _say(f"Not measured: {', '.join(broken)}")
        return 1
    if asked.write:
        WRITTEN.parent.mkdir(exist_ok=True)
        WRITTEN.write_text(f"{TITLE}\n{text}\n")
    return 0


def _measure(folder: Path, only: str) -> tuple[list[Figure], list[str]]:
    """The figures, and the titles of the parts that broke."""
    # The server may run as another account, which has to get here.
    folder.chmod(0o755)
    figures: list[Figure] = []
    broken: list[str] = []
    with standing(folder) as stand:
        kept = speed.connections(stand)
        steps: dict[str, Callable[[Stand], list[Figure]]] = {
            "Throughput": lambda at: speed.throughput(at, kept),
            "Processor": lambda at: speed.processor(at, kept),
            "Round trips": speed.round_trips,
            "A long history": history.flatness,
            "Memory": speed.memory,
            "Tokens": lambda at: speed.verification(at, kept),
            "Start": speed.start,
            "The editor": editor.changes,
            "Search": editor.search,
            "Bytes": weight.on_the_wire,
            "The outbox": outbox.on_the_phone,
        }
        chosen = {title: measure for title, measure in steps.items() if only.lower() in title.lower()}
        if not chosen:
            message = f"no part is named {only!r}; there are: {', '.join(steps)}"
            raise ServiceError(message)
        for title, measure in chosen.items():
            _say(f"{title} …")
            try:
                measured = measure(stand)
            except Exception:  # noqa: BLE001  (whatever broke one part, the others have their say)
                traceback.print_exc()
                broken.append(title)
                continue
            for figure in measured:
                _say(f"  {figure.what}: {figure.measured}, limit {figure.limit} {figure.verdict}".rstrip())
            figures += measured
    return figures, broken


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
