"""What a lifter types in the logger."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, NaiveDatetime, model_validator
from pydantic_core import PydanticCustomError

from webapp import numerals
from webapp.clock import AHEAD_WORDS, is_ahead, is_zone
from webapp.forms import Distance, Duration, Form, Metres, Reps, Rest, Rpe, ScriptNumber, Weight, whole_within
from webapp.ids import uuid7
from webapp.strength import Kind, SetKind
from webapp.units import DistanceUnit, WeightUnit, to_kg, to_metres
from webapp.words import Name

MAX_REVISION = 2**53 - 1
# PostgreSQL keeps moments that Python can't read again, and a page would never open again.
LIFETIME = range(1900, 2100)
NOT_A_LIFETIME = "A date in your lifetime, please."
MAX_MINUTES = int(numerals.WORKOUT_MINUTES.most)
# What was stored before that limit can be saved again.
STORED_MINUTES = 10_000_000


def _in_a_lifetime(moment: datetime) -> datetime:
    if moment.year not in LIFETIME:
        kind = "lifetime"
        raise PydanticCustomError(kind, NOT_A_LIFETIME)
    return moment


def _not_ahead(moment: datetime) -> datetime:
    if is_ahead(moment):
        kind = "ahead"
        raise PydanticCustomError(kind, AHEAD_WORDS)
    return moment


def _known_zone(name: object) -> object:
    return name if isinstance(name, str) and is_zone(name.strip()) else None


Moment = Annotated[AwareDatetime, AfterValidator(_in_a_lifetime), AfterValidator(_not_ahead)]
# A browser may know zones that this server does not; a workout is not refused for that.
Zone = Annotated[str | None, BeforeValidator(_known_zone)]
Revision = Annotated[int, Field(ge=1, le=MAX_REVISION)]


class SetForm(Form):
    """One set as typed.

    `exercise_kind` says which measures its row asked for, `ordinal` what the row is called on the
    page: sets of the same kind count from 1, while `set_number` is the row's place among them all.
    """

    exercise_id: uuid.UUID
    entry_id: uuid.UUID | None = None
    exercise_kind: Kind | None = None
    set_number: Annotated[int, Field(ge=1, le=999)]
    ordinal: Annotated[int, Field(ge=1, le=999)] | None = None
    reps: Reps | None = None
    weight: Weight | None = None
    weight_unit: WeightUnit = "kg"
    kind: SetKind = SetKind.WORKING
    rpe: Rpe | None = None
    duration_seconds: Duration | None = None
    distance_unit: DistanceUnit | Literal["m"] = "m"
    distance: Distance | None = None
    distance_m: Metres | None = None
    note: Annotated[str, Field(max_length=500)] | None = None
    performed_at: Moment | None = None
    revision: Revision = 1

    @model_validator(mode="after")
    def _measured(self) -> "SetForm":
        kind, message = "measure", ""
        wanted = self.exercise_kind.fields if self.exercise_kind else ()
        if "reps" in wanted and self.reps is None:
            message = "How many reps?"
        elif "duration" in wanted and self.duration_seconds is None:
            message = "How long?"
        elif wanted[-1:] == ("distance",) and self.metres is None:
            message = "How far?"
        elif self.reps is None and self.duration_seconds is None and self.metres is None:
            message = "Reps, a time or a distance is needed."
        if message:
            raise PydanticCustomError(kind, message)
        return self

    @property
    def weight_kg(self) -> Decimal | None:
        """Kilograms, exact."""
        return None if self.weight is None else to_kg(self.weight, self.weight_unit)

    @property
    def metres(self) -> Decimal | None:
        """Metres, exact."""
        if self.distance is None:
            return self.distance_m
        return to_metres(self.distance, self.distance_unit)

    @property
    def counted_reps(self) -> int:
        """Reps; a hold or a distance is one rep, and keeps its seconds or metres."""
        return 1 if self.reps is None else self.reps


class RevisionForm(Form):
    """Which revision of a set the lifter deletes, and how its row is shown."""

    revision: Revision = 1
    ordinal: Annotated[int, Field(ge=1, le=999)] | None = None
    weight_unit: WeightUnit = "kg"
    distance_unit: DistanceUnit | Literal["m"] = "km"


class StartForm(Form):
    """Start a workout: its name for itself, the day of a plan it does or the workout it repeats, when, if a phone
    tells of it later, and in which time zone the phone is.
    """  # noqa: D205  (one sentence)

    workout_id: uuid.UUID | None = None
    plan_day_id: uuid.UUID | None = None
    repeat: uuid.UUID | None = None
    started_at: Moment | None = None
    time_zone: Zone = None


class ShownForm(Form):
    """How a workout is looked at: with one of its sets open, or after one was said to be right."""

    change: uuid.UUID | None = None
    sure: uuid.UUID | None = None


class FinishForm(Form):
    """Finish a workout, at a moment that a phone may tell of later."""

    finished_at: Moment | None = None


class ChangeForm(Form):
    """Which revision of an exercise's place, or of a workout, a removal or its undoing makes."""

    revision: Revision | None = None


