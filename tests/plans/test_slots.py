"""Slots and their sets, as they are typed, written, pressed and refused."""

import uuid

import pytest

from tests import reading
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.markup import text
from tests.pasts import settings
from tests.plans.desk import Desk, cells, ids
from tests.workouts import screen


@pytest.fixture
def day(desk: Desk) -> str:
    return desk.add_day("Push")


@pytest.fixture
def bench(desk: Desk, day: str) -> str:
    return desk.add_slot(day)


def reps(desk: Desk, slot: str) -> list[str]:
    return [row["reps"] for row in desk.sets(slot)]


def test_an_exercise_is_added_once_however_often_its_button_is_pressed(desk: Desk, day: str) -> None:
    sent = {"exercise_id": str(exercise_id_of("Back squat")), "token": str(uuid.uuid4())}
    for _ in range(2):
        answer = desk.browser.post(f"{desk.url}/days/{day}/slots", sent, htmx=True)
        assert answer.status_code == 200
        assert reading.by_id(answer, "picker").attrib["hx-swap-oob"] == "outerHTML"

    assert desk.exercises() == [["Back squat"]]


def test_the_editor_asks_the_catalogue_and_stays_where_it_is(desk: Desk, bench: str) -> None:
    links = [each for each in reading.page(desk.page()).all("a") if each.get("hx-target") == "#picker"]
    assert len(links) == 2
    for link in links:
        picker = desk.browser.get(link.attrib["hx-get"], htmx=True)
        search = reading.form(picker, "/exercises")
        results = desk.browser.get("/exercises", query_string={**search.fields, "q": "back squat"}, htmx=True)
        assert "Choose an exercise" in picker.text and "Choose an exercise" not in results.text
        chosen = next(each for each in reading.page(results).all("form") if each.get("hx-post"))
        assert (
            desk.browser.post(
                chosen.attrib["hx-post"], {"exercise_id": exercise_id_of("Back squat")}, htmx=True
            ).status_code
            == 200
        )
    assert sorted(desk.exercises()[0]) == ["Back squat", "Back squat"]
    assert bench in ids(desk.page(), "slot")


def test_all_that_is_typed_in_a_slot_is_kept(desk: Desk, bench: str) -> None:
    typed = {
        "rest": "2:30", "note": "slow", "progression": "double", "step": "2,5", "misses": "2", "deload": "15",
        "kind_0": "warmup", "reps_0": "10", "weight_0": "40", "reps_1": "6–8", "weight_1": "80.5", "rpe_1": "8,5", "reps_2": "5+",
    }  # fmt: skip
    answer = desk.save(bench, typed)
    assert answer.status_code == 200 and answer.headers["HX-Retarget"] == f"#slot-{bench}"
    assert desk.sets(bench) == [
        {"kind": "warmup", "weight": "40", "reps": "10", "rpe": ""},
        {"kind": "working", "weight": "80.5", "reps": "6–8", "rpe": "8.5"},
        {"kind": "working", "weight": "", "reps": "5+", "rpe": ""},
    ]
    kept = desk.form(bench).fields
    assert {name: kept[name] for name in ("rest", "note", "progression", "step", "misses", "deload")} == {
        "rest": "2:30", "note": "slow", "progression": "double", "step": "2.5", "misses": "2", "deload": "15",
    }  # fmt: skip
    assert "Chest 2" in reading.words(answer) and "Triceps 1" in reading.words(answer)


def test_what_is_as_it_was_changes_nothing(desk: Desk, bench: str, run_sql: RunSql) -> None:
    settings(run_sql, desk.browser, unit="lb")
    desk.save(bench, weight_0="102.5")
    before = run_sql("SELECT revision FROM workout_plans WHERE id = %(id)s", id=desk.id)

    assert desk.save(bench).status_code == 200
    assert run_sql("SELECT revision FROM workout_plans WHERE id = %(id)s", id=desk.id) == before
    settings_gone = "UPDATE user_settings SET weight_unit = 'kg' WHERE user_id = %(id)s"
    run_sql(settings_gone, id=desk.browser.user_id)
    desk.save(bench, reps_1="5")
    run_sql("UPDATE user_settings SET weight_unit = 'lb' WHERE user_id = %(id)s", id=desk.browser.user_id)
    assert desk.sets(bench)[0]["weight"] == "102.5"


def choose(desk: Desk, unit: str, exercise: str = "Bench press") -> None:
    """Choose a unit for an exercise in a workout."""
    log_id = desk.browser.start()
    entry_id = desk.browser.add(exercise, log_id)
    url = f"/workouts/{log_id}/entries/{entry_id}/unit"
    assert desk.browser.put(url, {"weight_unit": unit}).status_code == 303


