"""What a person typed becomes values, or a message beside the field; never an exception."""

import enum
import uuid
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from pydantic import Field

from webapp.forms import Duration, Form, Weight, parse, whole_within

WORDS_FOR_PROGRAMMERS = ("input", "valid", "parse", "should", "string", "decimal")


class Colour(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


class Plate(Form):
    weight: Weight | None = None
    rest: Duration | None = None
    count: Annotated[int, whole_within(1, 99)] | None = None
    maker: Annotated[str, Field(max_length=10)] | None = None
    unit: Literal["kg", "lb"] = "kg"
    colour: Colour | None = None
    id: uuid.UUID | None = None


class Named(Form):
    name: Annotated[str, Field(max_length=10)]


def weight(typed: str) -> Decimal | None:
    bound = parse(Plate, {"weight": typed})
    assert bound.values is not None, bound.errors
    return bound.values.weight


def message(field: str, typed: str) -> str:
    bound = parse(Plate, {field: typed})
    assert bound.values is None
    assert list(bound.errors) == [field]
    return bound.errors[field]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("102.5", "102.5"),
        ("102,5", "102.5"),
        (" 102,5 ", "102.5"),
        ("100", "100"),
        ("100.", "100"),
        (",5", "0.5"),
        ("0", "0"),
        ("0.000", "0"),
        ("+5", "5"),
        ("007", "7"),
        ("2.50", "2.5"),
        ("9999", "9999"),
        ("0.125", "0.125"),
        ("1 000", "1000"),
        ("1,000.5", "1000.5"),
    ],
)
def test_a_number_may_be_written_with_either_mark(typed: str, expected: str) -> None:
    assert weight(typed) == Decimal(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "NaN",
        "-nan",
        "sNaN",
        "Infinity",
        "-inf",
        "1e5",
        "1E5",
        "1_000",
        "1.2.3",
        "abc",
        "--5",
        "5kg",
        "½",
    ],
)
def test_what_is_not_a_plain_number_is_asked_for_again(typed: str) -> None:
    assert message("weight", typed) == "A number, please, such as 102.5."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("-1", "At least 0, please."),
        ("10000", "At most 9999, please."),
        ("1.2345", "At most 3 decimals, please."),
        ("9" * 5000, "At most 9999, please."),
        ("0." + "0" * 5000 + "1", "At most 3 decimals, please."),
    ],
)
def test_a_number_out_of_bounds_is_told_its_bounds(typed: str, expected: str) -> None:
    assert message("weight", typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("90", 90),
        ("0", 0),
        ("1:30", 90),
        ("01:30", 90),
        ("1:01:30", 3690),
        (" 2:00 ", 120),
        ("600", 600),
        ("24:00:00", 86_400),
    ],
)
def test_a_duration_is_seconds_or_a_clock(typed: str, expected: int) -> None:
    bound = parse(Plate, {"rest": typed})

    assert bound.values is not None
    assert bound.values.rest == expected


@pytest.mark.parametrize("typed", ["1:60", "1:99:00", "1:2:3:4", ":", "1:", ":30", "1.5", "-1", "1m", "²", "1:3O"])
def test_what_is_not_a_duration_is_asked_for_again(typed: str) -> None:
    assert message("rest", typed) == "A time, please, such as 1:30."


@pytest.mark.parametrize("typed", ["24:00:01", "99999", "99999:00:00"])
def test_a_duration_of_more_than_a_day_is_refused(typed: str) -> None:
    assert message("rest", typed) == "At most 86400, please."


@pytest.mark.parametrize("typed", ["9" * 5000, "9" * 5000 + ":00", "0:" * 5000 + "0"])
def test_an_endless_duration_is_refused_like_any_other(typed: str) -> None:
    assert message("rest", typed) == "A time, please, such as 1:30."


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("count", "x", "A whole number, please."),
        ("count", "1.5", "A whole number, please."),
        ("count", "0", "At least 1, please."),
        ("count", "100", "At most 99, please."),
        ("count", "9" * 5000, "That number is too large."),
        ("maker", "x" * 11, "This is too long: at most 10 characters."),
        ("unit", "stone", "Choose one of 'kg' or 'lb'."),
        ("colour", "green", "Choose one of 'red' or 'blue'."),
        ("id", "not-an-id", "This is not an id."),
        ("id", "12345678-1234-1234-1234-12345678901x", "This is not an id."),
    ],
)
def test_each_refusal_speaks_to_a_lifter(field: str, typed: str, expected: str) -> None:
    assert message(field, typed) == expected
    assert not any(word in expected.lower() for word in WORDS_FOR_PROGRAMMERS)


def test_a_needed_field_that_is_missing_or_blank_is_named() -> None:
    for typed in ({}, {"name": ""}, {"name": "   "}, {"name": "\t\n"}):
        assert parse(Named, typed).errors == {"name": "This is needed."}


def test_blank_is_absent_and_space_around_is_nothing() -> None:
    bound = parse(Plate, {"weight": " ", "maker": "  Eleiko "})

    assert bound.values == Plate(maker="Eleiko")


def test_nul_is_as_absent_as_blank() -> None:
    assert parse(Named, {"name": "a\x00b"}).errors == {"name": "This is needed."}
    assert parse(Plate, {"weight": "1\x000"}).values == Plate()


def test_unknown_fields_are_ignored() -> None:
    assert parse(Plate, {"colour": "red", "is_admin": "1"}).values == Plate(colour=Colour.RED)


def test_a_refused_form_keeps_what_was_typed() -> None:
    typed = {"weight": "heavy", "maker": "Eleiko"}

    bound = parse(Plate, typed)

    assert bound.typed == typed
    assert bound.values is None


def test_a_reason_of_the_domain_joins_the_others() -> None:
    bound = parse(Named, {"name": "Bench"}).with_error("name", "You have one of that name.")

    assert bound.values is None
    assert bound.errors == {"name": "You have one of that name."}
    assert bound.typed == {"name": "Bench"}
    assert bound.with_error("", "Try again.").errors == {"name": "You have one of that name.", "": "Try again."}
