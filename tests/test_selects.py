"""What no list has is refused: every select of every page, with a value that is not among its options."""

import uuid
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import TestResponse

from tests import reading
from tests.browsers import Browser
from tests.plans.desk import Desk

UNLISTED = "not in the list"


def selects(response: TestResponse) -> Iterator[tuple[Element, str]]:
    """Every form of a page that has a select, and the select's name."""
    for form in reading.page(response).all("form"):
        for each in form.iter("select"):
            yield form, each.get("name", "")


@pytest.fixture
def pages(lifter: Browser) -> list[str]:
    """A page of each kind, with something on it."""
    desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
    desk.add_slot(desk.add_day("Push"))
    log_id = lifter.start()
    lifter.add("Bench press", log_id)
    own = lifter.post("/exercises", {"name": f"Own {uuid.uuid4()}", "kind": "weight_reps"}).location
    return [
        "/dashboard",
        "/exercises",
        "/exercises/new",
        f"{own}/edit",
        desk.url,
        f"/workouts/{log_id}",
        "/settings",
        "/settings/gym",
    ]


def test_a_value_that_is_not_among_the_options_is_refused(lifter: Browser, pages: list[str]) -> None:
    seen, wrong = set(), []
    for path in pages:
        response = lifter.get(path)
        assert response.status_code == 200, path
        filled = {each.action: each for each in reading.forms(response)}
        for form, name in selects(response):
            sent = filled[form.get("action", "")]
            kind = name.partition("-")[0]
            seen.add(kind)
            data = sent.fields | {name: UNLISTED}
            if sent.method == "GET":
                answer = lifter.send("GET", sent.action, query_string=data)
            else:
                url = urlsplit(sent.action)
                method = dict(parse_qsl(url.query)).get("_method", sent.method)
                answer = lifter.send(method, url.path, data=data, htmx=form.get(f"hx-{method.lower()}") is not None)
            if answer.status_code != 422:
                wrong.append(f"{path}: {name} {answer.status_code}")
    assert wrong == []
    assert seen >= {"muscle", "equipment", "only", "kind", "muscle_group", "progression"}


@pytest.mark.parametrize(
    "named", [{"muscle_group": "wings"}, {"equipment": "Barbell"}, {"kind": "weight"}, {"muscle_group": "<b>"}]
)
def test_an_own_exercise_works_and_needs_what_the_lists_have(lifter: Browser, named: dict[str, str]) -> None:
    name = f"Own {uuid.uuid4()}"
    response = lifter.post("/exercises", {"name": name, "kind": "weight_reps", **named})

    assert response.status_code == 422
    assert "Choose one of" in reading.words(response)
    assert name not in lifter.get("/exercises?only=own").text
