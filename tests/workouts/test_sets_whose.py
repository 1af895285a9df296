"""A deleted set stays dead, and a set of another lifter does not exist."""

import uuid
from contextlib import suppress

import pytest

from tests.browsers import exercise_id_of
from tests.conftest import RunSql
from tests.workouts.logbook import Logbook
from webapp.errors import NotFoundError
from webapp.ids import uuid7
from webapp.workouts import actions

# Deleting


def test_a_deleted_set_leaves_a_stone(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    mine.record(log_id, set_id)

    outcome = mine.delete(log_id, set_id, 2)

    assert outcome is not None
    assert (outcome.is_stale, outcome.row.is_deleted, outcome.row.is_done, outcome.row.revision) == (
        False,
        True,
        False,
        2,
    )
    (stored,) = mine.stored(log_id)
    assert (stored["deleted_at"] is not None, stored["revision"], stored["reps"]) == (True, 2, 5)


def test_deleting_again_is_deleting_once(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    mine.record(log_id, set_id)
    mine.delete(log_id, set_id, 2)
    before = mine.stored(log_id)

    outcome = mine.delete(log_id, set_id, 2)

    assert outcome is not None
    assert (outcome.is_stale, outcome.row.is_deleted) == (False, True)
    assert mine.stored(log_id) == before


def test_a_stale_deletion_deletes_nothing(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    mine.record(log_id, set_id, revision=3)

    for revision in (1, 2, 3):
        outcome = mine.delete(log_id, set_id, revision)
        assert outcome is not None
        assert (outcome.is_stale, outcome.row.is_deleted) == (True, False)

    assert mine.stored(log_id)[0]["deleted_at"] is None


@pytest.mark.parametrize("revision", [1, 2])
def test_a_deleted_set_stays_dead_when_a_late_retry_comes(mine: Logbook, revision: int) -> None:
    log_id, set_id = mine.start(), uuid7()
    mine.record(log_id, set_id)
    mine.delete(log_id, set_id, 2)

    outcome = mine.record(log_id, set_id, revision=revision)

    assert outcome.is_stale
    assert outcome.row.is_deleted
    assert mine.stored(log_id)[0]["deleted_at"] is not None


def test_a_greater_revision_undoes_a_deletion(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    mine.record(log_id, set_id)
    mine.delete(log_id, set_id, 2)

    outcome = mine.record(log_id, set_id, revision=3)

    assert not outcome.is_stale
    assert outcome.row.is_done
    (stored,) = mine.stored(log_id)
    assert (stored["deleted_at"], stored["revision"]) == (None, 3)
    late = mine.delete(log_id, set_id, 2)
    assert late is not None
    assert late.is_stale


def test_a_planned_row_is_taken_out(mine: Logbook) -> None:
    log_id = mine.start()
    mine.add(log_id)
    rows = [row.id for row in mine.whole(log_id).entries[0].rows]

    for _ in range(2):  # the second is a replay, and no error
        assert mine.delete(log_id, rows[1], 1) is None

    assert [row.id for row in mine.whole(log_id).entries[0].rows] == [rows[0], rows[2]]


# Whose


def test_a_strangers_workout_does_not_exist(mine: Logbook, theirs: Logbook) -> None:
    foreign = theirs.start()
    logged = uuid7()
    theirs.record(foreign, logged)
    before = theirs.stored(foreign)

    for log_id in (foreign, uuid7()):
        with pytest.raises(NotFoundError):
            mine.record(log_id)
        with pytest.raises(NotFoundError):
            mine.record(log_id, logged, revision=9)
        with pytest.raises(NotFoundError):
            mine.delete(log_id, logged, 9)

    assert theirs.stored(foreign) == before


def test_a_strangers_set_id_in_ones_own_workout_does_not_exist(mine: Logbook, theirs: Logbook) -> None:
    foreign, logged = theirs.start(), uuid7()
    theirs.record(foreign, logged)
    log_id, before = mine.start(), theirs.stored(foreign)

    with pytest.raises(NotFoundError):
        mine.record(log_id, logged, revision=9)
    with pytest.raises(NotFoundError):
        mine.delete(log_id, logged, 9)

    assert theirs.stored(foreign) == before
    assert mine.stored(log_id) == []


def test_a_set_stays_in_its_workout(mine: Logbook) -> None:
    past, set_id = mine.past(), uuid7()
    mine.record(past, set_id)

    with pytest.raises(NotFoundError):
        mine.record(mine.start(), set_id, revision=2)

    assert len(mine.stored(past)) == 1


def test_an_exercise_that_is_not_there_or_a_strangers_does_not_exist(
    mine: Logbook, theirs: Logbook, run_sql: RunSql
) -> None:
    log_id, foreign = mine.start(), uuid7()
    run_sql(
        "INSERT INTO exercises (id, name, owner_id) VALUES (%(id)s, 'Own', %(user)s)", id=foreign, user=theirs.user_id
    )

    for unknown in (foreign, uuid7()):
        with pytest.raises(NotFoundError):
            mine.record(log_id, exercise_id=unknown)

    assert mine.whole(log_id).entries == []
    assert theirs.record(theirs.start(), exercise_id=foreign).is_new


@pytest.mark.parametrize("revision", [1, 2], ids=["too late", "newer"])
@pytest.mark.parametrize(
    "changed", [{"exercise_id": exercise_id_of("Back squat")}, {"entry_id": uuid7()}], ids=["exercise", "place"]
)
def test_a_set_that_is_there_makes_no_place_for_another_exercise(
    mine: Logbook, changed: dict[str, uuid.UUID], revision: int
) -> None:
    log_id, set_id = mine.start(), uuid7()
    entry_id = mine.add(log_id)
    mine.record(log_id, set_id, entry_id=entry_id)

    with suppress(NotFoundError):
        mine.record(log_id, set_id, revision=revision, **({"entry_id": entry_id} | changed))

    assert [each.id for each in mine.whole(log_id).entries] == [entry_id]
    assert [row.id for row in mine.whole(log_id).done] == [set_id]


def test_a_set_of_a_deleted_workout_is_not_deleted(mine: Logbook) -> None:
    log_id, logged = mine.start(), uuid7()
    planned = mine.add(log_id)
    mine.record(log_id, logged, entry_id=planned)
    rows = [row.id for row in mine.whole(log_id).entries[0].rows]
    mine.do(actions.delete_workout, log_id)

    for each in (logged, rows[-1]):
        with pytest.raises(NotFoundError):
            mine.delete(log_id, each, 9)

    mine.do(actions.restore_workout, log_id)
    assert [row.id for row in mine.whole(log_id).done] == [logged]


def test_a_deleted_workout_takes_no_more_sets(mine: Logbook, run_sql: RunSql) -> None:
    log_id = mine.past()
    run_sql("UPDATE workout_logs SET deleted_at = now() WHERE id = %(id)s", id=log_id)

    with pytest.raises(NotFoundError):
        mine.record(log_id)
