"""The shared catalogue as data: lines of catalogue.csv to exercises (pure)."""

import csv
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from webapp.strength import Kind

FILE = Path(__file__).with_name("catalogue.csv")
HEADER = ["key", "name", "muscle_group", "secondary_muscles", "equipment", "kind", "load_step", "aliases"]
# A key gives the same id on every machine and in every release, so that a name may change and history stay.
NAMESPACE = uuid.UUID("6f0c2a52-6c40-5f0e-9d2b-0d3f5d1f7a11")


class CatalogueError(ValueError):
    """A line of the catalogue is wrong; the message names it."""


@dataclass(frozen=True)
class CatalogueExercise:
    """One shared exercise; `load_step` in kilograms."""

    key: str
    name: str
    muscle_group: str
    secondary_muscles: tuple[str, ...]
    equipment: str
    kind: Kind
    load_step: Decimal | None
    aliases: tuple[str, ...]

    @property
    def id(self) -> uuid.UUID:
        """The exercise's id, which follows from its key."""
        return uuid.uuid5(NAMESPACE, self.key)


def read(lines: Iterable[str]) -> list[CatalogueExercise]:
    """Parse the catalogue; raises CatalogueError for a wrong header, a wrong value or a name that stands twice."""
    reader = csv.reader(lines)
    if next(reader, None) != HEADER:
        message = f"the catalogue's first line must be {','.join(HEADER)}"
        raise CatalogueError(message)
    exercises = [_exercise(reader.line_num, row) for row in reader]
    _refuse_doubles([exercise.key for exercise in exercises])
    _refuse_doubles([name.lower() for exercise in exercises for name in (exercise.name, *exercise.aliases)])
    return exercises


def load() -> list[CatalogueExercise]:
    """The catalogue that comes with this release."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return read(lines)


def telling_names(name: str, others: Iterable[str]) -> list[str]:
    """The other names that have a word which neither the name nor those before them have.

    A search by words finds an exercise by these as by all of them.
    """
    known = set(_words(name))
    telling = []
    for other in others:
        if not known.issuperset(_words(other)):
            telling.append(other)
            known.update(_words(other))
    return telling


def _words(name: str) -> list[str]:
    return name.casefold().split()


def _exercise(number: int, row: list[str]) -> CatalogueExercise:
    try:
        key, name, muscle, secondary, equipment, kind, step, aliases = row
        exercise = CatalogueExercise(
            key=key,
            name=name,
            muscle_group=muscle,
            secondary_muscles=_listed(secondary),
            equipment=equipment,
            kind=Kind(kind),
            load_step=Decimal(step) if step else None,
            aliases=_listed(aliases),
        )
    except (ValueError, InvalidOperation) as error:
        message = f"catalogue line {number}: {error}"
        raise CatalogueError(message) from error
    step_is_good = exercise.load_step is None or (exercise.load_step.is_finite() and exercise.load_step > 0)
    if not key or not name or not step_is_good:
        message = f"catalogue line {number}: a key, a name and a positive load step are needed"
        raise CatalogueError(message)
    return exercise


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _refuse_doubles(names: list[str]) -> None:
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        message = f"the catalogue has these twice: {', '.join(doubles)}"
        raise CatalogueError(message)
