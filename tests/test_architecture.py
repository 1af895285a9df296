"""The rules of the house that no linter knows."""

import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import TextClause
from sqlalchemy.orm import Session

from tests.services import CHECKOUT
from webapp.db import Driver
from webapp.models import Base

WEBAPP = CHECKOUT / "webapp"
TEMPLATES = sorted((CHECKOUT / "templates").rglob("*.html"))
MODULES = sorted(path for path in WEBAPP.rglob("*.py") if path.name != "__init__.py")
# A file that is longer has two reasons to change. At 300 the number itself decided where three files were split.
MAX_LINES = 400
# The noun and the verb modules; entries.py, arrangement.py and sets.py hold verbs of their own nouns, from_plan.py the way in from one,
# changes.py what the editor writes with.
VERBS = {"queries", "actions", "entries", "arrangement", "sets", "from_plan", "changes"}
SQL_MODULES = [path for path in MODULES if path.stem in VERBS]
ROOMS = ("exercises", "plans", "workouts", "history", "settings", "dashboard")

# Functions that speak for nobody or for someone they name themselves, each with its reason.
FOR_NOBODY = {
    "webapp.exercises.actions.load_catalogue": "the shared catalogue belongs to the release",
    "webapp.auth.actions.save_user": "a webhook speaks of the person it carries",
    "webapp.plans.queries.shared_plan": "who has the link may read",
    "webapp.auth.queries.people": "a command compares everybody with Clerk's list",
    "webapp.auth.queries.settled_people": "likewise",
}
WRITER = {
    "user": "auth",
    "user_tombstones": "auth",
    "user_settings": "settings",
    "exercises": "exercises",
    "exercise_aliases": "exercises",
    "exercise_favourites": "exercises",
    "exercise_units": "workouts",
    "workout_plans": "plans",
    "plan_days": "plans",
    "plan_slots": "plans",
    "plan_targets": "plans",
    "plan_changes": "plans",
    "plan_shares": "plans",
    "workout_logs": "workouts",
    "log_entries": "workouts",
    "log_sets": "workouts",
}
# What is tested where it is used, each by the test that would notice.
MIRRORED_ELSEWHERE = {
    "webapp/auth/people.py": "tests/auth/test_webhook.py",
    "webapp/db.py": "tests/database/test_pool.py",
    "webapp/hot.py": "tests/database/test_hot.py",
    "webapp/local/__main__.py": "tests/local/test_serve.py",
    "webapp/local/cluster.py": "tests/local/test_postgres.py",
    "webapp/local/keeper.py": "tests/local/test_postgres.py",
    "webapp/local/leftovers.py": "tests/local/test_postgres.py",
    "webapp/local/places.py": "tests/local/test_postgres.py",
    "webapp/local/terminal.py": "tests/local/test_serve.py",
    "webapp/local/unprivileged.py": "tests/local/test_postgres.py",
    "webapp/models.py": "tests/database/test_kept_history.py",
    "webapp/outage.py": "tests/database/test_outage.py",
    "webapp/plans/changing.py": "tests/plans/test_slots.py",
    "webapp/transfer/months.py": "tests/transfer/test_dates.py",
    "webapp/transfer/report.py": "tests/transfer/test_commands.py",
    "webapp/plans/rendering.py": "tests/plans/test_board.py",
}
LONG = {"webapp/models.py": "every table on one page"}
# Places a room does without, each with its reason.
WITHOUT = {
    ("dashboard", "URL"): "the front door and Today are two addresses of one room",
}
WRITING = re.compile(r'\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE)
WRITING_WORDS = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\S+\s+(?:\w+\s+)?SET|MERGE\s+INTO|TRUNCATE|FOR\s+UPDATE|FOR\s+SHARE)\b",
    re.IGNORECASE,
)
HTMX_2 = re.compile(
    r"hx-(?:on\b|ext\b|boost\b|disinherit\b|disabled-elt\b|vars\b|prompt\b|history\b|params\b|request\b)"
)
INLINE = re.compile(r"""<[^>]*\s(?:style|on[a-z]+)\s*=\s*["']""")


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts)


def module(path: Path) -> ModuleType:
    return import_module(name_of(path))


def room_of(path: Path) -> str:
    return path.relative_to(WEBAPP).parts[0].removesuffix(".py")


