"""What a lifter trains with is kept as it was typed, one gym for each unit."""

import pytest

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql

BY = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def shown(lifter: Browser, unit: str = "kg") -> dict[str, str]:
    """The gym as its form has it, without its blank fields."""
    fields = reading.form(lifter.get(f"/settings/gym?unit={unit}"), "/settings/gym").fields
    return {name: value for name, value in fields.items() if value}


def test_a_new_lifter_has_the_usual_gym(lifter: Browser) -> None:
    usual = shown(lifter)
    assert (usual["bar-0"], usual["plate-0"], usual["pairs-0"], usual["plate-5"]) == ("20", "20", "8", "1.25")
    assert "lightest-0" not in usual
    assert shown(lifter, "lb")["plate-0"] == "45"
    assert "Back to the usual gym" not in reading.words(lifter.get("/settings/gym"))


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_the_page_is_in_the_lifters_unit(lifter: Browser, run_sql: RunSql, unit: str) -> None:
    run_sql("INSERT INTO user_settings (user_id, weight_unit) VALUES (%(id)s, %(unit)s)", id=lifter.user_id, unit=unit)
    assert reading.form(lifter.get("/settings/gym?unit=stone"), "/settings/gym").fields["unit"] == unit


@BY
def test_a_gym_is_kept_and_shown(lifter: Browser, *, htmx: bool) -> None:
    typed = {"unit": "kg", "bar-0": "15", "plate-0": "2,5", "pairs-0": "3", "plate-1": "10", "pairs-1": "1"}
    typed |= {"lightest-0": "2", "heaviest-0": "40", "step-0": "2"}
    response = lifter.put("/settings/gym", typed, htmx=htmx)

    where = response.headers["HX-Redirect"] if htmx else response.location
    assert where == "/settings/gym?unit=kg&saved=1"
    assert "Saved." in reading.words(lifter.get(where))
    kept = shown(lifter)
    assert (kept["bar-0"], kept["bar-1"]) == ("15", "10")
    assert [kept[f"{name}-{place}"] for place in (0, 1) for name in ("plate", "pairs")] == ["10", "1", "2.5", "3"]
    assert "plate-2" not in kept
    assert (kept["lightest-0"], kept["heaviest-0"], kept["step-0"]) == ("2", "40", "2")
    assert shown(lifter, "lb")["plate-0"] == "45"


@BY
def test_the_usual_gym_comes_back(lifter: Browser, *, htmx: bool) -> None:
    lifter.put("/settings/gym", {"unit": "kg", "plate-0": "7", "pairs-0": "1"})
    lifter.put("/settings/gym", {"unit": "lb", "plate-0": "33", "pairs-0": "1"})
    assert "Back to the usual gym" in reading.words(lifter.get("/settings/gym"))

    lifter.delete("/settings/gym", {"unit": "kg"}, htmx=htmx)
    assert shown(lifter)["plate-0"] == "20"
    assert shown(lifter, "lb")["plate-0"] == "33"


def test_no_unit_is_no_gym(lifter: Browser) -> None:
    assert lifter.delete("/settings/gym").status_code == 422
    assert lifter.put("/settings/gym").status_code == 422


def test_what_is_wrong_is_said_and_what_was_typed_stays(lifter: Browser, run_sql: RunSql) -> None:
    typed = {"unit": "lb", "bar-0": "heavy", "plate-0": "45", "pairs-0": "", "plate-1": "x"}
    response = lifter.put("/settings/gym", typed)

    assert response.status_code == 422
    for name in ("bar-0", "pairs-0", "plate-1", "pairs-1"):
        assert reading.by_id(response, f"error-{name}").text
    fields = reading.form(response, "/settings/gym").fields
    assert {name: fields[name] for name in typed} == typed
    assert run_sql("SELECT * FROM user_settings WHERE user_id = %(id)s", id=lifter.user_id) == []
