"""A day of a plan as entries: which load stands in each row, and what is said of it."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from webapp import plates
from webapp.units import from_kg, plain, to_kg
from webapp.workouts.planning import PlannedEntry, Training, entries
from webapp.workouts.rows import measures

SLOT = str(uuid.UUID(int=1))


LOG = uuid.UUID("01a2169a-6a73-7ef9-9606-000000000000")


def target(number: int, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": str(uuid.UUID(int=number)), "kind": "working", "reps_min": 5, "reps_max": 5, "weight_kg": "100", "rpe": None,
        "duration_seconds": None, "distance_m": None,
    }  # fmt: skip
    return usual | changes


def slot(*targets: dict[str, Any], **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "id": SLOT, "exercise_id": str(uuid.UUID(int=9)), "superset": None, "rest_seconds": None, "note": None,
        "progression": "linear", "step_kg": None, "misses": 3, "deload_percent": 10, "load_step": "2.5",
        "kind": "weight_reps", "equipment": None, "targets": list(targets), "pasts": [], "last": [],
    }  # fmt: skip
    return usual | changes


def session(targets: list[dict[str, Any]], *lifted: tuple[int, str]) -> dict[str, Any]:
    """A past session in which the first of the targets were lifted so."""
    planned = [
        {
            "id": f"set{number}",
            "kind": each["kind"],
            "target": {name: value for name, value in each.items() if value is not None},
        }
        for number, each in enumerate(targets)
    ]
    return {
        "planned": planned,
        "sets": [
            {"id": f"set{number}", "kind": each["kind"], "reps": reps, "weight_kg": weight}
            for number, (each, (reps, weight)) in enumerate(zip(targets, lifted, strict=False))
        ],
    }


def entry_of(of: dict[str, Any], unit: str = "kg") -> PlannedEntry:
    (entry,) = entries([of], Training(unit, "km", plates.USUAL), LOG)
    return entry


def rows(of: dict[str, Any], unit: str = "kg") -> list[tuple[str | None, int | None]]:
    entry = entry_of(of, unit)
    return [(row.get("weight_kg"), row.get("reps")) for row in entry.planned]


def note(of: dict[str, Any], unit: str = "kg") -> str | None:
    return entry_of(of, unit).note


FIVES = [target(1), target(2), target(3)]
RANGE = [target(number, reps_min=8, reps_max=12) for number in (1, 2, 3)]


def test_a_first_session_is_as_planned_and_every_set_knows_its_target() -> None:
    entry = entry_of(slot(*FIVES, note="slow", superset=1, rest_seconds=90))

    assert [row["set_number"] for row in entry.planned] == [1, 2, 3]
    assert {row["target"]["slot"] for row in entry.planned} == {SLOT}
    assert entry.planned[0]["target"]["weight_kg"] == "100" and "rpe" not in entry.planned[0]["target"]
    assert len({row["id"] for row in entry.planned}) == 3
    assert (entry.note, entry.superset, entry.rest_seconds, entry.position) == ("slow", 1, 90, 1)
    assert rows(slot(*FIVES)) == [("100", 5)] * 3


@pytest.mark.parametrize(
    ("lifted", "weight", "said"),
    [
        ([(5, "100")] * 3, "102.5", "2.5 kg more: every set reached its reps last time."),
        ([(5, "100"), (5, "100"), (4, "100")], "100", "Same load again: reps were missed once."),
        ([(5, "100"), (5, "100")], "100", "Same load again: reps were missed once."),
    ],
)
def test_the_load_follows_what_was_lifted_and_says_why(lifted: list[tuple[int, str]], weight: str, said: str) -> None:
    of = slot(*FIVES, pasts=[session(FIVES, *lifted)], note="slow")

    assert rows(of) == [(weight, 5)] * 3
    assert note(of) == f"slow\n{said}"


def test_three_misses_in_a_row_are_a_deload() -> None:
    missed = session(FIVES, (5, "100"), (5, "100"), (4, "100"))

    assert rows(slot(*FIVES, pasts=[missed] * 3)) == [("90", 5)] * 3
    assert (
        note(slot(*FIVES, pasts=[missed] * 3)) == "Lighter on purpose: reps were missed 3 times in a row. 10 kg less."
    )


def test_reps_climb_before_the_load() -> None:
    of = slot(*RANGE, progression="double", pasts=[session(RANGE, (12, "100"), (9, "100"), (8, "100"))])

    assert rows(of) == [("100", 12), ("100", 10), ("100", 9)]
    assert rows(slot(*RANGE, progression="double", pasts=[session(RANGE, *[(12, "100")] * 3)])) == [("102.5", 8)] * 3


def test_pounds_go_by_pounds() -> None:
    """102.5 lb and 5 lb more."""
    pounds = [target(1, weight_kg="46.493217925")]
    of = slot(*pounds, pasts=[session(pounds, (5, "46.493217925"))])

    assert rows(of, "lb") == [("48.761179775", 5)]
    assert note(of, "lb") == "5 lb more: every set reached its reps last time."


def test_lighter_sets_keep_their_share_and_warm_ups_their_load() -> None:
    pyramid = [
        target(1, kind="warmup", weight_kg="40"),
        target(2),
        target(3, weight_kg="80"),
        target(4, weight_kg=None),
    ]
    of = slot(*pyramid, pasts=[session(pyramid, (5, "40"), (5, "100"), (5, "80"), (5, "100"))], step_kg="5")

    assert rows(of) == [("40", 5), ("105", 5), ("85", 5), ("105", 5)]


def test_a_plan_without_loads_begins_with_those_of_last_time() -> None:
    blank = [target(1, weight_kg=None)]

    assert rows(slot(*blank, last=[{"weight_kg": "60"}])) == [("60", 5)]
    assert note(slot(*blank, last=[{"weight_kg": "60"}])) == "As last time."
    assert rows(slot(*blank)) == [(None, 5)]


def test_a_session_in_which_nothing_was_lifted_is_none() -> None:
    assert rows(slot(*FIVES, pasts=[session(FIVES), session(FIVES, *[(5, "100")] * 3)])) == [("102.5", 5)] * 3


def test_what_has_no_weight_gets_none() -> None:
    plank = [target(1, reps_min=None, reps_max=None, weight_kg=None, duration_seconds=60)]
    of = slot(*plank, kind="duration", last=[{"weight_kg": "20"}])

    assert rows(of) == [(None, None)]
    assert entry_of(of).planned[0]["duration_seconds"] == 60


def test_as_many_as_possible_climbs_without_an_end() -> None:
    amrap = [target(1, reps_max=None)]
    of = slot(*amrap, progression="double", pasts=[session(amrap, (5, "100"))])

    assert rows(of) == [("102.5", 5)]


# ---- Every kind of exercise, in both units, by each progression. What is written here is in the lifter's unit.
MEASURES = {"kg": "weight_kg", "r": "reps", "s": "duration_seconds", "m": "distance_m"}


def measured(text: str, unit: str) -> dict[str, Any]:
    """A set as it is stored: `20kg 8r 60s 5000m`, of which the weight is in `unit`."""
    found: dict[str, Any] = {}
    for each in text.split():
        number = each.rstrip("kgrsm")
        name = MEASURES[each[len(number) :]]
        stored = to_kg(Decimal(number), unit) if name == "weight_kg" else Decimal(number)
        found[name] = plain(stored) if name in {"weight_kg", "distance_m"} else int(stored)
    return found


def goal(number: int, text: str, unit: str, most: int | None = None) -> dict[str, Any]:
    """A planned set; `most` is the top of its range."""
    stored = measured(text, unit)
    reps = stored.pop("reps", None)
    blank = dict.fromkeys(("weight_kg", "duration_seconds", "distance_m"))
    return target(number, **(blank | stored), reps_min=reps, reps_max=reps if most is None else most)


def sessions(goals: list[dict[str, Any]], did: str, unit: str) -> list[dict[str, Any]]:
    """One past session: what was asked is what the plan says."""
    planned = [
        {"id": f"set{n}", "kind": each["kind"], "target": {k: v for k, v in each.items() if v is not None}}
        for n, each in enumerate(goals)
    ]
    blank: dict[str, Any] = {"weight_kg": None, "reps": 1, "duration_seconds": None, "distance_m": None}
    sets = [
        {"id": f"set{n}", "kind": "working", "weight_unit": unit} | blank | measured(each, unit)
        for n, each in enumerate(did.split(", "))
    ]
    return [{"planned": planned, "sets": sets}]


def shown(of: dict[str, Any], unit: str) -> list[str]:
    """The rows of the next workout, written as `measured` reads them."""

    def text(name: str, value: Any) -> str:
        number = from_kg(Decimal(value), unit) if name == "weight_kg" else Decimal(value)
        return plain(number) + next(word for word, each in MEASURES.items() if each == name)

    return [
        " ".join(text(name, row[name]) for name in MEASURES.values() if name in row)
        for row in entry_of(of, unit).planned
    ]


# What is planned, what was done, the next rows by none, linear and double progression, and what the last two say.
KINDS = [
    ("weight_reps", "100kg 8r", 10, "100kg 10r, 100kg 9r", "100kg 8r", "105kg 8r", "100kg 10r, 100kg 10r", "5 {u} more: every set reached its reps last time.", "Same load, more reps: not every set reached the top of its range last time."),
    ("weight_reps", "8r", 8, "60kg 8r, 60kg 8r", "8r", "65kg 8r", "65kg 8r", "5 {u} more: every set reached its reps last time.", "5 {u} more: every set reached its reps last time."),
    ("bodyweight_reps", "8r", 10, "9r, 8r", "8r", "9r", "10r, 9r", "1 rep more: every set reached its reps last time.", "More reps: not every set reached the top of its range last time."),
    ("bodyweight_reps", "8r", 10, "10r, 10r", "8r", "11r", "10r", "1 rep more: every set reached its reps last time.", "Every set reached the top of its range: raise the range, or make it harder."),
    ("weighted_bodyweight", "8r", 8, "8r, 8r", "8r", "5kg 8r", "5kg 8r", "5 {u} more: every set reached its reps last time.", "5 {u} more: every set reached its reps last time."),
    ("weighted_bodyweight", "20kg 8r", 8, "20kg 8r, 20kg 7r", "20kg 8r", "20kg 8r", "20kg 8r", "Same load again: reps were missed once.", "Same load again: reps were missed once."),
    ("assisted_bodyweight", "20kg 8r", 10, "20kg 10r, 20kg 9r", "20kg 8r", "15kg 8r", "20kg 10r, 20kg 10r", "5 {u} less help: every set reached its reps last time.", "Same help, more reps: not every set reached the top of its range last time."),
    ("duration", "60s", None, "60s, 60s", "60s", "65s", "65s", "5 s more: every set reached its time last time.", "5 s more: every set reached its time last time."),
    ("duration", "", None, "45s, 45s", "", "50s", "50s", "5 s more: every set reached its time last time.", "5 s more: every set reached its time last time."),
    ("weight_duration", "20kg 60s", None, "20kg 60s, 20kg 60s", "20kg 60s", "25kg 60s", "25kg 60s", "5 {u} more: every set reached its time last time.", "5 {u} more: every set reached its time last time."),
    ("weight_duration", "60s", None, "60s, 60s", "60s", "65s", "65s", "5 s more: every set reached its time last time.", "5 s more: every set reached its time last time."),
    ("distance_duration", "1500s 5000m", None, "1500s 5000m, 1490s 5000m", "1500s 5000m", "1530s 5100m", "1530s 5100m", "0.1 km more: every set reached its distance last time.", "0.1 km more: every set reached its distance last time."),
    ("distance_duration", "600s", None, "600s 2000m, 600s 2000m", "600s", "660s", "660s", "1 min more: every set reached its time last time.", "1 min more: every set reached its time last time."),
    ("distance_duration", "", None, "600s 2000m, 600s 2000m", "", "2100m", "2100m", "0.1 km more: every set reached its distance last time.", "0.1 km more: every set reached its distance last time."),
    ("weight_distance", "40kg 20m", None, "40kg 20m, 40kg 15m", "40kg 20m", "40kg 20m", "40kg 20m", "Same load again: the distance was missed once.", "Same load again: the distance was missed once."),
    ("weight_distance", "20m", None, "20m, 20m", "20m", "25m", "25m", "5 m more: every set reached its distance last time.", "5 m more: every set reached its distance last time."),
]  # fmt: skip


@pytest.mark.parametrize("unit", ["kg", "lb"])
@pytest.mark.parametrize(("kind", "asked", "most", "did", "none", "linear", "double", "added", "climbed"), KINDS)
def test_every_kind_in_both_units_by_each_progression(  # noqa: PLR0913  (one argument a column)
    *, kind: str, asked: str, most: int | None, did: str, none: str, linear: str, double: str, added: str,
    climbed: str, unit: str,
) -> None:  # fmt: skip
    goals = [goal(number, asked, unit, most) for number in (1, 2)]
    step = plain(to_kg(Decimal(5), unit))
    usual = {"kind": kind, "step_kg": step, "pasts": sessions(goals, did, unit)}

    for progression, rows_, said in (("none", none, None), ("linear", linear, added), ("double", double, climbed)):
        of = slot(*goals, progression=progression, **usual)
        expected = rows_.split(", ") if ", " in rows_ else [rows_, rows_]
        assert shown(of, unit) == expected
        assert note(of, unit) == (said and said.format(u=unit))
        assert progression == "none" or entry_of(of, unit).top is not None


def test_an_exercise_goes_on_in_the_unit_that_was_chosen_for_it() -> None:
    goals = [goal(1, "102.5kg 5r", "lb")]
    of = slot(*goals, equipment="barbell", chosen_unit="lb", pasts=sessions(goals, "102.5kg 5r", "lb"))

    (row,) = entry_of(of, "kg").planned
    assert (from_kg(Decimal(row["weight_kg"]), "lb"), row["weight_unit"]) == (Decimal(105), "lb")
    assert note(of, "kg") == (
        "2.5 lb more, the nearest that your plates come to 107.5 lb: every set reached its reps last time."
    )


def test_a_lighter_set_is_what_the_gym_can_make_of_its_share() -> None:
    pyramid = [target(1), target(2, weight_kg="82.5")]
    of = slot(*pyramid, equipment="barbell", pasts=[session(pyramid, (5, "100"), (5, "82.5"))], step_kg="5")

    assert rows(of) == [("105", 5), ("87.5", 5)]


def test_help_of_the_easier_sets_shrinks_by_as_much() -> None:
    goals = [goal(1, "20kg 8r", "kg"), goal(2, "30kg 8r", "kg")]
    of = slot(*goals, kind="assisted_bodyweight", pasts=sessions(goals, "20kg 8r, 30kg 8r", "kg"))

    assert shown(of, "kg") == ["17.5kg 8r", "27.5kg 8r"]
    assert entry_of(of).top == measures({"weight_kg": "17.5", "reps": 8})


def test_what_was_asked_last_time_counts_not_what_the_plan_says() -> None:
    """The session asked for 90 kg after a deload, and 90 kg were lifted."""
    past = session(FIVES, *[(5, "90")] * 3)
    past["planned"] = [each | {"weight_kg": "90", "reps": 5} for each in past["planned"]]

    assert rows(slot(*FIVES, pasts=[past])) == [("92.5", 5)] * 3


def test_a_set_that_turned_out_a_warm_up_is_not_judged() -> None:
    past = session(FIVES, (5, "60"), (5, "100"), (5, "100"))
    past["sets"][0]["kind"] = "warmup"

    assert rows(slot(*FIVES, pasts=[past])) == [("102.5", 5)] * 3


@pytest.mark.parametrize(
    ("kind", "last", "expected"),
    [
        ("weight_reps", ["100", "100", "1000"], "100"), ("weight_reps", ["60", "80", "100"], "100"),
        ("assisted_bodyweight", ["20", "25"], "20"), ("weighted_bodyweight", [None, None], None),
    ],
)  # fmt: skip
def test_as_last_time_is_the_hardest_set_but_no_slip(kind: str, last: list[str | None], expected: str | None) -> None:
    of = slot(target(1, weight_kg=None), kind=kind, last=[{"weight_kg": each} for each in last])

    assert rows(of) == [(expected, 5)]


def test_as_many_as_possible_from_one_on_leaves_the_reps_to_the_lifter() -> None:
    assert rows(slot(target(1, reps_min=1, reps_max=None))) == [("100", None)]
