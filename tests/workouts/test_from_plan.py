"""Starting a day of a plan, and what comes of it in the next one."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests import pasts, reading
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.plans.desk import Desk, ids
from tests.workouts import screen
from webapp.workouts import kit

Exercise = Callable[[str], uuid.UUID]


@pytest.fixture
def desk(lifter: Browser) -> Desk:
    return Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)


@pytest.fixture
def day(desk: Desk) -> str:
    day = desk.add_day("Push")
    slot = desk.add_slot(day)
    typed = {f"{name}_{row}": value for row in range(3) for name, value in (("weight", "100"), ("reps", "5"))}
    desk.save(slot, typed, progression="linear", rest="2:00", note="pause")
    desk.add_slot(day, "Plank")
    return day


def start(lifter: Browser, day: object) -> uuid.UUID:
    return uuid.UUID(lifter.post("/workouts", {"plan_day_id": str(day)}).location.rpartition("/")[2])


def lift(lifter: Browser, log_id: uuid.UUID, *reps: str) -> None:
    """Tick the bench's rows with these reps, and finish."""
    for set_id, done in zip(screen.rows(lifter.get(f"/workouts/{log_id}")), reps, strict=False):
        assert screen.tick(lifter, log_id, set_id, {"reps": done}).status_code == 201
    lifter.put(f"/workouts/{log_id}/completion")


def test_a_day_is_started_by_four_statements_with_all_that_is_in_it(lifter: Browser, day: str, run_sql: RunSql) -> None:
    log_id = start(lifter, day)
    assert lifter.statements == 4

    page = lifter.get(f"/workouts/{log_id}")
    assert reading.words(page).startswith("Push ")
    assert "pause" in reading.words(page)
    fields = [screen.form(page, log_id, row).fields for row in screen.rows(page)]
    assert [(each.get("weight"), each.get("reps")) for each in fields] == [("100", "5")] * 3 + [(None, None)] * 3
    (stored,) = run_sql("SELECT plan_id, plan_day_id FROM workout_logs WHERE id = %(id)s", id=log_id)
    assert str(stored["plan_day_id"]) == day
    rests = run_sql("SELECT rest_seconds FROM log_entries WHERE log_id = %(id)s ORDER BY position", id=log_id)
    assert [each["rest_seconds"] for each in rests] == [120, None]


def test_a_load_that_the_plan_leaves_open_is_the_heaviest_that_was_lifted(
    desk: Desk, lifter: Browser, run_sql: RunSql
) -> None:
    bench = exercise_id_of("Bench press")
    for days, sets in ((3, [("80", 5), ("140", 0)]), (2, [("150", 0)])):
        at = datetime.now(UTC) - timedelta(days=days)
        log_id = pasts.workout(run_sql, lifter, at)
        for number, (weight, reps) in enumerate(sets, 1):
            moment = (at + timedelta(minutes=number)).isoformat()
            lifter.log(log_id, bench, set_number=number, weight=weight, reps=reps, performed_at=moment)
    day = desk.add_day("Push")
    desk.add_slot(day)

    started = start(lifter, day)
    page = lifter.get(f"/workouts/{started}")
    assert {screen.form(page, started, row).fields["weight"] for row in screen.rows(page)} == {"80"}


def test_one_workout_runs_at_a_time_and_starting_twice_is_once(lifter: Browser, day: str, run_sql: RunSql) -> None:
    first = start(lifter, day)

    assert start(lifter, day) == first
    assert run_sql("SELECT count(*) AS n FROM log_entries WHERE log_id = %(id)s", id=first) == [{"n": 2}]
    named = uuid.uuid4()
    lifter.put(f"/workouts/{first}/completion")
    for _ in range(2):
        assert lifter.post("/workouts", {"plan_day_id": day, "workout_id": str(named)}).location == f"/workouts/{named}"


def test_an_id_that_is_taken_is_refused(lifter: Browser, stranger: Browser, day: str) -> None:
    theirs = stranger.start()

    assert lifter.post("/workouts", {"plan_day_id": day, "workout_id": str(theirs)}).status_code == 409


