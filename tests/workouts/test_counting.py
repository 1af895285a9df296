"""What counts is the same on every page that says a number of a workout."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import pasts, reading
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from webapp.ids import uuid7

BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)


def log(lifter: Browser, log_id: uuid.UUID, name: str, *sets: dict[str, Any], at: datetime = BEGAN) -> None:
    for number, each in enumerate(sets, 1):
        moment = (at + timedelta(minutes=number)).isoformat()
        answered = lifter.log(log_id, exercise_id_of(name), set_number=number, performed_at=moment, **each)
        assert answered.status_code == 201, answered.text


def facts(lifter: Browser, log_id: uuid.UUID) -> dict[str, str]:
    page = lifter.get(f"/workouts/{log_id}")
    (found,) = reading.classed(page, "facts")
    return {(each[0].text or ""): " ".join("".join(each[1].itertext()).split()) for each in found}


@pytest.fixture
def bench_day(lifter: Browser, run_sql: RunSql) -> uuid.UUID:
    """Bench: two warm-ups, two sets, a drop set, a failed lift. Push-ups: one of nothing."""
    log_id = pasts.workout(run_sql, lifter, BEGAN, name="Bench day")
    log(
        lifter, log_id, "Bench press",
        {"weight": 40, "reps": 10, "kind": "warmup"}, {"weight": 60, "reps": 3, "kind": "warmup"}, {"weight": 100, "reps": 3},
        {"weight": 90, "reps": 1}, {"weight": 50, "reps": 8, "kind": "drop"}, {"weight": 140, "reps": 0},
    )  # fmt: skip
    log(lifter, log_id, "Push-up", {"weight": None, "reps": 0})
    return log_id


def test_every_page_says_the_same_of_a_workout(lifter: Browser, bench_day: uuid.UUID) -> None:
    page = lifter.get(f"/workouts/{bench_day}")
    said = reading.words(page)
    shown = facts(lifter, bench_day)
    exercise = reading.words(lifter.get(f"/exercises/{exercise_id_of('Bench press')}"))
    lines = [reading.words(lifter.get(url)) for url in ("/history", "/dashboard")]

    assert (shown["Sets"], shown["Volume"]) == ("3", "790 kg")
    assert said.count("Warm-ups are not counted, nor are failed lifts.") == 1
    assert "3 chest" in said and "1½ triceps" in said
    assert "Bench press 790 kg first time" in said and "Push-up 0 reps" not in said
    for line in lines:
        assert "3 sets 790 kg 3 × Bench press" in line and "× Push-up" not in line
    assert "Heaviest 100 kg" in exercise and "Estimated maximum 110 kg" in exercise and "Most reps 8" in exercise
    assert "100 × 3 90 × 1 50 × 8" in exercise and "140" not in exercise and "60 × 3" not in exercise
    assert "No sets yet." in reading.words(lifter.get(f"/exercises/{exercise_id_of('Push-up')}"))


def test_the_running_workout_counts_alike_on_today(lifter: Browser, run_sql: RunSql) -> None:
    log_id = pasts.workout(run_sql, lifter, BEGAN, minutes=None)
    log(lifter, log_id, "Bench press", {"kind": "warmup"}, {"reps": 5}, {"weight": 140, "reps": 0})
    log(lifter, log_id, "Plank", {"weight": None, "reps": None, "duration_seconds": "0:00"})

    assert "1 set · started" in reading.words(lifter.get("/dashboard"))


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        ([{"reps": 5}], []),
        ([{"reps": 5}, {"reps": 5, "kind": "warmup"}], ["Warm-ups are not counted."]),
        ([{"reps": 5}, {"reps": 0}], ["Failed lifts are not counted."]),
        ([{"reps": 5}, {"reps": 0, "kind": "warmup"}], ["Warm-ups are not counted."]),
    ],
)
def test_what_is_not_counted_is_said_where_there_is_some(
    lifter: Browser, run_sql: RunSql, sets: list[dict[str, Any]], expected: list[str]
) -> None:
    log_id = pasts.workout(run_sql, lifter, BEGAN)
    log(lifter, log_id, "Bench press", *sets)

    said = reading.words(lifter.get(f"/workouts/{log_id}"))
    assert re.findall(r"[^.]*not counted[^.]*\.", said.partition("kg ")[2]) == expected or not expected
    assert ("not counted" in said) == bool(expected)


FAILED: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "Bench press": ({"weight": 105, "reps": 3}, {"weight": 140, "reps": 0}, "Heaviest 105 kg", "105 × 3"),
    "Push-up": ({"weight": None, "reps": 20}, {"weight": None, "reps": 0}, "Most reps 20", "20"),
    "Weighted dip": ({"weight": 20, "reps": 5}, {"weight": 60, "reps": 0}, "Heaviest 20 kg", "20 × 5"),
    "Assisted pull-up": ({"weight": 30, "reps": 5}, {"weight": 5, "reps": 0}, "Least help 30 kg", "30 × 5"),
    "Plank": ({"weight": None, "reps": None, "duration_seconds": "1:00"}, {"weight": None, "reps": None, "duration_seconds": "0:00"}, "Longest 1:00", "1:00"),
    "Weighted plank": ({"weight": 10, "reps": None, "duration_seconds": "60"}, {"weight": 50, "reps": None, "duration_seconds": "0"}, "Heaviest 10 kg", "10 × 1:00"),
    "Running": (
        {"weight": None, "reps": None, "distance_m": 5000, "duration_seconds": "25:00"},
        {"weight": None, "reps": None, "distance_m": 9000, "duration_seconds": "0"}, "Farthest 5 km", "5 km × 25:00",
    ),
    "Farmer's walk": (
        {"weight": 40, "reps": None, "distance_m": 30}, {"weight": 90, "reps": None, "distance_m": 0}, "Heaviest 40 kg", "40 × 30 m",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILED)
def test_a_failed_lift_is_no_best_and_not_last_time(lifter: Browser, run_sql: RunSql, name: str) -> None:
    good, bad, best, brief = FAILED[name]
    before = pasts.workout(run_sql, lifter, BEGAN - timedelta(days=3))
    log(lifter, before, name, bad, good, at=BEGAN - timedelta(days=3))
    only_failed = pasts.workout(run_sql, lifter, BEGAN - timedelta(days=2))
    log(lifter, only_failed, name, bad, at=BEGAN - timedelta(days=2))
    now = pasts.workout(run_sql, lifter, BEGAN, minutes=None)
    token = uuid7()
    lifter.post(f"/workouts/{now}/entries", {"exercise_id": str(exercise_id_of(name)), "new_id": str(token)})

    exercise = reading.words(lifter.get(f"/exercises/{exercise_id_of(name)}"))
    assert best in exercise and exercise.count(brief) >= 1
    assert facts(lifter, only_failed)["Sets"] == "0" and "Records" not in facts(lifter, only_failed)
    assert "Sets for each muscle" not in reading.words(lifter.get(f"/workouts/{only_failed}"))
    logger = lifter.get(f"/workouts/{now}")
    (row,) = [each for each in reading.classed(logger, "set") if "todo" in each.get("class", "")]
    (last,) = [each for each in row.iter() if each.get("class") == "previous"]
    assert last.text == brief
    answered = lifter.log(
        now, exercise_id_of(name), set_number=1, distance_unit="m" if "walk" in name else "km", **good
    )
    again = reading.classed(answered, "previous")
    assert again[0].text == brief


def test_a_failed_lift_is_no_example_for_the_next_row(lifter: Browser, run_sql: RunSql) -> None:
    log_id = pasts.workout(run_sql, lifter, BEGAN, minutes=None)
    token = uuid7()
    lifter.post(
        f"/workouts/{log_id}/entries", {"exercise_id": str(exercise_id_of("Bench press")), "new_id": str(token)}
    )
    rows = [each.get("id", "")[4:] for each in reading.classed(lifter.get(f"/workouts/{log_id}"), "todo")]
    for number, (row, weight, reps) in enumerate(zip(rows, (105, 140), (3, 0), strict=False), 1):
        lifter.log(
            log_id, exercise_id_of("Bench press"), set_id=uuid.UUID(row), entry_id=token, set_number=number, weight=weight, reps=reps
        )  # fmt: skip

    (left,) = [
        each
        for each in reading.forms(lifter.get(f"/workouts/{log_id}"))
        if rows[2] in each.action and "reps" in each.fields
    ]
    assert (left.fields["weight"], left.fields["reps"]) == ("105", "3")


def test_the_row_and_the_page_of_an_exercise_say_the_same_maximum(lifter: Browser, run_sql: RunSql) -> None:
    log_id = pasts.workout(run_sql, lifter, BEGAN, minutes=None)
    bench = exercise_id_of("Bench press")
    said = []
    for number, (weight, reps) in enumerate(
        [("100", 1), ("75", 30), ("90", 3), ("97.5", 2), ("80", 12), ("80", 13)], 1
    ):
        moment = (BEGAN + timedelta(minutes=number)).isoformat()
        answered = lifter.log(log_id, bench, set_number=number, weight=weight, reps=reps, performed_at=moment)
        celebrated = re.search(r"e1RM\W+([\d.]+)", reading.words(answered))
        on_page = re.search(r"Estimated maximum ([\d.]+) kg", reading.words(lifter.get(f"/exercises/{bench}")))
        said.append((celebrated[1] if celebrated else None, on_page[1] if on_page else None))

    assert said == [(None, "100"), (None, "100"), (None, "100"), ("104", "104"), ("112", "112"), (None, "112")]


def test_one_of_a_thing_is_not_said_as_many(lifter: Browser, run_sql: RunSql) -> None:
    before = pasts.workout(run_sql, lifter, BEGAN - timedelta(days=1))
    log(lifter, before, "Bench press", {"weight": 100, "reps": 1}, at=BEGAN - timedelta(days=1))
    log_id = pasts.workout(run_sql, lifter, BEGAN)
    log(lifter, log_id, "Bench press", {"weight": 120, "reps": 1})
    log(lifter, log_id, "Push-up", {"weight": None, "reps": 1})

    said = [
        reading.words(lifter.get(url))
        for url in (f"/workouts/{before}", f"/workouts/{log_id}", "/history", "/dashboard", f"/exercises/{exercise_id_of('Bench press')}")
    ]  # fmt: skip
    assert "heaviest for 1 rep ·" in said[1] and "Push-up 1 rep first time" in said[1]
    assert not [each for each in said if re.search(r"(?<![\d.,])1 (reps|sets|exercises|workouts|records)\b", each)]
