"""What can be typed into the logger, and what is said to what can't."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from webapp.forms import parse
from webapp.strength import Kind, SetKind
from webapp.workouts.forms import EntryForm, NewSetForm, RevisionForm, SetForm, StartForm, WorkoutForm

ID = uuid.UUID(int=7)
LEAST = {"exercise_id": str(ID), "set_number": "1", "reps": "5"}


def lifted(**typed: str) -> SetForm:
    bound = parse(SetForm, LEAST | typed)
    assert bound.values is not None, bound.errors
    return bound.values


def errors(**typed: str) -> Mapping[str, str]:
    return parse(SetForm, LEAST | typed).errors


def test_a_script_may_say_as_little_as_an_exercise_and_reps() -> None:
    form = lifted()

    assert (form.kind, form.revision, form.weight_kg, form.metres, form.counted_reps) == (
        SetKind.WORKING,
        1,
        None,
        None,
        5,
    )
    assert (form.entry_id, form.note, form.rpe, form.performed_at) == (None, None, None, None)


@pytest.mark.parametrize(
    ("typed", "unit", "kilograms"),
    [
        ("102.5", "kg", "102.5"), ("102,5", "kg", "102.5"), ("102.5", "lb", "46.493217925"), ("0", "kg", "0"), ("9999", "lb", "4535.47010763"),
        ("0.001", "lb", "0.00045359237"), (" 80 ", "kg", "80"), (".5", "kg", "0.5"), ("80.", "kg", "80"), ("080", "kg", "80"),
    ],
)  # fmt: skip
def test_a_weight_is_exact_in_either_unit(typed: str, unit: str, kilograms: str) -> None:
    assert lifted(weight=typed, weight_unit=unit).weight_kg == Decimal(kilograms)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("weight", "-1", "At least 0, please."), ("weight", "10000", "At most 9999, please."), ("weight", "1.2345", "At most 3 decimals, please."),
        ("weight", "heavy", "A number, please, such as 102.5."), ("weight", "1e3", "A number, please, such as 102.5."),
        ("weight", "NaN", "A number, please, such as 102.5."), ("weight_unit", "st", "Choose one of 'kg' or 'lb'."),
        ("reps", "-1", "At least 0, please."), ("reps", "10000", "At most 9999, please."), ("reps", "5.5", "A whole number, please."),
        ("reps", "five", "A whole number, please."), ("rpe", "0.5", "At least 1, please."), ("rpe", "10.5", "At most 10, please."),
        ("rpe", "8.25", "RPE goes by halves: 8, 8.5, 9 …"), ("note", "x" * 501, "This is too long: at most 500 characters."),
        ("duration_seconds", "1:99", "A time, please, such as 1:30."), ("duration_seconds", "25:00:00", "At most 86400, please."),
        ("distance", "far", "A number, please, such as 102.5."), ("distance_m", "1000001", "At most 1000000, please."),
        ("set_number", "0", "At least 1, please."), ("set_number", "1000", "At most 999, please."), ("ordinal", "0", "At least 1, please."),
        ("revision", "0", "At least 1, please."), ("revision", str(2**53), f"At most {2**53 - 1}, please."),
        ("performed_at", "2026-11-23T18:05", "A time with its zone, please."), ("exercise_id", "bench", "This is not an id."),
    ],
)  # fmt: skip
def test_what_can_not_be_is_said_beside_its_field(field: str, typed: str, message: str) -> None:
    assert errors(**{field: typed}) == {field: message}


@pytest.mark.parametrize("rpe", ["1", "8", "8.5", "8,5", "10"])
def test_rpe_goes_by_halves_from_1_to_10(rpe: str) -> None:
    assert lifted(rpe=rpe).rpe == Decimal(rpe.replace(",", "."))


def test_a_note_may_be_as_long_as_500() -> None:
    assert lifted(note="x" * 500).note == "x" * 500


@pytest.mark.parametrize(
    ("distance", "unit", "metres"),
    [("5", "km", "5000"), ("3.107", "mi", "5000.231808"), ("100", "m", "100"), ("0", "km", "0")],
)
def test_a_distance_is_exact_in_any_unit(distance: str, unit: str, metres: str) -> None:
    assert lifted(distance=distance, distance_unit=unit).metres == Decimal(metres)


def test_metres_may_be_said_as_they_are() -> None:
    assert lifted(distance_m="400").metres == 400
    assert lifted(distance_m="400", distance="1", distance_unit="km").metres == 1000


NEEDED = {
    Kind.WEIGHT_REPS: "How many reps?",
    Kind.BODYWEIGHT_REPS: "How many reps?",
    Kind.WEIGHTED_BODYWEIGHT: "How many reps?",
    Kind.ASSISTED_BODYWEIGHT: "How many reps?",
    Kind.DURATION: "How long?",
    Kind.WEIGHT_DURATION: "How long?",
    Kind.DISTANCE_DURATION: "How long?",
    Kind.WEIGHT_DISTANCE: "How far?",
}


@pytest.mark.parametrize("kind", Kind)
def test_a_set_needs_what_its_kind_is_counted_in(kind: Kind) -> None:
    assert errors(exercise_kind=kind, reps="", weight="100") == {"": NEEDED[kind]}


@pytest.mark.parametrize("kind", Kind)
def test_a_set_needs_no_weight(kind: Kind) -> None:
    typed = {"reps": "5", "duration_seconds": "60", "distance": "1"}
    assert errors(exercise_kind=kind, **typed) == {}


@pytest.mark.parametrize(
    "measure", [{"reps": "0"}, {"duration_seconds": "0:30"}, {"distance": "1"}, {"distance_m": "0"}]
)
def test_a_script_that_names_no_kind_needs_one_measure(measure: dict[str, str]) -> None:
    assert errors(reps="", weight="100") == {"": "Reps, a time or a distance is needed."}
    assert lifted(**({"reps": ""} | measure)).counted_reps == (0 if "reps" in measure else 1)


def test_a_moment_may_be_said_with_its_zone() -> None:
    assert lifted(performed_at="2026-11-23T18:05:00+01:00").performed_at == datetime(2026, 11, 23, 17, 5, tzinfo=UTC)


def test_a_deletion_names_a_revision() -> None:
    form = parse(RevisionForm, {"revision": "7", "ordinal": "2", "weight_unit": "lb", "distance_unit": "m"}).values
    assert form is not None and (form.revision, form.ordinal, form.weight_unit, form.distance_unit) == (7, 2, "lb", "m")
    assert set(parse(RevisionForm, {"revision": "no"}).errors) == {"revision"}


def test_ids_may_be_left_to_the_server() -> None:
    start, new = parse(StartForm, {}).values, parse(NewSetForm, {"set_id": ""}).values
    assert start is not None and (start.workout_id, start.repeat) == (None, None)
    assert new is not None and new.set_id is None
    assert set(parse(EntryForm, {"token": "x"}).errors) == {"exercise_id", "token"}


def workout_errors(**typed: str) -> Mapping[str, str]:
    return parse(WorkoutForm, {"performed_at": "2026-11-23T18:05"} | typed).errors


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "x" * 101, "This is too long: at most 100 characters."), ("note", "x" * 2001, "This is too long: at most 2000 characters."),
        ("performed_at", "", "This is needed."), ("performed_at", "yesterday", "A date and a time, please."),
        ("minutes", "-1", "At least 0, please."), ("minutes", "an hour", "A whole number, please."),
    ],
)  # fmt: skip
def test_a_workout_that_can_not_be_says_why(field: str, typed: str, message: str) -> None:
    assert workout_errors(**{field: typed}) == {field: message}
