"""How values look: what templates call to show a weight, a time, a date (pure)."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, Protocol, TypeVar

from webapp import plates
from webapp.clock import Dates, Oddity, Resolved, wall
from webapp.plates import Gym
from webapp.strength import Kind, Measured, Record, e1rm, volume
from webapp.units import from_kg, from_metres, plain, step

TENTH = Decimal("0.1")
MINUTE = 60
HOUR = 3600
PARTS_OF_DAY = ((5, "Night"), (12, "Morning"), (17, "Afternoon"), (22, "Evening"), (24, "Night"))
KIND_WORDS = {
    Kind.WEIGHT_REPS: "weight and reps",
    Kind.BODYWEIGHT_REPS: "reps with your own weight",
    Kind.WEIGHTED_BODYWEIGHT: "added weight and reps",
    Kind.ASSISTED_BODYWEIGHT: "help and reps: less help is better",
    Kind.DURATION: "time",
    Kind.WEIGHT_DURATION: "weight and time",
    Kind.DISTANCE_DURATION: "distance and time",
    Kind.WEIGHT_DISTANCE: "weight and distance",
}


class Dated(Protocol):
    """A workout, as far as its title goes."""

    @property
    def name(self) -> str | None: ...
    @property
    def performed_at(self) -> datetime: ...
    @property
    def time_zone(self) -> str | None: ...


D = TypeVar("D", bound=Dated)


class Changed(Protocol):
    """What an exercise's sets add up to, and did last time."""

    @property
    def total(self) -> str: ...
    @property
    def now(self) -> Decimal: ...
    @property
    def before(self) -> Decimal | None: ...


class Catalogued(Protocol):
    """An exercise, as far as a line about it goes."""

    @property
    def muscle_group(self) -> str | None: ...
    @property
    def equipment(self) -> str | None: ...
    @property
    def is_own(self) -> bool: ...


def weight(kilograms: Decimal | None, unit: str) -> str:
    """`80`, `102.5`; empty when there is none. The unit is the column's, not the cell's."""
    return "" if kilograms is None else plain(from_kg(kilograms, unit))


def whole_weight(kilograms: Decimal, unit: str) -> str:
    """A total, with thousands apart: `12,450`."""
    return f"{from_kg(kilograms, unit):,.0f}"


def distance(metres: Decimal | None, unit: str) -> str:
    """In `unit` (km or mi), as typed: `5`, `3.107`."""
    return "" if metres is None else plain(from_metres(metres, unit))


def clock(seconds: int | None) -> str:
    """`0:45`, `1:30`, `1:01:30`; empty when there is none."""
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, HOUR)
    minutes, second = divmod(rest, MINUTE)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def duration(span: timedelta) -> str:
    """How long something took, to the minute: `48 min`, `1 h 12 min`."""
    minutes = max(0, round(span.total_seconds() / MINUTE))
    hours, minute = divmod(minutes, MINUTE)
    return f"{hours} h {minute} min" if hours else f"{minute} min"


def day(moment: datetime, dates: Dates) -> str:
    """`Mon 23 Nov`, `Mon, Nov 23` or `Mon 11-23`."""
    local = wall(moment, dates.zone)
    if dates.order == "year":
        return f"{local:%a} {local:%m-%d}"
    return f"{local:%a}, {local:%b} {local.day}" if dates.order == "month" else f"{local:%a} {local.day} {local:%b}"


def day_and_year(moment: datetime, dates: Dates) -> str:
    """`Mon 23 Nov 2026`, `Mon, Nov 23, 2026` or `Mon 2026-11-23`."""
    local = wall(moment, dates.zone)
    if dates.order == "year":
        return f"{local:%a} {local.date().isoformat()}"
    return f"{day(moment, dates)}{',' if dates.order == 'month' else ''} {local.year}"


def time_of_day(moment: datetime, dates: Dates) -> str:
    """`18:05` or `6:05 PM`."""
    return _clock_face(wall(moment, dates.zone), dates)


def _clock_face(local: datetime, dates: Dates) -> str:
    noon = 12
    if dates.hours != noon:
        return f"{local:%H:%M}"
    return f"{local.hour % noon or noon}:{local:%M} {'AM' if local.hour < noon else 'PM'}"


def local_input(moment: datetime, dates: Dates) -> str:
    """What a datetime-local input holds, whatever the style: `2026-11-23T18:05`."""
    return f"{wall(moment, dates.zone):%Y-%m-%dT%H:%M}"


def month(moment: datetime, dates: Dates) -> str:
    """`November 2026`, or `2026 November` where the year comes first."""
    local = wall(moment, dates.zone)
    return f"{local.year} {local:%B}" if dates.order == "year" else f"{local:%B} {local.year}"


