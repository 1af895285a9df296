"""LiftLog: a time for each set, newest first; a session is its id."""

from collections.abc import Iterator

from webapp.transfer.history import Item, Session, SetItem
from webapp.transfer.readers import _table
from webapp.transfer.readers._table import Layout, failed_reps
from webapp.transfer.source import Row, Source

_COLUMNS = {
    "session": ("sessionid",),
    "date": ("timestamp",),
    "exercise": ("exercise",),
    "weight": ("weight",),
    "weight_unit": ("weightunit",),
    "reps": ("reps",),
    "target": ("targetreps",),
    "note": ("notes",),
}
_NEEDED = {"session", "date", "exercise", "weight", "reps"}


def sniff(source: Source) -> str | None:
    """Whether this is LiftLog's export."""
    return "liftlog" if _table.layout(source, _COLUMNS, _NEEDED) else None


def read(source: Source) -> Iterator[Item]:
    """The file's rows."""
    found = _table.layout(source, _COLUMNS, _NEEDED)
    return iter(()) if found is None else _table.read(source, found, _item)


def _item(layout: Layout, row: Row) -> Item:
    weight, done_at = layout.weight(row, layout.cell(row, "weight_unit")), layout.moment(row)
    return SetItem(
        place=row.place,
        session=Session((layout.cell(row, "session"),), done_at),
        exercise=layout.exercise(row),
        weight=weight or None,
        reps=failed_reps(layout.reps(row), weight=weight, distance=None, seconds=None),
        note=layout.cell(row, "note"),
        performed_at=done_at,
    )
