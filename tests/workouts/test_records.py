"""Records: what is said of a set is what comparing it with all that came before says, and nothing is stored."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.browsers import exercise_id_of
from tests.workouts.logbook import BENCH, Logbook
from webapp import db
from webapp.ids import uuid7
from webapp.strength import Kind, Record, SetKind
from webapp.workouts.sheet import SetRow

D = Decimal
EXERCISES = {
    Kind.WEIGHT_REPS: BENCH, Kind.BODYWEIGHT_REPS: "Push-up", Kind.WEIGHTED_BODYWEIGHT: "Weighted dip", Kind.ASSISTED_BODYWEIGHT: "Assisted pull-up",
    Kind.DURATION: "Plank", Kind.WEIGHT_DURATION: "Weighted plank", Kind.DISTANCE_DURATION: "Running",
    Kind.WEIGHT_DISTANCE: "Farmer's walk",
}  # fmt: skip
MONDAY = datetime.now(UTC) - timedelta(days=30)


def named(names: str) -> set[Record]:
    return {Record(each) for each in names.split()}


def lift(weight: float | None, reps: int = 1, **more: Any) -> dict[str, Any]:
    return {"weight_kg": None if weight is None else D(str(weight)), "reps": reps, **more}


def in_turn(mine: Logbook, name: str, sets: Sequence[dict[str, Any]]) -> list[SetRow]:
    """Log these, each a minute after the other, and return what was said of each."""
    log_id = mine.start()
    rows = []
    for number, each in enumerate(sets, 1):
        moment = MONDAY + timedelta(minutes=number)
        given: dict[str, Any] = {"exercise_id": exercise_id_of(name), "set_number": number, "performed_at": moment}
        rows.append(mine.record(log_id, **(given | each)).row)
    again = {row.id: row.records for entry in mine.whole(log_id).entries for row in entry.rows}
    assert [again[row.id] for row in rows] == [row.records for row in rows]
    return rows


@pytest.mark.parametrize(
    ("name", "before", "then", "expected"),
    [
        (BENCH, [], lift(100, 5), ""),
        (BENCH, [lift(100, 5)], lift(100, 5), ""),
        (BENCH, [lift(100, 5)], lift(102.5, 5), "weight e1rm volume"),
        (BENCH, [lift(100, 5)], lift(100, 6), "reps e1rm volume"),
        (BENCH, [lift(100, 5)], lift(110, 1), "weight"),
        (BENCH, [lift(100, 5)], lift(117.5, 1), "weight e1rm"),
        (BENCH, [lift(100, 5)], lift(60, 12), "reps volume"),
        (BENCH, [lift(100, 5), lift(60, 12)], lift(80, 8), "weight reps"),
        (BENCH, [lift(60, 12)], lift(60, 30), "reps volume"),
        (BENCH, [lift(100, 1)], lift(75, 30), "reps volume"),
        (BENCH, [lift(90, 5), lift(100, 15)], lift(100, 12), "e1rm"),
        (BENCH, [lift(100, 15)], lift(100, 12), ""),
        (BENCH, [lift(100, 5, kind=SetKind.WARMUP)], lift(90, 5), ""),
        (BENCH, [lift(100, 5)], lift(120, 5, kind=SetKind.WARMUP), ""),
        (BENCH, [lift(100, 5)], lift(105, 5, kind=SetKind.DROP), "weight e1rm volume"),
        (BENCH, [lift(100, 5)], lift(120, 0), ""),
        (BENCH, [lift(105, 3), lift(140, 0)], lift(110, 3), "weight e1rm volume"),
        (BENCH, [lift(105, 0)], lift(100, 3), ""),
        (BENCH, [lift(None, 5)], lift(100, 5), ""),
        (BENCH, [lift(100, 5)], lift(None, 50), ""),
        ("Push-up", [lift(None, 20)], lift(None, 21), "reps"),
        ("Push-up", [lift(None, 20)], lift(None, 20), ""),
        ("Push-up", [lift(None, 0)], lift(None, 1), ""),
        ("Weighted dip", [lift(None, 10)], lift(10, 10), "weight volume"),
        ("Weighted dip", [lift(10, 5)], lift(40, 0), ""),
        ("Weighted dip", [lift(10, 8)], lift(None, 10), "reps"),
        ("Assisted pull-up", [lift(40, 8)], lift(35, 8), "help"),
        ("Assisted pull-up", [lift(40, 8)], lift(45, 8), ""),
        ("Assisted pull-up", [lift(40, 8)], lift(40, 9), "reps"),
        ("Assisted pull-up", [lift(40, 8)], lift(0, 0), ""),
        ("Assisted pull-up", [lift(40, 8), lift(0, 0)], lift(35, 8), "help"),
        ("Plank", [lift(None, duration_seconds=60)], lift(None, duration_seconds=61), "time"),
        ("Plank", [lift(None, duration_seconds=60)], lift(None, duration_seconds=60), ""),
        ("Plank", [lift(None, duration_seconds=0)], lift(None, duration_seconds=60), ""),
        ("Weighted plank", [lift(10, duration_seconds=60)], lift(20, duration_seconds=60), "weight"),
        ("Weighted plank", [lift(10, duration_seconds=60)], lift(40, duration_seconds=0), ""),
        ("Weighted plank", [lift(10, duration_seconds=60), lift(40, duration_seconds=0)], lift(20, duration_seconds=60), "weight"),
        ("Weighted plank", [lift(10, duration_seconds=60)], lift(10, duration_seconds=90), "time"),
        ("Running", [lift(None, distance_m=D(5000), duration_seconds=1500)], lift(None, distance_m=D(5000), duration_seconds=1499), "pace"),
        ("Running", [lift(None, distance_m=D(5000), duration_seconds=1500)], lift(None, distance_m=D(6000), duration_seconds=2000), "distance"),
        ("Running", [lift(None, distance_m=D(5000), duration_seconds=1500)], lift(None, distance_m=D(4000), duration_seconds=1500), ""),
        ("Running", [lift(None, distance_m=D(5000), duration_seconds=1500)], lift(None, distance_m=D(5000), duration_seconds=0), ""),
        ("Running", [lift(None, distance_m=D(5000), duration_seconds=1500), lift(None, distance_m=D(9000), duration_seconds=0)],
         lift(None, distance_m=D(6000), duration_seconds=2000), "distance"),
        ("Running", [lift(None, distance_m=D(5000), duration_seconds=1500)], lift(None, distance_m=D(0), duration_seconds=60), ""),
        ("Farmer's walk", [lift(40, distance_m=D(30))], lift(40, distance_m=D(31)), "distance"),
        ("Farmer's walk", [lift(40, distance_m=D(30))], lift(90, distance_m=D(0)), ""),
        ("Farmer's walk", [lift(40, distance_m=D(30)), lift(90, distance_m=D(0))], lift(50, distance_m=D(30)), "weight"),
        ("Farmer's walk", [lift(40, distance_m=D(30))], lift(50, distance_m=D(30)), "weight"),
    ],
)  # fmt: skip
def test_a_record_is_said_when_it_happens(
    mine: Logbook, name: str, before: list[dict[str, Any]], then: dict[str, Any], expected: str
) -> None:
    assert set(in_turn(mine, name, [*before, then])[-1].records) == named(expected)


@dataclass(frozen=True)
class Lifted:
    """A set, and what is good about it, written down without the code that is tested."""

    first: D
    second: D
    reps: int


LIFTED = {
    Kind.DURATION: ["duration_seconds"], Kind.WEIGHT_DURATION: ["duration_seconds"], Kind.WEIGHT_DISTANCE: ["distance_m"],
    Kind.DISTANCE_DURATION: ["distance_m", "duration_seconds"],
}  # fmt: skip


def plainly(kind: Kind, each: dict[str, Any]) -> Lifted | None:
    weight, reps, seconds, metres = (each.get(name) for name in ("weight_kg", "reps", "duration_seconds", "distance_m"))
    pairs = {
        Kind.WEIGHT_REPS: (weight, reps), Kind.BODYWEIGHT_REPS: (D(0), reps), Kind.WEIGHTED_BODYWEIGHT: (weight or D(0), reps),
        Kind.ASSISTED_BODYWEIGHT: (weight if weight is None else -weight, reps), Kind.DURATION: (D(0), seconds),
        Kind.WEIGHT_DURATION: (weight, seconds), Kind.DISTANCE_DURATION: (metres, seconds if seconds is None else -seconds),
        Kind.WEIGHT_DISTANCE: (weight, metres),
    }  # fmt: skip
    first, second = pairs[kind]
    return None if first is None or second is None else Lifted(D(first), D(second), reps or 0)


def expected_of(kind: Kind, own: Lifted | None, before: list[Lifted]) -> set[Record]:
    if own is None:
        return set()
    found: set[Record] = set()
    seconds = {
        Kind.DURATION: Record.TIME, Kind.WEIGHT_DURATION: Record.TIME, Kind.DISTANCE_DURATION: Record.PACE,
        Kind.WEIGHT_DISTANCE: Record.DISTANCE,
    }  # fmt: skip
    as_many = [each.first for each in before if each.second >= own.second]
    as_heavy = [each.second for each in before if each.first >= own.first]
    if as_many and own.first > max(as_many) and kind != Kind.DISTANCE_DURATION:
        found.add(Record.HELP if kind == Kind.ASSISTED_BODYWEIGHT else Record.WEIGHT)
    if as_heavy and own.second > max(as_heavy):
        found.add(seconds.get(kind, Record.REPS))
    if kind == Kind.DISTANCE_DURATION and before and own.first > max(each.first for each in before):
        found.add(Record.DISTANCE)
    if kind == Kind.WEIGHT_REPS and own.reps <= 12:
        once = [each.first * (30 if each.reps == 1 else 30 + each.reps) for each in before if each.reps <= 12]
        if once and own.first * (30 if own.reps == 1 else 30 + own.reps) > max(once):
            found.add(Record.E1RM)
    volumes = (
        [each.first * each.reps for each in before] if kind in {Kind.WEIGHT_REPS, Kind.WEIGHTED_BODYWEIGHT} else []
    )
    if volumes and own.first * own.reps > max(volumes):
        found.add(Record.VOLUME)
    return found


@pytest.mark.parametrize("kind", list(Kind))
def test_of_a_long_history_the_same_is_said_as_by_comparing_with_all_of_it(mine: Logbook, kind: Kind) -> None:
    chance = random.Random(f"records of {kind}")
    sets = [
        lift(
            chance.choice([None, *range(40, 60, 4), 46.493217925]),
            chance.randint(0, 14),
            duration_seconds=chance.choice([None, 0, *range(50, 70, 5)]),
            distance_m=chance.choice([None, D(0), *(D(each) for each in range(20, 40, 4))]),
            kind=chance.choice([SetKind.WARMUP, SetKind.WORKING, SetKind.WORKING, SetKind.FAILURE]),
        )
        for _ in range(40)
    ]
    rows = in_turn(mine, EXERCISES[kind], sets)
    before: list[Lifted] = []
    for each, row in zip(sets, rows, strict=True):
        own = plainly(kind, each)
        is_nothing = each["kind"] == SetKind.WARMUP or 0 in [each[name] for name in LIFTED.get(kind, ["reps"])]
        assert set(row.records) == (set() if is_nothing else expected_of(kind, own, before)), (each, row.records)
        if own is not None and not is_nothing:
            before.append(own)
    assert any(row.records for row in rows)


def records_in(mine: Logbook, log_id: uuid.UUID) -> dict[int, set[Record]]:
    return {row.set_number: set(row.records) for entry in mine.whole(log_id).entries for row in entry.rows}


def test_a_record_goes_when_its_set_is_corrected_and_comes_back(mine: Logbook) -> None:
    mine.past({"weight_kg": D(100)})
    log_id, set_id = mine.start(), uuid7()

    assert mine.record(log_id, set_id, weight_kg=D(110)).row.records
    assert not mine.record(log_id, set_id, weight_kg=D(100), revision=2).row.records
    assert records_in(mine, log_id) == {1: set()}
    assert mine.record(log_id, set_id, weight_kg=D(101), revision=3).row.records
    assert mine.delete(log_id, set_id, 4).row.records == ()  # type: ignore[union-attr]


def test_a_corrected_past_gives_its_records_to_what_came_after(mine: Logbook) -> None:
    long_ago = mine.past({"weight_kg": D(100)}, days=20)
    before = mine.past({"weight_kg": D(200)}, days=10)
    log_id = mine.start()
    mine.record(log_id, weight_kg=D(110))
    assert records_in(mine, log_id) == {1: set()}

    (typo,) = mine.stored(before)
    mine.record(before, typo["id"], weight_kg=D(105), revision=2)
    assert records_in(mine, log_id) == {1: named("weight e1rm volume")}
    assert records_in(mine, before) == {1: named("weight e1rm volume")}
    assert records_in(mine, long_ago) == {1: set()}


def test_a_repeat_gets_the_same_verdict(mine: Logbook) -> None:
    mine.past({"weight_kg": D(100)})
    log_id, set_id = mine.start(), uuid7()
    first = mine.record(log_id, set_id, weight_kg=D(110))
    mine.record(log_id, set_number=2, weight_kg=D(120))

    assert mine.record(log_id, set_id, weight_kg=D(110)).row.records == first.row.records


def test_another_lifters_sets_are_not_compared(mine: Logbook, theirs: Logbook) -> None:
    theirs.past({"weight_kg": D(100)})
    assert mine.record(mine.start(), weight_kg=D(110)).row.records == ()
    mine.past({"weight_kg": D(300)})
    assert theirs.record(theirs.start(), weight_kg=D(110)).row.records


def test_records_cost_no_statement_of_their_own(mine: Logbook) -> None:
    mine.past({"weight_kg": D(100)})
    log_id = mine.start()
    spent = db.allow()
    try:
        assert mine.record(log_id, weight_kg=D(110)).row.records
        assert spent.statements == 1
        mine.whole(log_id)
    finally:
        db._spending.set(None)
    assert spent.statements == 3
