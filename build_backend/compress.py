"""Bundles scripts and styles, and writes `.gz` and `.br` beside every static file that gains from it.

Fast when nothing changed. A compressed file carries the very modification time of its source, so "current" is
equality: an older file that a checkout brings back is compressed again too. A compressed file whose source is gone or
changed is removed first, so one that does not belong to its source is never left to be served.
"""

import sys
from pathlib import Path

from bundling import BundleError, bundle
from whitenoise.compress import Compressor

SUFFIXES = (".gz", ".br")


def compress(folder: Path) -> list[Path]:
    """Bring the compressed twins of every file under `folder` up to date and return what was written."""
    compressor = Compressor(quiet=True)
    remove_stale(folder)
    written: list[Path] = []
    for source in _sources(folder):
        if compressor.should_compress(source.name) and not _twins(source):
            written += [Path(name) for name in compressor.compress(str(source))]
    return written


def remove_stale(folder: Path) -> None:
    """Remove compressed files whose source is gone or has another modification time."""
    for twin in [path for path in folder.rglob("*") if path.suffix in SUFFIXES]:
        source = twin.with_suffix("")
        if not source.is_file() or not _same_time(source, twin):
            twin.unlink(missing_ok=True)


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in SUFFIXES)


def _twins(source: Path) -> list[Path]:
    return [twin for suffix in SUFFIXES if (twin := source.with_name(source.name + suffix)).exists()]


def _same_time(one: Path, other: Path) -> bool:
    # A float of seconds is what the compressor copies; it is exact to about a microsecond.
    return abs(one.stat().st_mtime - other.stat().st_mtime) < 1e-5  # noqa: PLR2004


if __name__ == "__main__":
    root = Path(sys.argv[1] if len(sys.argv) > 1 else "static")
    try:
        bundled = bundle(root)
    except BundleError as error:
        sys.exit(f"Topset's scripts and styles could not be bundled.\n{error}")
    print(f"{len(bundled)} bundled and {len(compress(root))} compressed files written")  # noqa: T201
