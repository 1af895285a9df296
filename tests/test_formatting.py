"""How values look."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from webapp import formatting
from webapp.clock import Dates, Order, resolve
from webapp.plates import USUAL
from webapp.strength import Record
from webapp.workouts.rows import measures
from webapp.workouts.sheet import Measures

NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kilograms", "unit", "expected"),
    [
        (None, "kg", ""),
        ("0", "kg", "0"),
        ("102.50", "kg", "102.5"),
        ("100", "kg", "100"),
        ("46.493217925", "lb", "102.5"),
        ("1000", "kg", "1000"),
    ],
)
def test_a_weight_shows_as_typed_and_nothing_as_nothing(kilograms: str | None, unit: str, expected: str) -> None:
    assert formatting.weight(Decimal(kilograms) if kilograms else None, unit) == expected


def test_a_total_has_its_thousands_apart() -> None:
    assert formatting.whole_weight(Decimal("12450.4"), "kg") == "12,450"
    assert formatting.whole_weight(Decimal("12450.5"), "kg") == "12,450"
    assert formatting.whole_weight(Decimal("45.359237"), "lb") == "100"
    assert formatting.whole_weight(Decimal(0), "kg") == "0"


@pytest.mark.parametrize(
    ("metres", "unit", "expected"),
    [(None, "km", ""), ("5000", "km", "5"), ("5000", "mi", "3.107"), ("1609.344", "mi", "1")],
)
def test_a_distance_shows_in_its_unit(metres: str | None, unit: str, expected: str) -> None:
    assert formatting.distance(Decimal(metres) if metres else None, unit) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (None, ""),
        (0, "0:00"),
        (45, "0:45"),
        (90, "1:30"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (3690, "1:01:30"),
        (86400, "24:00:00"),
    ],
)
def test_seconds_show_as_a_clock(seconds: int | None, expected: str) -> None:
    assert formatting.clock(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 min"), (-60, "0 min"), (2880, "48 min"), (3570, "1 h 0 min"), (4320, "1 h 12 min"), (90_000, "25 h 0 min")],
)
def test_a_duration_shows_to_the_minute(seconds: int, expected: str) -> None:
    assert formatting.duration(timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("zone", "day", "time", "month"),
    [
        (None, "Thu 31 Dec 2026", "23:30", "December 2026"),
        ("America/New_York", "Thu 31 Dec 2026", "18:30", "December 2026"),
        ("Europe/Berlin", "Fri 1 Jan 2027", "00:30", "January 2027"),
        ("Pacific/Kiritimati", "Fri 1 Jan 2027", "13:30", "January 2027"),
    ],
)
def test_a_moment_shows_in_the_lifters_zone(zone: str | None, day: str, time: str, month: str) -> None:
    dates = Dates(zone)

    assert formatting.day_and_year(NEW_YEAR, dates) == day
    assert formatting.day(NEW_YEAR, dates) == day[:-5]
    assert formatting.time_of_day(NEW_YEAR, dates) == time
    assert formatting.month(NEW_YEAR, dates) == month


@pytest.mark.parametrize(
    ("order", "day", "whole", "month"),
    [
        ("day", "Fri 1 Jan", "Fri 1 Jan 2027", "January 2027"),
        ("month", "Fri, Jan 1", "Fri, Jan 1, 2027", "January 2027"),
        ("year", "Fri 01-01", "Fri 2027-01-01", "2027 January"),
    ],
)
def test_a_date_is_written_in_its_readers_order(order: Order, day: str, whole: str, month: str) -> None:
    dates = Dates("Europe/Berlin", order)

    assert formatting.day(NEW_YEAR, dates) == day
    assert formatting.day_and_year(NEW_YEAR, dates) == whole
    assert formatting.month(NEW_YEAR, dates) == month
    assert formatting.local_input(NEW_YEAR, dates) == "2027-01-01T00:30"


@pytest.mark.parametrize(
    ("hour", "shown"), [(0, "12:05 AM"), (1, "1:05 AM"), (11, "11:05 AM"), (12, "12:05 PM"), (13, "1:05 PM"), (23, "11:05 PM")]
)  # fmt: skip
def test_a_clock_may_count_twelve_hours(hour: int, shown: str) -> None:
    moment = datetime(2026, 11, 23, hour, 5, tzinfo=UTC)

    assert formatting.time_of_day(moment, Dates(hours=12)) == shown
    assert formatting.time_of_day(moment, Dates(hours=24)) == f"{hour:02}:05"


def test_a_moment_fills_a_datetime_input_on_both_sides_of_summer_time() -> None:
    dates = Dates("Europe/Berlin")

    for hour, shown in ((0, "2026-10-25T02:30"), (1, "2026-10-25T02:30"), (2, "2026-10-25T03:30")):
        assert formatting.local_input(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), dates) == shown


@pytest.mark.parametrize(
    ("zone", "typed", "second", "words"),
    [
        ("Europe/Berlin", "2026-03-29T02:30", False, "02:30 doesn’t exist on that day (clocks go forward). Saved as 03:30."),
        ("Europe/Berlin", "2026-10-25T02:30", False, "02:30 happens twice on that day (clocks go back). This is the first one."),
        ("Europe/Berlin", "2026-10-25T02:30", True, "02:30 happens twice on that day (clocks go back). This is the second one."),
        ("Australia/Lord_Howe", "2026-10-04T02:10", False, "02:10 doesn’t exist on that day (clocks go forward). Saved as 02:40."),
        ("Pacific/Apia", "2011-12-30T10:00", False,
         "That day or time doesn’t exist there (the clocks skip it). Saved as Sat 31 Dec 2011, 10:00."),
        ("Asia/Tokyo", "2026-03-29T02:30", False, ""),
    ],
)  # fmt: skip
def test_what_became_of_a_time_is_said(zone: str, typed: str, words: str, *, second: bool) -> None:
    dates = Dates(zone)
    resolved = resolve(datetime.fromisoformat(typed), dates.zone, second=second)

    assert formatting.resolved_words(resolved, dates) == words


@dataclass(frozen=True)
class Done:
    """A workout, as far as its month goes."""

    performed_at: datetime
    time_zone: str | None
    name: str | None = None


def test_a_workout_is_named_and_filed_where_it_was_done() -> None:
    tokyo, berlin = Done(NEW_YEAR, "Asia/Tokyo"), Done(NEW_YEAR, None)
    dates = Dates("America/New_York")

    assert [formatting.workout_title(each, dates) for each in (tokyo, berlin)] == ["Friday morning", "Thursday evening"]
    assert [name for name, _ in formatting.by_month([tokyo, berlin], dates)] == ["January 2027", "December 2026"]


def test_no_month_is_headed_twice_by_a_journey_across_the_date_line() -> None:
    """Of three workouts the one in the middle has the latest date."""
    home, there, before = Done(NEW_YEAR, "America/New_York"), Done(NEW_YEAR, "Pacific/Kiritimati"), Done(NEW_YEAR, None)
    found = [(name, group) for name, group in formatting.by_month([home, there, before], Dates("UTC"))]

    assert found == [("January 2027", [there]), ("December 2026", [home, before])]


def test_a_count_knows_its_plural() -> None:
    assert [formatting.count(number, "set") for number in (0, 1, 2, 1234)] == [
        "0 sets",
        "1 set",
        "2 sets",
        "1,234 sets",
    ]


def test_templates_may_call_every_formatter() -> None:
    shown = {"weight", "whole_weight", "distance", "clock", "duration", "day", "day_and_year", "time_of_day", "month"}

    assert shown <= set(formatting.FILTERS)


@pytest.mark.parametrize(
    ("kilograms", "unit", "equipment", "expected"),
    [
        ("72.5", "kg", "barbell", "per side 20 + 5 + 1.25"), ("102.05828325", "lb", "barbell", "per side 45 + 45"),
        ("72", "kg", "barbell", "72 can't be loaded: 70 or 72.5"), ("72", "kg", "dumbbell", ""), ("72", "kg", None, ""),
        (None, "kg", "barbell", ""),
    ],
)  # fmt: skip
def test_a_load_is_said_in_the_unit_of_its_set(
    kilograms: str | None, unit: str, equipment: str | None, expected: str
) -> None:
    weight = Decimal(kilograms) if kilograms else None
    assert formatting.loading(weight, unit, equipment, USUAL) == expected


def test_only_what_may_be_loaded_has_a_line() -> None:
    assert formatting.is_loadable("barbell") and formatting.is_loadable("cable")
    assert not formatting.is_loadable("bodyweight") and not formatting.is_loadable(None)


def test_the_script_is_told_of_both_gyms() -> None:
    told = json.loads(formatting.gyms_json(USUAL))
    assert {unit: gym["bars"]["barbell"] for unit, gym in told.items()} == {"kg": 20_000, "lb": 45_000}


@pytest.mark.parametrize(
    ("kind", "measures", "records", "expected"),
    [
        ("weight_reps", (80, 8, None, None), "weight reps e1rm volume", "heaviest for 8 reps · most reps at 80 kg · e1RM 101.3 kg · volume 640 kg"),
        ("bodyweight_reps", (None, 20, None, None), "reps", "most reps"),
        ("weighted_bodyweight", (None, 12, None, None), "reps", "most reps"),
        ("assisted_bodyweight", (30, 8, None, None), "help reps", "least help for 8 reps · most reps at 30 kg of help"),
        ("duration", (None, 1, 90, None), "time", "longest"),
        ("weight_duration", (20, 1, 90, None), "weight time", "heaviest for 1:30 · longest at 20 kg"),
        ("distance_duration", (None, 1, 1500, 5000), "distance pace", "farthest · fastest over 5 km"),
        ("weight_distance", (40, 1, None, 30), "weight distance", "heaviest for 30 m · farthest at 40 kg"),
        ("weight_reps", (80, 8, None, None), "", ""),
    ],
)  # fmt: skip
def test_records_are_said_in_the_words_of_their_kind(
    kind: str, measures: tuple[int | None, ...], records: str, expected: str
) -> None:
    weight, reps, seconds, metres = measures
    row = SimpleNamespace(
        measures=Measures(Decimal(weight) if weight else None, reps, seconds, Decimal(metres) if metres else None),
        exercise=SimpleNamespace(kind=kind),
        records=[Record(each) for each in records.split()],
    )
    assert formatting.record_words(row, "kg", "km").replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("count", "expected"), [("0", "0"), ("0.5", "½"), ("1", "1"), ("1.5", "1½"), ("10", "10"), ("10.5", "10½")]
)
def test_half_a_set_is_shown_as_half(count: str, expected: str) -> None:
    assert formatting.half_sets(Decimal(count)) == expected


@pytest.mark.parametrize(
    ("total", "now", "before", "expected"),
    [
        ("volume", "1012.5", "500", "+512 kg"), ("volume", "500", "1000", "−500 kg"), ("reps", "24", "25", "−1 rep"),
        ("duration", "95", "60", "+0:35"), ("distance", "5000", "4500", "+0.5 km"), ("reps", "24", "24", "as last time"),
        ("reps", "24", None, "first time"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_its_own_measure(total: str, now: str, before: str | None, expected: str) -> None:
    change = SimpleNamespace(total=total, now=Decimal(now), before=Decimal(before) if before else None)
    assert formatting.change_words(change, "kg", "km") == expected


@pytest.mark.parametrize(
    ("kind", "stored", "expected"),
    [
        ("weight_reps", {"weight_kg": "100", "reps": 5}, "100 kg × 5"),
        ("weighted_bodyweight", {"reps": 8}, "8 reps"),
        ("assisted_bodyweight", {"weight_kg": "17.5", "reps": 8}, "17.5 kg of help × 8"),
        ("bodyweight_reps", {"reps": 9}, "9 reps"),
        ("duration", {"duration_seconds": 65}, "1:05 min"),
        ("weight_duration", {"weight_kg": "20", "duration_seconds": 60}, "20 kg × 1:00 min"),
        ("distance_duration", {"distance_m": "5100", "duration_seconds": 1530}, "5.1 km × 25:30 min"),
        ("weight_distance", {"weight_kg": "42.5", "distance_m": "20"}, "42.5 kg × 20 m"),
    ],
)
def test_what_comes_next_is_said_with_its_units(kind: str, stored: dict[str, Any], expected: str) -> None:
    assert formatting.aim(measures(stored), kind, "kg", "km") == expected
