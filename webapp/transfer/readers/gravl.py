"""Gravl: one row a set, units in the columns; `Start Date` is a time of day."""

from collections.abc import Iterator

from webapp.strength import SetKind
from webapp.transfer import dates
from webapp.transfer.history import Item, Session, SetItem
from webapp.transfer.readers import _table
from webapp.transfer.readers._table import UNKNOWN_KIND, Layout, failed_reps
from webapp.transfer.source import Row, Source

_COLUMNS = {
    "date": ("date",),
    "start": ("start date",),
    "workout": ("workout",),
    "minutes": ("workout duration (min)",),
    "exercise": ("exercise",),
    "superset": ("superset",),
    "set": ("set",),
    "type": ("set type",),
    "reps": ("reps",),
    "weight": ("weight (kg)", "weight (lbs)", "weight (lb)"),
    "distance": ("distance (km)", "distance (mi)", "distance (miles)"),
    "seconds": ("set duration (sec)",),
    "workout_notes": ("workout notes",),
}
_NEEDED = {"date", "start", "workout", "exercise", "type", "reps", "weight"}
_KINDS = {
    "working": SetKind.WORKING, "normal": SetKind.WORKING, "": SetKind.WORKING, "warmup": SetKind.WARMUP,
    "warm-up": SetKind.WARMUP, "warm up": SetKind.WARMUP, "drop": SetKind.DROP, "drop set": SetKind.DROP,
    "dropset": SetKind.DROP, "failure": SetKind.FAILURE, "to failure": SetKind.FAILURE,
}  # fmt: skip


def sniff(source: Source) -> str | None:
    """Whether this is Gravl's export."""
    return "gravl" if _table.layout(source, _COLUMNS, _NEEDED) else None


def read(source: Source) -> Iterator[Item]:
    """The file's rows."""
    found = _table.layout(source, _COLUMNS, _NEEDED)
    return iter(()) if found is None else _table.read(source, found, _item)


def _item(layout: Layout, row: Row) -> Item:
    weight = layout.weight(row, layout.name("weight").partition("(")[2].rstrip(")"))
    distance, lost = layout.distance(row, layout.name("distance").partition("(")[2].rstrip(")"))
    seconds, kind = layout.seconds(row), _KINDS.get(layout.cell(row, "type").casefold())
    return SetItem(
        place=row.place,
        session=_session(layout, row),
        exercise=layout.exercise(row),
        kind=kind or SetKind.WORKING,
        weight=weight or None,
        reps=failed_reps(layout.reps(row), weight=weight, distance=distance, seconds=seconds),
        distance=distance or None,
        seconds=seconds or None,
        superset=layout.cell(row, "superset"),
        remarks=(*lost, *([] if kind else [UNKNOWN_KIND.format(layout.cell(row, "type"))])),
    )


def _session(layout: Layout, row: Row) -> Session:
    day, start, name = layout.moment(row), layout.cell(row, "start"), layout.cell(row, "workout")
    minutes = layout.number(row, "minutes") if "minutes" in layout else 0
    started = dates.at(day, dates.clock_time(start))
    return Session((f"{day:%Y-%m-%d}", start, name), started, name, layout.cell(row, "workout_notes"),
                   int(minutes * 60) or None)  # fmt: skip
