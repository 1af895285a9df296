"""An exercise is swapped, moved and put into a superset; what was lifted stays as it was lifted."""

import uuid
from decimal import Decimal

import pytest

from tests.browsers import exercise_id_of
from tests.workouts.logbook import BENCH, Logbook
from webapp.errors import InvalidError, NotFoundError
from webapp.ids import nth, uuid7
from webapp.workouts import arrangement, entries

SQUAT, DEADLIFT = "Back squat", "Deadlift"


def three(book: Logbook) -> tuple[uuid.UUID, list[uuid.UUID]]:
    log_id = book.start()
    return log_id, [book.add(log_id, each) for each in (BENCH, SQUAT, DEADLIFT)]


def names(book: Logbook, log_id: uuid.UUID) -> list[str]:
    return [entry.exercise.name for entry in book.whole(log_id).shown_entries]


def letters(book: Logbook, log_id: uuid.UUID) -> list[str]:
    return [entry.letter for entry in book.whole(log_id).shown_entries]


def swap(book: Logbook, log_id: uuid.UUID, entry_id: uuid.UUID, new_id: uuid.UUID, exercise: str = "Leg press") -> None:
    book.do(arrangement.swap_entry, log_id, entry_id, new_id=new_id, exercise_id=exercise_id_of(exercise))


def test_without_sets_it_is_replaced_where_it_stood_and_can_be_brought_back(mine: Logbook) -> None:
    log_id, (_, squat, _) = three(mine)
    new_id = uuid7()
    swap(mine, log_id, squat, new_id)

    assert names(mine, log_id) == [BENCH, "Leg press", DEADLIFT]
    made = mine.whole(log_id).shown_entries[1]
    assert [row.id for row in made.rows] == [nth(new_id, n) for n in (1, 2, 3)]
    mine.do(entries.restore_entry, log_id, squat, 2)
    assert names(mine, log_id) == [BENCH, SQUAT, "Leg press", DEADLIFT]


def test_what_was_lifted_stays_and_the_rest_is_done_with_the_new_one(mine: Logbook) -> None:
    mine.past(*[{"exercise_id": exercise_id_of("Leg press"), "weight_kg": Decimal(kg)} for kg in (200, 210)])
    log_id, (_, squat, _) = three(mine)
    first, *_ = mine.whole(log_id).entries[1].rows
    mine.record(log_id, first.id, exercise_id=exercise_id_of(SQUAT), entry_id=squat)
    before = mine.stored(log_id)
    swap(mine, log_id, squat, uuid7())

    assert names(mine, log_id) == [BENCH, SQUAT, "Leg press", DEADLIFT]
    old, made = mine.whole(log_id).shown_entries[1:3]
    assert [row.is_done for row in old.rows] == [True]
    assert [row.measures.weight_kg for row in made.rows] == [200, 210]
    assert mine.stored(log_id) == before


def test_a_swap_that_is_repeated_late_changes_nothing(mine: Logbook) -> None:
    log_id, (_, squat, _) = three(mine)
    new_id = uuid7()
    swap(mine, log_id, squat, new_id)
    mine.do(entries.restore_entry, log_id, squat, 2)
    mine.do(entries.remove_entry, log_id, new_id, 2)

    swap(mine, log_id, squat, new_id)

    assert names(mine, log_id) == [BENCH, SQUAT, DEADLIFT]


@pytest.mark.parametrize("is_lifted", [False, True], ids=["nothing lifted", "one lifted"])
def test_a_swap_is_undone_row_by_row(mine: Logbook, *, is_lifted: bool) -> None:
    log_id, (_, squat, _) = three(mine)
    mine.do(entries.add_warm_ups, log_id, squat, token=uuid7(), sets=[(Decimal(20), 5)])
    if is_lifted:
        first, *_ = mine.whole(log_id).entries[1].rows
        mine.record(log_id, first.id, exercise_id=exercise_id_of(SQUAT), entry_id=squat)
    before = mine.whole(log_id).shown_entries
    new_id = uuid7()
    swap(mine, log_id, squat, new_id)
    assert [each.instead_of for each in mine.whole(log_id).shown_entries if each.id == new_id] == [SQUAT]
    drawn = [each.exercise.name for each in mine.whole(log_id).drawn_entries]
    assert drawn == [BENCH, SQUAT, "Leg press", DEADLIFT]

    mine.do(arrangement.unswap_entry, log_id, new_id, 2)

    assert mine.whole(log_id).shown_entries == before
    swap(mine, log_id, squat, new_id)
    mine.do(arrangement.unswap_entry, log_id, new_id, 2)
    assert mine.whole(log_id).shown_entries == before


def test_undoing_a_swap_late_or_without_one_changes_nothing(mine: Logbook) -> None:
    log_id, (bench, squat, _) = three(mine)
    new_id = uuid7()
    swap(mine, log_id, squat, new_id)
    mine.do(arrangement.unswap_entry, log_id, new_id, 1)
    mine.do(arrangement.unswap_entry, log_id, bench, 9)
    assert names(mine, log_id) == [BENCH, "Leg press", DEADLIFT]
    with pytest.raises(NotFoundError):
        mine.do(arrangement.unswap_entry, log_id, uuid7())


