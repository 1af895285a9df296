"""Ready-made plans as data: the files of `library/` to plans without rows (pure).

They are loaded with the catalogue, by the same command: it reads every file, and refuses the whole release, before
anything is written, when one can't be read, names an exercise that this catalogue lacks, or asks of one what it is not
measured in. What they do not get is rows. The catalogue has some because workouts and plans point at them; nothing
ever points at a ready-made plan, for *Use this plan* copies it. Rows would be a second truth beside the files, to be
migrated, and to be told apart from lifters' plans in every question about those.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from webapp.errors import InvalidError, NotFoundError
from webapp.ids import uuid7
from webapp.plans import edits
from webapp.plans.positions import GAP
from webapp.plans.prescription import read
from webapp.plans.sheet import Day, Exercise, Slot
from webapp.progression import Progression, Rule

FOLDER = Path(__file__).with_name("library")
GONE = "There is no such ready-made plan."


class ReadyPlanError(ValueError):
    """A file is no plan, or not one of this catalogue; the message names it."""


@dataclass(frozen=True)
class ReadySlot:
    """An exercise by its name, its sets as lifters write them, and how its load moves."""

    exercise: str
    sets: str
    rest_seconds: int
    rule: Rule
    note: str | None = None
    joins_above: bool = False


@dataclass(frozen=True)
class ReadyDay:
    """One session."""

    name: str
    slots: tuple[ReadySlot, ...]


@dataclass(frozen=True)
class ReadyPlan:
    """A plan to begin with; `key` is the file's name and stands in its address."""

    key: str
    name: str
    summary: str
    notes: str
    equipment: str
    days: tuple[ReadyDay, ...]

    @property
    def exercises(self) -> list[str]:
        """The names of its exercises, each once."""
        return list(dict.fromkeys(slot.exercise for day in self.days for slot in day.slots))


@cache
def library() -> Mapping[str, ReadyPlan]:
    """The plans that come with this release, by key, fewest days first."""
    return load(FOLDER)


def load(folder: Path) -> Mapping[str, ReadyPlan]:
    """The plans of a folder's files, by key, fewest days first; raises ReadyPlanError."""
    plans = [_plan(path) for path in sorted(folder.glob("*.toml"))]
    return {plan.key: plan for plan in sorted(plans, key=lambda plan: (len(plan.days), plan.name))}


def check(plans: Mapping[str, ReadyPlan], exercises: Mapping[str, Exercise]) -> None:
    """Raise ReadyPlanError for the first plan that these exercises, by name, can't make whole."""
    for plan in plans.values():
        for day in plan.days:
            missing = [slot.exercise for slot in day.slots if slot.exercise not in exercises]
            if missing:
                message = f"{plan.key}.toml, {day.name}: the catalogue has no {', '.join(missing)}"
                raise ReadyPlanError(message)
            try:
                _slots(day, exercises)
            except InvalidError as error:
                message = f"{plan.key}.toml, {day.name}: {error}"
                raise ReadyPlanError(message) from error


def ready_plan(key: str) -> ReadyPlan:
    """A plan by its key; raises NotFoundError."""
    if key not in library():
        raise NotFoundError(GONE)
    return library()[key]


def days(plan: ReadyPlan, exercises: Mapping[str, Exercise]) -> list[Day]:
    """A ready-made plan's days, with exercises by name; one that the catalogue lacks is left out."""
    return [
        Day(uuid7(), GAP * number, day.name, tuple(_slots(day, exercises))) for number, day in enumerate(plan.days, 1)
    ]


def _slots(day: ReadyDay, exercises: Mapping[str, Exercise]) -> list[Slot]:
    slots: list[Slot] = []
    superset = 0
    for number, ready in enumerate(day.slots, 1):
        if ready.exercise not in exercises:
            continue
        superset += not ready.joins_above
        empty = Slot(
            uuid7(),
            GAP * number,
            exercises[ready.exercise],
            superset=superset,
            rest_seconds=ready.rest_seconds,
            note=ready.note,
            rule=ready.rule,
        )
        slots.append(edits.written(empty, read(ready.sets, "kg")))
    return slots


def _plan(path: Path) -> ReadyPlan:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        return ReadyPlan(
            key=path.stem,
            name=found["name"],
            summary=found["summary"],
            notes=found["notes"].strip(),
            equipment=found["equipment"],
            days=tuple(_day(each) for each in found["days"]),
        )
    except KeyError as error:
        message = f"{path.name}: {error.args[0]} is missing"
        raise ReadyPlanError(message) from error
    except (ValueError, ArithmeticError) as error:
        message = f"{path.name}: {error}"
        raise ReadyPlanError(message) from error


def _day(found: Mapping[str, Any]) -> ReadyDay:
    return ReadyDay(found["name"], tuple(_slot(each) for each in found["slots"]))


def _slot(found: Mapping[str, Any]) -> ReadySlot:
    step = found.get("step_kg")
    return ReadySlot(
        exercise=found["exercise"],
        sets=found["sets"],
        rest_seconds=found.get("rest", 120),
        rule=Rule(Progression(found.get("progression", "double")), None if step is None else Decimal(str(step))),
        note=found.get("note"),
        joins_above=found.get("superset", False),
    )
