"""What a lifter looks for in the catalogue."""

import re
import uuid
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from webapp.forms import Form, LoadStep
from webapp.strength import Kind
from webapp.units import WeightUnit
from webapp.words import Name

# Where a chosen exercise may be sent: a collection inside a thing of the lifter's own, on this site.
_TARGET = re.compile(r"/(workouts|plans)/[0-9a-f-]{36}(/[a-z]+(/[0-9a-f-]{36})?)*/[a-z]+\?token=[0-9a-f-]{36}")


MUSCLES = (
    "chest", "lats", "upper back", "lower back", "traps", "front delts", "side delts", "rear delts", "biceps",
    "triceps", "forearms", "abs", "obliques", "glutes", "quads", "hamstrings", "adductors", "abductors", "calves",
    "neck", "cardio", "full body",
)  # fmt: skip
EQUIPMENT = (
    "barbell", "dumbbell", "kettlebell", "machine", "cable", "smith machine", "band", "bodyweight", "ez bar",
    "trap bar", "plate", "medicine ball", "suspension", "sled", "cardio machine", "other", "none",
)  # fmt: skip


def _listed(*choices: str) -> AfterValidator:
    def check(chosen: str) -> str:
        if chosen not in choices:
            kind = "choice"
            raise PydanticCustomError(kind, "Choose one of the list.")
        return chosen

    return AfterValidator(check)


Muscle = Annotated[str, _listed(*MUSCLES)]
Equipment = Annotated[str, _listed(*EQUIPMENT)]


def _is_target(path: str) -> str | None:
    return path if _TARGET.fullmatch(path) else None


class OwnForm(Form):
    """An exercise of one's own; `step` in `step_unit`."""

    exercise_id: uuid.UUID | None = None
    name: Name
    kind: Kind = Kind.WEIGHT_REPS
    muscle_group: Muscle | None = None
    equipment: Equipment | None = None
    step: LoadStep | None = None
    step_unit: WeightUnit = "kg"
    into: Annotated[str, AfterValidator(_is_target)] | None = None


class MergeForm(Form):
    """Which exercise another one becomes."""

    into_id: uuid.UUID


class SearchForm(Form):
    """A search; `into` is where a chosen exercise goes, when another page asks for one.

    `is_inline` says that the search stands in that other page, so choosing leaves it where it is.
    """

    q: Annotated[str, Field(max_length=100)] = ""
    muscle: Muscle | None = None
    equipment: Equipment | None = None
    into: Annotated[str, AfterValidator(_is_target)] | None = None
    only: Literal["favourites", "own", "archived"] | None = None
    is_inline: bool = False

    @property
    def back(self) -> str:
        """The thing the chosen exercise goes into, or the front page of them all."""
        return "/".join(self.into.split("/")[:3]) if self.into else "/exercises"

    @property
    def instead_of(self) -> str | None:
        """The id of what the chosen exercise takes the place of, if of anything."""
        found = re.search(r"/entries/([0-9a-f-]{36})/", self.into or "")
        return found[1] if found else None