def test_the_cells_of_an_exercise_are_in_its_own_unit(desk: Desk, day: str, bench: str) -> None:
    squat = desk.add_slot(day, "Back squat")
    desk.save(bench, weight_0="100", progression="linear", step="2.5")
    choose(desk, "lb")

    assert [desk.sets(each)[0]["weight"] for each in (bench, squat)] == ["220.462", ""]
    # What only stands there as it is shown stays as exact as it is stored.
    desk.save(bench, weight_1="225", reps_2="5 @ 135")
    assert [each["weight"] for each in desk.sets(bench)] == ["220.462", "225", "135"]
    desk.browser.post(f"{desk.url}/slots/{squat}/targets", {"text": "5 @ 60"}, htmx=True)
    assert desk.sets(squat)[0]["weight"] == "60"
    desk.browser.post(f"{desk.url}/slots/{bench}/targets", {"text": "5 @ 95"}, htmx=True)
    paper = reading.words(desk.browser.get(f"{desk.url}/sheet"))
    assert "95 lb" in paper and "60 kg" in paper
    choose(desk, "kg")
    assert desk.form(bench).fields["step"] == "2.5"


@pytest.mark.parametrize(("exercise", "cell"), [("Bench press", "weight_0"), ("Running", "distance_0")])
def test_a_window_that_shows_other_units_than_now_is_not_misread(
    desk: Desk, day: str, run_sql: RunSql, exercise: str, cell: str
) -> None:
    slot = desk.add_slot(day, exercise)
    opened = desk.form(slot)
    written = reading.form(desk.page(), f"{desk.url}/slots/{slot}/targets")
    settings(run_sql, desk.browser, unit="lb", far="mi")

    url = f"{desk.url}/slots/{slot}"
    refused = desk.browser.put(url, opened.fields | cells(opened, {cell: "5x"}), htmx=True)
    assert refused.status_code == 422
    again = reading.form(refused, url).fields
    assert (again["weight_unit"], again["distance_unit"]) == ("kg", "km")
    assert cells(opened, {cell: "5x"}).items() <= again.items()
    assert desk.browser.put(url, again | cells(opened, {cell: "5"}), htmx=True).status_code == 200
    if exercise == "Bench press":
        desk.browser.post(
            f"{url}/targets", written.fields | {"text": "60 @ 40", "at": ids(desk.page(), "target")[1]}, htmx=True
        )

    run_sql(
        "UPDATE user_settings SET weight_unit = 'kg', distance_unit = 'km' WHERE user_id = %(id)s",
        id=desk.browser.user_id,
    )
    assert desk.sets(slot)[0][cell[:-2]] == "5"
    if exercise == "Bench press":
        assert desk.sets(slot)[1]["weight"] == "40"


