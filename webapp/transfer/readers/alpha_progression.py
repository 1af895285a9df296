"""Alpha Progression: no header; a session's line, then for each exercise its line, `#;KG;REPS;RIR` and its sets.

`+5` is body weight and 5 more, a RIR of `5+` is at least 5, RPE is 10 less the RIR, decimals have a comma. Warm-ups
stand in a cell beside the exercise: `WU1 · 27,5 kg · 10 reps<br>WU2 · …`.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from webapp.strength import SetKind
from webapp.transfer import dates, values
from webapp.transfer.history import Item, ListedItem, Place, Session, SetItem
from webapp.transfer.source import Source, check_size
from webapp.transfer.values import Amount

_SETS = re.compile(r"^#;(KG|LBS?);(REPS|SEC|TIME)", re.IGNORECASE | re.MULTILINE)
_EXERCISE = re.compile(r"^\d+\.\s+(?P<name>.+)$")
_WARM_UP = re.compile(r"WU\d+ · (?P<load>[+\d.,]+) ?(?P<unit>kg|lbs?) · (?P<reps>\d+) reps?", re.IGNORECASE)
_SESSION_CELLS = 3
_TEN = Decimal(10)


def sniff(source: Source) -> str | None:
    """Whether this is Alpha Progression's export."""
    return "alpha-progression" if _SETS.search(source.text) and " · " in source.text else None


def read(source: Source) -> Iterator[Item]:
    """An item for each set and each warm-up."""
    session, exercise, unit, measure = None, "", "kg", "reps"
    number, before = 0, 0
    lines = csv.reader(io.StringIO(source.text), delimiter=";")
    for written in lines:
        line, before = before + 1, lines.line_num
        cells = [cell.strip() for cell in written]
        named = _EXERCISE.match(cells[0]) if cells else None
        if not any(cells):
            continue
        if cells[0] == "#":
            unit, measure = values.unit(cells[1]) or "kg", cells[2].casefold()
        elif named:
            exercise = _name(named["name"].split(" · "))
            for warm_up in _WARM_UP.finditer(" ".join(cells[1:])):
                number += 1
                yield _warm_up(Place(number, line), session, exercise, warm_up)
        elif len(cells) >= _SESSION_CELLS - 1 and (found := _session(cells)):
            session, exercise = found, ""
        else:
            number += 1
            check_size(number, len(cells))
            yield _set(Place(number, line), session, exercise, cells, (unit, measure))


def _name(parts: Sequence[str]) -> str:
    """The exercise and, in brackets, its equipment: `Seated Rows (Cable)`; what follows are planned reps."""
    has_equipment = len(parts) > 1 and not re.match(r"\d", parts[1]) and parts[1].casefold() != "bodyweight"
    return f"{parts[0]} ({parts[1]})" if has_equipment else parts[0]


def _session(cells: Sequence[str]) -> Session | None:
    """`"Pull · Day 3";"2026-01-19 5:10 h";"0:58 hr"`."""
    started = dates.moment(cells[1].removesuffix("h").strip())
    if started is None:
        return None
    length = values.length(re.sub(r"\s*hr?$", "", cells[2]) + ":00") if len(cells) >= _SESSION_CELLS else None
    return Session((cells[1], cells[0]), started, cells[0].split(" · ")[0], seconds=length)


def _warm_up(place: Place, session: Session | None, exercise: str, found: re.Match[str]) -> Item:
    value = values.number(found["load"].lstrip("+"), comma=True)
    if session is None or value is None:
        return ListedItem(place, f"{found[0]!r} can't be read without doubt.")
    weight = Amount(value, values.unit(found["unit"]))
    return SetItem(place, session, exercise, SetKind.WARMUP, weight=weight or None, reps=int(found["reps"]))


def _set(place: Place, session: Session | None, exercise: str, cells: Sequence[str], how: tuple[str, str]) -> Item:
    unit, measure = how
    cells = [*cells, "", "", ""]
    load, done = values.number(cells[1].lstrip("+"), comma=True), values.whole(cells[2])
    if measure != "reps":
        done = values.seconds(cells[2])
    if session is None or not exercise or (cells[1] and load is None) or done is None:
        return ListedItem(place, f"{';'.join(cells).rstrip(';')!r} is no set that can be read without doubt.")
    reserve = values.number(cells[3].rstrip("+"), comma=True)
    effort = None if reserve is None or not 0 <= reserve < _TEN else _TEN - reserve
    weight = Amount(load, unit) if load else None
    if measure != "reps":
        return SetItem(place, session, exercise, weight=weight, seconds=done or None, rpe=effort)
    return SetItem(place, session, exercise, weight=weight, reps=done or (0 if weight else None), rpe=effort)
