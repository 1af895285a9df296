"""What a written number means, in Python and in the script; and that a form asks where it may mean two things."""

import json
import random
import subprocess
import sys
import unicodedata
from decimal import Decimal

import pytest

from tests.browsers import Browser
from tests.conftest import RunSql
from tests.run import _node
from tests.services import CHECKOUT
from tests.workouts.screen import planned, tick
from webapp import numerals
from webapp.errors import InvalidError
from webapp.exercises.forms import OwnForm
from webapp.forms import parse
from webapp.numerals import DISTANCE, REPS, RPE, WEIGHT
from webapp.plans.forms import SlotForm
from webapp.settings.forms import parse_gym
from webapp.units import from_kg, plain
from webapp.workouts.forms import EntryNoteForm, PlaceForm, WorkoutForm

METRES = DISTANCE["m"].most


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("1,000.5", WEIGHT.most, "1000.5"),
        ("1.000,5", WEIGHT.most, "1000.5"),
        ("1 000", WEIGHT.most, "1000"),
        ("1\u202f000,25", WEIGHT.most, "1000.25"),
        ("1\u00a0000", WEIGHT.most, "1000"),
        ("1'000.5", WEIGHT.most, "1000.5"),
        ("1’000", WEIGHT.most, "1000"),
        ("1,000,000", METRES, "1000000"),
        ("1.000.000", METRES, "1000000"),
        ("1,000,000.5", METRES, "1000000.5"),
        ("1,00,000", METRES, "100000"),
        ("١٬٠٠٠٫٥", WEIGHT.most, "1000.5"),
        ("١٫٥٠٠", WEIGHT.most, "1.5"),
        ("۱۰۲٫۵", WEIGHT.most, "102.5"),
        ("१०२.५", WEIGHT.most, "102.5"),
        ("\uff11\uff10\uff12\uff0e\uff15", WEIGHT.most, "102.5"),
        ("\uff11\uff10\uff12\uff0c\uff15", WEIGHT.most, "102.5"),
        # Shown by ourselves: 20 lb in kilograms, a small plate, half a mile in metres.
        ("9.072", WEIGHT.most, "9.072"),
        ("1.125", WEIGHT.most, "1.125"),
        ("804.672", METRES, "804.672"),
        # Only the decimals fit, or no group of thousands begins so.
        ("44,092", WEIGHT.most, "44.092"),
        ("21,097", DISTANCE["km"].most, "21.097"),
        ("0,125", WEIGHT.most, "0.125"),
        ("1000.500", WEIGHT.most, "1000.5"),
        ("10.50", WEIGHT.most, "10.5"),
        ("7,5", RPE.most, "7.5"),
    ],
)
def test_a_number_is_what_people_mean_by_it(text: str, most: Decimal, expected: str) -> None:
    assert plain(numerals.number(text, most)) == expected


@pytest.mark.parametrize(
    ("text", "most", "question"),
    [
        ("1,000", WEIGHT.most, "Is that 1000 or 1? Write 1000 or 1."),
        ("1.000", WEIGHT.most, "Is that 1000 or 1? Write 1000 or 1."),
        ("1.500", METRES, "Is that 1500 or 1.5? Write 1500 or 1.5."),
        ("1,125", WEIGHT.most, "Is that 1125 or 1.125? Write 1125 or 1.125."),
        ("12,345", METRES, "Is that 12345 or 12.345? Write 12345 or 12.345."),
        ("١,٠٠٠", WEIGHT.most, "Is that 1000 or 1? Write 1000 or 1."),
        # Too heavy, but nobody writes ten like that.
        ("10,000", WEIGHT.most, "Is that 10000 or 10? Write 10000 or 10."),
    ],
)
def test_a_number_that_may_be_two_is_asked_about(text: str, most: Decimal, question: str) -> None:
    with pytest.raises(InvalidError) as asked:
        numerals.number(text, most)
    assert str(asked.value) == question


@pytest.mark.parametrize(
    "text",
    ["", "1e5", "1_000", "1,2,3", "1.000.00", "1,0000,000", "10 00", "1'0", "½", "²", "1.2,3.4", ".", "--1", "NaN"],
)
def test_other_text_is_no_number(text: str) -> None:
    with pytest.raises(InvalidError, match="A number, please"):
        numerals.number(text, WEIGHT.most)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,000", 1000), ("1.000", 1000), ("1 000", 1000), ("٨", 8), ("\uff11\uff12", 12), ("8.0", 8), ("007", 7), ("-1", -1), ("1,234,567", 1_234_567)],
)  # fmt: skip
def test_in_a_whole_number_three_digits_are_thousands(text: str, expected: int) -> None:
    assert numerals.whole(text) == expected