def resolved_words(resolved: Resolved, dates: Dates) -> str:
    """What became of a time that the clocks skip or show twice; empty for any other."""
    asked, taken = (_clock_face(each, dates) for each in (resolved.asked, resolved.wall))
    if resolved.oddity is Oddity.SKIPPED and resolved.asked.date() != resolved.wall.date():
        saved = f"{day_and_year(resolved.instant, dates)}, {taken}"
        return f"That day or time doesn’t exist there (the clocks skip it). Saved as {saved}."
    if resolved.oddity is Oddity.SKIPPED:
        return f"{asked} doesn’t exist on that day (clocks go forward). Saved as {taken}."
    if resolved.oddity is Oddity.NONE:
        return ""
    return f"{asked} happens twice on that day (clocks go back). This is the {resolved.oddity} one."


def plural(number: int, noun: str) -> str:
    """The noun alone, as it stands behind a number: `set` behind 1, else `sets`."""
    return noun if number == 1 else f"{noun}s"


def count(number: int, noun: str) -> str:
    """`1 set`, `3 sets`."""
    return f"{number:,} {plural(number, noun)}"


def estimate(kilograms: Decimal | None, unit: str) -> str:
    """An estimated maximum, to a tenth of `unit`, for it is an estimate: `116.7`, `105`; empty when there is none."""
    return "" if kilograms is None else plain(from_kg(kilograms, unit).quantize(TENTH))


def workout_title(workout: Dated, dates: Dates) -> str:
    """A workout's own name, else its day and part of day where it was done: `Monday evening`."""
    if workout.name:
        return workout.name
    local = wall(workout.performed_at, dates.at(workout.time_zone).zone)
    part = next(word for until, word in PARTS_OF_DAY if local.hour < until)
    return f"{local:%A} {part.lower()}"


def by_month(workouts: Iterable[D], dates: Dates) -> Iterator[tuple[str, list[D]]]:
    """Workouts by the month they were done in, each in its own zone, newest month first."""

    def place(workout: D) -> tuple[int, int]:
        local = wall(workout.performed_at, dates.at(workout.time_zone).zone)
        return local.year, local.month

    # Across the date line the later workout may have the earlier date; no month is headed twice for that.
    for _, group in groupby(sorted(workouts, key=place, reverse=True), key=place):
        found = list(group)
        yield month(found[0].performed_at, dates.at(found[0].time_zone)), found


def parts(measures: Measured, kind: str, unit: str, distance_unit: str) -> list[tuple[str, str]]:
    """The measures of a kind, each with its unit: `[("80", "kg"), ("8", "reps")]`; unlogged ones left out."""
    shown_distance = "m" if kind == Kind.WEIGHT_DISTANCE else distance_unit
    each = {
        "weight": (weight(measures.weight_kg, unit), unit),
        "reps": ("" if measures.reps is None else str(measures.reps), plural(measures.reps or 0, "rep")),
        "duration": (clock(measures.duration_seconds), ""),
        "distance": (distance(measures.distance_m, shown_distance), shown_distance),
    }
    return [each[name] for name in Kind(kind).fields if each[name][0]]


def brief(measures: Measured | None, kind: str, unit: str, distance_unit: str) -> str:
    """A set in the least room, for last time's column: `80 × 8`, `5 km × 25:00`; a dash when there was none."""
    if measures is None:
        return "–"
    shown = parts(measures, kind, unit, distance_unit)
    return " × ".join(f"{value} {word}" if word in {"m", "km", "mi"} else value for value, word in shown) or "–"


def aim(measures: Measured, kind: str, unit: str, distance_unit: str) -> str:
    """What is proposed for a set: `80 kg × 5`, `20 kg of help × 8`, `9 reps`, `1:05 min`, `5.1 km × 25:30 min`."""
    shown = [(value, word or "min") for value, word in parts(measures, kind, unit, distance_unit)]
    help_ = " of help" if kind == Kind.ASSISTED_BODYWEIGHT and measures.weight_kg is not None else ""
    first, rest = shown[0], shown[1:]
    return " × ".join([
        f"{first[0]} {first[1]}{help_}", *(value if word == "reps" else f"{value} {word}" for value, word in rest),
    ])  # fmt: skip


def spoken(row: object, unit: str, distance_unit: str) -> str:
    """A set as it is read aloud: `80 kg, 8 reps`."""
    measures, kind = row.measures, row.exercise.kind  # type: ignore[attr-defined]
    shown = parts(measures, kind, unit, distance_unit)
    return ", ".join(f"{value} {word}".strip() for value, word in shown) or "empty"