def test_the_next_session_is_heavier_or_the_same_and_says_why(lifter: Browser, day: str) -> None:
    def shown() -> tuple[set[str], str]:
        page = lifter.get(f"/workouts/{start(lifter, day)}")
        loads = [
            screen.form(page, uuid.UUID(page.request.path[-36:]), row).fields.get("weight", "")
            for row in screen.rows(page)
        ]
        return set(loads[:3]), reading.words(page)

    lift(lifter, start(lifter, day), "5", "5", "5")
    loads, said = shown()
    assert loads == {"102.5"} and "2.5 kg more: every set reached its reps last time." in said
    lift(lifter, start(lifter, day), "5", "4", "3")
    loads, said = shown()
    assert loads == {"102.5"} and "Same load again: reps were missed once." in said
    for _ in range(2):
        lift(lifter, start(lifter, day), "5", "4", "3")
    loads, said = shown()
    assert loads == {"90"} and "Lighter on purpose: reps were missed 3 times in a row. 12.5 kg less" in said


def test_what_was_not_done_of_a_plan_stays_beside_what_was(lifter: Browser, day: str, run_sql: RunSql) -> None:
    log_id = start(lifter, day)
    lift(lifter, log_id, "5")

    rows = run_sql("SELECT planned FROM log_entries WHERE log_id = %(id)s ORDER BY position", id=log_id)
    assert [len(row["planned"]) for row in rows] == [3, 3]


@pytest.mark.parametrize("htmx", [True, False])
def test_a_day_that_is_not_ones_own_is_not_there(stranger: Browser, day: str, run_sql: RunSql, *, htmx: bool) -> None:
    for wanted in (day, uuid.uuid4()):
        assert stranger.post("/workouts", {"plan_day_id": str(wanted)}, htmx=htmx).status_code == 404
    assert run_sql("SELECT id FROM workout_logs WHERE user_id = %(id)s", id=stranger.user_id) == []


def test_a_day_is_there_before_it_is_started_and_named_alike(lifter: Browser, day: str) -> None:
    before = lifter.get(f"/workouts/new?plan_day_id={day}")
    log_id = start(lifter, day)
    after = lifter.get(f"/workouts/{log_id}")

    assert [each.int - kit.LOG.int for each in screen.rows(before)[:6]] == [
        each.int - log_id.int for each in screen.rows(after)
    ]
    kept, stands = (
        [screen.form(page, whose, each).fields for each in screen.rows(page)[:6]]
        for page, whose in ((before, kit.LOG), (after, log_id))
    )
    assert [(each.get("weight"), each.get("reps")) for each in kept] == [
        (each.get("weight"), each.get("reps")) for each in stands
    ]


def test_a_day_that_is_told_late_began_when_it_began_and_ends_what_ran(lifter: Browser, day: str) -> None:
    first = lifter.start()
    told = {"plan_day_id": day, "workout_id": str(uuid.uuid4()), "started_at": datetime.now(UTC).isoformat()}

    lifter.post("/workouts", told)
    lifter.post("/workouts", told)

    assert "Finish workout" in lifter.get(f"/workouts/{told['workout_id']}").text
    assert "Finish workout" not in lifter.get(f"/workouts/{first}").text


def test_a_day_that_is_gone_meanwhile_is_no_reason_to_lose_its_sets(lifter: Browser, exercise: Exercise) -> None:
    gone, log_id, set_id = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    told = {"plan_day_id": str(gone), "workout_id": str(log_id), "started_at": datetime.now(UTC).isoformat()}

    assert lifter.post("/workouts", told).status_code == 303
    assert lifter.log(log_id, exercise("Bench press"), set_id=set_id, entry_id=uuid.uuid4()).status_code == 201
    assert lifter.post("/workouts", {"plan_day_id": str(gone)}).status_code == 404


def test_a_strangers_day_is_not_shown(lifter: Browser, stranger: Browser, day: str) -> None:
    assert len(screen.rows(stranger.get(f"/workouts/new?plan_day_id={day}"))) < len(
        screen.rows(lifter.get(f"/workouts/new?plan_day_id={day}"))
    )


def test_the_editor_is_told_what_comes_next_and_why(lifter: Browser, stranger: Browser, desk: Desk, day: str) -> None:
    """The same load and the same reason that the logger begins with."""
    bench, plank = ids(desk.page(), "slot")
    url = f"/workouts/proposals/{bench}"
    assert f'hx-get="{url}"' in desk.page().text and f"/proposals/{plank}" not in desk.page().text
    assert reading.words(lifter.get(url, htmx=True)) == "Next time 100 kg × 5 – as planned: it was not done yet."
    lift(lifter, start(lifter, day), "5", "5", "5")
    said = "Next time 102.5 kg × 5 – 2.5 kg more: every set reached its reps last time."
    assert reading.words(lifter.get(url, htmx=True)) == said
    assert lifter.statements == 3
    page = lifter.get(url)
    assert said in reading.words(page) and f"{desk.url}#slot-{bench}" in page.text
    assert "Nothing to go by yet" in reading.words(lifter.get(f"/workouts/proposals/{plank}"))
    assert stranger.get(url).status_code == 404
    desk.browser.delete(desk.url)
    assert lifter.get(url).status_code == 404