@pytest.mark.parametrize("text", ["8,5", "1.5", "1,01", "x", "", "1e3"])
def test_other_text_is_no_whole_number(text: str) -> None:
    with pytest.raises(InvalidError, match="A whole number"):
        numerals.whole(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("١:٣٠", 90), ("\uff19\uff10", 90), ("1\uff1a30", 90), ("1,000", 1000), ("٠١:٠١:٣٠", 3690)]
)
def test_a_time_has_the_digits_of_any_script(text: str, expected: int) -> None:
    assert numerals.seconds(text) == expected


# ---- The script

ASK_THE_SCRIPT = """
import { number, problem, question, seconds, stepped, whole } from "%s";
const asked = JSON.parse((await import("node:fs")).readFileSync(0, "utf8"));
const said = asked.cases.map(([text, most]) => [
  number(text, most) ?? null, whole(text) ?? null, seconds(text) ?? null,
  question(text, most), ...["number", "whole", "time"].map((kind) => problem(text, kind, 0, most)),
]);
const steps = asked.steps.map(([text, by, least, most]) => stepped(text, by, least, most) ?? null);
console.log(JSON.stringify({ said, steps }));
"""


def script_says(asked: dict[str, list[list[object]]]) -> dict[str, list[list[object]]]:
    script = ASK_THE_SCRIPT % (CHECKOUT / "static" / "js" / "numerals.js").as_uri()
    done = subprocess.run(
        [_node(), "--no-warnings", "--input-type=module", "--eval", script],
        input=json.dumps(asked), check=True, capture_output=True, text=True,
    )  # fmt: skip
    said: dict[str, list[list[object]]] = json.loads(done.stdout)
    return said


def python_says(text: str, most: Decimal) -> list[object]:
    values: list[object] = []
    problems: list[str] = []
    for read in (lambda: numerals.number(text, most), lambda: numerals.whole(text), lambda: numerals.seconds(text)):
        try:
            value = read()
            values.append(plain(value) if isinstance(value, Decimal) else value)
            out = f"At most {most}, please." if value > most else "At least 0, please." if value < 0 else ""
            problems.append(out)
        except InvalidError as error:
            values.append(None)
            problems.append(str(error))
    question = problems[0] if problems[0].startswith("Is that") else ""
    return [*values, question, *(problems if text.strip() else ["", "", ""])]


def written(chance: random.Random) -> str:
    """A number as somebody might write it, or nearly."""
    zero = ord(chance.choice("0٠۰०\uff10"))
    marks = [".", ",", "٫", "٬", " ", "'", "’", "\u00a0", "\u202f", "\uff0e", "\uff0c", "،", ":"]
    some = [chance.choice(marks) for _ in range(2)]
    groups = [
        "".join(chr(zero + chance.choice([0, 0, 1, 5, 9])) for _ in range(chance.choice([0, 1, 2, 3, 3, 3, 4])))
        for _ in range(chance.choice([1, 2, 2, 2, 3, 4]))
    ]
    text = groups[0] + "".join(chance.choice(some) + each for each in groups[1:])
    return (
        chance.choice(["", "", "", "", "-", "+", " ", "x", "\u2212"])
        + text
        + chance.choice(["", "", "", " ", "e", "_"])
    )


def test_the_script_reads_every_number_as_the_server_does() -> None:
    chance = random.Random(13)
    digits = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Nd"]
    texts = (
        [written(chance) for _ in range(6000)]
        + digits
        + [f"1{each}.{each}" for each in digits]
        + ["9" * 12, "1,000", "1.500"]
    )
    cases = [(text, chance.choice([RPE.most, Decimal(1000), WEIGHT.most, METRES])) for text in texts]
    said = script_says({"cases": [[text, int(most)] for text, most in cases], "steps": []})["said"]
    expected = [python_says(text, most) for text, most in cases]
    wrong = [(case, one, other) for case, one, other in zip(cases, said, expected, strict=True) if one != other]
    assert wrong == []
    assert sum(each[0] is not None for each in expected) > 2000 and sum(bool(each[3]) for each in expected) > 20


def test_a_stepper_stops_at_the_limits_and_leaves_what_it_can_not_read() -> None:
    steps: list[tuple[list[object], object]] = [
        (["100", 2.5, 0, 9999], "102.5"),
        (["1,000.5", 2.5, 0, 9999], "1003"),
        (["٨٠", 2.5, 0, 9999], "82.5"),
        (["", 5, 0, 9999], "5"),
        (["9.072", -2.5, 0, 9999], "6.572"),
        (["9998", 5, 0, 9999], "9999"),
        (["9999", 5, 0, 9999], "9999"),
        (["1", -5, 0, 9999], "0"),
        (["0.1", 0.2, 0, 9999], "0.3"),
        (["1,000", 5, 0, 9999], None),
        (["1.500", -5, 0, 9999], None),
        (["heavy", 5, 0, 9999], None),
        (["1e3", 5, 0, 9999], None),
    ]
    said: list[object] = [*script_says({"cases": [], "steps": [asked for asked, _ in steps]})["steps"]]
    assert said == [expected for _, expected in steps]


