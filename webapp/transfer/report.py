"""What a file holds, as the shell prints it: one JSON object, or a few lines (pure)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from webapp.formatting import count
from webapp.transfer.history import History
from webapp.units import plain

_LISTED_LINES = 20


def as_json(history: History, names: Mapping[str, str | None]) -> dict[str, Any]:
    """The facts of a file. Sums go over all sets; decimals are exact text, None where a unit is not known yet.

    `ask` names the units that the file doesn't say, `remarks` what of an imported row could not be kept. Moments are
    local wall clock, ISO 8601.
    """
    totals = history.totals()
    return {
        "dialect": history.dialect,
        "data_rows": history.rows,
        "sets": len(history.sets),
        "workouts": len(history.workouts),
        "set_kinds": history.set_kinds,
        "rest_rows": history.rests,
        "note_rows": history.notes,
        "listed": [{"row": each.place.row, "line": each.place.line, "reason": each.reason} for each in history.listed],
        "remarks": [{"row": place.row, "line": place.line, "words": words} for place, words in history.remarks],
        "ask": list(history.ask),
        "reps": totals.reps,
        "seconds": totals.seconds,
        "distance_m": _text(totals.distance_m),
        "volume_kg": _text(totals.volume_kg),
        "first_workout": _moment(history, 0),
        "last_workout": _moment(history, -1),
        "names": dict(names),
    }


def as_text(history: History, names: Mapping[str, str | None]) -> str:
    """The same for a person, with the first rows that are not imported."""
    unknown = [name for name in history.exercises if names.get(name) is None]
    workouts, sets = count(len(history.workouts), "workout"), count(len(history.sets), "set")
    rests, notes = count(history.rests, "rest"), count(history.notes, "note")
    lines = [
        f"{history.dialect}: {workouts}, {sets}, {_moment(history, 0) or '-'} to {_moment(history, -1) or '-'}",
        f"{count(history.rows, 'row')}: {sets}, {rests}, {notes}, {len(history.listed)} not imported",
        *(f"The file doesn't say the unit of {each}: --{each}-unit" for each in history.ask),
        *(f"line {each.place.line}: {each.reason}" for each in history.listed[:_LISTED_LINES]),
    ]
    if len(history.listed) > _LISTED_LINES:
        lines.append(f"and {len(history.listed) - _LISTED_LINES} more")
    if unknown:
        lines.append(f"Not in the catalogue: {', '.join(unknown)}")
    return "\n".join(lines)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _moment(history: History, index: int) -> str | None:
    if not history.workouts:
        return None
    started: datetime = history.workouts[index].session.started
    return started.replace(tzinfo=None).isoformat(timespec="seconds")
