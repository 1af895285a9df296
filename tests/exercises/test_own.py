"""A lifter's own exercises, favourites, and an exercise's page with a history behind it."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests import pasts, reading
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.histories import dump
from tests.markup import text
from tests.plans.desk import Desk

NOW = datetime.now(UTC)


def create(lifter: Browser, name: str = "Zercher zigzag", **more: str) -> uuid.UUID:
    response = lifter.post("/exercises", {"name": name, "kind": "weight_reps", **more})
    assert response.status_code == 303, response.text
    return uuid.UUID(response.location.rpartition("/")[2])


def found(lifter: Browser, query: str = "") -> list[str]:
    response = lifter.get(f"/exercises?{query}")
    return [text(each) for each in reading.classed(response, "name")]


def test_an_own_exercise_is_made_once_and_is_found_by_its_owner(lifter: Browser, stranger: Browser) -> None:
    form = reading.form(lifter.get("/exercises/new?q=Zercher zigzag"), "/exercises")
    assert form.fields["name"] == "Zercher zigzag"
    sent = form.fields | {"kind": "duration", "muscle_group": "quads", "equipment": "barbell", "step": "1,25"}
    for _ in range(2):
        made = lifter.post("/exercises", sent)
        assert made.location == f"/exercises/{form.fields['exercise_id']}"

    assert "Quads · Barbell · Yours" in reading.words(lifter.get(made.location))
    assert "Logged as time" in reading.words(lifter.get(made.location))
    assert found(lifter, "q=zercher zigzag")[0] == found(lifter, "only=own")[0] == "Zercher zigzag"
    assert "Zercher zigzag" not in found(stranger, "q=zercher zigzag")
    for path in ("", "/edit"):
        assert stranger.get(made.location + path).status_code == 404


def test_a_name_is_ones_own_once_whatever_its_case(lifter: Browser, stranger: Browser) -> None:
    create(lifter)
    create(stranger)
    refused = lifter.post("/exercises", {"name": "ZERCHER zigzag"})

    assert refused.status_code == 422 and "You have an exercise of that name already." in reading.words(refused)
    assert lifter.post("/exercises", {"name": " "}).status_code == 422
    other = create(lifter, "Other")
    refused = lifter.put(f"/exercises/{other}", {"name": "zercher ZIGZAG", "kind": "weight_reps"})
    assert refused.status_code == 422 and "You have an exercise of that name already." in reading.words(refused)


def test_an_own_exercise_is_changed_and_its_kind_only_before_it_has_sets(lifter: Browser) -> None:
    made = create(lifter)
    form = reading.form(lifter.get(f"/exercises/{made}/edit"), f"/exercises/{made}")
    assert lifter.put(f"/exercises/{made}", form.fields | {"name": "Zigzag", "kind": "duration"}).status_code == 303
    assert "Logged as time" in reading.words(lifter.get(f"/exercises/{made}"))
    lifter.put(f"/exercises/{made}", form.fields | {"name": "Zigzag", "kind": "weight_reps"})
    lifter.log(lifter.start(), made)

    refused = lifter.put(f"/exercises/{made}", form.fields | {"name": "Zigzag", "kind": "duration"})
    assert refused.status_code == 422 and "can’t change any more" in reading.words(refused).replace("'", "’")
    assert "It has sets, so this stays as it is." in reading.words(lifter.get(f"/exercises/{made}/edit"))
    assert lifter.put(f"/exercises/{made}", form.fields | {"name": "Zag"}).status_code == 303


def test_an_archived_exercise_is_found_only_in_the_archive(lifter: Browser) -> None:
    made = create(lifter)
    lifter.put(f"/exercises/{made}/archive")
    assert "Zercher zigzag" not in found(lifter, "q=zercher zigzag")
    assert found(lifter, "only=archived") == ["Zercher zigzag"]
    assert "Archived" in reading.words(lifter.get(f"/exercises/{made}"))
    lifter.delete(f"/exercises/{made}/archive")
    assert found(lifter, "q=zercher zigzag")[0] == "Zercher zigzag"


def test_a_shared_exercise_is_nobodys_to_change(lifter: Browser) -> None:
    bench, own = exercise_id_of("Bench press"), create(lifter)

    assert lifter.get(f"/exercises/{bench}/edit").status_code == 404
    assert lifter.put(f"/exercises/{bench}", {"name": "Mine", "kind": "weight_reps"}).status_code == 404
    assert lifter.put(f"/exercises/{bench}/archive").status_code == 404
    assert lifter.put(f"/exercises/{bench}/merger", {"into_id": str(own)}).status_code == 404


@pytest.mark.parametrize("into", ["own", "shared"])
def test_a_merged_exercise_takes_its_history_and_plans_along(lifter: Browser, run_sql: RunSql, into: str) -> None:
    made = create(lifter)
    target = create(lifter, "Zercher squat of mine") if into == "own" else exercise_id_of("Bench press")
    lifter.put(f"/exercises/{made}/favourite")
    desk = Desk(lifter, lifter.post("/plans").location)
    lifter.post(f"{desk.url}/days/{desk.add_day()}/slots", {"exercise_id": str(made)})
    log_id = lifter.start()
    assert lifter.log(log_id, made, weight="60").status_code == 201
    before = dump(run_sql, lifter.user_id)

    choices = lifter.get(f"/exercises/{made}/edit?q={'zercher' if into == 'own' else 'bench'}")
    link = next(each.attrib["href"] for each in reading.page(choices).all("a") if str(target) in each.get("href", ""))
    asked = lifter.get(link)
    assert lifter.statements == 4
    assert "1 set of 1 workout, as they were lifted, and its places in 1 plan." in reading.words(asked)
    assert dump(run_sql, lifter.user_id) == before
    form = reading.form(asked, f"/exercises/{made}/merger")
    merged = lifter.put(form.action.partition("?")[0], form.fields)
    assert merged.location == f"/exercises/{target}"
    assert "60 kg" in reading.words(lifter.get(merged.location))
    assert lifter.get(f"/exercises/{made}").location == f"/exercises/{target}"
    after = dump(run_sql, lifter.user_id)
    assert len(before) > 0 and after.replace(str(target), str(made)).count(str(made)) >= before.count(str(made))
    sets = run_sql("SELECT exercise_id, weight_kg::text AS kg FROM log_sets WHERE log_id = %(id)s", id=log_id)
    assert [(row["exercise_id"], row["kg"]) for row in sets] == [(target, "60")]
    assert run_sql("SELECT count(*) AS n FROM plan_slots WHERE exercise_id = %(id)s", id=made) == [{"n": 0}]
    assert run_sql("SELECT count(*) AS n FROM plan_slots WHERE exercise_id = %(id)s", id=target)[0]["n"] >= 1
    assert "Zercher zigzag" not in found(lifter, "q=zercher zigzag") + found(lifter, "only=archived")
    if into == "own":
        assert found(lifter, "q=zercher zigzag")[0] == "Zercher squat of mine"
    assert lifter.put(f"/exercises/{made}/merger", {"into_id": str(target)}).status_code == 404


@pytest.mark.parametrize(
    ("of_the_merged", "of_the_other", "expected"),
    [("lb", None, "lb"), ("lb", "kg", "kg"), (None, "lb", "lb"), (None, None, None)],
)
def test_a_merged_exercise_takes_its_unit_along_unless_the_other_has_one(
    lifter: Browser, run_sql: RunSql, of_the_merged: str | None, of_the_other: str | None, expected: str | None
) -> None:
    made, bench = create(lifter), exercise_id_of("Bench press")
    log_id = lifter.start()
    for exercise_id, unit in ((made, of_the_merged), (bench, of_the_other)):
        entry_id = lifter.add(exercise_id, log_id)
        if unit:
            lifter.put(f"/workouts/{log_id}/entries/{entry_id}/unit", {"weight_unit": unit})

    lifter.put(f"/exercises/{made}/merger", {"into_id": str(bench)})

    kept = run_sql("SELECT exercise_id, weight_unit FROM exercise_units WHERE user_id = %(id)s", id=lifter.user_id)
    assert [(row["exercise_id"], row["weight_unit"]) for row in kept] == ([(bench, expected)] if expected else [])


def test_an_exercise_s_page_is_in_its_own_unit(lifter: Browser) -> None:
    made = create(lifter)
    log_id = lifter.start()
    entry_id = lifter.add(made, log_id)
    lifter.put(f"/workouts/{log_id}/entries/{entry_id}/unit", {"weight_unit": "lb"})
    lifter.log(log_id, made, weight="225", weight_unit="lb", reps="1")

    words = reading.words(lifter.get(f"/exercises/{made}"))
    assert "Heaviest 225 lb" in words and "225 × 1" in words
    form = reading.form(lifter.get(f"/exercises/{made}/edit"), f"/exercises/{made}")
    assert form.fields["step_unit"] == "lb"
    listed = {each[0]: each for each in json.loads(lifter.get("/exercises/list").text)}
    assert (listed[str(made)][6], listed[str(exercise_id_of("Bench press"))][6]) == ("lb", "")


def test_a_step_that_is_only_shown_in_another_unit_stays_as_exact_as_it_was(lifter: Browser, run_sql: RunSql) -> None:
    made = create(lifter)
    url = f"/exercises/{made}"
    lifter.put(url, reading.form(lifter.get(f"{url}/edit"), url).fields | {"step": "2.5"})
    pasts.settings(run_sql, lifter, unit="lb")
    lifter.put(url, reading.form(lifter.get(f"{url}/edit"), url).fields)
    assert run_sql("SELECT load_step::text AS kg FROM exercises WHERE id = %(id)s", id=made) == [{"kg": "2.5"}]

    refused = lifter.put(url, {"name": "", "kind": "weight_reps", "step": "5", "step_unit": "kg"})
    assert reading.form(refused, url).fields["step_unit"] == "kg"


def test_a_set_of_an_exercise_that_was_merged_meanwhile_is_of_the_one_it_became(
    lifter: Browser, run_sql: RunSql
) -> None:
    """A phone without signal goes on naming it: in a new set, and in an edit of one that moved."""
    made, bench = create(lifter), exercise_id_of("Bench press")
    log_id, first, late = lifter.start(), uuid.uuid4(), uuid.uuid4()
    assert lifter.log(log_id, made, set_id=first, weight="60").status_code == 201
    assert lifter.put(f"/exercises/{made}/merger", {"into_id": str(bench)}).status_code == 303

    assert lifter.log(log_id, made, set_id=late, set_number=2, weight="70").status_code == 201
    assert lifter.log(log_id, made, set_id=late, set_number=2, weight="70").status_code == 200
    assert lifter.log(log_id, made, set_id=first, weight="65", revision=2).status_code == 200

    sets = run_sql(
        """SELECT s.exercise_id, e.exercise_id AS entrys, s.weight_kg::text AS kg
           FROM log_sets s JOIN log_entries e ON e.id = s.entry_id WHERE s.log_id = %(id)s ORDER BY s.set_number""",
        id=log_id,
    )
    assert [tuple(row.values()) for row in sets] == [(bench, bench, "65"), (bench, bench, "70")]


def test_what_can_not_be_one_is_not_merged(lifter: Browser, stranger: Browser) -> None:
    made, theirs = create(lifter), create(stranger, "Theirs")
    plank, bench = exercise_id_of("Plank"), exercise_id_of("Bench press")
    found_too = lifter.get(f"/exercises/{made}/edit?q=plank")
    why = lifter.get(
        next(e.attrib["href"] for e in reading.page(found_too).all("a") if str(plank) in e.get("href", ""))
    )
    assert "logged differently" in reading.words(why) and "logged as time" in reading.words(why)
    assert not [each for each in reading.forms(why) if "merger" in each.action]
    assert "has no sets and stands in no plan" in reading.words(lifter.get(f"/exercises/{made}/merger?into_id={bench}"))
    for query in ("", f"?into_id={theirs}", f"?into_id={made}", "?into_id=x"):
        assert lifter.get(f"/exercises/{made}/merger{query}").status_code == 404
    refused = lifter.put(f"/exercises/{made}/merger", {"into_id": str(exercise_id_of("Plank"))})

    assert refused.status_code == 422 and "logged differently" in reading.words(refused)
    assert lifter.put(f"/exercises/{made}/merger").status_code == 422
    for into in (theirs, made, uuid.uuid4()):
        assert lifter.put(f"/exercises/{made}/merger", {"into_id": str(into)}).status_code == 404
    assert found(lifter, "only=own") == ["Zercher zigzag"]


def test_favourites_come_first_then_what_was_done_last(lifter: Browser, stranger: Browser) -> None:
    lifter.add("Plank")
    plain = found(stranger)
    curl = exercise_id_of("Zottman curl")
    for _ in range(2):
        assert lifter.put(f"/exercises/{curl}/favourite").location == f"/exercises/{curl}"

    assert found(lifter)[:2] == ["Zottman curl", "Plank"]
    assert found(lifter, "only=favourites") == ["Zottman curl"]
    assert "Favourite" in reading.words(lifter.get("/exercises?only=favourites"))
    curls = [name for name in found(lifter, "q=curl") if name.endswith(" curl")]
    assert curls[0] == "Zottman curl"
    assert found(stranger) == plain
    lifter.delete(f"/exercises/{curl}/favourite")
    assert found(lifter, "only=favourites") == []


def test_a_search_in_vain_offers_to_make_what_was_looked_for(lifter: Browser) -> None:
    into = f"/workouts/{lifter.start()}/entries?token={uuid.uuid4()}"
    response = lifter.send("GET", "/exercises", query_string={"q": "Xyzzyx qqq", "into": into})
    link = next(each for each in reading.page(response).all("a") if "/exercises/new" in each.get("href", ""))
    assert "Make “Xyzzyx qqq” your own exercise" in text(link)
    form = reading.form(lifter.get(link.attrib["href"]), "/exercises")
    made = lifter.post("/exercises", form.fields | {"kind": "weight_reps"})
    offered = lifter.get(made.location)
    assert reading.form(offered, into.partition("?")[0]).method == "POST"
    assert text(reading.classed(offered, "name")[0]) == "Xyzzyx qqq"


def test_an_exercise_shows_its_records_its_line_and_its_last_sessions(lifter: Browser, run_sql: RunSql) -> None:
    for days, weights in ((40, ("100", "102.5")), (30, ("105",)), (20, ("95",)), (10, ("110", "90"))):
        began = NOW - timedelta(days=days)
        pasts.bench(lifter, pasts.workout(run_sql, lifter, began), began, *weights)

    response = lifter.get(f"/exercises/{exercise_id_of('Bench press')}")
    said = reading.words(response)
    assert lifter.statements == 3
    assert "Heaviest 110 kg" in said and "Estimated maximum 128.3 kg" in said and "Most reps 5" in said
    assert "110 × 5 90 × 5" in said
    points = next(each for each in reading.page(response).elements if each.tag.endswith("polyline")).attrib["points"]
    assert len(points.split()) == 4
    assert len(reading.page(response).all("tr")) == 5


def test_the_figure_says_and_shows_what_works(lifter: Browser) -> None:
    response = lifter.get(f"/exercises/{exercise_id_of('Bench press')}")
    drawing = next(each for each in reading.page(response).elements if each.get("role") == "img")

    assert drawing.attrib["aria-label"] == "Works chest; helped by triceps, front delts"
    classes = [each.get("class") for each in drawing.iter()]
    assert (classes.count("worked"), classes.count("helping")) == (2, 4)


def test_another_lifters_sessions_are_not_shown(lifter: Browser, stranger: Browser, run_sql: RunSql) -> None:
    began = NOW - timedelta(days=1)
    pasts.bench(stranger, pasts.workout(run_sql, stranger, began), began, "222")

    assert "222" not in reading.words(lifter.get(f"/exercises/{exercise_id_of('Bench press')}"))


def test_two_thousand_exercises_are_searched_by_one_statement(lifter: Browser, run_sql: RunSql) -> None:
    run_sql(
        """INSERT INTO exercises (id, name, owner_id, muscle_group)
           SELECT gen_random_uuid(), 'Own movement ' || n, %(owner)s, 'chest' FROM generate_series(1, 1600) AS n""",
        owner=lifter.user_id,
    )
    for typed, name in (
        ("bech press", "Bench press"),
        ("rdl", "Romanian deadlift"),
        ("pullups", "Pull-up"),
        ("ohp", "Overhead press"),
    ):
        assert found(lifter, f"q={typed}")[0] == name
        assert lifter.statements == 2