def shown(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def public_functions(path: Path) -> Iterator[tuple[str, Callable[..., object]]]:
    loaded = module(path)
    for name, function in inspect.getmembers(loaded, inspect.isfunction):
        if not name.startswith("_") and function.__module__ == loaded.__name__:
            yield f"{loaded.__name__}.{name}", function


def statements(path: Path) -> Iterator[str]:
    """The SQL a module holds, as it will be sent."""
    for value in vars(module(path)).values():
        if isinstance(value, TextClause):
            yield re.sub(r"--[^\n]*", "", value.text)


@pytest.mark.parametrize("path", SQL_MODULES, ids=shown)
def test_sql_functions_take_a_session_and_whose_request_it_is(path: Path) -> None:
    for name, function in public_functions(path):
        parameters = list(inspect.signature(function).parameters.values())
        assert parameters[0].name == "session" and parameters[0].annotation in {Session, Session | Driver}, name
        if name not in FOR_NOBODY:
            assert parameters[1].name == "user_id" and parameters[1].annotation is str, name


def test_the_lists_of_exceptions_are_not_outdated() -> None:
    known = {name for path in SQL_MODULES for name, _ in public_functions(path)}
    assert set(FOR_NOBODY) <= known


@pytest.mark.parametrize("path", [path for path in SQL_MODULES if path.stem == "queries"], ids=shown)
def test_queries_never_write(path: Path) -> None:
    for statement in statements(path):
        assert not WRITING_WORDS.search(statement), statement
    assert not re.search(r"session\.(add|add_all|delete|merge|flush)\(", path.read_text())


@pytest.mark.parametrize("path", SQL_MODULES, ids=shown)
def test_actions_never_commit(path: Path) -> None:
    assert not re.search(r"\.(commit|rollback|begin|begin_nested)\(", path.read_text())


def test_each_table_has_one_room_that_writes_it() -> None:
    writers: dict[str, set[str]] = defaultdict(set)
    for path in MODULES:
        for statement in statements(path):
            for table in WRITING.findall(re.sub(r"ON\s+CONFLICT.*?DO\s+UPDATE", "", statement, flags=re.DOTALL)):
                if table in Base.metadata.tables:
                    writers[table].add(room_of(path))
    assert {table: sorted(rooms) for table, rooms in writers.items()} == {
        table: [room] for table, room in WRITER.items()
    }


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_a_session_writes_by_statements_only_in_actions(path: Path) -> None:
    """SQL stands in queries and actions, so that the two rules above see all of it."""
    if path in SQL_MODULES or room_of(path) in {"local", "db", "models"}:
        return
    assert not list(statements(path))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_one_word_in_six_places(app: Flask, room: str) -> None:
    places = {
        "package": (WEBAPP / room / "views.py").is_file(),
        "blueprint": room in app.blueprints,
        "URL": app.blueprints[room].url_prefix == f"/{room}" if room in app.blueprints else False,
        "templates": (CHECKOUT / "templates" / room).is_dir(),
        "styles": (CHECKOUT / "static" / "css" / f"{room}.css").is_file(),
        "tests": (CHECKOUT / "tests" / room / "__init__.py").is_file(),
    }
    assert [place for place, there in places.items() if not there and (room, place) not in WITHOUT] == []


def test_every_room_is_known_here() -> None:
    packages = {path.parent.name for path in WEBAPP.glob("*/views.py")}
    assert packages == {*ROOMS, "auth", "local"}


@pytest.mark.parametrize("template", TEMPLATES, ids=shown)
def test_every_template_is_used(template: Path) -> None:
    name = template.relative_to(CHECKOUT / "templates").as_posix()
    sources = [path for path in [*WEBAPP.rglob("*.py"), *TEMPLATES] if path != template]
    assert any(f'"{name}"' in path.read_text() for path in sources)


@pytest.mark.parametrize("template", TEMPLATES, ids=shown)
def test_a_partial_is_named_for_what_it_draws(template: Path) -> None:
    """A page extends the frame; a partial begins with an underscore and does not."""
    is_page = "{% extends" in template.read_text()
    assert is_page != template.name.startswith("_") or template.name in {"base.html", "ui.html"}


@pytest.mark.parametrize("template", TEMPLATES, ids=shown)
def test_templates_have_no_dead_spellings_of_htmx_and_nothing_inline(template: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)
    assert not HTMX_2.search(source)
    assert not INLINE.search(source)
    assert "| safe" not in source and "autoescape" not in source
    assert "js:" not in source and "javascript:" not in source


def test_every_module_has_its_mirror() -> None:
    mirrors = {shown(path): CHECKOUT / MIRRORED_ELSEWHERE.get(shown(path), mirror_of(path)) for path in MODULES}
    assert [name for name, mirror in mirrors.items() if not mirror.is_file()] == []
    assert set(MIRRORED_ELSEWHERE) <= set(mirrors)


def mirror_of(path: Path) -> str:
    if path.parent.name == "readers":  # each is tried with its samples, by the same tests
        return "tests/transfer/test_readers.py"
    return shown(CHECKOUT / "tests" / path.relative_to(WEBAPP).with_name(f"test_{path.stem}.py"))


@pytest.mark.parametrize("path", [*WEBAPP.rglob("*.py"), *(CHECKOUT / "build_backend").glob("*.py")], ids=shown)
def test_a_file_has_one_reason_to_change(path: Path) -> None:
    assert shown(path) in LONG or len(path.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_a_module_says_what_it_is(path: Path) -> None:
    first = (module(path).__doc__ or "").strip().splitlines()
    assert (first and first[0].endswith((".", ":", "?"))) or len(first) > 1


OWN_RULE = re.compile(
    r"\bkind'?\s*(=|<>|!=|(NOT\s+)?IN)\s*\(?\s*'(warmup|working)'|\breps\s*/\s*30|30\s*\+\s*\S*reps\b", re.IGNORECASE
)


def test_only_one_module_says_what_counts_and_what_a_set_is_worth() -> None:
    own = (
        "s.kind <> 'warmup'",
        "p ->> 'kind' != 'warmup'",
        "kind NOT IN ('warmup')",
        "w * (1 + s.reps / 30.0)",
        "30 + e.reps",
    )
    assert all(OWN_RULE.search(each) for each in own)
    assert [path.name for path in MODULES if OWN_RULE.search(path.read_text()) and path.name != "strength.py"] == []