def about_exercise(exercise: Catalogued) -> str:
    """`Chest · Barbell`, and whether it is one's own."""
    equipment = exercise.equipment if exercise.equipment != "none" else None
    words = ((exercise.muscle_group or "").capitalize(), plates.equipment_name(equipment or ""))
    return " · ".join(word for word in (*words, "Yours" if exercise.is_own else "") if word)


def kind_words(kind: str) -> str:
    """What a set of this kind is logged as."""
    return KIND_WORDS[Kind(kind)]


def record_words(row: Any, unit: str, distance_unit: str) -> str:
    """The records of a set, in words: `heaviest for 8 reps · e1RM 101.3 kg`; empty when there are none."""
    measures, kind = row.measures, Kind(row.exercise.kind)
    shown = [f"{value} {word}".strip() for value, word in parts(measures, kind, unit, distance_unit)]
    load = measures.weight_kg
    carried = f" at {shown[0]}" if kind.has_weight and load is not None else ""
    words = {
        Record.WEIGHT: lambda: f"heaviest for {shown[-1]}",
        Record.HELP: lambda: f"least help for {shown[-1]}",
        Record.REPS: lambda: f"most reps{carried}{' of help' if kind == Kind.ASSISTED_BODYWEIGHT else ''}",
        Record.TIME: lambda: f"longest{carried}",
        Record.PACE: lambda: f"fastest over {shown[0]}",
        Record.DISTANCE: lambda: f"farthest{carried}",
        Record.E1RM: lambda: f"e1RM {estimate(e1rm(load, measures.reps), unit)} {unit}",
        Record.VOLUME: lambda: f"volume {whole_weight(volume(load, measures.reps, kind), unit)} {unit}",
    }
    # A figure and its unit stay on one line.
    return " · ".join(re.sub(r"(?<=\d) (?=\w)|(?<=RM) ", "\u00a0", words[record]()) for record in row.records)


def half_sets(count: Decimal) -> str:
    """Sets of a muscle, of which those that only help count half: `3`, `1½`, `½`."""
    whole, half = divmod(count, 1)
    return f"{int(whole) or '' if half else int(whole)}{'½' if half else ''}"


def total_words(amount: Decimal, total: str, unit: str, distance_unit: str) -> str:
    """What sets add up to, `total` being volume (kg), reps, duration (s) or distance (m): `1,920 kg`, `24 reps`."""
    words = {
        "volume": lambda: f"{whole_weight(amount, unit)} {unit}",
        "reps": lambda: count(int(amount), "rep"),
        "duration": lambda: clock(int(amount)),
        "distance": lambda: f"{distance(amount, distance_unit)} {distance_unit}",
    }
    return words[total]()


def change_words(change: Changed, unit: str, distance_unit: str) -> str:
    """An exercise against its last time: `+240 kg`, `−2 reps`, `as last time`, `first time`."""
    if change.before is None:
        return "first time"
    difference = change.now - change.before
    if not difference:
        return "as last time"
    return f"{'+' if difference > 0 else '−'}{total_words(abs(difference), change.total, unit, distance_unit)}"


def is_loadable(equipment: str | None) -> bool:
    """Whether there may be something to say about how a weight of this equipment is loaded.

    A stand-in, `{exercise_equipment}`, may turn out to be anything.
    """
    return equipment is not None and (equipment in (*plates.BARS, *plates.STEPPED) or equipment.startswith("{"))


def loading(kilograms: Decimal | None, unit: str, equipment: str | None, gyms: Mapping[str, Gym]) -> str:
    """How a weight is loaded in the gym of its unit: `per side 20 + 5 + 1.25`; empty where nothing is to be said."""
    found = None if kilograms is None else plates.load(gyms[unit], equipment, from_kg(kilograms, unit))
    return plates.words(found) if found else ""


def gyms_json(gyms: Mapping[str, Gym]) -> str:
    """The gyms as the logger's script reads them."""
    return json.dumps({unit: gym.brief for unit, gym in gyms.items()}, separators=(",", ":"))


FILTERS = {
    "weight": weight,
    "whole_weight": whole_weight,
    "distance": distance,
    "clock": clock,
    "duration": duration,
    "day": day,
    "day_and_year": day_and_year,
    "time_of_day": time_of_day,
    "local_input": local_input,
    "month": month,
    "plain": plain,
    "plural": plural,
    "count": count,
    "estimate": estimate,
    "step": step,
    "resolved_words": resolved_words,
    "workout_title": workout_title,
    "by_month": by_month,
    "brief": brief,
    "aim": aim,
    "spoken": spoken,
    "about_exercise": about_exercise,
    "equipment_name": plates.equipment_name,
    "kind_words": kind_words,
    "is_loadable": is_loadable,
    "loading": loading,
    "record_words": record_words,
    "half_sets": half_sets,
    "total_words": total_words,
    "change_words": change_words,
    "gyms_json": gyms_json,
}
