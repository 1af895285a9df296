"""The hot path: a set is logged once, however often and from wherever it is sent."""

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.browsers import exercise_id_of
from tests.workouts.logbook import BENCH, Logbook
from webapp import db
from webapp.errors import NotFoundError
from webapp.ids import uuid7
from webapp.strength import SetKind
from webapp.workouts import entries
from webapp.workouts.sheet import Measures

# A first write


def test_a_new_set_is_stored_and_comes_back_whole(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()

    outcome = mine.record(
        log_id, set_id, set_number=3, kind=SetKind.DROP, reps=7, weight_kg=Decimal("46.493217925"), weight_unit="lb",
        rpe=Decimal("8.5"), duration_seconds=40, distance_m=Decimal("12.5"), note="Grip slipped", revision=4,
    )  # fmt: skip

    assert (outcome.is_new, outcome.is_stale) == (True, False)
    row = outcome.row
    assert (row.id, row.log_id, row.set_number, row.kind, row.revision) == (set_id, log_id, 3, SetKind.DROP, 4)
    assert row.measures == Measures(Decimal("46.493217925"), 7, 40, Decimal("12.5"))
    assert (row.rpe, row.note, row.weight_unit) == (Decimal("8.5"), "Grip slipped", "lb")
    assert (row.is_deleted, row.is_done, row.previous) == (False, True, None)
    assert (row.exercise.id, row.exercise.name) == (exercise_id_of(BENCH), BENCH)
    (stored,) = mine.stored(log_id)
    assert (stored["id"], stored["user_id"], stored["entry_id"]) == (set_id, mine.user_id, row.entry_id)
    assert (stored["reps"], stored["weight_kg"], stored["revision"]) == (7, Decimal("46.493217925"), 4)


def test_what_was_not_typed_is_stored_as_null(mine: Logbook) -> None:
    log_id = mine.start()

    row = mine.record(log_id, weight_kg=None, weight_unit=None).row

    assert row.measures == Measures(None, 5, None, None)
    assert mine.stored(log_id)[0]["weight_kg"] is None


def test_a_set_goes_under_its_exercise_and_makes_a_place_for_it_once(mine: Logbook) -> None:
    log_id = mine.start()
    entry = mine.add(log_id)

    under = mine.record(log_id).row.entry_id
    made = {mine.record(log_id, exercise_id=exercise_id_of("Deadlift"), set_number=n).row.entry_id for n in (1, 2)}

    assert under == entry
    assert made == {uuid.uuid5(log_id, str(exercise_id_of("Deadlift")))}
    assert [each.exercise.name for each in mine.whole(log_id).entries] == [BENCH, "Deadlift"]


def test_a_set_goes_under_the_entry_it_names_where_an_exercise_stands_twice(mine: Logbook) -> None:
    log_id = mine.start()
    first, second = mine.add(log_id), mine.add(log_id)

    assert mine.record(log_id, entry_id=second).row.entry_id == second
    assert mine.record(log_id, entry_id=first).row.entry_id == first
    assert mine.record(log_id, entry_id=None).row.entry_id == first


def test_an_entry_of_another_exercise_or_workout_is_not_believed(mine: Logbook, theirs: Logbook) -> None:
    log_id = mine.start()
    deadlift, bench = mine.add(log_id, "Deadlift"), mine.add(log_id)
    foreign = theirs.add(theirs.start())

    for wrong in (deadlift, foreign, uuid7()):
        entry_id = mine.record(log_id, entry_id=wrong).row.entry_id
        assert entry_id not in {deadlift, foreign}
        assert entry_id in {bench, uuid.uuid5(log_id, str(exercise_id_of(BENCH)))}


def test_a_planned_row_stands_where_it_was_planned_whatever_a_page_counted(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id = mine.add(log_id)
    mine.do(entries.add_set, log_id, entry_id, uuid7())
    first, second, third, fourth = (row.id for row in mine.whole(log_id).entries[0].rows)
    for gone in (first, second):
        mine.delete(log_id, gone, 1)
    # The page has two rows now, and the fourth is the second of them.
    drawn = {row.id: row.set_number for row in mine.whole(log_id).entries[0].rows}
    assert drawn == {third: 1, fourth: 2}

    outcomes = [mine.record(log_id, fourth, entry_id=entry_id, set_number=drawn[fourth]) for _ in range(2)]

    # Where it stands is the plan's word, so that the page says otherwise is no conflict.
    assert [(each.is_new, each.is_stale) for each in outcomes] == [(True, False), (False, False)]
    assert [row.id for row in mine.whole(log_id).entries[0].rows] == [third, fourth]


@pytest.mark.parametrize(
    ("ago", "expected"), [(timedelta(minutes=5), timedelta(minutes=5)), (-timedelta(days=1), timedelta(0))]
)
def test_a_set_was_lifted_when_the_phone_says_but_never_in_the_future(
    mine: Logbook, ago: timedelta, expected: timedelta
) -> None:
    now = datetime.now(UTC)

    lifted = mine.record(mine.start(), performed_at=now - ago).row.performed_at

    assert lifted is not None
    assert abs(lifted - (now - expected)) < timedelta(seconds=2)


def test_a_set_added_to_a_finished_workout_was_lifted_at_its_end(mine: Logbook) -> None:
    log_id = mine.past()

    assert mine.record(log_id).row.performed_at == mine.whole(log_id).finished_at


def test_a_set_takes_one_statement(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    spent = db.allow()
    try:
        mine.record(log_id, set_id)
        assert spent.statements == 1
        mine.record(log_id, set_id, revision=2)
        mine.delete(log_id, set_id, 3)
    finally:
        db._spending.set(None)

    assert spent.statements == 3


# Again


def test_the_same_revision_again_changes_nothing(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    first = mine.record(log_id, set_id)
    before = mine.stored(log_id)

    again = mine.record(log_id, set_id)

    assert (again.is_new, again.is_stale) == (False, False)
    assert again.row == first.row
    assert mine.stored(log_id) == before


def test_a_greater_revision_edits_every_field(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    lifted = mine.record(log_id, set_id).row.performed_at

    changes: dict[str, Any] = {
        "set_number": 2, "kind": SetKind.WARMUP, "reps": 9, "weight_kg": Decimal("20.5"), "weight_unit": "lb", "rpe": Decimal(7),
        "duration_seconds": 3, "distance_m": Decimal(4), "note": "light",
    }  # fmt: skip
    outcome = mine.record(log_id, set_id, revision=2, **changes)

    assert (outcome.is_new, outcome.is_stale) == (False, False)
    (stored,) = mine.stored(log_id)
    assert {name: stored[name] for name in changes} == changes
    assert (stored["revision"], stored["performed_at"]) == (2, lifted)


def test_an_edit_may_empty_a_field(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    mine.record(log_id, set_id, note="x", rpe=Decimal(8))

    row = mine.record(log_id, set_id, note=None, rpe=None, weight_kg=None, weight_unit=None, revision=2).row

    assert (row.note, row.rpe, row.measures.weight_kg) == (None, None, None)


@pytest.mark.parametrize("revision", [1, 2, 4])
def test_a_stale_revision_changes_nothing_and_is_told_so(mine: Logbook, revision: int) -> None:
    log_id, set_id = mine.start(), uuid7()
    mine.record(log_id, set_id, reps=8, revision=5)
    before = mine.stored(log_id)

    outcome = mine.record(log_id, set_id, reps=3, revision=revision)

    assert outcome.is_stale
    assert (outcome.row.measures.reps, outcome.row.revision) == (8, 5)
    assert mine.stored(log_id) == before


def test_the_same_revision_of_another_device_is_stale(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    mine.record(log_id, set_id, reps=8, revision=2)

    outcome = mine.record(log_id, set_id, reps=9, revision=2)

    assert outcome.is_stale
    assert outcome.row.measures.reps == 8


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_revisions_in_any_order_end_with_the_greatest(mine: Logbook, order: tuple[int, ...]) -> None:
    log_id, set_id = mine.start(), uuid7()

    for revision in (*order, *order):
        mine.record(log_id, set_id, reps=10 + revision, revision=revision)

    (stored,) = mine.stored(log_id)
    assert (stored["reps"], stored["revision"]) == (13, 3)


def test_a_set_of_one_exercise_is_none_of_another(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    mine.record(log_id, set_id)
    before = mine.stored(log_id)

    with pytest.raises(NotFoundError):
        mine.record(log_id, set_id, exercise_id=exercise_id_of("Deadlift"), revision=2)

    assert mine.stored(log_id) == before