# ---- Fields


def test_the_logger_tells_its_steppers_the_limits_of_the_server(lifter: Browser) -> None:
    log_id = lifter.start()
    lifter.add("Bench press", log_id)
    page = lifter.get(f"/workouts/{log_id}").text
    for limits in (WEIGHT, REPS, RPE):
        assert f'data-least="{limits.least}" data-most="{limits.most}"' in page
    assert "pattern=" not in page


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ({"weight": "1,000", "weight_unit": "lb"}, "Is that 1000 or 1? Write 1000 or 1."),
        ({"weight": "1.250"}, "Is that 1250 or 1.25? Write 1250 or 1.25."),
        ({"distance": "1,500"}, "Is that 1500 or 1.5? Write 1500 or 1.5."),
        ({"distance": "2.000"}, "Is that 2000 or 2? Write 2000 or 2."),
    ],
)
def test_a_set_that_may_be_two_is_asked_about_and_not_stored(
    lifter: Browser, run_sql: RunSql, typed: dict[str, str], question: str
) -> None:
    log_id, (row, *_) = planned(lifter, "Farmer's walk" if "distance" in typed else "Bench press")
    answer = tick(lifter, log_id, row, {"reps": "5", "weight": "100", **typed})

    assert answer.status_code == 422
    assert question in answer.text
    assert run_sql("SELECT 1 FROM log_sets WHERE id = %(id)s", id=row) == []


@pytest.mark.parametrize(
    ("typed", "kilograms", "reps"),
    [
        ({"weight": "1,000.5", "reps": "1,000"}, "1000.5", 1000),
        ({"weight": "٨٢٫٥", "reps": "٨", "rpe": "٨٫٥"}, "82.5", 8),
        ({"weight": "\uff11\uff10\uff10\uff0e\uff12\uff15", "reps": "\uff15"}, "100.25", 5),
        ({"weight": "9.072", "reps": "5"}, "9.072", 5),
        ({"weight": "1 000", "reps": "5"}, "1000", 5),
    ],
)
def test_a_set_is_stored_as_it_is_meant(
    lifter: Browser, run_sql: RunSql, typed: dict[str, str], kilograms: str, reps: int
) -> None:
    log_id, (row, *_) = planned(lifter, "Bench press")

    assert tick(lifter, log_id, row, typed).status_code == 201
    (stored,) = run_sql("SELECT weight_kg, reps FROM log_sets WHERE id = %(id)s", id=row)
    assert (stored["weight_kg"], stored["reps"]) == (Decimal(kilograms), reps)


def test_a_weight_in_thousandths_comes_back_from_every_field_that_shows_it() -> None:
    """What a field of ours shows is never asked about, in either unit."""
    for thousandths in (*range(1001, 1_100), 2268, 4536, 9072, 44_092, 220_462):
        for text in (plain(Decimal(thousandths) / 1000), plain(from_kg(Decimal(thousandths) / 1000, "lb"))):
            assert plain(numerals.number(text, WEIGHT.most)) == text


@pytest.mark.parametrize(
    ("name", "typed"), [("bar-0", "1,000"), ("plate-0", "1.500"), ("step-0", "2,500"), ("lightest-0", "5,000")]
)
def test_the_gym_asks_too(name: str, typed: str) -> None:
    rows = {"unit": "lb", "plate-0": "20", "pairs-0": "2", "lightest-0": "5", "heaviest-0": "50", "step-0": "5"}
    bound = parse_gym({**rows, name: typed})
    # Only the decimals of 1.500 and 2,500 fit in a gym.
    assert name not in bound.errors if typed in {"1.500", "2,500"} else bound.errors[name].startswith("Is that")
    assert parse_gym({**rows, "plate-0": "٢٠", "pairs-0": "\uff12"}).errors == {}


def test_every_other_form_reads_the_same_digits() -> None:
    minutes = parse(WorkoutForm, {"performed_at": "2026-06-01T08:00", "minutes": "1,000"})
    assert minutes.values is not None and minutes.values.minutes == 1000
    rest = parse(EntryNoteForm, {"rest_seconds": "١:٣٠"})
    assert rest.values is not None and rest.values.rest_seconds == 90
    slot = parse(SlotForm, {"step": "٢٫٥", "misses": "\uff13", "deload": "१०", "rest": "\uff12\uff1a00"})
    assert slot.values is not None
    assert (slot.values.step, slot.values.misses, slot.values.deload, slot.values.rest) == (Decimal("2.5"), 3, 10, 120)
    assert "Is that" in parse(SlotForm, {"step": "1,000"}).errors["step"]
    assert "Is that" in parse(OwnForm, {"name": "Sled", "step": "1.000"}).errors["step"]
    # A script writes positions, and half a gap is never asked about.
    place = parse(PlaceForm, {"position": "1.500"})
    assert place.values is not None and place.values.position == Decimal("1.5")
