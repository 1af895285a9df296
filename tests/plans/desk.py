"""The editor as a browser has it: what stands on the board, and what each form would send."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.test import TestResponse

from tests import reading
from tests.browsers import Browser, exercise_id_of
from tests.markup import text
from tests.reading import FilledForm


@dataclass
class Desk:
    """One plan of a lifter's, in a window."""

    browser: Browser
    url: str

    @property
    def id(self) -> uuid.UUID:
        """The plan's."""
        return uuid.UUID(self.url.rpartition("/")[2])

    def page(self) -> TestResponse:
        """The plan as it is stored."""
        return self.browser.get(self.url)

    def add_day(self, name: str = "Push") -> str:
        """A day more; its id."""
        assert self.browser.post(f"{self.url}/days", {"name": name}, htmx=True).status_code == 200
        return ids(self.page(), "day")[-1]

    def add_slot(self, day: str, exercise: str = "Bench press") -> str:
        """An exercise more; the slot's id."""
        before = ids(self.page(), "slot")
        sent = {"exercise_id": exercise_id_of(exercise)}
        assert self.browser.post(f"{self.url}/days/{day}/slots", sent, htmx=True).status_code == 200
        return next(each for each in ids(self.page(), "slot") if each not in before)

    def form(self, slot: str, response: TestResponse | None = None) -> FilledForm:
        """A slot's form as it stands."""
        return reading.form(response or self.page(), f"{self.url}/slots/{slot}")

    def save(
        self, slot: str, typed: Mapping[str, str] | None = None, *, htmx: bool = True, **more: str
    ) -> TestResponse:
        """A slot's form with something typed over it; `reps_0` is the first row's reps."""
        form = self.form(slot)
        return self.browser.put(
            f"{self.url}/slots/{slot}", form.fields | cells(form, {**(typed or {}), **more}), htmx=htmx
        )

    def sets(self, slot: str) -> list[dict[str, str]]:
        """The rows of a slot's grid."""
        fields = self.form(slot).fields
        rows = [name.removeprefix("kind-") for name in fields if name.startswith("kind-")]
        return [{name[: -len(row) - 1]: value for name, value in fields.items() if name.endswith(row)} for row in rows]

    def exercises(self) -> list[list[str]]:
        """The exercises of each day."""
        response = self.page()
        days = [
            [each for each in day.iter() if "slot" in each.get("class", "").split()]
            for day in reading.classed(response, "day")
        ]
        return [[text(next(each for each in slot.iter() if each.tag == "h3")) for slot in slots] for slots in days]

    def undo(self) -> TestResponse:
        """Press Undo."""
        return self._press("undo")

    def redo(self) -> TestResponse:
        """Press Redo."""
        return self._press("redo")

    def _press(self, name: str) -> TestResponse:
        asked = {"undo": "DELETE", "redo": "PUT"}[name]
        address = next(
            each.action for each in reading.forms(self.page()) if "/changes/" in each.action and asked in each.action
        )
        return self.browser.send(asked, address.partition("?")[0], htmx=True)


def cells(form: FilledForm, typed: dict[str, str]) -> dict[str, str]:
    """Fields by the number of their row as the form calls them."""
    rows = [name.removeprefix("kind-") for name in form.fields if name.startswith("kind-")]
    named = {}
    for name, value in typed.items():
        column, _, number = name.rpartition("_")
        named[f"{column}-{rows[int(number)]}" if number.isdecimal() else name] = value
    return named


def ids(response: TestResponse, what: str) -> list[str]:
    """The ids of the days, slots or targets of a page, in order."""
    return [each.attrib["id"].removeprefix(f"{what}-") for each in reading.classed(response, what)]