class EntryForm(Form):
    """An exercise for a workout. `new_id` names its place; without, `token` tells a double tap from a second wish."""

    exercise_id: uuid.UUID
    new_id: uuid.UUID | None = None
    token: uuid.UUID | None = None

    @property
    def entry_id(self) -> uuid.UUID:
        """What the exercise's place in the workout is called."""
        return self.new_id or (uuid.uuid5(self.token, str(self.exercise_id)) if self.token else uuid7())


class PlaceForm(ChangeForm):
    """Where an exercise goes in a workout: between which positions a phone says, a plain form only up or down."""

    position: Annotated[ScriptNumber, Field(gt=-1_000_000, lt=1_000_000)] | None = None
    by: Literal[-1, 1] = 1


class SupersetForm(ChangeForm):
    """Which exercise another one becomes a superset with; the next one if it is not said."""

    with_id: uuid.UUID | None = None


class EntryNoteForm(ChangeForm):
    """What is said of an exercise in a workout: how long its sets want to be rested after, and a note."""

    rest_seconds: Rest | None = None
    # As long as a slot's note, with room for the reason of the load that a plan writes beneath it.
    note: Annotated[str, Field(max_length=1000)] | None = None


class WarmUpForm(Form):
    """Warm-up sets for a working weight; named by the page so that a repeated request is the same rows."""

    token: uuid.UUID
    weight: Weight | None = None
    weight_unit: WeightUnit = "kg"


class UnitForm(Form):
    """The unit that is chosen for an exercise, and the moment of the tap, which a phone may tell of later."""

    weight_unit: WeightUnit
    chosen_at: Moment | None = None


class NewSetForm(Form):
    """One more row; named by the page so that a repeated request is the same row."""

    set_id: uuid.UUID | None = None


class DatedForm(Form):
    """When a workout began, by a wall clock in `time_zone`, and how long it took.

    `second` chooses the later of two equal times, where clocks go back. What the times may be depends on the zone and
    on what is stored, so the view judges them.
    """

    performed_at: NaiveDatetime
    minutes: Annotated[int, whole_within(int(numerals.WORKOUT_MINUTES.least), STORED_MINUTES)] | None = None
    second: bool | None = None
    time_zone: Zone = None


class WorkoutForm(DatedForm):
    """What may be corrected of a workout."""

    name: Name | None = None
    note: Annotated[str, Field(max_length=2000)] | None = None


class AskedForm(Form):
    """The wall-clock time that was typed for a workout, where the page is to say what became of it."""

    asked: NaiveDatetime | None = None


class PastForm(DatedForm):
    """A workout of another day: its id, and `day:` or `repeat:` with the id of what its exercises are taken from."""

    workout_id: uuid.UUID
    minutes: Annotated[int, whole_within(int(numerals.WORKOUT_MINUTES.least), MAX_MINUTES)]
    like: Annotated[str, Field(pattern=r"^(day|repeat):[0-9a-f-]{36}$")] | None = None