def test_what_was_lifted_otherwise_is_said_in_the_unit_of_the_exercise(desk: Desk, day: str, bench: str) -> None:
    desk.save(bench, weight_0="100", weight_1="100", weight_2="100")
    choose(desk, "lb")
    desk.browser.delete(f"/workouts/{desk.browser.start()}")
    log_id = uuid.UUID(desk.browser.post("/workouts", {"plan_day_id": day}).location.rpartition("/")[2])
    page = desk.browser.get(f"/workouts/{log_id}")
    for row in screen.rows(page):
        fields = screen.form(page, log_id, row).fields
        assert (fields["weight"], fields["weight_unit"]) == ("220", "lb")
        desk.browser.put(screen.url(log_id, row), fields | {"weight": "230", "reps": "8"}, htmx=True)
    desk.browser.put(f"/workouts/{log_id}/completion")

    assert "Bench press: 220.462 → 230 lb" in reading.words(desk.browser.get(f"{desk.url}/workouts/{log_id}"))


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("add", ["5", "3", "1", "1"]),
        ("copy", ["5", "5", "3", "1"]),
        ("remove", ["3", "1"]),
        ("down", ["3", "5", "1"]),
        ("up", ["5", "3", "1"]),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_button_of_a_set_does_it_and_keeps_what_was_typed(
    desk: Desk, bench: str, act: str, expected: list[str], *, htmx: bool
) -> None:
    answer = desk.save(bench, reps_0="5", reps_1="3", reps_2="1", act=act, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert reps(desk, bench) == expected


def test_a_set_is_dragged_to_a_place(desk: Desk, bench: str) -> None:
    desk.save(bench, reps_0="5", reps_1="3", reps_2="1")
    answer = desk.save(bench, act="to", index="2")

    assert reps(desk, bench) == ["3", "1", "5"]
    assert "Moved set 1 of Bench press to place 3" in reading.words(answer)


def test_a_set_of_another_slot_is_not_this_ones(desk: Desk, day: str, bench: str) -> None:
    other = desk.add_slot(day, "Back squat")
    foreign = ids(desk.page(), "target")[-1]

    answer = desk.browser.put(
        f"{desk.url}/slots/{bench}", desk.form(bench).fields | {"act": "remove", "on": foreign}, htmx=True
    )
    assert answer.status_code == 404
    assert len(desk.sets(other)) == 3


@pytest.mark.parametrize("written", ["5/3/1 @ 100/110/120", "3x5 @ 100", "1x5"])
def test_sets_may_be_written_into_a_cell(desk: Desk, bench: str, written: str) -> None:
    assert desk.save(bench, reps_1=written).status_code == 200
    assert reps(desk, bench)[0:2] == ["8", "5"]


@pytest.mark.parametrize("htmx", [True, False])
def test_sets_are_written_over_those_that_are_there(desk: Desk, bench: str, *, htmx: bool) -> None:
    second = desk.form(bench).fields
    at = [name.removeprefix("kind-") for name in second if name.startswith("kind-")][1]
    answer = desk.browser.post(f"{desk.url}/slots/{bench}/targets", {"text": "3x5 @ 80kg RPE 8", "at": at}, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert [(row["reps"], row["weight"], row["rpe"]) for row in desk.sets(bench)] == [
        ("8", "", ""),
        *[("5", "80", "8")] * 3,
    ]


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("text", ["squat heavy", "", "3x60s"])
def test_what_is_no_set_comes_back_with_its_words(desk: Desk, bench: str, text: str, *, htmx: bool) -> None:
    answer = desk.browser.post(f"{desk.url}/slots/{bench}/targets", {"text": text}, htmx=htmx)

    assert answer.status_code == 422
    assert reading.form(answer, f"{desk.url}/slots/{bench}/targets").fields["text"] == text
    assert "Write sets as" in answer.text or "is not measured in" in answer.text


@pytest.mark.parametrize("htmx", [True, False])
def test_what_was_mistyped_comes_back_beside_its_field(desk: Desk, bench: str, *, htmx: bool) -> None:
    typed = {"reps_0": "many", "weight_1": "heavy", "rpe_2": "8.2", "step": "0", "rest": "soon", "deload": "99"}
    answer = desk.save(bench, typed, htmx=htmx)

    said = reading.words(answer)
    assert answer.status_code == 422
    for message in (
        "Reps such as 8, 8-12 or 5+",
        "A number, please",
        "RPE goes by halves",
        "More than 0",
        "A time, please",
        "At most 50",
    ):
        assert message in said
    again = desk.form(bench, answer).fields
    wanted = cells(desk.form(bench), typed)
    assert {name: again[name] for name in wanted} == wanted
    assert reps(desk, bench) == ["8", "8", "8"]


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("reps_0", "many"), ("reps_0", "3x8 @ heavy"), ("reps_0", "3x60s"), ("weight_0", "-5"), ("rpe_0", "8.2"), ("kind_0", "odd"),
        ("rest", "soon"), ("step", "0"), ("misses", "99"), ("deload", "x"), ("note", "n" * 501), ("progression", "odd"),
    ],
)  # fmt: skip
def test_one_field_that_is_wrong_keeps_nothing_else_from_being_saved(
    desk: Desk, bench: str, field: str, wrong: str, *, htmx: bool
) -> None:
    right = {
        "reps_0": "6", "weight_0": "60", "rpe_0": "7", "kind_0": "drop", "reps_1": "5", "weight_2": "80", "rest": "2:00", "step": "5",
        "misses": "2", "deload": "15", "note": "slow", "progression": "linear",
    }  # fmt: skip
    blank = desk.form(bench)
    answer = desk.save(bench, right | {field: wrong}, htmx=htmx)

    assert answer.status_code == 422
    assert "field-error" in answer.text
    (name,) = cells(blank, {field: wrong})
    stored, again = desk.form(bench).fields, desk.form(bench, answer).fields
    wanted = cells(blank, right)
    assert {each: stored[each] for each in wanted} == wanted | {name: blank.fields[name]}
    if field not in {"kind_0", "progression"}:
        assert again[name] == wrong
    assert {each: again[each] for each in wanted if each != name} == {
        each: wanted[each] for each in wanted if each != name
    }
    # What is put right is saved by the same form.
    assert desk.browser.put(
        f"{desk.url}/slots/{bench}", again | cells(blank, {field: right[field]}), htmx=htmx
    ).status_code in {200, 303}
    assert {each: desk.form(bench).fields[each] for each in wanted} == wanted


