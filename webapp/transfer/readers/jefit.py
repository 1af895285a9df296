"""JEFIT: one file of sections, each with its own header; `logs` holds the sets of an exercise, as `60x8,60x7`.

The unit is `mass` in SETTING, and the start of a session stands in WORKOUT SESSIONS. Each set of `logs` is an item.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from webapp.transfer import dates, values
from webapp.transfer.history import Item, ListedItem, Place, Session, SetItem
from webapp.transfer.source import Source, check_size
from webapp.transfer.values import Amount

_SECTION = re.compile(r"^#{3,}\s*([A-Z][A-Z ]+?)\s*#*$")
_LINE = re.compile(r"^#*$")
_SET = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)")
_TIMED_PARTS = 5
_Record = tuple[int, dict[str, str]]


def sniff(source: Source) -> str | None:
    """Whether this is JEFIT's export."""
    return "jefit" if "EXERCISE LOGS" in source.text and _SECTION.match(_first_section(source)) else None


def _first_section(source: Source) -> str:
    return next((line.strip() for line in io.StringIO(source.text) if line.startswith("###")), "")


def _sections(source: Source) -> dict[str, list[_Record]]:
    """The records of each section, with their lines, as dictionaries by the section's header."""
    found: dict[str, list[tuple[int, str]]] = {}
    name = ""
    for number, line in enumerate(io.StringIO(source.text), 1):
        title = _SECTION.match(line.strip())
        if title:
            name = title[1]
            found.setdefault(name, [])
        elif name and not _LINE.match(line.strip()):
            found[name].append((number, line))
    return {name: _records(lines) for name, lines in found.items()}


def _records(lines: list[tuple[int, str]]) -> list[_Record]:
    reader = csv.reader(line for _, line in lines)
    header = [cell.strip() for cell in next(reader, [])]
    records: list[_Record] = []
    before = 1
    for cells in reader:
        line, before = lines[min(before, len(lines) - 1)][0], reader.line_num
        check_size(len(records), len(cells))
        records.append((line, dict(zip(header, (cell.strip() for cell in cells), strict=False))))
    return records


def read(source: Source) -> Iterator[Item]:
    """An item for each set in the section of exercise logs."""
    sections = _sections(source)
    unit = next((values.unit(record.get("mass", "")) for _, record in sections.get("SETTING", [])), None)
    starts = {record["_id"]: record for _, record in sections.get("WORKOUT SESSIONS", []) if "_id" in record}
    number = 0
    for line, record in sections.get("EXERCISE LOGS", []):
        logs = record.get("logs", "")
        session = _session(record, starts.get(record.get("belongsession", ""), {}))
        exercise = " ".join(record.get("ename", "").split())
        for text in _parts(logs):
            number += 1
            place = Place(number, line)
            if session is None:
                yield ListedItem(place, f"{record.get('mydate', '')!r} is no date that can be read without doubt.")
            elif not exercise:
                yield ListedItem(place, "It names no exercise.")
            else:
                yield _set(place, session, exercise, text, unit)


def _parts(logs: str) -> list[str]:
    """The sets of a cell; a timed entry's five numbers are one."""
    parts = [part.strip() for part in logs.split(",") if part.strip()]
    if len(parts) == _TIMED_PARTS and parts[:3] == ["0x0"] * 3:
        return [",".join(parts)]
    return parts or [""]


def _session(record: dict[str, str], session: dict[str, str]) -> Session | None:
    start = session.get("starttime") or session.get("starttimie") or ""
    started: datetime | None
    if start.isdecimal() and start != "0":
        # What the app keeps are seconds since 1970; the day in `mydate` is the lifter's own.
        started = datetime.fromtimestamp(int(start), UTC).replace(tzinfo=None)
        day = dates.moment(record.get("mydate", ""))
        started = dates.at(day, started.time()) if day else started
    else:
        started = dates.moment(record.get("mydate", "")) or dates.moment(record.get("TIMESTAMP", ""))
    if started is None:
        return None
    belongs = record.get("belongsession", "")
    key = (belongs,) if belongs not in {"", "0"} else (f"{started:%Y-%m-%d}",)
    return Session(key, started, seconds=values.whole(session.get("total_time", "")) or None)


def _set(place: Place, session: Session, exercise: str, text: str, unit: str | None) -> Item:
    pairs = [_SET.fullmatch(part) for part in text.split(",")]
    if not all(pairs):
        return ListedItem(place, f"{text!r} is no set that can be read.")
    numbers = [(values.number(pair[1]), values.number(pair[2])) for pair in pairs if pair]
    if len(pairs) == _TIMED_PARTS:
        # Minutes stand in the fourth pair and seconds in the fifth.
        seconds = int(numbers[3][1] or 0) * 60 + int(numbers[4][1] or 0)
        return SetItem(place, session, exercise, seconds=seconds or None)
    load, reps = numbers[0]
    if load is None or reps is None or reps % 1:
        return ListedItem(place, f"{text!r} is no set that can be read.")
    weight = Amount(load, unit) if load else None
    return SetItem(place, session, exercise, weight=weight, reps=int(reps) or (0 if weight else None))
