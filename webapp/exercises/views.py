"""The catalogue: search as one types, and an exercise's page."""

import json
import uuid
from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, url_for

from webapp import formatting, web
from webapp.auth import gate
from webapp.auth.queries import Lifter
from webapp.errors import InvalidError, NotFoundError
from webapp.exercises import actions, catalogue, charts, queries
from webapp.exercises.actions import NO_EXERCISE, OwnExercise
from webapp.exercises.forms import EQUIPMENT, MUSCLES, MergeForm, OwnForm, SearchForm
from webapp.exercises.queries import Exercise
from webapp.forms import Bound
from webapp.ids import uuid7
from webapp.strength import Kind, has_e1rm
from webapp.units import from_kg, to_kg

blueprint = Blueprint("exercises", __name__, url_prefix="/exercises")

SHOWN = 50
SESSIONS = 5
LINE_SESSIONS = 100
MERGE_CHOICES = 12
# What lights up the whole figure.
FIGURE = {"full body": tuple(each for each in MUSCLES if each not in {"cardio", "full body", "neck"})}


@blueprint.get("")
def index() -> Response:
    """The exercises that fit; with `into`, each is a button that sends it there."""
    bound = web.bind(SearchForm)
    unlisted = [bound.errors[name] for name in ("muscle", "equipment", "only") if name in bound.errors]
    if unlisted:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail=unlisted[0])
    asked = bound.values or SearchForm()
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        found = queries.search(
            session,
            lifter.id,
            asked.q,
            muscle=asked.muscle,
            equipment=asked.equipment,
            only=asked.only or "",
            limit=SHOWN + 1,
        )
    context = {
        "lifter": lifter,
        "asked": asked,
        "found": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "muscles": MUSCLES,
        "equipment": EQUIPMENT,
        "new_id": uuid7,
    }
    if not web.wants_fragment():
        response = web.page("exercises/index.html", is_inline=False, **context)
        return web.keep(response, lifter.id) if asked.into else response
    # A page that asks for the first time asks for the whole search, one that searches for what fits.
    is_first = "q" not in request.args
    block = "picker" if is_first else "results"
    return web.block("exercises/index.html", block, is_inline=is_first or asked.is_inline, **context)


@blueprint.get("/list")
def show_list() -> Response:
    """The whole catalogue in little room, so that a phone can search it without signal.

    A list of `[id, name, kind, what it works and needs, other names, equipment, chosen unit]`, most done first.
    """
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        listed = queries.whole_catalogue(session, lifter.id)
    rows = [
        [
            str(each.id),
            each.name,
            each.kind,
            formatting.about_exercise(each),
            ", ".join(catalogue.telling_names(each.name, each.aliases)),
            each.equipment or "",
            each.unit or "",
        ]
        for each in listed
    ]
    response = Response(json.dumps(rows, ensure_ascii=False, separators=(",", ":")), mimetype="application/json")
    return web.keep(response, lifter.id)


@blueprint.get("/new")
def new() -> Response:
    """A form for an exercise of one's own; what was searched for in vain is its name."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
    asked = web.bind(SearchForm).values or SearchForm()
    return web.page("exercises/edit.html", exercise=None, **_form(lifter, {"name": asked.q}, into=asked.into))


@blueprint.post("")
def create() -> Response:
    """Keep an exercise of one's own; a page that asked for one gets it offered, the others show it."""
    bound = web.bind(OwnForm)
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        form = bound.values
        if form is not None:
            exercise_id = form.exercise_id or uuid7()
            try:
                actions.create_exercise(session, lifter.id, exercise_id, _own(form))
            except InvalidError as error:
                bound = bound.with_error("name", str(error))
    if bound.values is None or form is None:
        return _refused(lifter, bound, None)
    if form.into:
        return web.see_other(url_for("exercises.index", into=form.into, q=form.name))
    return web.see_other(url_for("exercises.show", exercise_id=exercise_id))


@blueprint.get("/<uuid:exercise_id>")
def show(exercise_id: uuid.UUID) -> Response:
    """An exercise: what it works, its records, its line, its last sessions, what else it is called."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        exercise = queries.exercise(session, lifter.id, exercise_id)
        sessions = queries.sessions(session, lifter.id, exercise_id, shown=SESSIONS) if exercise else []
    if exercise is None:
        raise NotFoundError(NO_EXERCISE)
    if exercise.merged_into:
        return web.see_other(url_for("exercises.show", exercise_id=exercise.merged_into))
    kind = Kind(exercise.kind)
    return web.page(
        "exercises/show.html",
        lifter=lifter,
        exercise=exercise,
        sessions=sessions[:SESSIONS],
        unit=exercise.unit or lifter.weight_unit,
        records=charts.records(sessions, kind, exercise.unit or lifter.weight_unit, lifter.distance_unit),
        line=charts.line(sessions[:LINE_SESSIONS]) if has_e1rm(kind) else None,
        muscles=FIGURE,
    )


@blueprint.get("/<uuid:exercise_id>/edit")
def edit(exercise_id: uuid.UUID) -> Response:
    """An exercise of one's own, to be changed, put away or merged."""
    asked = web.bind(SearchForm).values or SearchForm()
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        exercise = _find_own(session, lifter.id, exercise_id)
        others = queries.search(session, lifter.id, asked.q or exercise.name, limit=MERGE_CHOICES)
    typed = {
        "name": exercise.name,
        "kind": exercise.kind,
        "muscle_group": exercise.muscle_group or "",
        "equipment": exercise.equipment or "",
        "step": formatting.weight(exercise.load_step, exercise.unit or lifter.weight_unit),
    }
    choices = [each for each in others if each.id != exercise_id]
    return web.page("exercises/edit.html", exercise=exercise, **_form(lifter, typed, others=choices, q=asked.q))


