"""`make chaos`: many seeds, one after the other, each with its result; SEEDS says how many, FROM where they begin."""

import os
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import machine
from tests.chaos.run import ChaosError, run
from tests.chaos.stand import standing
from tests.processes import ServiceError


def main() -> int:
    """Run them all and return the exit code: 0 when nothing was lost, doubled or said wrongly."""
    first, count = int(os.environ.get("FROM") or 1), int(os.environ.get("SEEDS") or 20)
    failed: list[int] = []
    try:
        machine.prepare(lambda step: _say(f"{step} …"))
        with (
            tempfile.TemporaryDirectory(prefix="topset-chaos-", ignore_cleanup_errors=True) as name,
            standing(Path(name)) as stand,
            sync_playwright() as playwright,
        ):
            for seed in range(first, first + count):
                began = time.monotonic()
                try:
                    book = run(playwright, stand, Path(name), seed)
                    kinds = ", ".join(f"{number} {kind}" for kind, number in book.writes.most_common())
                    _say(f"seed {seed}: ok, {time.monotonic() - began:.0f} s: {kinds}")
                except ChaosError as error:
                    failed.append(seed)
                    _say(f"seed {seed}: FAILED\n{error}")
    except ServiceError as error:
        _say(str(error))
        return 1
    _say(f"{count - len(failed)} passed, {len(failed)} failed" + (f": seeds {failed}" if failed else ""))
    return 1 if failed else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
