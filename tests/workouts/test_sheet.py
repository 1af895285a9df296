"""What a workout says of itself, on paper."""

from datetime import datetime
from decimal import Decimal

from tests.workouts.test_rows import LOG, NOW, arrange, logged, planned
from webapp.strength import Kind
from webapp.workouts.sheet import Entry, Workout


def workout(*entries: Entry, finished_at: datetime | None = None) -> Workout:
    return Workout(LOG, None, None, NOW, finished_at, entries)


def test_an_entry_without_rows_begins_at_one() -> None:
    assert arrange().next_set_number == 1


def test_only_what_was_done_counts_towards_the_volume() -> None:
    entry = arrange([planned(3, weight_kg="500", reps=5)], [logged(1), logged(2, weight_kg=Decimal("20.5"), reps=2)])
    helped = arrange(None, [logged(1)], kind=Kind.ASSISTED_BODYWEIGHT)

    found = workout(entry, helped)

    assert found.volume_kg == Decimal(541)
    assert len(found.done) == 3
    assert workout().volume_kg == 0


def test_an_exercise_without_a_set_is_part_of_a_running_workout_only() -> None:
    empty, lifted = arrange(), arrange(None, [logged(1)])

    assert workout(empty, lifted).is_running
    assert list(workout(empty, lifted).shown_entries) == [empty, lifted]
    assert list(workout(empty, lifted, finished_at=NOW).shown_entries) == [lifted]
