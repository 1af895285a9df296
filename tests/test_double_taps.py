"""Every form that creates something creates it once, however often and however fast it is sent as it was drawn."""

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import reading, routes
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.pooler import Pgbouncer
from tests.serving import configuration
from webapp import create_app

# What answers to POST and creates nothing.
CREATES_NOTHING = {
    "plans.create_restoration", "workouts.create_entry_restoration", "workouts.create_restoration",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A form by the words of its button, where it is drawn, and what a lifter types into it."""

    endpoint: str
    button: str
    drawn: Callable[[Browser], TestResponse]
    typed: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"

    def __str__(self) -> str:
        """Its name among the tests."""
        return f"{self.endpoint}: {self.button}"


def link(response: TestResponse, words: str) -> str:
    """Where a link leads."""
    found = next(each for each in reading.page(response).all("a") if words in "".join(each.itertext()))
    return found.attrib["href"]


def workout(browser: Browser) -> TestResponse:
    log_id = browser.start()
    browser.add("Bench press", log_id)
    return browser.get(f"/workouts/{log_id}")


def today(browser: Browser) -> TestResponse:
    """A day of a plan is next, and a workout can be repeated."""
    log_id = browser.start()
    browser.log(log_id, exercise_id_of("Bench press"))
    browser.put(f"/workouts/{log_id}/completion")
    browser.post("/plans", {"ready": "full-body-three-days"})
    return browser.get("/dashboard")


def past(browser: Browser) -> TestResponse:
    return browser.get("/workouts/past")


def plan(browser: Browser) -> TestResponse:
    url = browser.post("/plans", {"name": "Winter"}).location
    browser.post(f"{url}/days", {"name": "Push"})
    picker = browser.get(link(browser.get(url), "Add exercise"))
    chosen = sent(picker, "Bench press")
    browser.post(chosen.url, chosen.fields)
    return browser.get(url)


def shared(browser: Browser) -> TestResponse:
    found = plan(browser)
    pressed = sent(found, "Make a link to share")
    page = browser.get(browser.post(pressed.url, pressed.fields).location)
    return browser.get(link(page, "/plans/shared/"))


def outcome(browser: Browser) -> TestResponse:
    """A workout of a plan's day, with an exercise that the day has not."""
    plan(browser)
    start = sent(browser.get("/dashboard"), "Start Push")
    log_id = browser.post(start.url, start.fields).location.removeprefix("/workouts/")
    dip = browser.add("Pull-up", log_id)  # type: ignore[arg-type]
    browser.log(log_id, exercise_id_of("Pull-up"), entry_id=dip)  # type: ignore[arg-type]
    browser.put(f"/workouts/{log_id}/completion")
    return browser.get(link(browser.get(f"/workouts/{log_id}"), "Against the plan"))


@dataclass(frozen=True)
class Sent:
    """What a pressed button sends."""

    url: str
    fields: dict[str, str]


def sent(response: TestResponse, words: str, typed: Mapping[str, str] | None = None) -> Sent:
    """What a browser sends when the first button with these words is pressed, without any script.

    `words` is a pattern for the button's words, followed by where it sends and what it is called.
    """
    page = reading.page(response)
    for button in page.all("button"):
        form = next((each for each in page.above(button) if each.tag == "form" and "action" in each.attrib), None)
        if form is None:
            continue
        url, name = button.get("formaction") or form.attrib["action"], button.get("name", "")
        said = " ".join("".join(button.itertext()).split())
        if not re.match(words, f"{said} to {url} as {name}={button.get('value', '')}"):
            continue
        fields = {
            each.attrib["name"]: value
            for each in form.iter()
            if "name" in each.attrib and (value := reading.value_of(each)) is not None
        }
        return Sent(url, fields | ({name: button.get("value", "")} if name else {}) | dict(typed or {}))
    raise AssertionError(words)


FORMS = [
    Form("workouts.create", "Start (?!without)", today),
    Form("workouts.create", "Start without the plan", today),
    Form("workouts.create", "Repeat", today),
    Form("workouts.create_past", "Save, then add sets", past),
    Form("workouts.create_entry", "Back squat", lambda browser: browser.get(link(workout(browser), "Add exercise") + "&q=back+squat")),
    Form("workouts.create_swap", "Back squat", lambda browser: browser.get(link(workout(browser), "Swap exercise") + "&q=back+squat")),
    Form("workouts.create_set", "Add set", workout),
    Form("workouts.create_warm_ups", "Add warm-up sets", workout, {"weight": "100"}),
    Form("plans.create", "Create ", lambda browser: browser.get("/plans"), {"name": "Spring"}),
    Form("plans.create", "Duplicate to /plans as", plan),
    Form("plans.create", "Use this plan", lambda browser: browser.get("/plans/ready/five-by-five")),
    Form("plans.create", "Copy to my plans", shared),
    Form("plans.board.create_day", "Add day", plan),
    Form("plans.board.create_day", "Duplicate day", plan),
    Form("plans.slots.create_slot", "Back squat", lambda browser: browser.get(link(plan(browser), "Add exercise") + "&q=back+squat")),
    Form("plans.slots.create_slot", "Duplicate to .*copy_of=", plan),
    Form("plans.slots.create_replacement", "Back squat", lambda browser: browser.get(link(plan(browser), "Swap exercise") + "&q=back+squat")),
    Form("plans.slots.create_targets", "Write to", plan, {"text": "5x5 @ 80"}),
    Form("plans.slots.update_slot", "Set of Bench press", plan, {}, "PUT"),
    Form("plans.slots.update_slot", "Duplicate to .* as act=copy", plan, {}, "PUT"),
    Form("plans.offers.create_share", "Make a link to share", plan),
    Form("plans.outcomes.update", "Keep them in Winter", outcome, {}, "PUT"),
    Form("exercises.create", "Save", lambda browser: browser.get("/exercises/new"), {"name": "Cellar press"}),
]  # fmt: skip


# How much a lifter has of all that can be created.
COUNT = """
    SELECT (SELECT count(*) FROM workout_logs WHERE user_id = %(id)s) AS workouts,
           (SELECT count(*) FROM log_entries WHERE user_id = %(id)s) AS entries,
           (SELECT coalesce(sum(jsonb_array_length(planned)), 0)::int FROM log_entries WHERE user_id = %(id)s) AS rows,
           (SELECT count(*) FROM workout_plans WHERE owner_id = %(id)s) AS plans,
           (SELECT count(*) FROM plan_days d JOIN workout_plans p ON p.id = d.plan_id WHERE p.owner_id = %(id)s) AS days,
           (SELECT count(*) FROM plan_slots s JOIN plan_days d ON d.id = s.day_id JOIN workout_plans p ON p.id = d.plan_id
            WHERE p.owner_id = %(id)s) AS slots,
           (SELECT count(*) FROM plan_targets t JOIN plan_slots s ON s.id = t.slot_id JOIN plan_days d ON d.id = s.day_id
            JOIN workout_plans p ON p.id = d.plan_id WHERE p.owner_id = %(id)s) AS targets,
           (SELECT count(*) FROM plan_changes c JOIN workout_plans p ON p.id = c.plan_id WHERE p.owner_id = %(id)s) AS changes,
           (SELECT count(*) FROM plan_shares h JOIN workout_plans p ON p.id = h.plan_id WHERE p.owner_id = %(id)s) AS shares,
           (SELECT count(*) FROM exercises WHERE owner_id = %(id)s) AS exercises
"""


def counted(browser: Browser, run_sql: RunSql) -> dict[str, int]:
    (row,) = run_sql(COUNT, id=browser.user_id)
    return dict(row)


@pytest.fixture(scope="module")
def second_app(pgbouncer: Pgbouncer, instance: Path) -> Iterator[Flask]:
    """A second process of the application, for one process has one connection and so does one thing at a time."""
    made = create_app(configuration(pgbouncer.url, instance))
    yield made
    made.extensions["database"].dispose()


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_form_that_is_sent_twice_as_it_was_drawn_creates_one_thing(
    form: Form, new_browser: Callable[[], Browser], second_app: Flask, run_sql: RunSql
) -> None:
    one, other = new_browser(), new_browser()
    pressed = sent(form.drawn(one), form.button, form.typed)
    path = pressed.url.partition("?_method")[0]
    before = counted(one, run_sql)
    answers = [one.send(form.method, path, data=pressed.fields)]
    after = counted(one, run_sql)
    assert (after != before) == (
        form.endpoint != "plans.slots.create_replacement" or after["changes"] != before["changes"]
    )

    answers.append(one.send(form.method, path, data=pressed.fields))

    assert counted(one, run_sql) == after
    assert [each.status_code for each in answers] == [303, 303]
    # At once, by another lifter who has the same before.
    pressed = sent(form.drawn(other), form.button, form.typed)
    path = pressed.url.partition("?_method")[0]
    assert counted(other, run_sql) == before
    both = [other, Browser(second_app, other.user_id)]
    with ThreadPoolExecutor(2) as threads:
        sends = [threads.submit(each.send, form.method, path, data=pressed.fields) for each in both]
    assert [each.result().status_code for each in sends] == [303, 303]
    assert counted(other, run_sql) == after


def test_every_form_that_creates_something_is_among_these(app: Flask) -> None:
    posting = {each.endpoint for each in routes.private(app) if each.method == "POST"}

    assert posting == {each.endpoint for each in FORMS if each.method == "POST"} | CREATES_NOTHING


def test_a_form_that_is_drawn_again_creates_another(lifter: Browser, run_sql: RunSql) -> None:
    for form in FORMS:
        if form.endpoint in {"workouts.create_entry", "workouts.create_set", "plans.create", "plans.board.create_day"}:
            before = counted(lifter, run_sql)
            for _ in range(2):
                pressed = sent(form.drawn(lifter), form.button, form.typed)
                last = counted(lifter, run_sql)
                assert lifter.post(pressed.url, pressed.fields).status_code == 303
                assert counted(lifter, run_sql) != last
            assert counted(lifter, run_sql) != before