def test_a_button_of_a_set_does_it_beside_a_cell_that_is_wrong(desk: Desk, bench: str) -> None:
    answer = desk.save(bench, reps_0="many", reps_2="5", act="add")

    assert answer.status_code == 422
    assert reps(desk, bench) == ["8", "8", "5", "5"]


def test_too_many_sets_are_refused_and_what_was_typed_is_kept(desk: Desk, bench: str) -> None:
    desk.save(bench, reps_0="17x8")
    desk.save(bench, act="add")
    desk.save(bench, act="add")
    desk.save(bench, act="add")
    assert len(desk.sets(bench)) == 20
    answer = desk.save(bench, weight_3="70", act="add")

    assert answer.status_code == 422
    assert "At most 20 sets" in reading.words(answer)
    assert (len(desk.sets(bench)), desk.sets(bench)[3]["weight"]) == (20, "70")


@pytest.mark.parametrize("htmx", [True, False])
def test_what_another_window_changed_is_shown_beside_ones_own_and_not_overwritten(
    desk: Desk, bench: str, *, htmx: bool
) -> None:
    stale = desk.form(bench)
    desk.save(bench, reps_0="5", weight_0="100", rest="2:00", note="theirs")

    mine = stale.fields | cells(stale, {"reps_0": "12"})
    refused = desk.browser.put(f"{desk.url}/slots/{bench}", mine, htmx=htmx)
    assert refused.status_code == 409
    assert "Stored now: 1 × 5 @ 100 kg; 2 × 8; rest 2:00; “theirs”." in reading.words(refused)
    again = desk.form(bench, refused)
    assert again.fields[next(name for name in again.fields if name.startswith("reps-"))] == "12"
    assert reps(desk, bench)[0] == "5"

    assert desk.browser.put(f"{desk.url}/slots/{bench}", again.fields, htmx=htmx).status_code in {200, 303}
    assert reps(desk, bench)[0] == "12"


def test_what_is_stored_can_be_taken_instead(desk: Desk, bench: str) -> None:
    taken = desk.browser.get(f"{desk.url}/slots/{bench}", htmx=True)

    assert taken.headers["HX-Retarget"] == f"#slot-{bench}"
    stored = desk.form(bench).fields
    assert desk.form(bench, taken).fields | {"new_id": ""} == stored | {"new_id": ""}
    assert desk.browser.get(f"{desk.url}/slots/{bench}").location == f"{desk.url}#slot-{bench}"
    assert desk.browser.get(f"{desk.url}/slots/{uuid.uuid4()}").status_code == 404
    assert desk.browser.get(f"/plans/{uuid.uuid4()}/slots/{bench}").status_code == 404


def test_another_slot_may_have_changed_meanwhile(desk: Desk, day: str, bench: str) -> None:
    squat = desk.add_slot(day, "Back squat")
    stale = desk.form(bench).fields
    desk.save(squat, reps_0="5")

    assert desk.browser.put(f"{desk.url}/slots/{bench}", stale | {"note": "mine"}, htmx=True).status_code == 200


def test_a_slot_another_window_changed_is_not_deleted_unseen(desk: Desk, bench: str) -> None:
    seen = next(
        each.attrib["hx-delete"]
        for each in reading.page(desk.page()).all("button")
        if "/slots/" in each.get("hx-delete", "")
    )
    desk.save(bench, reps_0="5")

    assert desk.browser.delete(seen, htmx=True).status_code == 409
    assert desk.browser.delete(f"{desk.url}/slots/{bench}", htmx=True).status_code == 200
    assert desk.exercises() == [[]]


def test_slots_move_within_a_day_and_to_another(desk: Desk, day: str, bench: str) -> None:
    desk.add_slot(day, "Back squat")
    legs = desk.add_day("Legs")
    url = f"{desk.url}/slots/{bench}/position"

    moved = desk.browser.put(f"{url}?by=1", {"day_id": day}, htmx=True)
    assert "Moved Bench press to Push, place 2 of 2" in reading.words(moved)
    assert moved.headers["HX-Retarget"] == f"#day-{day}"
    desk.browser.put(f"{url}?by=-1", {"day_id": day}, htmx=True)
    assert desk.exercises() == [["Bench press", "Back squat"], []]
    across = desk.browser.put(url, {"day_id": legs}, htmx=True)
    assert across.headers["HX-Retarget"] == f"#day-{day}"
    beside = next(each for each in reading.classed(across, "day") if each.attrib["id"] == f"day-{legs}")
    assert beside.attrib["hx-swap-oob"] == "outerMorph"
    assert desk.exercises() == [["Back squat"], ["Bench press"]]
    desk.browser.put(url, {"day_id": day, "index": "0"}, htmx=True)
    assert desk.exercises() == [["Bench press", "Back squat"], []]
    desk.browser.put(url, {"day_id": day}, htmx=True)
    assert desk.exercises() == [["Bench press", "Back squat"], []]


