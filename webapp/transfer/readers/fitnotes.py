"""FitNotes: a date for each row and no workouts, so a day is one; for Android with and without comments, older, iOS.

The nine-column app quotes nothing: a comma in the name of an exercise gives its row a tenth cell, so such a row is
read from its right end, whose seven cells are known by their shape.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from webapp.transfer.history import Item, Session, SetItem
from webapp.transfer.readers import _table
from webapp.transfer.readers._table import Layout, failed_reps
from webapp.transfer.source import Row, Source
from webapp.transfer.values import Amount

_COLUMNS = {
    "date": ("date",),
    "exercise": ("exercise",),
    "category": ("category",),
    "weight": ("weight",),
    "weight_kg": ("weight (kg)", "weight (kgs)"),
    "weight_lb": ("weight (lbs)", "weight (lb)"),
    "weight_unit": ("weight unit",),
    "reps": ("reps",),
    "distance": ("distance",),
    "distance_unit": ("distance unit",),
    "time": ("time",),
    "note": ("comment", "notes"),
    # Letters for what is measured (w r d t), which the cells say themselves.
    "kind": ("kind",),
}
_NEEDED = {"date", "exercise", "category", "reps"}
_WEIGHTS = ("weight", "weight_kg", "weight_lb")
# The cells behind the category in the app that quotes nothing: weight, its unit, reps, distance, its unit, time.
_TAIL = re.compile(r"(?:[\d.]*)\t(?:kgs?|lbs?|)\t(?:\d*)\t(?:[\d.]*)\t(?:[a-z.]*)\t(?:[\d:.]*)", re.IGNORECASE)
_TAIL_CELLS = 6


def _layout(source: Source) -> Layout | None:
    found = _table.layout(source, _COLUMNS, _NEEDED)
    is_ours = found and len(found.at) == len(found.header) and any(each in found for each in _WEIGHTS)
    return found if is_ours else None


def sniff(source: Source) -> str | None:
    """Which of FitNotes' dialects a file is written in."""
    found = _layout(source)
    if found is None:
        return None
    if "kind" in found or ("weight_kg" in found and "weight_lb" in found):
        return "fitnotes-ios"
    return "fitnotes-android" if "weight_unit" in found else "fitnotes-old"


def read(source: Source) -> Iterator[Item]:
    """The file's rows."""
    found = _layout(source)
    if found is None:
        return iter(())
    measures = (*_WEIGHTS, "reps", "distance")
    return _table.read(source, found, _item, measures=measures, repair=_joined)


def _joined(layout: Layout, row: Row) -> Row:
    """A row with more cells than columns, its exercise's name put together again from the cells it was cut into."""
    extra = len(row.cells) - len(layout.header)
    if extra <= 0 or "note" in layout or "weight_unit" not in layout:
        return row
    if not _TAIL.fullmatch("\t".join(cell.strip() for cell in row.cells[-_TAIL_CELLS:])):
        return row
    name = ",".join(row.cells[1 : 2 + extra])
    return replace(row, cells=[row.cells[0], name, *row.cells[2 + extra :]])


def _item(layout: Layout, row: Row) -> Item:
    day = layout.moment(row).replace(hour=0, minute=0, second=0)
    weight = _weight(layout, row)
    distance, lost = layout.distance(row, layout.cell(row, "distance_unit"))
    seconds = layout.seconds(row, "time")
    return SetItem(
        place=row.place,
        session=Session((f"{day:%Y-%m-%d}",), day),
        exercise=layout.exercise(row),
        weight=weight or None,
        reps=failed_reps(layout.reps(row), weight=weight, distance=distance, seconds=seconds),
        distance=distance or None,
        seconds=seconds or None,
        note=layout.cell(row, "note"),
        remarks=tuple(lost),
    )


def _weight(layout: Layout, row: Row) -> Amount:
    """The weight in the unit of its row or of its column; of two columns filled, the kilograms are exact."""
    for column, unit in (("weight_kg", "kg"), ("weight_lb", "lb")):
        if value := layout.number(row, column):
            return Amount(value, unit)
    return layout.weight(row, layout.cell(row, "weight_unit"))
