"""What a finished workout came to, on paper and on its page."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests import pasts, reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.workouts.logbook import Logbook
from webapp.strength import Kind, SetKind
from webapp.workouts import actions
from webapp.workouts.summary import TOTALS, Summary, summarize

D = Decimal


def summed(mine: Logbook) -> Summary:
    """Bench twice against once a week ago, a warm-up apart, and a plank for the first time."""
    mine.past({"weight_kg": D(60), "kind": SetKind.WARMUP}, {"weight_kg": D(100)})
    log_id = mine.start()
    mine.record(log_id, weight_kg=D(60), kind=SetKind.WARMUP)
    mine.record(log_id, set_number=2, weight_kg=D(100))
    mine.record(log_id, set_number=3, weight_kg=D("102.5"))
    mine.do(actions.finish_workout, log_id)
    return summarize(mine.whole(log_id))


def test_an_exercise_stands_against_its_last_time_without_warm_ups(mine: Logbook) -> None:
    (change,) = summed(mine).changes
    assert (change.total, change.sets, change.now, change.before) == ("volume", 2, D("1012.5"), D(500))


def test_a_set_counts_whole_for_its_muscle_and_half_for_those_that_help(mine: Logbook) -> None:
    assert summed(mine).muscles == [("chest", D(2)), ("front delts", D(1)), ("triceps", D(1))]


def test_its_records_are_listed(mine: Logbook) -> None:
    assert [row.measures.weight_kg for row in summed(mine).records] == [D("102.5")]


def test_what_was_taken_out_or_only_warmed_up_is_not_summed(mine: Logbook) -> None:
    log_id = mine.start()
    mine.record(log_id, kind=SetKind.WARMUP)
    mine.add(log_id, "Deadlift")
    assert summarize(mine.whole(log_id)) == Summary([], [], [])


def test_every_kind_adds_up_to_something() -> None:
    assert set(TOTALS) == set(Kind)


def test_the_page_of_a_finished_workout_says_it(lifter: Browser, run_sql: RunSql) -> None:
    before = pasts.workout(run_sql, lifter, pasts.NOW - timedelta(days=7))
    pasts.bench(lifter, before, pasts.NOW - timedelta(days=7), "100")
    log_id = lifter.start()
    pasts.bench(lifter, log_id, pasts.NOW, "100", "105")
    assert "Against last time" not in reading.words(lifter.get(f"/workouts/{log_id}"))
    lifter.put(f"/workouts/{log_id}/completion")
    said = reading.words(lifter.get(f"/workouts/{log_id}"))

    assert "Sets 2 Volume 1,025 kg Records 1" in said
    assert "2 chest 1 front delts 1 triceps" in said
    assert "Bench press 1,025 kg +525 kg" in said
    assert "Record Bench press, heaviest for 5 reps" in said.replace("\u00a0", " ")


@pytest.mark.parametrize(("hours", "is_offered"), [(13, True), (11, False)])
def test_a_forgotten_workout_is_offered_to_be_finished_at_its_last_set(
    lifter: Browser, run_sql: RunSql, hours: int, *, is_offered: bool
) -> None:
    began = datetime.now(UTC) - timedelta(hours=hours)
    log_id = pasts.workout(run_sql, lifter, began, minutes=None)
    pasts.bench(lifter, log_id, began, "100", "100")
    page = lifter.get(f"/workouts/{log_id}")

    assert ("Finishing ends it at its last set" in reading.words(page)) == is_offered
    if is_offered:
        lifter.put(f"/workouts/{log_id}/completion")
        (row,) = run_sql("SELECT finished_at FROM workout_logs WHERE id = %(id)s", id=log_id)
        assert row["finished_at"] == began + timedelta(minutes=2)
