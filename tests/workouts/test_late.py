"""What a phone tells late, twice, or after what undid it: starts, finishes, removals, discards."""

import re
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import reading
from tests.browsers import Browser, exercise_id_of
from tests.workouts import screen
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


# Whatever an outbox sends is answered alike when it is sent again.

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WAYS = ("post", "put", "delete")
CLOCK = "2026-11-30T10:00:00Z"


@dataclass(frozen=True)
class Gym:
    """A running workout: two of three rows of the bench press are done, the rest is swapped for dips; then squats."""

    browser: Browser
    log_id: uuid.UUID
    bench: uuid.UUID
    dips: uuid.UUID
    squat: uuid.UUID
    done: uuid.UUID
    todo: uuid.UUID

    @property
    def url(self) -> str:
        """The workout's address."""
        return f"/workouts/{self.log_id}"

    @classmethod
    def open(cls, browser: Browser) -> "Gym":
        """Begin it."""
        log_id, rows = screen.planned(browser, "Bench press")
        page = browser.get(f"/workouts/{log_id}")
        bench = uuid.UUID(screen.form(page, log_id, rows[0]).fields["entry_id"])
        for row in rows[:2]:
            screen.tick(browser, log_id, row, {"weight": "60", "reps": "5"})
        dips = uuid7()
        swap = {"exercise_id": str(exercise_id_of("Dip")), "new_id": str(dips)}
        browser.post(f"/workouts/{log_id}/entries/{bench}/swap", swap)
        _, (todo, *_) = screen.planned(browser, "Back squat", log_id)
        squat = uuid.UUID(screen.form(browser.get(f"/workouts/{log_id}"), log_id, todo).fields["entry_id"])
        return cls(browser, log_id, bench, dips, squat, rows[0], todo)

    def set(self, set_id: uuid.UUID, revision: int) -> Mapping[str, str]:
        """What the form of a row sends."""
        page = self.browser.get(self.url)
        typed = {"weight": "62.5", "reps": "4", "revision": str(revision)}
        return screen.form(page, self.log_id, set_id).fields | typed


Ask = tuple[str, str, Mapping[str, str]]
# Every kind of write by its endpoint, as the forms of a page name it.
WRITES: Mapping[str, Mapping[str, Callable[[Gym], Ask]]] = {
    "workouts.create": {
        "while one runs": lambda _: ("POST", "/workouts", {"workout_id": str(uuid7()), "started_at": CLOCK}),
        "after it": lambda gym: ("POST", "/workouts", {"workout_id": str(gym.log_id), "started_at": CLOCK}),
    },
    "workouts.create_entry": {
        "new": lambda gym: (
            "POST", f"{gym.url}/entries", {"exercise_id": str(exercise_id_of("Deadlift")), "new_id": str(uuid7())}
        ),
        "there already": lambda gym: (
            "POST", f"{gym.url}/entries", {"exercise_id": str(exercise_id_of("Back squat")), "new_id": str(gym.squat)}
        ),
    },
    "workouts.create_swap": {
        "with nothing done": lambda gym: (
            "POST", f"{gym.url}/entries/{gym.squat}/swap",
            {"exercise_id": str(exercise_id_of("Leg press")), "new_id": str(uuid7())},
        ),
        "with sets done": lambda gym: (
            "POST", f"{gym.url}/entries/{gym.bench}/swap",
            {"exercise_id": str(exercise_id_of("Overhead press")), "new_id": str(uuid7())},
        ),
    },
    "workouts.delete_swap": {
        "by its revision": lambda gym: ("DELETE", f"{gym.url}/entries/{gym.dips}/swap", {"revision": "2"}),
        "by the next": lambda gym: ("DELETE", f"{gym.url}/entries/{gym.dips}/swap", {}),
    },
    "workouts.update_position": {
        "up": lambda gym: ("PUT", f"{gym.url}/entries/{gym.squat}/position", {"position": "0.5", "revision": "2"}),
        "too late": lambda gym: ("PUT", f"{gym.url}/entries/{gym.squat}/position", {"position": "0.5", "revision": "1"}),
    },
    "workouts.update_superset": {
        "new": lambda gym: (
            "PUT", f"{gym.url}/entries/{gym.bench}/superset", {"with_id": str(gym.squat), "revision": "2"}
        ),
        "too late": lambda gym: (
            "PUT", f"{gym.url}/entries/{gym.bench}/superset", {"with_id": str(gym.squat), "revision": "1"}
        ),
    },
    "workouts.delete_superset": {
        "of none": lambda gym: ("DELETE", f"{gym.url}/entries/{gym.squat}/superset", {"revision": "2"}),
    },
    "workouts.update_entry": {
        "new": lambda gym: (
            "PUT", f"{gym.url}/entries/{gym.bench}", {"note": "Slow", "rest_seconds": "3:00", "revision": "2"}
        ),
        "too late": lambda gym: ("PUT", f"{gym.url}/entries/{gym.bench}", {"note": "Slow", "revision": "1"}),
    },
    "workouts.update_unit": {
        "chosen now": lambda gym: ("PUT", f"{gym.url}/entries/{gym.squat}/unit", {"weight_unit": "lb"}),
        "told late": lambda gym: (
            "PUT", f"{gym.url}/entries/{gym.bench}/unit", {"weight_unit": "lb", "chosen_at": CLOCK}
        ),
    },
    "workouts.delete_entry": {
        "with sets done": lambda gym: ("DELETE", f"{gym.url}/entries/{gym.bench}", {"revision": "2"}),
        "that was swapped in": lambda gym: ("DELETE", f"{gym.url}/entries/{gym.dips}", {"revision": "2"}),
    },
    "workouts.create_entry_restoration": {
        "of one that is in": lambda gym: ("POST", f"{gym.url}/entries/{gym.bench}/restoration", {"revision": "2"}),
    },
    "workouts.create_set": {
        "new": lambda gym: ("POST", f"{gym.url}/entries/{gym.squat}/sets", {"set_id": str(uuid7())}),
        "done already": lambda gym: ("POST", f"{gym.url}/entries/{gym.bench}/sets", {"set_id": str(gym.done)}),
    },
    "workouts.create_warm_ups": {
        "for a weight": lambda gym: (
            "POST", f"{gym.url}/entries/{gym.squat}/warm-ups", {"token": str(uuid7()), "weight": "100"}
        ),
        "for what stands there": lambda gym: (
            "POST", f"{gym.url}/entries/{gym.bench}/warm-ups", {"token": str(uuid7())}
        ),
    },
    "workouts.update_set": {
        "new": lambda gym: ("PUT", f"{gym.url}/sets/{gym.todo}", gym.set(gym.todo, 1)),
        "edited": lambda gym: ("PUT", f"{gym.url}/sets/{gym.done}", gym.set(gym.done, 2)),
        "too late": lambda gym: ("PUT", f"{gym.url}/sets/{gym.done}", gym.set(gym.done, 1)),
        "without a place": lambda gym: (
            "PUT", f"{gym.url}/sets/{uuid7()}",
            {**gym.set(gym.todo, 1), "entry_id": "", "exercise_id": str(exercise_id_of("Deadlift"))},
        ),
    },
    "workouts.delete_set": {
        "done": lambda gym: ("DELETE", f"{gym.url}/sets/{gym.done}", {"revision": "2"}),
        "planned": lambda gym: ("DELETE", f"{gym.url}/sets/{gym.todo}", {"revision": "1"}),
        "too late": lambda gym: ("DELETE", f"{gym.url}/sets/{gym.done}", {"revision": "1"}),
    },
    "workouts.update_completion": {
        "now": lambda gym: ("PUT", f"{gym.url}/completion", {"finished_at": CLOCK}),
    },
    "workouts.delete": {
        "with sets done": lambda gym: ("DELETE", gym.url, {"revision": "2"}),
    },
}  # fmt: skip


