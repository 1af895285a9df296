"""The logger's hot half: one view for each verb of a set."""

import uuid
from dataclasses import replace
from http import HTTPStatus

from flask import Response, url_for

from webapp import web
from webapp.auth import gate
from webapp.errors import NotFoundError
from webapp.forms import Bound
from webapp.ids import uuid7
from webapp.workouts import queries, sets
from webapp.workouts.actions import FORGOTTEN
from webapp.workouts.forms import RevisionForm, SetForm
from webapp.workouts.sets import NewSet, Outcome
from webapp.workouts.summary import summarize
from webapp.workouts.views import blueprint, gyms_of

STALE = "This set was changed on another device. Here is what is stored; edit it again if it is wrong."


@blueprint.put("/<uuid:log_id>/sets/<uuid:set_id>")
def update_set(log_id: uuid.UUID, set_id: uuid.UUID) -> Response:
    """Log or edit a set: one statement, one round trip, the same answer however often it is sent."""
    bound = web.bind(SetForm)
    if bound.values is None:
        return _invalid(log_id, set_id, bound)
    form = bound.values
    new = NewSet(
        exercise_id=form.exercise_id,
        entry_id=form.entry_id,
        set_number=form.set_number,
        kind=form.kind,
        reps=form.counted_reps,
        weight_kg=form.weight_kg,
        weight_unit=form.weight_unit if form.weight is not None else None,
        rpe=form.rpe,
        duration_seconds=form.duration_seconds,
        distance_m=form.metres,
        note=form.note,
        performed_at=form.performed_at,
        revision=form.revision,
    )
    with web.database().driving() as session:
        outcome = sets.record_set(session, gate.user_id(), log_id, set_id, new)
    return _answer(outcome, form)


@blueprint.delete("/<uuid:log_id>/sets/<uuid:set_id>")
def delete_set(log_id: uuid.UUID, set_id: uuid.UUID) -> Response:
    """Delete a set; what stands in its place offers to undo that."""
    bound = web.bind(RevisionForm)
    if bound.values is None:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail="Which revision of the set is to be deleted?")
    with web.database().reading() as session:
        outcome = sets.delete_set(session, gate.user_id(), log_id, set_id, bound.values.revision)
    if outcome is None:
        return _acknowledged(_shown(log_id, web.fragment("workouts/_nothing.html")), set_id)
    return _answer(outcome, bound.values)


def _answer(outcome: Outcome, form: SetForm | RevisionForm) -> Response:
    """The row as it stands; the acknowledgement says that it is committed."""
    row = replace(outcome.row, ordinal=form.ordinal or outcome.row.set_number)
    status = HTTPStatus.CREATED if outcome.is_new else HTTPStatus.OK
    error = None
    if outcome.is_stale:
        status, error = HTTPStatus.CONFLICT, STALE
    drawn = {"unit": form.weight_unit, "distance_unit": form.distance_unit, "is_late": web.is_late()}
    errors = {"": error} if error else {}
    response = web.fragment("workouts/_set.html", status, row=row, typed=None, errors=errors, **drawn)
    return _acknowledged(_shown(row.log_id, response, stale=error), row.id)


def _shown(log_id: uuid.UUID, response: Response, stale: str | None = None) -> Response:
    """The fragment for htmx and scripts; a plain form goes back to its page, unless that would hide a refusal."""
    if not web.wants_document():
        return response
    if stale is not None:
        return web.error(HTTPStatus.CONFLICT, detail=stale)
    return web.see_other(url_for("workouts.show", log_id=log_id))


def _acknowledged(response: Response, set_id: uuid.UUID) -> Response:
    """Sent after COMMIT: what carries this header is in the database."""
    response.headers["X-Outbox-Ack"] = str(set_id)
    return response


def _invalid(log_id: uuid.UUID, set_id: uuid.UUID, bound: Bound[SetForm]) -> Response:
    """The row again, with what was typed and messages beside the fields, counted as the change that it answers."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        workout = queries.workout(session, lifter.id, log_id)
    if workout is None:
        raise NotFoundError(FORGOTTEN)
    rows = [(row, entry.unit) for entry in workout.entries for row in entry.rows if row.id == set_id]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if web.wants_document() and rows:
        context = {"lifter": lifter, "workout": workout, "new_id": uuid7, "refused": set_id, "gyms": gyms_of(lifter)}
        summary = None if workout.is_running else summarize(workout)
        return web.page(
            "workouts/show.html", status, typed=bound.typed, errors=bound.errors, summary=summary, **context
        )
    if not rows:
        said = (f"{name}: {message}" if name else message for name, message in bound.errors.items())
        return web.error(status, detail=" ".join(said))
    row, unit = rows[0]
    drawn = {"unit": unit, "distance_unit": lifter.distance_unit, "is_late": web.is_late()}
    return web.fragment("workouts/_set.html", status, row=row, typed=bound.typed, errors=bound.errors, **drawn)
