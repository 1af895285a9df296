"""Plans: the list of them, a plan in the editor, and what is done with a plan as a whole."""

import uuid
from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response, request, url_for

from webapp import web
from webapp.auth import gate
from webapp.errors import InvalidError, NotFoundError
from webapp.ids import uuid7
from webapp.plans import actions, board, changes, edits, offers, outcomes, queries, slots
from webapp.plans.changes import FORGOTTEN
from webapp.plans.changing import UNREADABLE, asked_values
from webapp.plans.forms import CurrentForm, NewPlanForm, PlanForm
from webapp.plans.ready import library
from webapp.plans.rendering import context
from webapp.plans.sheet import fingerprint

blueprint = Blueprint("plans", __name__, url_prefix="/plans")
blueprint.register_blueprint(board.blueprint)
blueprint.register_blueprint(slots.blueprint)
blueprint.register_blueprint(outcomes.blueprint)
blueprint.register_blueprint(offers.blueprint)

UNNAMED = "New plan"
RENAMED = "Another window calls it {name}. Save again to keep yours."


@blueprint.get("")
def index() -> Response:
    """A lifter's plans, and ready-made ones to begin with."""
    return _index()


@blueprint.post("")
def create() -> Response:
    """A new plan, empty or a copy; the same `plan_id` again is the same plan."""
    bound = web.bind(NewPlanForm)
    form = bound.values
    if form is None and "name" in bound.errors:
        return _index(HTTPStatus.UNPROCESSABLE_ENTITY, typed=bound.typed, errors=bound.errors)
    if form is None:
        raise InvalidError(UNREADABLE)
    plan_id = form.plan_id or uuid7()
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        if form.copy_of:
            actions.copy_plan(session, lifter.id, form.copy_of, plan_id, form.name)
        elif form.ready:
            actions.use_ready_plan(session, lifter.id, form.ready, plan_id)
        elif form.token:
            actions.copy_shared_plan(session, lifter.id, form.token, plan_id)
        else:
            actions.create_plan(session, lifter.id, plan_id, form.name or UNNAMED)
    return web.see_other(url_for("plans.show", plan_id=plan_id))


def _index(status: int = HTTPStatus.OK, **refused: Mapping[str, str]) -> Response:
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        found = queries.plans(session, lifter.id)
    deleted = request.args.get("deleted", type=uuid.UUID)
    context = {"lifter": lifter, "plans": found, "deleted": deleted, "ready": library(), "new_id": uuid7}
    return web.page("plans/index.html", status, **({"typed": {}, "errors": {}} | context | refused))


@blueprint.get("/<uuid:plan_id>")
def show(plan_id: uuid.UUID) -> Response:
    """The editor."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        plan = queries.plan(session, lifter.id, plan_id)
    if plan is None:
        raise NotFoundError(FORGOTTEN)
    return web.page("plans/show.html", **context(lifter, plan))


@blueprint.put("/<uuid:plan_id>")
def update(plan_id: uuid.UUID) -> Response:
    """A plan's name and notes."""
    bound = web.bind(PlanForm)
    errors = dict(bound.errors)
    is_saved = False
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        plan = queries.plan(session, lifter.id, plan_id)
        if plan is None:
            raise NotFoundError(FORGOTTEN)
        form = bound.values
        is_stale = form is not None and form.seen is not None and form.seen != fingerprint(plan.name, plan.notes)
        if form is not None and not is_stale:
            name, notes = form.name, form.notes
            edited = changes.edit_plan(
                session,
                lifter.id,
                plan_id,
                lambda asked: (edits.change_plan(asked.plan, name, notes), f"renamed {asked.plan.name}"),
            )
            plan, is_saved = edited.after, edited.after != edited.before
    if is_stale:
        errors["name"] = RENAMED.format(name=plan.name)
    status = HTTPStatus.CONFLICT if is_stale else HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    typed = bound.typed if errors else {}
    if web.wants_fragment():
        said = plan.undo.words if is_saved and plan.undo else ""
        return web.fragment(
            "plans/_renamed.html", status, **context(lifter, plan, said=said), typed=typed, errors=errors
        )
    if errors:
        return web.page("plans/show.html", status, **context(lifter, plan), typed=typed, errors=errors)
    return web.see_other(url_for("plans.show", plan_id=plan_id))


@blueprint.delete("/<uuid:plan_id>")
def delete(plan_id: uuid.UUID) -> Response:
    """Delete a plan; the page it leads to offers to undo that."""
    with web.database().reading() as session:
        actions.delete_plan(session, gate.user_id(), plan_id)
    return web.see_other(url_for("plans.index", deleted=plan_id))


@blueprint.post("/<uuid:plan_id>/restoration")
def create_restoration(plan_id: uuid.UUID) -> Response:
    """Undo the deletion of a plan."""
    with web.database().reading() as session:
        actions.restore_plan(session, gate.user_id(), plan_id)
    return web.see_other(url_for("plans.index"))


@blueprint.put("/<uuid:plan_id>/archive")
def update_archive(plan_id: uuid.UUID) -> Response:
    """Put a plan out of the way."""
    with web.database().reading() as session:
        actions.archive_plan(session, gate.user_id(), plan_id, is_archived=True)
    return web.see_other(url_for("plans.index"))


@blueprint.delete("/<uuid:plan_id>/archive")
def delete_archive(plan_id: uuid.UUID) -> Response:
    """Take a plan out of the archive."""
    with web.database().reading() as session:
        actions.archive_plan(session, gate.user_id(), plan_id, is_archived=False)
    return web.see_other(url_for("plans.index"))


@blueprint.put("/current")
def update_current() -> Response:
    """Choose the plan that Today knows the next day of."""
    form = asked_values(CurrentForm)
    with web.database().reading() as session:
        actions.make_current(session, gate.user_id(), form.plan_id)
    return web.see_other(url_for("plans.show", plan_id=form.plan_id))
