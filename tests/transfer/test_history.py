"""Items of a file become workouts and blocks, in the order they were done."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from webapp.transfer.history import ListedItem, NoteItem, Place, RestItem, Session, SetItem, Units, assemble
from webapp.transfer.values import Amount

START = datetime(2026, 3, 5, 18)  # noqa: DTZ001  (files hold wall clock)
SESSION = Session(("1",), START)


def a_set(row: int, exercise: str = "Squat", **values: object) -> SetItem:
    made = SetItem(Place(row, row + 1), SESSION, exercise, reps=5, weight=Amount(Decimal(60), "kg"))
    return replace(made, **values)  # type: ignore[arg-type]


def test_workouts_stand_oldest_first_whatever_the_file_does() -> None:
    sessions = [Session((str(n),), START - timedelta(days=n)) for n in range(3)]
    history = assemble("x", [a_set(n, session=session) for n, session in enumerate(sessions, 1)])
    assert [each.session.key for each in history.workouts] == [("2",), ("1",), ("0",)]


def test_a_workout_need_not_stand_together() -> None:
    other = Session(("2",), START + timedelta(days=1))
    history = assemble("x", [a_set(1), a_set(2, session=other), a_set(3)])
    assert [len(each.sets) for each in history.workouts] == [2, 1]


def test_facts_of_a_workout_are_the_first_that_are_not_empty() -> None:
    late = Session(("1",), START, name="Push", note="tired", seconds=60)
    session = (
        assemble("x", [a_set(1), a_set(2, session=late), a_set(3, session=replace(late, note="no"))])
        .workouts[0]
        .session
    )
    assert (session.name, session.note, session.seconds) == ("Push", "tired", 60)


def test_sets_with_times_stand_in_the_order_of_their_times() -> None:
    sets = [a_set(n, performed_at=START - timedelta(minutes=n), reps=n) for n in range(1, 4)]
    assert [each.reps for each in assemble("x", sets).workouts[0].sets] == [3, 2, 1]


def test_a_note_before_its_exercise_goes_to_it() -> None:
    note = NoteItem(Place(1, 2), SESSION, "Bench", "narrow")
    rest = RestItem(Place(2, 3), SESSION, "Squat", 90)
    history = assemble("x", [note, rest, a_set(3), a_set(4, "Bench")])
    squat, bench = history.workouts[0].blocks
    assert (squat.notes, bench.notes, len(squat.rests)) == ([], ["narrow"], 1)
    assert (history.rows, history.notes, history.rests) == (4, 1, 1)


def test_a_workout_of_notes_alone_is_none() -> None:
    history = assemble("x", [NoteItem(Place(1, 2), SESSION, "Squat", "later")])
    assert (history.workouts, history.rows) == ([], 1)


def test_a_unit_is_asked_for_only_where_a_set_needs_it() -> None:
    open_weight = a_set(1, weight=Amount(Decimal(60)))
    assert assemble("x", [a_set(1)]).ask == []
    assert assemble("x", [open_weight]).ask == ["weight"]
    asked = assemble("x", [open_weight], Units(weight="lb"))
    assert (asked.ask, asked.sets[0].weight) == (["weight"], Amount(Decimal(60), "lb"))


def test_listed_rows_are_no_workouts() -> None:
    history = assemble("x", [ListedItem(Place(1, 2), "why")])
    assert (history.rows, history.sets, history.workouts) == (1, [], [])
