"""Ready-made plans: what stands in the files is what the catalogue knows, and sensible."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.plans import drafts
from webapp.errors import NotFoundError
from webapp.exercises import catalogue
from webapp.plans import ready
from webapp.plans.ready import ReadyPlan, library
from webapp.plans.sheet import Exercise, Plan, weekly_sets

EQUIPMENT = {"barbell", "dumbbell", "bodyweight"}
MINUTES_A_SET = Decimal("0.75")


@pytest.fixture
def exercises() -> dict[str, Exercise]:
    return {
        each.name: Exercise(
            each.id, each.name, each.kind, each.muscle_group, each.secondary_muscles, each.equipment, each.load_step
        )
        for each in catalogue.load()
    }


def whole(offer: ReadyPlan, exercises: dict[str, Exercise]) -> Plan:
    return drafts.plan(*ready.days(offer, exercises))


def test_there_is_something_for_every_week() -> None:
    assert len(library()) >= 6
    assert {len(offer.days) for offer in library().values()} >= {2, 3, 4, 5}
    assert len({offer.name for offer in library().values()}) == len(library())


@pytest.mark.parametrize("key", sorted(library()))
def test_every_exercise_is_in_the_catalogue_and_needs_what_the_plan_says(
    key: str, exercises: dict[str, Exercise]
) -> None:
    offer = library()[key]

    assert [name for name in offer.exercises if name not in exercises] == []
    needed = {exercises[name].equipment for name in offer.exercises}
    assert needed <= EQUIPMENT
    if offer.equipment == "Body weight":
        assert needed == {"bodyweight"}
    if "barbell" not in offer.equipment.lower():
        assert "barbell" not in needed


@pytest.mark.parametrize("key", sorted(library()))
def test_volumes_are_sensible(key: str, exercises: dict[str, Exercise]) -> None:
    """No muscle is trained for itself less than 2 or more than 20 sets a week, and no day lasts two hours."""
    plan = whole(library()[key], exercises)

    own = {slot.exercise.muscle_group for _, slot in plan.slots}
    for each in weekly_sets(plan):
        assert each.sets <= 20, each
        assert each.muscle not in own or each.sets >= 2, each
    for day in plan.days:
        minutes = sum(len(slot.targets) * ((slot.rest_seconds or 0) / 60 + float(MINUTES_A_SET)) for slot in day.slots)
        assert 20 <= minutes <= 80, f"{day.name}: {minutes:.0f} min"
        assert all(slot.targets for slot in day.slots)


def test_supersets_are_of_neighbours_only(exercises: dict[str, Exercise]) -> None:
    plan = whole(library()["upper-lower-four-days"], exercises)

    assert sorted(plan.days[0].letters.values()) == ["A1", "A2"]
    assert whole(library()["five-by-five"], exercises).days[0].letters == {}


def test_an_exercise_that_is_missing_is_left_out(exercises: dict[str, Exercise]) -> None:
    del exercises["Bench press"]

    plan = whole(library()["five-by-five"], exercises)
    assert drafts.names(plan)[0] == ["Back squat", "Barbell row"]


GOOD = """
name = "A"
summary = "B"
equipment = "C"
notes = "D"
days = [{ name = "Push", slots = [{ exercise = "Bench press", sets = "3x5", progression = "linear", step_kg = 2.5 }] }]
"""


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("Bench press", "Bech press", "mine.toml, Push: the catalogue has no Bech press"),
        ("3x5", "three fives", "mine.toml, Push: “three fives” is not understood"),
        ("3x5", "3x60s", "mine.toml, Push: Bench press is not measured in duration"),
        ("linear", "quick", "mine.toml: 'quick' is not a valid Progression"),
        ('summary = "B"', "", "mine.toml: summary is missing"),
        ("days = [", "days = ", "mine.toml: "),
        ("2.5", '"much"', "mine.toml: "),
    ],
)
def test_a_file_that_is_no_plan_of_this_catalogue_is_named(
    tmp_path: Path, exercises: dict[str, Exercise], good: str, bad: str, said: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)
    ready.check(ready.load(tmp_path), exercises)
    file.write_text(GOOD.replace(good, bad))

    with pytest.raises(ready.ReadyPlanError) as refused:
        ready.check(ready.load(tmp_path), exercises)
    assert str(refused.value).startswith(said)


def test_a_plan_that_is_not_there_says_so() -> None:
    with pytest.raises(NotFoundError):
        ready.ready_plan("../catalogue")
