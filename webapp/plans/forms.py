"""What a lifter types in the editor: a whole slot at once, its sets as a grid of fields named for them."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from webapp.errors import InvalidError
from webapp.forms import Bound, Distance, Duration, F, Form, LoadStep, Rest, Rpe, Weight, parse, refused, whole_within
from webapp.ids import uuid7
from webapp.plans import prescription
from webapp.plans.sheet import Slot, Target
from webapp.progression import Progression
from webapp.strength import SetKind
from webapp.units import DistanceUnit, WeightUnit, from_kg, from_metres, to_kg, to_metres
from webapp.words import Name

# What a field of the grid is called: the measure, and whose it is.
_CELL = re.compile(r"(kind|reps|weight|rpe|duration|distance)-([0-9a-f-]{36})")

# What the fields of a row are stored as.
_STORED = {
    "reps": ("reps_min", "reps_max"),
    "weight": ("weight_kg",),
    "duration": ("duration_seconds",),
    "distance": ("distance_m",),
}

Conversion = Callable[[Decimal, str], Decimal]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
Index = Annotated[int, Field(ge=0, le=99)]


def _reps(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return prescription.reps(text)
    except InvalidError as error:
        raise refused(str(error)) from error


def made_id(token: uuid.UUID | None, of: uuid.UUID | None = None) -> uuid.UUID:
    """The id of what a form makes of `of`: the same `token` and `of` again name the same thing."""
    return uuid.uuid5(token, str(of)) if token else uuid7()


class PlanForm(Form):
    """A plan's name and notes, and what they were when the window showed them."""

    name: Name
    notes: Annotated[str, Field(max_length=2000)] | None = None
    seen: Fingerprint | None = None


class NewPlanForm(Form):
    """A new plan: an empty one, or a copy of one's own, of a ready-made or of a shared one."""

    plan_id: uuid.UUID | None = None
    name: Name | None = None
    copy_of: uuid.UUID | None = None
    ready: Annotated[str, Field(max_length=60)] | None = None
    token: Annotated[str, Field(max_length=60)] | None = None


class CurrentForm(Form):
    """Which plan is the current one."""

    plan_id: uuid.UUID


class NewDayForm(Form):
    """A new day, or another one like it. `token` tells a double tap from a second wish."""

    name: Name | None = None
    copy_of: uuid.UUID | None = None
    token: uuid.UUID | None = None

    @property
    def day_id(self) -> uuid.UUID:
        """The id of the new day."""
        return made_id(self.token, self.copy_of)


class DayForm(Form):
    """A day's name, and what it was when the window showed it."""

    name: Name
    seen: Fingerprint | None = None


class NewSlotForm(Form):
    """An exercise for a day, or another slot like one. `token` tells a double tap from a second wish."""

    exercise_id: uuid.UUID | None = None
    copy_of: uuid.UUID | None = None
    token: uuid.UUID | None = None

    @property
    def slot_id(self) -> uuid.UUID:
        """The id of the new slot."""
        return made_id(self.token, self.exercise_id or self.copy_of)


class ExerciseForm(Form):
    """An exercise in place of another."""

    exercise_id: uuid.UUID


class SeenForm(Form):
    """What the window showed of what is to be deleted."""

    seen: Fingerprint | None = None


class PositionForm(Form):
    """Where something goes: a place on or back, or the place of an index; a slot, perhaps of another day."""

    by: Literal["-1", "1"] | None = None
    index: Index | None = None
    day_id: uuid.UUID | None = None


class NewTargetsForm(Form):
    """Sets as written, from the one at hand on; a load without a unit is in the one that the window showed."""

    at: uuid.UUID | None = None
    text: Annotated[str, Field(max_length=1000)] | None = None
    weight_unit: WeightUnit | None = None


class SlotForm(Form):
    """A slot itself, and what to do with one of its sets once all that was typed is kept: `act`, and `on` which.

    So a plain form's button never loses what was typed beside it. `new_id` is the id of the set that `act` makes: the
    same again is the same set. The units are those the window showed, for another one may have changed them since.
    """

    rest: Rest | None = None
    note: Annotated[str, Field(max_length=500)] | None = None
    progression: Progression = Progression.NONE
    step: LoadStep | None = None
    misses: Annotated[int, whole_within(1, 10)] = 3
    deload: Annotated[int, whole_within(0, 50)] = 10
    joins_above: bool = False
    weight_unit: WeightUnit | None = None
    distance_unit: DistanceUnit | Literal["m"] | None = None
    seen: Fingerprint | None = None
    act: Literal["add", "copy", "remove", "up", "down", "to"] | None = None
    on: uuid.UUID | None = None
    index: Index | None = None
    new_id: uuid.UUID | None = None


# What no one types into a slot's form: wrong here means a wrong request.
UNSEEN = frozenset({"act", "on", "index", "seen", "new_id", "weight_unit", "distance_unit"})


class TargetForm(Form):
    """A row of the grid."""

    kind: SetKind = SetKind.WORKING
    reps: Annotated[tuple[int, int | None], BeforeValidator(_reps)] | None = None
    weight: Weight | None = None
    rpe: Rpe | None = None
    duration: Duration | None = None
    distance_unit: DistanceUnit | Literal["m"] = "m"
    distance: Distance | None = None


def targets(
    slot: Slot, typed: Mapping[str, str], weight_unit: str, distance_unit: str
) -> tuple[list[Target], dict[str, str]]:
    """The rows that were typed as targets of a slot, and messages by field.

    What was not sent stays as it is stored, and so does what a refused field is about.
    """
    rows: dict[str, dict[str, str]] = {}
    for name, value in typed.items():
        if cell := _CELL.fullmatch(name):
            rows.setdefault(cell[2], {})[cell[1]] = value
    found: list[Target] = []
    errors: dict[str, str] = {}
    for target in slot.targets:
        if str(target.id) not in rows:
            continue
        typed = rows[str(target.id)] | {"distance_unit": distance_unit}
        bound: Bound[TargetForm] = parse(TargetForm, typed)
        errors |= {f"{name}-{target.id}": message for name, message in bound.errors.items()}
        row = bound.values or valid(TargetForm, bound)
        kept = bound.errors.keys() | (TargetForm.model_fields.keys() - bound.typed.keys())
        stored = {name: getattr(target, name) for field in kept for name in _STORED.get(field, (field,))}
        found.append(replace(_target(target, row, weight_unit, distance_unit), **stored))
    return found, errors


def kept(
    typed: Decimal | None, stored: Decimal | None, unit: str, shown: Conversion, meant: Conversion
) -> Decimal | None:
    """What was typed, in the base unit; what only stood there as it was shown stays as exact as it was stored."""
    if typed is None or (stored is not None and shown(stored, unit) == typed):
        return None if typed is None else stored
    return meant(typed, unit)


def valid(form: type[F], bound: Bound[F]) -> F:
    """A form without the fields that were refused."""
    rest = parse(form, {name: text for name, text in bound.typed.items() if name not in bound.errors})
    return rest.values or form()


def _target(target: Target, row: TargetForm, weight_unit: str, distance_unit: str) -> Target:
    least, most = row.reps or (None, None)
    return replace(
        target,
        kind=row.kind,
        reps_min=least,
        reps_max=most,
        weight_kg=kept(row.weight, target.weight_kg, weight_unit, from_kg, to_kg),
        rpe=row.rpe,
        duration_seconds=row.duration,
        distance_m=kept(row.distance, target.distance_m, distance_unit, from_metres, to_metres),
    )
