"""`flask transfer read`: a file's facts, for a person and for a script, without a database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webapp.transfer.commands import group

SAMPLES = Path(__file__).with_name("samples")


def read(name: str, *options: str) -> Result:
    return CliRunner().invoke(group, ["read", str(SAMPLES / f"{name}.csv"), *options])


def test_one_json_object_says_all() -> None:
    said = json.loads(read("strong-c", "--json").stdout)
    assert said == {
        "dialect": "strong-c",
        "data_rows": 5,
        "sets": 3,
        "workouts": 1,
        "set_kinds": {"warmup": 1, "working": 1, "drop": 1},
        "rest_rows": 1,
        "note_rows": 1,
        "listed": [],
        "remarks": [],
        "ask": [],
        "reps": 30,
        "seconds": 0,
        "distance_m": "0",
        "volume_kg": "1780",
        "first_workout": "2026-08-10T18:00:00",
        "last_workout": "2026-08-10T18:00:00",
        "names": {"Bench Press (Barbell)": "Bench press"},
    }


def test_units_are_named_by_options_and_never_guessed() -> None:
    assert json.loads(read("strong-a", "--json").stdout)["volume_kg"] is None
    said = json.loads(read("strong-a", "--json", "--weight-unit", "lb", "--distance-unit", "mi").stdout)
    assert (said["volume_kg"], said["distance_m"]) == ("606.679794875", "5986.75968")
    assert said["ask"] == ["weight", "distance"]


def test_a_row_that_is_not_imported_has_its_line_and_reason() -> None:
    said = json.loads(read("gymbook-it", "--json").stdout)
    assert said["listed"] == [{"row": 2, "line": 3, "reason": "It was skipped."}]


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_refused_file_ends_with_2_and_one_sentence(options: tuple[str, ...]) -> None:
    refused = read("body-weight-strong", *options)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == "These are body weights and no workouts.\n"


def test_a_person_reads_a_few_lines() -> None:
    said = read("strong-a").stdout
    assert "2 workouts, 5 sets" in said
    assert "--weight-unit" in said
    assert "Not in the catalogue" not in said
