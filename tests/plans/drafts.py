"""Plans on paper, for tests without a database."""

import uuid
from decimal import Decimal

from webapp.ids import uuid7
from webapp.plans.sheet import Day, Exercise, Plan, Slot, Target
from webapp.strength import Kind


def exercise(
    name: str = "Bench press", kind: Kind = Kind.WEIGHT_REPS, muscle: str | None = "chest", *helpers: str
) -> Exercise:
    """An exercise; the same name is the same one."""
    made = uuid.uuid5(uuid.NAMESPACE_URL, name)
    return Exercise(made, name, kind, muscle, helpers, "barbell", Decimal("2.5"))


def slot(
    of: Exercise | None = None,
    *,
    sets: int = 3,
    superset: int | None = None,
    position: int = 1,
    weight: str | None = None,
) -> Slot:
    """A slot of so many sets of eight."""
    load = None if weight is None else Decimal(weight)
    of = of or exercise()
    reps = 8 if "reps" in of.kind.fields else None
    targets = [
        Target(uuid7(), Decimal(number), reps_min=reps, reps_max=reps, weight_kg=load) for number in range(1, sets + 1)
    ]
    return Slot(uuid7(), Decimal(position), of, tuple(targets), superset)


def day(name: str, *slots: Slot, position: int = 1) -> Day:
    """A day."""
    return Day(uuid7(), Decimal(position), name, slots)


def plan(*days: Day) -> Plan:
    """A plan."""
    return Plan(uuid7(), "Plan", None, 7, days=days)


def two_days() -> Plan:
    """Bench, row and curl on one day, squat on the other."""
    push = day(
        "Push",
        slot(exercise("Bench press"), position=1),
        slot(exercise("Barbell row", Kind.WEIGHT_REPS, "upper back"), position=2),
        slot(exercise("Barbell curl", Kind.WEIGHT_REPS, "biceps"), position=3),
    )
    return plan(push, day("Legs", slot(exercise("Back squat", Kind.WEIGHT_REPS, "quads")), position=2))


def names(of: Plan) -> list[list[str]]:
    """The exercises of each day, in order."""
    return [[each.exercise.name for each in day.slots] for day in of.days]
