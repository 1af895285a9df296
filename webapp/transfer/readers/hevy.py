"""Hevy: one dialect, whose columns name their units; dates and names are in the phone's language.

A workout is its title, start and end. An exercise that was added twice in a row starts again at set 0.
"""

from collections.abc import Iterator

from webapp.strength import SetKind
from webapp.transfer import dates
from webapp.transfer.history import Item, Session, SetItem
from webapp.transfer.readers import _table
from webapp.transfer.readers._table import UNKNOWN_KIND, Layout, failed_reps
from webapp.transfer.source import Row, Source

_COLUMNS = {
    "title": ("title",),
    "start": ("start_time",),
    "end": ("end_time",),
    "description": ("description",),
    "exercise": ("exercise_title",),
    "superset": ("superset_id",),
    "exercise_notes": ("exercise_notes",),
    "index": ("set_index",),
    "type": ("set_type",),
    "weight": ("weight_kg", "weight_lbs", "weight_lb"),
    "reps": ("reps",),
    "distance": ("distance_km", "distance_miles", "distance_mi", "distance_meters"),
    "seconds": ("duration_seconds",),
    "rpe": ("rpe",),
}
_NEEDED = {"title", "start", "exercise", "index", "reps"}
_KINDS = {
    "": SetKind.WORKING, "normal": SetKind.WORKING, "warmup": SetKind.WARMUP, "warm_up": SetKind.WARMUP,
    "failure": SetKind.FAILURE, "dropset": SetKind.DROP, "drop_set": SetKind.DROP, "drop": SetKind.DROP,
}  # fmt: skip


def _layout(source: Source) -> Layout | None:
    found = _table.layout(source, _COLUMNS, _NEEDED)
    # The paid API's rows have both units side by side, and say more than the export.
    both = found and {"weight_kg", "weight_lbs"} <= {name.casefold() for name in found.header}
    return None if both else found


def sniff(source: Source) -> str | None:
    """Whether this is Hevy's export."""
    return "hevy" if _layout(source) else None


def read(source: Source) -> Iterator[Item]:
    """The file's rows."""
    found = _layout(source)
    return iter(()) if found is None else _table.read(source, found, _item, date="start")


def _item(layout: Layout, row: Row) -> Item:
    exercise = layout.exercise(row)
    weight = layout.weight(row, layout.name("weight").rpartition("_")[2])
    distance, lost = layout.distance(row, layout.name("distance").rpartition("_")[2])
    kind = _KINDS.get(layout.cell(row, "type").casefold())
    strange = [] if kind else [UNKNOWN_KIND.format(layout.cell(row, "type"))]
    rpe, remarks = layout.rpe(row)
    seconds = layout.seconds(row)
    return SetItem(
        place=row.place,
        session=_session(layout, row),
        exercise=exercise,
        kind=kind or SetKind.WORKING,
        weight=weight or None,
        reps=failed_reps(layout.reps(row), weight=weight, distance=distance, seconds=seconds),
        distance=distance or None,
        seconds=seconds or None,
        rpe=rpe,
        exercise_note=layout.cell(row, "exercise_notes"),
        superset=layout.cell(row, "superset"),
        starts_block=layout.cell(row, "index") in {"0", "0.0"},
        remarks=(*lost, *strange, *remarks),
    )


def _session(layout: Layout, row: Row) -> Session:
    title, start, end = (layout.cell(row, each) for each in ("title", "start", "end"))
    started = layout.moment(row, "start")
    length = dates.span(started, dates.moment(end, day_first=layout.day_first)) if end else None
    return Session((title, start, end), started, title, layout.cell(row, "description"), length)
