"""A workout as the logger shows it: done and planned rows in order, with last time beside them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.browsers import exercise_id_of
from tests.workouts.logbook import BENCH, Logbook
from webapp import db
from webapp.ids import uuid7
from webapp.strength import Kind, SetKind
from webapp.workouts import entries
from webapp.workouts.sheet import Measures


def test_no_workout_of_theirs_is_found(mine: Logbook, theirs: Logbook) -> None:
    assert mine.read(theirs.start()) is None
    assert mine.read(uuid7()) is None


def test_an_exercise_comes_with_what_its_rows_need(mine: Logbook) -> None:
    log_id = mine.start()
    mine.add(log_id, "Plank")
    mine.add(log_id)

    plank, bench = (each.exercise for each in mine.whole(log_id).entries)

    assert (plank.id, plank.name, plank.kind) == (exercise_id_of("Plank"), "Plank", Kind.DURATION)
    assert (bench.equipment, bench.load_step) == ("barbell", Decimal("2.5"))


def test_a_done_row_takes_the_place_of_its_plan(mine: Logbook) -> None:
    log_id = mine.start()
    mine.add(log_id)
    planned = [row.id for row in mine.whole(log_id).entries[0].rows]

    mine.record(log_id, planned[1], set_number=2, reps=9)

    rows = mine.whole(log_id).entries[0].rows
    assert [row.id for row in rows] == planned
    assert [row.is_done for row in rows] == [False, True, False]
    assert rows[1].measures == Measures(Decimal(100), 9)


def test_a_deleted_row_is_gone_and_the_others_close_up(mine: Logbook) -> None:
    log_id = mine.start()
    mine.add(log_id)
    planned = [row.id for row in mine.whole(log_id).entries[0].rows]
    mine.record(log_id, planned[0])
    mine.delete(log_id, planned[0], 2)

    rows = mine.whole(log_id).entries[0].rows

    assert [(row.id, row.set_number) for row in rows] == [(planned[1], 1), (planned[2], 2)]


def test_last_time_stands_beside_the_same_set(mine: Logbook) -> None:
    mine.past({"reps": 1}, days=20)
    mine.past({"reps": 8}, {"reps": 7, "weight_kg": Decimal("46.493217925")}, days=10)
    log_id = mine.start()
    mine.add(log_id)
    mine.do(entries.add_set, log_id, mine.whole(log_id).entries[0].id, uuid7())

    entry = mine.whole(log_id).entries[0]

    expected = [Measures(Decimal(100), 8), Measures(Decimal("46.493217925"), 7)]
    assert list(entry.previous) == expected
    assert [row.previous for row in entry.rows] == [*expected, None]


def test_last_time_is_before_this_time_however_late_one_looks(mine: Logbook) -> None:
    old = mine.past({"reps": 8}, days=10)
    mine.past({"reps": 12}, days=5)

    assert mine.whole(old).entries[0].previous == []


def test_last_time_is_not_a_deleted_set_nor_a_strangers(mine: Logbook, theirs: Logbook) -> None:
    theirs.past({"reps": 3}, days=1)
    past, deleted = mine.past({"reps": 8}, days=10), uuid7()
    mine.record(past, deleted, set_number=2, reps=9, performed_at=datetime.now(UTC) - timedelta(days=10))
    mine.delete(past, deleted, 2)
    log_id = mine.start()
    mine.add(log_id)

    assert list(mine.whole(log_id).entries[0].previous) == [Measures(Decimal(100), 8)]


def test_the_answer_to_a_logged_set_has_last_time_too(mine: Logbook) -> None:
    mine.past({"reps": 8}, {"reps": 7}, days=10)
    log_id = mine.start()

    answered = [mine.record(log_id, set_number=number, reps=9).row.previous for number in (1, 2, 3)]

    assert answered == [Measures(Decimal(100), 8), Measures(Decimal(100), 7), None]
    shown = [row.previous for row in mine.whole(log_id).entries[0].rows]
    assert shown == answered


def test_the_answer_to_a_set_added_to_an_old_workout_looks_back_from_there(mine: Logbook) -> None:
    mine.past({"reps": 8}, days=10)
    old, emptied = mine.past(days=5), uuid7()
    mine.past({"reps": 12}, days=2)
    between = mine.past(days=7)
    mine.record(between, emptied, reps=1, performed_at=datetime.now(UTC) - timedelta(days=7))
    mine.delete(between, emptied, 2)

    assert mine.record(old, performed_at=datetime.now(UTC) - timedelta(days=5)).row.previous == Measures(
        Decimal(100), 8
    )


def test_last_time_may_have_been_without_weight_or_reps(mine: Logbook) -> None:
    plank: dict[str, Any] = {
        "exercise_id": exercise_id_of("Plank"),
        "weight_kg": None,
        "weight_unit": None,
        "reps": 1,
        "duration_seconds": 60,
    }
    mine.past(plank, days=3)
    log_id = mine.start()

    row = mine.record(log_id, **plank).row

    assert row.previous == Measures(None, 1, 60)


def test_a_warm_up_is_a_kind_of_its_own(mine: Logbook) -> None:
    log_id = mine.start()
    mine.record(log_id, kind=SetKind.WARMUP)
    mine.record(log_id, set_number=2)

    assert [row.kind for row in mine.whole(log_id).entries[0].rows] == [SetKind.WARMUP, SetKind.WORKING]
    assert [row.ordinal for row in mine.whole(log_id).entries[0].rows] == [1, 1]


def test_a_workout_takes_two_statements_however_long_it_is(mine: Logbook) -> None:
    log_id = mine.start()
    for name in (BENCH, "Deadlift", "Plank"):
        mine.add(log_id, name)
    spent = db.allow()
    try:
        mine.read(log_id)
    finally:
        db._spending.set(None)

    assert spent.statements == 2
