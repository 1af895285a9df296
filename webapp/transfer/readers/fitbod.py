"""Fitbod: kilograms whatever the lifter sees, and one moment for all rows of a workout, which is its start.

A multiplier of 2 means two dumbbells, and the weight is that of one. The older export has `Sets` equal sets a row.
"""

from collections.abc import Iterator

from webapp.strength import SetKind
from webapp.transfer import values
from webapp.transfer.history import Item, Session, SetItem
from webapp.transfer.readers import _table
from webapp.transfer.readers._table import Layout, failed_reps
from webapp.transfer.source import Row, Source

_COLUMNS = {
    "date": ("date",),
    "exercise": ("exercise",),
    "sets": ("sets",),
    "reps": ("reps",),
    "weight": ("weight(kg)", "weight"),
    "seconds": ("duration(s)",),
    "distance": ("distance(m)",),
    "incline": ("incline",),
    "resistance": ("resistance",),
    "warm_up": ("iswarmup",),
    "note": ("note",),
    "multiplier": ("multiplier",),
}
_NEEDED = {"date", "exercise", "reps", "weight", "warm_up"}
_MOST_SETS = 100


def sniff(source: Source) -> str | None:
    """Whether this is Fitbod's export."""
    return "fitbod" if _table.layout(source, _COLUMNS, _NEEDED) else None


def read(source: Source) -> Iterator[Item]:
    """The file's rows; of the older export, as many items as a row has sets."""
    found = _table.layout(source, _COLUMNS, _NEEDED)
    if found is None:
        return
    counts = {}
    if "sets" in found:
        counts = {row.place: values.whole(row.cells[found.at["sets"]]) or 1 for row in source.rows(found.separator)
                  if len(row.cells) == len(found.header)}  # fmt: skip
    for item in _table.read(source, found, _item):
        for _ in range(min(counts.get(item.place, 1), _MOST_SETS)):
            yield item


def _item(layout: Layout, row: Row) -> Item:
    weight = layout.weight(row, "kg")
    distance, _ = layout.distance(row, "m")
    seconds = layout.seconds(row)
    return SetItem(
        place=row.place,
        session=Session((layout.cell(row, "date"),), layout.moment(row)),
        exercise=layout.exercise(row),
        kind=SetKind.WARMUP if layout.cell(row, "warm_up").casefold() == "true" else SetKind.WORKING,
        weight=weight or None,
        reps=failed_reps(layout.reps(row), weight=weight, distance=distance, seconds=seconds),
        distance=distance or None,
        seconds=seconds or None,
        note=layout.cell(row, "note"),
    )