def save_gym(lifter: Browser, **typed: str) -> None:
    """Describe a gym in kilograms: `lightest_0` to `step_0` are the dumbbells."""
    lifter.put("/settings/gym", {"unit": "kg", **{name.replace("_", "-"): value for name, value in typed.items()}})


@pytest.mark.parametrize(
    ("exercise_", "step", "asked", "done", "loads", "said"),
    [
        ("Back squat", "5", "40", ["40"] * 3, "45", "Next time 45 kg × 5 – 5 kg more: every set reached its reps last time."),
        ("Bench press", "2", "45", ["45"] * 3, "48", "Next time 48 kg × 5 – 3 kg more, the nearest that your plates come to 47 kg: every set reached its reps last time."),
        ("Bench press", "", "100", ["100", "90", "80"], "100", "Next time 100 kg × 5 – Same load again: sets had less weight than planned once."),
        ("Bench press", "", "100", ["1000", "100", "100"], "103", "Next time 103 kg × 5 – 3 kg more, the nearest that your plates come to 102.5 kg: every set reached its reps last time."),
        ("Assisted pull-up", "2.5", "20", ["20"] * 3, "17.5", "Next time 17.5 kg of help × 5 – 2.5 kg less help: every set reached its reps last time."),
        ("Dumbbell curl", "1", "10", ["10"] * 3, "12", "Next time 12 kg × 5 – 2 kg more, the nearest that your dumbbells come to 11 kg: every set reached its reps last time."),
    ],
)  # fmt: skip
def test_the_logger_and_the_editor_propose_what_the_lifters_own_gym_can_make(  # noqa: PLR0913  (one argument a column)
    *, lifter: Browser, desk: Desk, exercise_: str, step: str, asked: str, done: list[str], loads: str, said: str
) -> None:
    plates = {"plate_0": "20", "pairs_0": "4", "plate_1": "10", "plate_2": "2.5", "plate_3": "1.5"}
    save_gym(
        lifter, bar_0="20", **plates, pairs_1="1", pairs_2="1", pairs_3="1", lightest_0="2", heaviest_0="40", step_0="2"
    )
    day = desk.add_day("A")
    slot = desk.add_slot(day, exercise_)
    typed = {f"{name}_{row}": value for row in range(3) for name, value in (("weight", asked), ("reps", "5"))}
    desk.save(slot, typed, progression="linear", step=step)
    log_id = start(lifter, day)
    for set_id, weight in zip(screen.rows(lifter.get(f"/workouts/{log_id}")), done, strict=True):
        screen.tick(lifter, log_id, set_id, {"weight": weight})
    lifter.put(f"/workouts/{log_id}/completion")

    assert reading.words(lifter.get(f"/workouts/proposals/{slot}", htmx=True)) == said
    log_id = start(lifter, day)
    page = lifter.get(f"/workouts/{log_id}")
    assert {screen.form(page, log_id, row).fields["weight"] for row in screen.rows(page)} == {loads}
    assert said.partition(" – ")[2] in reading.words(page)


def test_an_open_set_is_open_in_the_editor_on_paper_and_in_the_logger(lifter: Browser, desk: Desk) -> None:
    day = desk.add_day("Push")
    slot = desk.add_slot(day)
    lifter.post(f"{desk.url}/slots/{slot}/targets", {"text": "3x5+ @ 100; AMRAP @ 60"})
    editor = lifter.get(desk.url)
    cells = [
        value
        for name, value in reading.form(editor, f"{desk.url}/slots/{slot}").fields.items()
        if name.startswith("reps-")
    ]

    assert cells == ["5", "5", "5+", "1+"]
    assert "1 × 5+ @ 100 kg" in reading.words(lifter.get(f"{desk.url}/sheet"))
    log_id = start(lifter, day)
    page = lifter.get(f"/workouts/{log_id}")
    assert reading.words(page).count("planned 5+") == reading.words(page).count("planned 1+") == 1
    assert [screen.form(page, log_id, row).fields.get("reps") for row in screen.rows(page)] == ["5", "5", "5", ""]