def test_what_was_lifted_instead_goes_with_the_undoing_and_can_come_back(mine: Logbook) -> None:
    log_id, (_, squat, _) = three(mine)
    new_id = uuid7()
    swap(mine, log_id, squat, new_id)
    mine.record(log_id, nth(new_id, 1), exercise_id=exercise_id_of("Leg press"), entry_id=new_id)

    mine.do(arrangement.unswap_entry, log_id, new_id, 2)
    assert (names(mine, log_id), len(mine.whole(log_id).done)) == ([BENCH, SQUAT, DEADLIFT], 0)
    mine.do(entries.restore_entry, log_id, new_id, 3)
    assert (names(mine, log_id), len(mine.whole(log_id).done)) == ([BENCH, SQUAT, "Leg press", DEADLIFT], 1)


def test_a_set_that_arrives_after_the_swap_keeps_the_old_exercise(mine: Logbook) -> None:
    log_id, (_, squat, _) = three(mine)
    first, *_ = mine.whole(log_id).entries[1].rows
    swap(mine, log_id, squat, uuid7())

    mine.record(log_id, first.id, exercise_id=exercise_id_of(SQUAT), entry_id=squat)

    assert names(mine, log_id) == [BENCH, SQUAT, "Leg press", DEADLIFT]


def test_one_row_is_written_to_move_an_exercise(mine: Logbook) -> None:
    log_id, (bench, squat, deadlift) = three(mine)
    assert mine.do(arrangement.move_entry, log_id, deadlift, position=Decimal("1.5"), revision=2)
    assert names(mine, log_id) == [BENCH, DEADLIFT, SQUAT]
    assert [entry.revision for entry in mine.whole(log_id).entries] == [1, 2, 1]

    for _ in range(2):
        mine.do(arrangement.move_entry, log_id, bench, position=None, by=1)
    assert names(mine, log_id) == [DEADLIFT, SQUAT, BENCH]
    for _ in range(3):
        mine.do(arrangement.move_entry, log_id, squat, position=None, by=-1)
    assert names(mine, log_id) == [SQUAT, DEADLIFT, BENCH]


def test_a_move_that_arrives_after_a_later_one_changes_nothing(mine: Logbook) -> None:
    log_id, (_, _, deadlift) = three(mine)
    mine.do(arrangement.move_entry, log_id, deadlift, position=Decimal("0.5"), revision=3)

    for revision in (2, 3):
        assert not mine.do(arrangement.move_entry, log_id, deadlift, position=Decimal(9), revision=revision)

    assert names(mine, log_id) == [DEADLIFT, BENCH, SQUAT]


def test_a_superset_is_made_with_the_next_one_grows_and_is_broken(mine: Logbook) -> None:
    log_id, (bench, squat, deadlift) = three(mine)
    mine.do(arrangement.join_entries, log_id, bench)
    assert letters(mine, log_id) == ["A1", "A2", ""]
    mine.do(arrangement.join_entries, log_id, squat, with_id=deadlift, revision=2)
    assert letters(mine, log_id) == ["A1", "A2", "A3"]
    assert [entry.is_joined for entry in mine.whole(log_id).shown_entries] == [True, True, False]
    mine.do(arrangement.part_entries, log_id, deadlift, 2)
    assert letters(mine, log_id) == ["", "", ""]


def test_two_supersets_have_two_letters_and_an_exercise_between_breaks_one(mine: Logbook) -> None:
    log_id, (bench, _, deadlift) = three(mine)
    mine.do(arrangement.join_entries, log_id, bench)
    curl = mine.add(log_id, "Barbell curl")
    mine.do(arrangement.join_entries, log_id, deadlift)
    assert letters(mine, log_id) == ["A1", "A2", "B1", "B2"]
    mine.do(arrangement.move_entry, log_id, curl, position=Decimal("1.5"))
    assert letters(mine, log_id) == ["", "", "", ""]


def test_a_superset_that_is_made_again_after_it_was_broken_stays_broken(mine: Logbook) -> None:
    log_id, (bench, squat, _) = three(mine)
    mine.do(arrangement.join_entries, log_id, bench, with_id=squat, revision=2)
    mine.do(arrangement.part_entries, log_id, bench, 3)

    assert not mine.do(arrangement.join_entries, log_id, bench, with_id=squat, revision=2)

    assert letters(mine, log_id) == ["", "", ""]


def test_the_last_has_no_next_one(mine: Logbook) -> None:
    log_id, (*_, deadlift) = three(mine)
    with pytest.raises(InvalidError):
        mine.do(arrangement.join_entries, log_id, deadlift)


def test_another_lifters_workout_is_not_there(mine: Logbook, theirs: Logbook) -> None:
    log_id, (bench, squat, _) = three(theirs)
    with pytest.raises(NotFoundError):
        swap(mine, log_id, bench, uuid7())
    with pytest.raises(NotFoundError):
        mine.do(arrangement.move_entry, log_id, bench, position=None)
    assert not mine.do(arrangement.move_entry, log_id, bench, position=Decimal(9))
    assert not mine.do(arrangement.join_entries, log_id, bench, with_id=squat)
    assert not mine.do(arrangement.part_entries, log_id, bench)
    assert names(theirs, log_id) == [BENCH, SQUAT, DEADLIFT]
