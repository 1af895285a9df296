"""One small reader for each app: from a file's rows to the common form of `webapp.transfer.history` (pure).

A reader is a module with `sniff(source)`, the name of the dialect it recognises by content or None, and
`read(source)`, the file's items in order. To add one: write the module, name it in `READERS`, put a sample beside the
others in `tests/transfer/samples/`.
"""

from collections.abc import Iterator
from typing import Protocol

from webapp.transfer.history import History, Item, Units, assemble
from webapp.transfer.readers import (
    alpha_progression,
    fitbod,
    fitnotes,
    gravl,
    gymbook,
    hevy,
    jefit,
    liftlog,
    liftosaur,
    strong,
    stronglifts,
)
from webapp.transfer.source import RefusedFileError, Source, decode


class Reader(Protocol):
    """What a module of this package offers."""

    def sniff(self, source: Source) -> str | None:
        """The dialect that this file is written in, where this reader knows it."""

    def read(self, source: Source) -> Iterator[Item]:
        """Its items, in the order of the file."""


READERS: tuple[Reader, ...] = (
    strong, hevy, fitnotes, fitbod, stronglifts, jefit, liftosaur, liftlog, alpha_progression, gymbook, gravl,
)  # fmt: skip
# What is recognised only to be refused by name: words of a header, and what to bring instead.
_OTHERS = (
    ({"workout_id", "weight_kg", "weight_lbs"},
     "This comes from Hevy's paid API. Bring what the app writes by Settings, Export & Import Data."),
    ({"date", "meal"}, "This is MyFitnessPal's diary of food. There are no sets in it."),
    *((columns, "These are body weights and no workouts.") for columns in (
        {"date", "weight (kg)"}, {"date", "weight (lbs)"}, {"date", "measurement", "value", "unit"},
        {"date", "weight_kg", "fat_percent"},
    )),
)  # fmt: skip
_SHOWN_COLUMNS = 12


def read_file(content: bytes, units: Units | None = None) -> History:
    """Read a file whatever app wrote it. Raises RefusedFileError with what was found and what to do instead."""
    source = decode(content)
    for reader in READERS:
        dialect = reader.sniff(source)
        if dialect:
            history = assemble(dialect, reader.read(source), units)
            if not history.rows:
                message = "This file has a header and no rows. Export it again, with all workouts."
                raise RefusedFileError(message)
            return history
    raise RefusedFileError(_unknown(source))


def _unknown(source: Source) -> str:
    if source.first_line[:1] in {"{", "["}:
        return "This is JSON of an app that Topset can't read. Bring the CSV that your app exports."
    _, header = next(source.headers())
    names = {name.casefold() for name in header}
    for known, words in _OTHERS:
        if known <= names:
            return words
    shown = ", ".join(name[:40] or "(nothing)" for name in header[:_SHOWN_COLUMNS])
    more = f" and {len(header) - _SHOWN_COLUMNS} more" if len(header) > _SHOWN_COLUMNS else ""
    return f"No app is known that writes these columns: {shown}{more}. Say what each of them means to import them."
