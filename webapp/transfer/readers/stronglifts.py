"""StrongLifts: one row an exercise, its sets in pairs of columns, of which each set is an item of its own.

In the sheet of 2016 a row is a workout with three exercises under columns of the same names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from webapp.transfer import dates, values
from webapp.transfer.history import Item, ListedItem, Session, SetItem
from webapp.transfer.months import fold
from webapp.transfer.source import Row, Source
from webapp.transfer.values import Amount

_NOT_DONE = "The set was planned and not done."
_SET = re.compile(r"set (\d+) \((reps|kg|lb|lbs)\)")
_OLD_SETS = 5


@dataclass(frozen=True)
class _Group:
    """An exercise's columns: its name, and for each set its reps and its weight with the unit of the column."""

    exercise: int
    sets: Sequence[tuple[int, int, str]]


@dataclass(frozen=True)
class _Layout:
    separator: str
    width: int
    at: dict[str, int]
    groups: Sequence[_Group]


def _layout(source: Source) -> _Layout | None:
    for separator, header in source.headers():
        names = [fold(name) for name in header]
        at = {name: index for index, name in reversed(list(enumerate(names)))}
        groups = _new_groups(names, at) or _old_groups(names)
        if groups and ("date (yyyy/mm/dd)" in at or "date" in at):
            return _Layout(separator, len(header), at, groups)
    return None


def _new_groups(names: Sequence[str], at: dict[str, int]) -> Sequence[_Group]:
    """One exercise a row: `Set 1 (Reps)`, `Set 1 (KG)` and so on."""
    columns: dict[int, dict[str, tuple[int, str]]] = {}
    for index, name in enumerate(names):
        if found := _SET.fullmatch(name):
            kind = "reps" if found[2] == "reps" else "weight"
            columns.setdefault(int(found[1]), {})[kind] = (index, found[2])
    if "exercise" not in at or not columns:
        return ()
    sets = [(each["reps"][0], *each["weight"]) for _, each in sorted(columns.items()) if len(each) == 2]  # noqa: PLR2004
    return [_Group(at["exercise"], sets)]


def _old_groups(names: Sequence[str]) -> Sequence[_Group]:
    """Three exercises a row, each with `Weight (KG)`, `Weight (LB)` and five sets behind it."""
    starts = [index for index, name in enumerate(names) if re.fullmatch(r"exercise \d", name)]
    groups = []
    for start, end in pairwise([*starts, len(names)]):
        within = range(start, end)
        weights = [index for index in within if names[index].startswith("weight (")]
        reps = [index for index in within if re.fullmatch(r"set \d", names[index])][:_OLD_SETS]
        if weights and reps:
            unit = names[weights[0]].partition("(")[2].rstrip(")")
            groups.append(_Group(start, [(each, weights[0], unit) for each in reps]))
    return groups


def sniff(source: Source) -> str | None:
    """Whether this is StrongLifts' export."""
    return "stronglifts" if _layout(source) else None


def read(source: Source) -> Iterator[Item]:
    """An item for each set that a row names."""
    layout = _layout(source)
    if layout is None:
        return
    rows = list(source.rows(layout.separator))
    date = layout.at.get("date (yyyy/mm/dd)", layout.at.get("date", 0))
    order = dates.day_order([row.cells[date] for row in rows if len(row.cells) == layout.width])
    for row in rows:
        if len(row.cells) != layout.width:
            yield ListedItem(row.place, f"It has {len(row.cells)} cells where the header has {layout.width}.")
            continue
        day = dates.moment(row.cells[date], day_first=order)
        if day is None:
            yield ListedItem(row.place, f"{row.cells[date]!r} is no date that can be read without doubt.")
            continue
        yield from _sets(layout, row, _session(layout, row, row.cells[date], dates.at(day, None)))


def _session(layout: _Layout, row: Row, date: str, day: object) -> Session:
    def cell(name: str) -> str:
        return row.cells[layout.at[name]].strip() if name in layout.at else ""

    start = dates.clock_time(cell("start time (h:mm)"))
    started = dates.at(day, start)  # type: ignore[arg-type]
    end = dates.clock_time(cell("end time (h:mm)"))
    length = dates.span(started, dates.at(started, end)) if start and end else None
    number = cell("workout")
    return Session((date, number), started, cell("workout name") or number, cell("notes") or cell("note"), length)


def _sets(layout: _Layout, row: Row, session: Session) -> Iterator[Item]:
    """The sets of a row; one that holds none is listed, so that each row is accounted for."""
    found = False
    for group in layout.groups:
        exercise = " ".join(row.cells[group.exercise].split())
        for reps_at, weight_at, unit in group.sets:
            reps, load = row.cells[reps_at].strip(), row.cells[weight_at].strip()
            if not exercise or not (reps or (load and reps_at + 1 == weight_at)):
                continue
            found = True
            yield _set(row, session, exercise, reps, (load, unit))
    if not found:
        yield ListedItem(row.place, "It holds no set.")


def _set(row: Row, session: Session, exercise: str, reps: str, load: tuple[str, str]) -> Item:
    count = 0 if reps in {"-", "–", ""} else values.whole(reps)
    text, unit = load
    number = re.sub(r"(?i)\s*(?:kg|lbs?)$", "", text)
    value = values.number(number) if number else None
    if count is None or (number and value is None):
        return ListedItem(row.place, f"{reps!r} reps of {text!r} can't be read without doubt.")
    if count == 0:
        return ListedItem(row.place, _NOT_DONE)
    weight = Amount(value, values.unit(unit)) if value else None
    return SetItem(row.place, session, exercise, weight=weight, reps=count)
