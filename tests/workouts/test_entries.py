"""Exercises and rows of a workout: added, filled from last time, taken out, brought back."""

import uuid
from decimal import Decimal

import pytest

from tests.conftest import RunSql
from tests.workouts.logbook import BENCH, Logbook
from webapp.errors import NotFoundError
from webapp.ids import uuid7
from webapp.strength import SetKind
from webapp.workouts import actions, entries
from webapp.workouts.sheet import Measures, SetRow


def rows(book: Logbook, log_id: uuid.UUID, nth: int = 0) -> list[SetRow]:
    return list(book.whole(log_id).entries[nth].rows)


def names(book: Logbook, log_id: uuid.UUID) -> list[str]:
    return [each.exercise.name for each in book.whole(log_id).entries]


# Exercises


def test_an_exercise_that_was_never_done_has_blank_rows(mine: Logbook) -> None:
    log_id = mine.start()
    mine.add(log_id)

    planned = rows(mine, log_id)

    assert [row.set_number for row in planned] == [1, 2, 3]
    assert all(row.measures.is_blank and not row.is_done and row.revision == 0 for row in planned)
    assert len({row.id for row in planned}) == 3


def test_an_exercise_has_rows_filled_from_last_time(mine: Logbook) -> None:
    mine.past({"reps": 1}, days=14)
    mine.past({"reps": 12, "kind": SetKind.WARMUP, "weight_kg": Decimal("46.493")}, {"reps": 8}, days=7)
    log_id = mine.start()

    mine.add(log_id)

    planned = rows(mine, log_id)
    assert [(row.kind, row.measures) for row in planned] == [
        (SetKind.WARMUP, Measures(Decimal("46.493"), 12)),
        (SetKind.WORKING, Measures(Decimal(100), 8)),
    ]


def test_what_was_deleted_or_done_by_a_stranger_is_not_last_time(mine: Logbook, theirs: Logbook) -> None:
    theirs.past({"reps": 2})
    mine.do(actions.delete_workout, mine.past({"reps": 4}))
    log_id = mine.start()

    mine.add(log_id)

    assert all(row.measures.is_blank for row in rows(mine, log_id))


def test_the_same_entry_again_is_one_entry(mine: Logbook) -> None:
    log_id, entry_id = mine.start(), uuid7()
    mine.add(log_id, entry_id=entry_id)
    before = rows(mine, log_id)

    mine.add(log_id, entry_id=entry_id)

    assert len(mine.whole(log_id).entries) == 1
    assert rows(mine, log_id) == before


def test_an_exercise_may_stand_twice_in_order(mine: Logbook) -> None:
    log_id = mine.start()
    for name in (BENCH, "Deadlift", BENCH):
        mine.add(log_id, name)

    assert names(mine, log_id) == [BENCH, "Deadlift", BENCH]


def test_an_entry_of_another_workout_is_not_moved_or_restored(mine: Logbook) -> None:
    old = mine.past()
    entry_id = mine.add(old)
    mine.do(entries.remove_entry, old, entry_id)
    log_id = mine.start()

    with pytest.raises(NotFoundError):
        mine.add(log_id, entry_id=entry_id)

    assert mine.whole(old).entries[0].is_removed


def test_an_exercise_is_added_only_where_both_are_ones_own(mine: Logbook, theirs: Logbook, run_sql: RunSql) -> None:
    own, foreign = mine.start(), theirs.start()
    entry_id = theirs.add(foreign)
    private = uuid7()
    run_sql(
        "INSERT INTO exercises (id, name, owner_id) VALUES (%(id)s, 'Own', %(user)s)", id=private, user=theirs.user_id
    )

    for attempt in (
        lambda: mine.add(foreign),
        lambda: mine.add(uuid7()),
        lambda: mine.add(own, entry_id=entry_id),
        lambda: mine.do(entries.add_entry, own, uuid7(), private),
        lambda: mine.do(entries.add_entry, own, uuid7(), uuid7()),
    ):
        with pytest.raises(NotFoundError):
            attempt()

    assert mine.whole(own).entries == []
    assert len(theirs.whole(foreign).entries) == 1


# Rows


def test_one_more_row_follows_the_last_and_comes_once(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id, set_id = mine.add(log_id), uuid7()
    mine.record(log_id, set_number=4)

    for _ in range(2):
        entry = mine.do(entries.add_set, log_id, entry_id, set_id)

    assert [row.set_number for row in entry.rows] == [1, 2, 3, 4, 5]
    assert entry.rows[-1].id == set_id
    assert mine.record(log_id, set_id, set_number=5).row.id == set_id
    assert len(rows(mine, log_id)) == 5


def test_a_row_is_added_only_to_ones_own_entry(mine: Logbook, theirs: Logbook) -> None:
    foreign = theirs.start()
    entry_id = theirs.add(foreign)

    for place in ((foreign, entry_id), (mine.start(), entry_id), (mine.start(), uuid7())):
        with pytest.raises(NotFoundError):
            mine.do(entries.add_set, *place, uuid7())

    assert len(rows(theirs, foreign)) == 3


# Taking an exercise out


def test_a_removed_exercise_takes_its_sets_and_brings_back_exactly_these(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id = mine.add(log_id)
    kept, deleted = uuid7(), uuid7()
    mine.record(log_id, kept)
    mine.record(log_id, deleted, set_number=2)
    mine.delete(log_id, deleted, 2)

    mine.do(entries.remove_entry, log_id, entry_id)
    assert [each.is_removed for each in mine.whole(log_id).entries] == [True]
    assert all(row["deleted_at"] for row in mine.stored(log_id))

    entry = mine.do(entries.restore_entry, log_id, entry_id)
    assert [row.id for row in entry.rows if row.is_done] == [kept]
    assert [row["id"] for row in mine.stored(log_id) if row["deleted_at"] is None] == [kept]


def test_removing_and_restoring_twice_is_once(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id, set_id = mine.add(log_id), uuid7()
    mine.record(log_id, set_id)
    for _ in range(2):
        mine.do(entries.remove_entry, log_id, entry_id)
    for _ in range(2):
        mine.do(entries.restore_entry, log_id, entry_id)

    assert [row.id for row in rows(mine, log_id) if row.is_done] == [set_id]


def test_a_set_that_comes_late_brings_its_removed_exercise_back(mine: Logbook) -> None:
    log_id = mine.start()
    mine.do(entries.remove_entry, log_id, mine.add(log_id))

    late = mine.record(log_id)

    assert [row.id for row in mine.whole(log_id).done] == [late.row.id]


def test_a_strangers_exercise_is_neither_removed_nor_restored(mine: Logbook, theirs: Logbook) -> None:
    log_id = theirs.start()
    entry_id = theirs.add(log_id)
    theirs.record(log_id)

    with pytest.raises(NotFoundError):
        mine.do(entries.remove_entry, log_id, entry_id)
    assert len(theirs.whole(log_id).done) == 1
    theirs.do(entries.remove_entry, log_id, entry_id)
    with pytest.raises(NotFoundError):
        mine.do(entries.restore_entry, log_id, entry_id)

    assert theirs.whole(log_id).shown_entries == []
