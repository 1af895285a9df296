"""What a lifter chooses."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from webapp import numerals
from webapp.clock import is_zone
from webapp.forms import Bound, F, Form, Rest, Within, parse, whole_within
from webapp.plates import BARS, MAX_PAIRS, MAX_SIZES, STEPPED, too_many
from webapp.units import DistanceUnit, WeightUnit, plain


def _known_zone(name: str) -> str:
    if not is_zone(name):
        kind = "time_zone"
        raise PydanticCustomError(kind, "Choose a time zone from the list, such as Europe/Berlin.")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
Weight = Annotated[Decimal, Within(numerals.GYM_WEIGHT)]


class TimeZoneForm(Form):
    """The browser's time zone, and the setting that its lifter was asked to change to it."""

    time_zone: Zone
    instead_of: Annotated[str, Field(max_length=100)] | None = None


class SettingsForm(Form):
    """One lifter's settings."""

    weight_unit: WeightUnit
    distance_unit: DistanceUnit
    time_zone: Zone | None = None
    week_starts_on: Annotated[int, Field(ge=1, le=7)] = 1
    theme: Literal["auto", "light", "dark"] = "auto"
    rest_seconds: Rest = 120
    warmup_rest_seconds: Rest = 60
    date_style: Literal["auto", "day", "month", "year"] = "auto"
    clock: Literal["auto", "12", "24"] = "auto"


class BarForm(Form):
    """What an empty bar weighs."""

    weight: Weight


class PlateForm(Form):
    """A size of plate, and how many pairs of it there are."""

    weight: Weight
    pairs: Annotated[int, whole_within(1, MAX_PAIRS)]


class StepsForm(Form):
    """What is made in steps, from the lightest to the heaviest."""

    lightest: Weight
    heaviest: Weight
    step: Weight

    @model_validator(mode="after")
    def _ordered(self) -> "StepsForm":
        if self.heaviest < self.lightest:
            kind = "order"
            raise PydanticCustomError(kind, "The heaviest is lighter than the lightest.")
        return self


class GymForm(Form):
    """Everything of one unit that a lifter trains with, as it is stored: weights are text."""

    unit: WeightUnit
    bars: list[dict[str, Any]] = Field(default_factory=list)
    plates: list[dict[str, Any]] = Field(default_factory=list)
    steps: list[dict[str, Any]] = Field(default_factory=list)


def parse_gym(typed: Mapping[str, str]) -> Bound[GymForm]:
    """The gym as its form sends it: `bar-<n>`, `plate-<n>` with `pairs-<n>`, and `lightest-<n>` to `step-<n>`.

    A row that is wholly blank is not there; one that is half filled is an error beside what is missing.
    """
    errors: dict[str, str] = {}
    bars = _rows(typed, errors, BarForm, {"weight": "bar"}, range(len(BARS)))
    plates = _rows(typed, errors, PlateForm, {"weight": "plate", "pairs": "pairs"}, range(MAX_SIZES))
    names = {name: name for name in ("lightest", "heaviest", "step")}
    steps = _rows(typed, errors, StepsForm, names, range(len(STEPPED)))
    owned = [(row.weight, row.pairs) for _, row in plates]
    if len({weight for weight, _ in owned}) < len(owned):
        errors["plates"] = "One size stands here twice. Put its pairs together."
    elif too_many(sorted(owned, reverse=True)):
        errors["plates"] = "These make more different loads than anyone needs. Leave some of the plates out."
    unit = parse(GymForm, {name: typed[name] for name in ("unit",) if name in typed})
    errors |= unit.errors
    if errors or unit.values is None:
        return Bound(typed=typed, errors=errors)
    common = {"unit": unit.values.unit}
    return Bound(
        typed=typed,
        values=GymForm(
            unit=unit.values.unit,
            bars=[{"equipment": BARS[place], **_stored(row), **common} for place, row in bars],
            plates=[{**_stored(row), **common} for _, row in plates],
            steps=[{"equipment": STEPPED[place], **_stored(row), **common} for place, row in steps],
        ),
    )


def _rows(
    typed: Mapping[str, str], errors: dict[str, str], form: type[F], names: Mapping[str, str], places: Sequence[int]
) -> list[tuple[int, F]]:
    rows = []
    for place in places:
        given = {field: typed.get(f"{name}-{place}", "") for field, name in names.items()}
        if any(value.strip() for value in given.values()):
            bound = parse(form, given)
            errors.update((f"{names.get(field, 'step')}-{place}", said) for field, said in bound.errors.items())
            if bound.values is not None:
                rows.append((place, bound.values))
    return rows


def _stored(row: Form) -> dict[str, Any]:
    return {name: plain(value) if isinstance(value, Decimal) else value for name, value in row}
