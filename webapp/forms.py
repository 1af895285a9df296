"""Text to values: what a person typed becomes a typed form, or messages beside the fields.

pydantic parses; nothing here asks the database. A field's message says what to do, in the words
of the field, so a form states its own where pydantic's would speak to a programmer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError, core_schema

from webapp import numerals, words
from webapp.errors import InvalidError
from webapp.numerals import Limits

MESSAGES = {
    "missing": "This is needed.",
    "string_too_long": "This is too long: at most {max_length} characters.",
    "string_too_short": "This is needed.",
    "int_parsing": "A whole number, please.",
    "int_from_float": "A whole number, please.",
    "int_parsing_size": "That number is too large.",
    "greater_than_equal": "At least {ge}, please.",
    "greater_than": "More than {gt}, please.",
    "less_than_equal": "At most {le}, please.",
    "uuid_parsing": "This is not an id.",
    "literal_error": "Choose one of {expected}.",
    "enum": "Choose one of {expected}.",
    "datetime_parsing": "A date and a time, please.",
    "datetime_from_date_parsing": "A date and a time, please.",
    "timezone_aware": "A time with its zone, please.",
    "timezone_naive": "A time by your own clock, please.",
    "decimal_max_places": "At most {decimal_places} decimals, please.",
    "decimal_max_digits": "That number is too large.",
    "decimal_whole_digits": "That number is too large.",
}


class Form(BaseModel):
    """The base of every form: what shows nothing is absent, surrounding space nothing, unknown fields are ignored."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True, extra="ignore")


RPE_STEPS = "RPE goes by halves: 8, 8.5, 9 …"

F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Bound(Generic[F]):
    """A form as submitted: what was typed, and either its values or its errors by field.

    `errors` maps a field's name to one message; the key "" holds what concerns no single field.
    """

    typed: Mapping[str, str]
    values: F | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    def with_error(self, name: str, message: str) -> "Bound[F]":
        """The same form, refused for a reason only the domain knows."""
        return Bound(typed=self.typed, errors={**self.errors, name: message})


def parse(form: type[F], typed: Mapping[str, str]) -> Bound[F]:
    """Parse what was typed; never raises for what a person can type."""
    # PostgreSQL's text can't hold NUL, and no keyboard types it.
    given = {name: value for name, value in typed.items() if words.is_visible(value) and "\x00" not in value}
    try:
        return Bound(typed=typed, values=form.model_validate(given))
    except ValidationError as error:
        return Bound(typed=typed, errors={_name(each["loc"]): _message(dict(each)) for each in error.errors()})


def _name(location: tuple[int | str, ...]) -> str:
    return str(location[0]) if location else ""


def _message(error: dict[str, Any]) -> str:
    template = MESSAGES.get(error["type"])
    return template.format(**error.get("ctx", {})) if template else str(error["msg"])


class Within:
    """Annotates a number of a form with its limits, or with a function from the unit typed beside it to its limits.

    `read` turns the text into the number; see `numerals`. The name of the unit's field stands before the number's own
    in the form, because pydantic reads fields in their order.
    """

    def __init__(
        self,
        limits: Limits | Mapping[str, Limits],
        read: Callable[[str, Decimal], Decimal | int] = numerals.number,
        *,
        unit: str = "",
    ) -> None:
        """Keep the limits, how to read the text, and the name of the field with the unit."""
        self._limits, self._read, self._unit = limits, read, unit

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Read before pydantic's own validation, and compare with the limits after it."""
        before = core_schema.with_info_before_validator_function(self._before, handler(source))
        return core_schema.with_info_after_validator_function(self._after, before)

    def _of(self, info: ValidationInfo) -> Limits:
        if isinstance(self._limits, Limits):
            return self._limits
        return self._limits[str(info.data.get(self._unit) or "m")]

    def _before(self, text: object, info: ValidationInfo) -> object:
        if not isinstance(text, str):
            return text
        try:
            return self._read(text, self._of(info).most)
        except InvalidError as error:
            raise refused(str(error)) from error

    def _after(self, number: Decimal | int, info: ValidationInfo) -> Decimal | int:
        limits = self._of(info)
        if number > limits.most:
            message = f"At most {limits.most}, please."
            raise refused(message)
        if number < limits.least:
            # A least of a thousandth is a way to say that nothing is not enough.
            message = "More than 0, please." if 0 < limits.least < 1 else f"At least {limits.least}, please."
            raise refused(message)
        if isinstance(number, Decimal) and number != round(number, limits.decimals):
            message = f"At most {limits.decimals} decimals, please."
            raise refused(message)
        return number


def refused(message: str) -> PydanticCustomError:
    """The error that puts a message beside its field."""
    # As a value of a template, because a message can hold what was typed, braces too.
    return PydanticCustomError("refused", "{message}", {"message": message})


def _whole(text: str, _most: Decimal) -> int:
    return numerals.whole(text)


def _seconds(text: str, _most: Decimal) -> int:
    return numerals.seconds(text)


def _half_step(rpe: Decimal) -> Decimal:
    if (rpe * 2) % 1:
        raise refused(RPE_STEPS)
    return rpe


def _plain(text: object) -> object:
    """A number as scripts write it, with a dot and perhaps a sign; nothing typed by a person."""
    if isinstance(text, str) and not re.fullmatch(r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})", text, re.ASCII):
        raise refused(numerals.NOT_A_NUMBER)
    return text


Weight = Annotated[Decimal, Within(numerals.WEIGHT)]
LoadStep = Annotated[Decimal, Within(numerals.LOAD_STEP)]
# In the unit that the field `distance_unit` of the same form names.
Distance = Annotated[Decimal, Within(numerals.DISTANCE, unit="distance_unit")]
Metres = Annotated[Decimal, Within(numerals.DISTANCE["m"])]
Rpe = Annotated[Decimal, AfterValidator(_half_step), Within(numerals.RPE)]
Reps = Annotated[int, Within(numerals.REPS, _whole)]
Duration = Annotated[int, Within(numerals.DURATION, _seconds)]
Rest = Annotated[int, Within(numerals.REST, _seconds)]
ScriptNumber = Annotated[Decimal, BeforeValidator(_plain)]


def whole_within(least: int, most: int) -> Within:
    """Annotate a whole number that a person types."""
    return Within(Limits(Decimal(least), Decimal(most)), _whole)
