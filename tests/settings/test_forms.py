"""What can be typed into the settings."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo, available_timezones

import pytest

from webapp.forms import parse
from webapp.settings.forms import SettingsForm, TimeZoneForm, parse_gym

LEAST = {"weight_unit": "kg", "distance_unit": "km"}


def errors(**changes: str) -> Mapping[str, str]:
    return parse(SettingsForm, LEAST | changes).errors


def test_what_is_left_out_is_as_usual() -> None:
    chosen = parse(SettingsForm, LEAST).values

    assert chosen is not None
    assert chosen.model_dump() == {
        **LEAST,
        "time_zone": None,
        "week_starts_on": 1,
        "theme": "auto",
        "rest_seconds": 120,
        "warmup_rest_seconds": 60,
        "date_style": "auto",
        "clock": "auto",
    }


def test_every_zone_this_machine_knows_can_be_chosen() -> None:
    for name in available_timezones():
        chosen = parse(TimeZoneForm, {"time_zone": f" {name} "}).values
        assert chosen is not None and ZoneInfo(chosen.time_zone).key == name


@pytest.mark.parametrize(
    "name", ["Berlin", "EUROPE/BERLIN", "Europe", "posixrules", "../UTC", "UTC\n+1", "Европа/Москва"]
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    assert errors(time_zone=name) == {"time_zone": "Choose a time zone from the list, such as Europe/Berlin."}


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"weight_unit": "KG"}, "weight_unit", "Choose one of 'kg' or 'lb'."),
        ({"weight_unit": ""}, "weight_unit", "This is needed."),
        ({"distance_unit": "m"}, "distance_unit", "Choose one of 'km' or 'mi'."),
        ({"week_starts_on": "0"}, "week_starts_on", "At least 1, please."),
        ({"week_starts_on": "8"}, "week_starts_on", "At most 7, please."),
        ({"week_starts_on": "1.5"}, "week_starts_on", "A whole number, please."),
        ({"theme": "sepia"}, "theme", "Choose one of 'auto', 'light' or 'dark'."),
    ],
)
def test_what_can_not_be_chosen_says_what_can(changes: dict[str, str], field: str, message: str) -> None:
    assert errors(**changes) == {field: message}


def test_every_mistake_is_named_at_once() -> None:
    assert set(errors(theme="sepia", week_starts_on="9", weight_unit="st")) == {
        "theme",
        "week_starts_on",
        "weight_unit",
    }


def test_a_gym_is_what_stands_in_its_rows() -> None:
    typed = {
        "unit": "kg", "bar-0": "15", "bar-2": " ", "plate-0": "20", "pairs-0": "2", "plate-5": "1,25", "pairs-5": "1", "plate-6": "", "pairs-6": "",
        "lightest-0": "2.5", "heaviest-0": "30", "step-0": "2.50",
    }  # fmt: skip
    bound = parse_gym(typed)

    assert bound.values is not None
    assert bound.values.model_dump() == {
        "unit": "kg",
        "bars": [{"equipment": "barbell", "weight": "15", "unit": "kg"}],
        "plates": [{"weight": "20", "pairs": 2, "unit": "kg"}, {"weight": "1.25", "pairs": 1, "unit": "kg"}],
        "steps": [{"equipment": "dumbbell", "lightest": "2.5", "heaviest": "30", "step": "2.5", "unit": "kg"}],
    }


def test_a_gym_with_nothing_in_it_is_the_usual_one() -> None:
    bound = parse_gym({"unit": "lb"})
    assert bound.values is not None
    assert bound.values.model_dump() == {"unit": "lb", "bars": [], "plates": [], "steps": []}


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"unit": "st"}, {"unit": "Choose one of 'kg' or 'lb'."}),
        ({}, {"unit": "This is needed."}),
        ({"bar-0": "heavy"}, {"bar-0": "A number, please, such as 102.5."}),
        ({"plate-3": "20"}, {"pairs-3": "This is needed."}),
        ({"pairs-3": "2"}, {"plate-3": "This is needed."}),
        ({"plate-0": "0", "pairs-0": "21"}, {"plate-0": "More than 0, please.", "pairs-0": "At most 20, please."}),
        (
            {"plate-0": "20", "pairs-0": "1", "plate-4": "20.0", "pairs-4": "1"},
            {"plates": "One size stands here twice. Put its pairs together."},
        ),
        ({"lightest-1": "20", "heaviest-1": "10", "step-1": "2"}, {"step-1": "The heaviest is lighter than the lightest."}),
        ({"lightest-1": "20", "step-1": "2"}, {"heaviest-1": "This is needed."}),
    ],
)  # fmt: skip
def test_what_a_gym_can_not_be_is_said_beside_its_row(typed: dict[str, str], errors: dict[str, str]) -> None:
    bound = parse_gym(typed if "unit" in errors else {"unit": "kg", **typed})
    assert (bound.values, bound.errors) == (None, errors)


def test_more_plates_than_a_page_should_look_through_are_refused() -> None:
    typed = {f"plate-{place}": f"{place + 1}.{(place + 1) ** 2:03}" for place in range(16)}
    bound = parse_gym({"unit": "kg", **typed, **{f"pairs-{place}": "20" for place in range(16)}})
    assert set(bound.errors) == {"plates"}
