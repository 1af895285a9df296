"""What a workout says of itself, on paper."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
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


def test_the_turn_is_that_of_the_first_row_to_do() -> None:
    first, second = arrange(None, [logged(1)]), arrange([planned(2), planned(3)], [logged(1)])

    assert workout(first, second).next_id == uuid.UUID(int=102)
    assert workout(first, replace(second, is_removed=True)).next_id is None
    assert workout().next_id is None


def test_in_a_superset_the_turn_is_that_of_the_exercise_with_the_fewest_rounds() -> None:
    def joined(*done: int, plan: Sequence[int], kind: str = "working", superset: int | None = 1) -> Entry:
        made = arrange([planned(number, kind=kind) for number in plan], [logged(number) for number in done])
        return replace(made, superset=superset)

    behind, ahead = joined(1, plan=[2, 3]), joined(11, 12, plan=[13])
    warm = joined(plan=[21], kind="warmup")

    def turn(*entries: Entry) -> int:
        found = workout(*entries).next_id
        return found.int - 100 if found else 0

    assert turn(ahead, behind) == 2
    assert turn(behind, ahead) == 2
    assert turn(joined(1, plan=[2]), joined(11, plan=[12])) == 2
    assert turn(ahead, behind, warm) == 21
    assert turn(joined(1, plan=[]), ahead) == 13
    # Another superset, and an exercise of none, wait until it is over.
    assert turn(ahead, replace(behind, superset=2), replace(warm, superset=2)) == 13
    assert turn(ahead, replace(behind, superset=None)) == 13


def test_a_workout_is_forgotten_after_twelve_hours_and_not_before() -> None:
    def begun(ago: timedelta) -> Workout:
        return replace(workout(), performed_at=datetime.now(UTC) - ago)

    assert not begun(timedelta(hours=11, minutes=59)).is_forgotten
    assert begun(timedelta(hours=12, minutes=1)).is_forgotten
    assert not replace(begun(timedelta(days=2)), finished_at=NOW).is_forgotten
