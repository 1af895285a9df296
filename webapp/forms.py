"""Text to values: what a person typed becomes a typed form, or messages beside the fields.

pydantic parses; nothing here asks the database. A field's message says what to do, in the words
of the field, so a form states its own where pydantic's would speak to a programmer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from webapp import words

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
# int() refuses thousands of digits in words for programmers; no time is this long.
LONGEST_NUMBER = 9


class Form(BaseModel):
    """The base of every form: what shows nothing is absent, surrounding space nothing, unknown fields are ignored."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True, extra="ignore")


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


def _number(text: object) -> object:
    """A decimal number with either mark: `102.5` and `102,5` are the same weight."""
    if not isinstance(text, str):
        return text
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "e" in text.lower() or "_" in text:
        kind = "number"
        raise PydanticCustomError(kind, "A number, please, such as 102.5.")
    return number


def _seconds(text: object) -> object:
    """A length of time in seconds, from `90`, `1:30` or `1:01:30`."""
    if not isinstance(text, str):
        return text
    parts = text.strip().split(":")
    digits = all(part.isascii() and part.isdecimal() and len(part) <= LONGEST_NUMBER for part in parts)
    if not digits or len(parts) > 3 or any(int(part) >= 60 for part in parts[1:]):  # noqa: PLR2004  (h:mm:ss)
        kind = "duration"
        raise PydanticCustomError(kind, "A time, please, such as 1:30.")
    total = 0
    for part in parts:
        total = total * 60 + int(part)
    return total


Number = Annotated[Decimal, BeforeValidator(_number)]
Seconds = Annotated[int, BeforeValidator(_seconds)]
