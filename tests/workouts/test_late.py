"""What a phone tells late, twice, or after what undid it: starts, finishes, removals, discards."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.workouts.logbook import Logbook
from webapp.errors import ConflictError
from webapp.ids import nth, uuid7
from webapp.workouts import actions, entries
from webapp.workouts.sheet import ROWS_AN_ENTRY

NOW = datetime.now(UTC)
MINUTE = timedelta(minutes=1)


def start_late(book: Logbook, minutes_ago: float, log_id: uuid.UUID | None = None) -> uuid.UUID:
    started: uuid.UUID = book.do(
        actions.start_workout, log_id or uuid7(), started_at=datetime.now(UTC) - minutes_ago * MINUTE
    )
    return started


def test_a_workout_that_is_told_late_began_when_it_began(mine: Logbook) -> None:
    log_id = start_late(mine, 40)

    assert mine.whole(log_id).is_running
    assert abs(mine.whole(log_id).performed_at - (datetime.now(UTC) - 40 * MINUTE)) < MINUTE


def test_a_phone_whose_clock_is_ahead_starts_now(mine: Logbook) -> None:
    assert mine.whole(start_late(mine, -60)).performed_at <= datetime.now(UTC)


def test_of_two_the_later_runs_and_the_earlier_ends_with_its_last_set(mine: Logbook) -> None:
    first = start_late(mine, 90)
    mine.record(first, performed_at=datetime.now(UTC) - 70 * MINUTE)

    second = start_late(mine, 20)

    assert mine.whole(second).is_running
    ended = mine.whole(first).finished_at
    assert ended is not None and abs(ended - (datetime.now(UTC) - 70 * MINUTE)) < MINUTE


def test_one_that_began_before_the_running_one_does_not_run(mine: Logbook) -> None:
    running = start_late(mine, 20)

    earlier = start_late(mine, 90)

    assert mine.whole(running).is_running
    assert not mine.whole(earlier).is_running
    assert mine.record(earlier).is_new


def test_a_late_repeat_of_a_start_ends_nothing(mine: Logbook) -> None:
    first = start_late(mine, 90)
    second = start_late(mine, 20)

    assert start_late(mine, 10, first) == first

    assert mine.whole(second).is_running
    assert not mine.whole(first).is_running


def test_an_id_that_is_taken_is_a_conflict_though_another_runs(mine: Logbook, theirs: Logbook) -> None:
    start_late(mine, 20)
    with pytest.raises(ConflictError):
        start_late(mine, 10, theirs.start())


def test_two_phones_that_start_at_once_both_have_their_workout(mine: Logbook) -> None:
    for _ in range(5):
        with ThreadPoolExecutor(2) as threads:
            made = list(threads.map(lambda _: start_late(mine, 1), range(2)))
        found = [mine.whole(each) for each in made]
        assert sum(each.is_running for each in found) == 1
        for each in made:
            mine.do(actions.finish_workout, each)


def test_what_is_repeated_is_named_after_the_workout_it_is_made_with(mine: Logbook) -> None:
    past = mine.past({}, {})
    log_id = mine.start(repeat=past)

    (entry,) = mine.whole(log_id).entries

    assert entry.id == nth(log_id, ROWS_AN_ENTRY)
    assert [row.id for row in entry.rows] == [nth(entry.id, 1), nth(entry.id, 2)]


def test_a_workout_ends_when_the_phone_says_it_did(mine: Logbook) -> None:
    log_id = start_late(mine, 60)

    mine.do(actions.finish_workout, log_id, datetime.now(UTC) - 5 * MINUTE)

    ended = mine.whole(log_id).finished_at
    assert ended is not None and abs(ended - (datetime.now(UTC) - 5 * MINUTE)) < MINUTE


@pytest.mark.parametrize("minutes_ago", [-30, 90], ids=["a clock that is ahead", "before it began"])
def test_a_workout_ends_neither_before_it_began_nor_in_the_future(mine: Logbook, minutes_ago: float) -> None:
    log_id = start_late(mine, 60)

    mine.do(actions.finish_workout, log_id, datetime.now(UTC) - minutes_ago * MINUTE)

    found = mine.whole(log_id)
    assert found.finished_at is not None
    assert found.performed_at <= found.finished_at <= datetime.now(UTC)


def test_a_removal_that_is_repeated_after_its_undoing_removes_nothing(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id = mine.add(log_id)
    mine.record(log_id, entry_id=entry_id)
    mine.do(entries.remove_entry, log_id, entry_id, 2)
    mine.do(entries.restore_entry, log_id, entry_id, 3)

    mine.do(entries.remove_entry, log_id, entry_id, 2)

    assert len(mine.whole(log_id).done) == 1
    assert mine.do(entries.remove_entry, log_id, entry_id, 4).is_removed
    assert mine.do(entries.restore_entry, log_id, entry_id, 3).is_removed


def test_a_note_that_arrives_after_a_later_one_changes_nothing(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id = mine.add(log_id)
    mine.do(entries.describe_entry, log_id, entry_id, rest_seconds=90, note="later", revision=3)

    for revision in (2, 3):
        mine.do(entries.describe_entry, log_id, entry_id, rest_seconds=60, note="earlier", revision=revision)

    (entry,) = mine.whole(log_id).entries
    assert (entry.rest_seconds, entry.note, entry.revision) == (90, "later", 3)


def test_an_exercise_that_is_added_again_after_its_removal_stays_out(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id = mine.add(log_id)
    mine.do(entries.remove_entry, log_id, entry_id, 2)

    mine.add(log_id, entry_id=entry_id)

    assert mine.whole(log_id).shown_entries == []


def test_a_set_of_an_exercise_that_was_out_and_back_is_edited_without_a_conflict(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    entry_id = mine.add(log_id)
    mine.record(log_id, set_id, entry_id=entry_id)
    mine.do(entries.remove_entry, log_id, entry_id, 2)
    mine.do(entries.restore_entry, log_id, entry_id, 3)

    edited = mine.record(log_id, set_id, entry_id=entry_id, reps=9, revision=2)

    assert not edited.is_stale
    assert [row.measures.reps for row in mine.whole(log_id).done] == [9]


def test_a_row_that_was_taken_out_is_not_added_again(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    entry_id = mine.add(log_id)
    mine.do(entries.add_set, log_id, entry_id, set_id)
    assert mine.delete(log_id, set_id, 1) is None

    mine.do(entries.add_set, log_id, entry_id, set_id)

    assert len(mine.whole(log_id).entries[0].rows) == 3


def test_a_row_that_was_left_undone_is_not_added_again_after_the_end(mine: Logbook) -> None:
    log_id, set_id = mine.start(), uuid7()
    entry_id = mine.add(log_id)
    mine.do(entries.add_set, log_id, entry_id, set_id)
    mine.record(log_id, entry_id=entry_id)
    mine.do(actions.finish_workout, log_id)

    mine.do(entries.add_set, log_id, entry_id, set_id)

    assert len(mine.whole(log_id).entries[0].rows) == 1


def test_a_discard_that_is_repeated_after_its_undoing_discards_nothing(mine: Logbook) -> None:
    log_id = mine.start()
    mine.record(log_id)
    mine.do(actions.delete_workout, log_id, 2)
    mine.do(actions.restore_workout, log_id)

    mine.do(actions.delete_workout, log_id, 2)

    assert len(mine.whole(log_id).done) == 1