def test_a_move_writes_one_row(desk: Desk, day: str, bench: str, run_sql: RunSql) -> None:
    desk.add_slot(day, "Back squat")
    before = {
        row["id"]: row["xmin"]
        for row in run_sql("SELECT id, xmin::text FROM plan_slots WHERE day_id = %(day)s", day=day)
    }
    desk.browser.put(f"{desk.url}/slots/{bench}/position?by=1", htmx=True)
    after = {
        row["id"]: row["xmin"]
        for row in run_sql("SELECT id, xmin::text FROM plan_slots WHERE day_id = %(day)s", day=day)
    }

    assert [str(row) for row in before if before[row] != after[row]] == [bench]


def test_supersets_are_made_with_the_exercise_above(desk: Desk, day: str) -> None:
    desk.add_slot(day)
    row = desk.add_slot(day, "Barbell row")

    assert "Superset with Bench press" in reading.words(desk.page())
    joined = desk.save(row, joins_above="1")
    assert joined.headers["HX-Retarget"] == f"#day-{day}"
    assert desk.exercises() == [["A1 Bench press", "A2 Barbell row"]]
    fields = {name: value for name, value in desk.form(row).fields.items() if name != "joins_above"}
    desk.browser.put(f"{desk.url}/slots/{row}", fields, htmx=True)
    assert desk.exercises() == [["Bench press", "Barbell row"]]


def test_an_exercise_is_swapped_and_duplicated(desk: Desk, day: str, bench: str) -> None:
    desk.save(bench, weight_0="80")
    swapped = desk.browser.post(
        f"{desk.url}/slots/{bench}/replacement", {"exercise_id": exercise_id_of("Dip")}, htmx=True
    )
    assert "Swapped Bench press for Dip" in reading.words(swapped)
    desk.browser.post(f"{desk.url}/days/{day}/slots?copy_of={bench}", htmx=True)

    assert desk.exercises() == [["Dip", "Dip"]]
    assert "weight" not in desk.sets(bench)[0]


@pytest.mark.parametrize("path", ["days/{day}/slots", "slots/{slot}/replacement"])
def test_an_exercise_that_is_not_ones_own_is_not_there(
    desk: Desk, bench: str, stranger: Browser, run_sql: RunSql, path: str
) -> None:
    (day,) = ids(desk.page(), "day")
    theirs = uuid.uuid4()
    run_sql(
        "INSERT INTO exercises (id, name, owner_id) VALUES (%(id)s, 'Secret press', %(owner)s)",
        id=theirs, owner=stranger.user_id,
    )  # fmt: skip
    url = f"{desk.url}/{path.format(day=day, slot=bench)}"
    for wanted in (theirs, uuid.uuid4()):
        assert desk.browser.post(url, {"exercise_id": wanted}, htmx=True).status_code == 404
    assert desk.browser.post(url, {"exercise_id": "nonsense"}, htmx=True).status_code == 422
    assert desk.exercises() == [["Bench press"]]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({"weight_0": "1000"}, ["1000 kg is ten times your usual. Right?"]),
        ({"weight_0": "999"}, []),
        ({"weight_0": "1000", "weight_2": "1,5"}, ["1000 kg is ten times your usual. Right?"]),
        ({"reps_0": "3x8 @ 1000kg"}, ["1000 kg is ten times your usual. Right?"] * 3),
    ],
)
def test_a_load_ten_times_the_usual_is_stored_and_asked_about_once(
    desk: Desk, typed: dict[str, str], asked: list[str]
) -> None:
    slot = desk.add_slot(desk.add_day())
    desk.save(slot, {f"weight_{row}": "100" for row in range(3)})

    answer = desk.save(slot, typed)
    assert [text(each) for each in reading.classed(answer, "unusual")] == asked
    assert desk.sets(slot)[0]["weight"] == ("999" if not asked else "1000")
    assert reading.classed(desk.save(slot, note="slow"), "unusual") == []
