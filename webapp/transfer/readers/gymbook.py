"""GymBook, seen in Italian: units stand in the cells (`20 ripetizioni`, `60 secondi`, `90,00 kg`); a row has a time.

A row that was skipped is no history. A day and a programme are one workout.
"""

import re
from collections.abc import Iterator

from webapp.strength import SetKind
from webapp.transfer import dates, values
from webapp.transfer.history import Item, ListedItem, Session, SetItem
from webapp.transfer.readers import _table
from webapp.transfer.readers._table import Layout, UnreadableError, failed_reps
from webapp.transfer.source import Row, Source
from webapp.transfer.values import Amount

_COLUMNS = {
    "date": ("data", "date", "datum"),
    "program": ("programma", "program", "workout", "programm"),
    "time": ("orario", "time", "uhrzeit"),
    "exercise": ("esercizio", "exercise", "übung"),
    "kind": ("set / set di riscaldamento / set di defaticamento", "set / warmup set / cooldown set",
             "set / warm-up set / cool-down set"),
    "done": ("ripetizioni / tempo", "reps / time", "repetitions / time"),
    "load": ("peso / distanza", "weight / distance"),
    "note": ("appunti", "notes", "notizen"),
    "skipped": ("saltato", "skipped", "übersprungen"),
}  # fmt: skip
_NEEDED = {"date", "exercise", "kind", "done", "load", "skipped"}
_CELL = re.compile(r"\s*([\d.,:]+)\s*([^\d\s]*)\.?\s*")
_YES = {"si", "sì", "yes", "ja", "oui", "true", "1"}
_WARM_UP = ("riscaldamento", "warm", "aufwärm")
_TIMES = {"s": 1, "m": 60, "h": 3600}


def sniff(source: Source) -> str | None:
    """Whether this is GymBook's export."""
    return "gymbook" if _table.layout(source, _COLUMNS, _NEEDED) else None


def read(source: Source) -> Iterator[Item]:
    """The file's rows."""
    found = _table.layout(source, _COLUMNS, _NEEDED)
    return iter(()) if found is None else _table.read(source, found, _item, measures=())


def _item(layout: Layout, row: Row) -> Item:
    if layout.cell(row, "skipped").casefold() in _YES:
        return ListedItem(row.place, "It was skipped.")
    day, clock = layout.moment(row), dates.clock_time(layout.cell(row, "time"))
    program, kind = layout.cell(row, "program"), layout.cell(row, "kind").casefold()
    reps, seconds = _done(layout.cell(row, "done"))
    weight, distance = _load(layout.cell(row, "load"))
    return SetItem(
        place=row.place,
        session=Session((f"{day:%Y-%m-%d}", program), dates.at(day, clock), program),
        exercise=layout.exercise(row),
        kind=SetKind.WARMUP if any(word in kind for word in _WARM_UP) else SetKind.WORKING,
        weight=weight or None,
        reps=failed_reps(reps, weight=weight, distance=distance, seconds=seconds),
        distance=distance or None,
        seconds=seconds or None,
        note=layout.cell(row, "note"),
    )


def _parts(text: str) -> tuple[str, str]:
    found = _CELL.fullmatch(text)
    if not found:
        message = f"{text!r} is no measure."
        raise UnreadableError(message)
    return found[1], found[2].casefold()


def _done(text: str) -> tuple[int | None, int | None]:
    """Reps and seconds of a cell: `20 ripetizioni`, `60 secondi`."""
    if not text:
        return None, None
    written, word = _parts(text)
    value = values.number(written, comma=True)
    if ":" in written:
        return None, values.seconds(written)
    if value is None or value % 1:
        message = f"{text!r} is no whole number."
        raise UnreadableError(message)
    if word.startswith(("rip", "rep", "wdh", "wied")) or not word:
        return int(value), None
    if word[:1] not in _TIMES:
        message = f"{text!r} is neither reps nor a time."
        raise UnreadableError(message)
    return None, int(value) * _TIMES[word[:1]]


def _load(text: str) -> tuple[Amount | None, Amount | None]:
    """Weight and distance of a cell: `90,00 kg`, `2,50 km`."""
    if not text:
        return None, None
    written, word = _parts(text)
    value = values.number(written, comma="," in written)
    weight, distance = (None, None) if value is None else (values.weight(value, word), values.distance(value, word))
    if not weight and not distance and value != 0:
        message = f"{text!r} is no weight or distance that can be read without doubt."
        raise UnreadableError(message)
    return (weight, None) if weight else (None, distance)