@blueprint.put("/<uuid:exercise_id>")
def update(exercise_id: uuid.UUID) -> Response:
    """Change an exercise of one's own."""
    bound = web.bind(OwnForm)
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        exercise = _find_own(session, lifter.id, exercise_id)
        if bound.values is not None:
            try:
                actions.change_exercise(session, lifter.id, exercise_id, _own(bound.values, exercise.load_step))
            except InvalidError as error:
                bound = bound.with_error("kind" if str(error) == actions.KIND_STAYS else "name", str(error))
    if bound.values is None:
        return _refused(lifter, bound, exercise)
    return web.see_other(url_for("exercises.show", exercise_id=exercise_id))


@blueprint.put("/<uuid:exercise_id>/archive")
def update_archive(exercise_id: uuid.UUID) -> Response:
    """Put an exercise of one's own out of the way; its history stays."""
    with web.database().reading() as session:
        actions.archive_exercise(session, gate.user_id(), exercise_id, is_archived=True)
    return web.see_other(url_for("exercises.show", exercise_id=exercise_id))


@blueprint.delete("/<uuid:exercise_id>/archive")
def delete_archive(exercise_id: uuid.UUID) -> Response:
    """Take an exercise out of the archive."""
    with web.database().reading() as session:
        actions.archive_exercise(session, gate.user_id(), exercise_id, is_archived=False)
    return web.see_other(url_for("exercises.show", exercise_id=exercise_id))


@blueprint.get("/<uuid:exercise_id>/merger")
def edit_merger(exercise_id: uuid.UUID) -> Response:
    """What merging would do, before it is done for good; or why these two can't be one."""
    into_id = request.args.get("into_id", type=uuid.UUID)
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        exercise = _find_own(session, lifter.id, exercise_id)
        into = queries.exercise(session, lifter.id, into_id) if into_id and into_id != exercise_id else None
        found = queries.following(session, lifter.id, exercise_id)
    if into is None or into.merged_into:
        raise NotFoundError(NO_EXERCISE)
    reason = actions.OTHER_KIND if into.kind != exercise.kind else ""
    return web.page(
        "exercises/merger.html", lifter=lifter, exercise=exercise, into=into, following=found, reason=reason
    )


@blueprint.put("/<uuid:exercise_id>/merger")
def update_merger(exercise_id: uuid.UUID) -> Response:
    """Make an exercise of one's own another one, with all its history."""
    bound = web.bind(MergeForm)
    if bound.values is None:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail="Choose the exercise it is to become.")
    with web.database().begin() as session:
        actions.merge_exercise(session, gate.user_id(), exercise_id, bound.values.into_id)
    return web.see_other(url_for("exercises.show", exercise_id=bound.values.into_id))


@blueprint.put("/<uuid:exercise_id>/favourite")
def update_favourite(exercise_id: uuid.UUID) -> Response:
    """Find an exercise first from now on."""
    return _favour(exercise_id, is_favourite=True)


@blueprint.delete("/<uuid:exercise_id>/favourite")
def delete_favourite(exercise_id: uuid.UUID) -> Response:
    """Find an exercise no more before the others."""
    return _favour(exercise_id, is_favourite=False)


def _favour(exercise_id: uuid.UUID, *, is_favourite: bool) -> Response:
    with web.database().begin() as session:
        # The stub of a person whose webhook has not come must be there before their first favourite.
        lifter = gate.lifter(session)
        actions.favour(session, lifter.id, exercise_id, is_favourite=is_favourite)
    return web.see_other(url_for("exercises.show", exercise_id=exercise_id))


def _find_own(session: Any, user_id: str, exercise_id: uuid.UUID) -> Exercise:
    exercise = queries.exercise(session, user_id, exercise_id)
    if exercise is None or not exercise.is_own or exercise.merged_into:
        raise NotFoundError(actions.NOT_OWN)
    return exercise


def _own(form: OwnForm, stored: Decimal | None = None) -> OwnExercise:
    """What was typed; a step that only stands there as it was shown stays as exact as it is `stored`."""
    is_as_shown = form.step is not None and stored is not None and from_kg(stored, form.step_unit) == form.step
    step = stored if is_as_shown else None if form.step is None else to_kg(form.step, form.step_unit)
    return OwnExercise(form.name, form.kind, form.muscle_group, form.equipment, step)


def _form(lifter: Lifter, typed: Mapping[str, str], **more: Any) -> dict[str, Any]:
    choices = {"muscles": MUSCLES, "equipment": EQUIPMENT, "kinds": list(Kind), "new_id": uuid7}
    return {"lifter": lifter, "typed": typed, "errors": {}, "into": None, "others": [], "q": ""} | choices | more


def _refused(lifter: Lifter, bound: Bound[OwnForm], exercise: Exercise | None) -> Response:
    context = _form(lifter, bound.typed, errors=bound.errors, into=bound.typed.get("into"))
    return web.page("exercises/edit.html", HTTPStatus.UNPROCESSABLE_ENTITY, exercise=exercise, **context)
