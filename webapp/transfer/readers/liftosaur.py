"""Liftosaur: what was completed counts, not what was required; moments are UTC.

The export is described at https://www.liftosaur.com; an exercise is `Name, Equipment`.
"""

from collections.abc import Iterator
from dataclasses import replace

from webapp.strength import SetKind
from webapp.transfer.history import Item, ListedItem, Session, SetItem
from webapp.transfer.readers import _table
from webapp.transfer.readers._table import Layout
from webapp.transfer.source import Row, Source

_COLUMNS = {
    "date": ("workout datetime",),
    "program": ("program",),
    "day": ("day name",),
    "exercise": ("exercise",),
    "warm_up": ("is warmup set?",),
    "reps": ("completed reps",),
    "rpe": ("completed rpe",),
    "weight": ("completed weight value",),
    "weight_unit": ("completed weight unit",),
    "done_at": ("completed reps time",),
    "note": ("notes",),
}
_NEEDED = {"date", "exercise", "warm_up", "reps", "weight", "weight_unit"}


def sniff(source: Source) -> str | None:
    """Whether this is Liftosaur's export."""
    return "liftosaur" if _table.layout(source, _COLUMNS, _NEEDED) else None


def read(source: Source) -> Iterator[Item]:
    """The file's rows."""
    found = _table.layout(source, _COLUMNS, _NEEDED)
    return iter(()) if found is None else _table.read(source, found, _item)


def _item(layout: Layout, row: Row) -> Item:
    reps = layout.reps(row)
    if reps is None:
        return ListedItem(row.place, "It was planned and not done.")
    weight = layout.weight(row, layout.cell(row, "weight_unit"))
    rpe, remarks = layout.rpe(row)
    done_at = layout.moment(row, "done_at") if layout.cell(row, "done_at") else None
    name = layout.cell(row, "day") or layout.cell(row, "program")
    item = SetItem(
        place=row.place,
        session=Session((layout.cell(row, "date"), name), layout.moment(row), name),
        exercise=layout.exercise(row),
        kind=SetKind.WARMUP if layout.cell(row, "warm_up") == "1" else SetKind.WORKING,
        weight=weight or None,
        reps=reps or (0 if weight else None),
        rpe=rpe,
        exercise_note=layout.cell(row, "note"),
        remarks=tuple(remarks),
    )
    return replace(item, performed_at=done_at) if done_at else item