@pytest.fixture
def gym(lifter: Browser) -> Gym:
    """The lifter's workout."""
    return Gym.open(lifter)


def told(browser: Browser, method: str, path: str, data: Mapping[str, str]) -> TestResponse:
    """The answer to a write out of an outbox."""
    return browser.send(method, path, data=data, htmx=True, headers={"X-Outbox": str(uuid7())})


def drawn(answer: TestResponse) -> list[str]:
    """The ids of what an answer draws, in order."""
    return re.findall(r'\bid="([^"]+)"', answer.text)


@pytest.mark.parametrize(
    ("endpoint", "case"), [(endpoint, case) for endpoint, cases in WRITES.items() for case in cases], ids=str
)
def test_a_write_that_is_repeated_is_answered_as_it_was_first(gym: Gym, endpoint: str, case: str) -> None:
    ask = WRITES[endpoint][case](gym)

    first, *repeats = (told(gym.browser, *ask) for _ in range(3))

    for repeat in repeats:
        assert drawn(repeat) == drawn(first)
        assert without_fresh_ids(repeat, first) == without_fresh_ids(first, repeat)
        assert repeat.status_code // 100 == first.status_code // 100


def without_fresh_ids(answer: TestResponse, other: TestResponse) -> str:
    """What an answer says, but for ids that only it has: those of what may be made next."""
    known = set(ID.findall(other.text))
    return ID.sub(lambda found: found[0] if found[0] in known else "fresh", answer.text)


def test_an_undoing_of_a_swap_that_is_repeated_draws_both_exercises(gym: Gym) -> None:
    for revision in (2, 2, 1):
        answer = told(gym.browser, "DELETE", f"{gym.url}/entries/{gym.dips}/swap", {"revision": str(revision)})

        entries = [each for each in drawn(answer) if each.startswith("entry-") and not each.startswith("entry-name")]
        assert entries == [f"entry-{gym.bench}", f"entry-{gym.dips}"]
        assert len(screen.rows(answer)) == 3 + 1


def test_every_kind_of_write_that_a_page_sends_by_its_outbox_is_among_them(app: Flask, gym: Gym) -> None:
    page = gym.browser.get(gym.url)
    pickers = [each.get("href", "") for each in reading.page(page).all("a") if "into=" in each.get("href", "")]
    answers = [page, *map(gym.browser.get, ("/workouts/new", pickers[0], pickers[-1]))]
    gym.browser.put(f"{gym.url}/completion")
    answers.append(gym.browser.get("/dashboard"))
    pages = [each for answer in answers for found in [reading.page(answer)] for each in (found, *found.templates)]
    forms = [form for page in pages for form in page.all("form") if form.get("data-outbox")]
    asked = {(way, path) for form in forms for each in form.iter() for way in WAYS if (path := each.get(f"hx-{way}"))}
    addresses = app.url_map.bind("localhost")
    assert {addresses.match(path.partition("?")[0], way.upper())[0] for way, path in asked} == set(WRITES)
