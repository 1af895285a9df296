"""After a workout: what it did otherwise than the plan, and what of that the plan is to keep."""

import uuid

from flask import Blueprint, Response, request, url_for

from webapp import web
from webapp.auth import gate
from webapp.errors import NotFoundError
from webapp.plans import changes, keeping, queries
from webapp.plans.changes import FORGOTTEN
from webapp.plans.queries import Asked, Done
from webapp.plans.sheet import Day, Plan

blueprint = Blueprint("outcomes", __name__)


@blueprint.get("/<uuid:plan_id>/workouts/<uuid:log_id>")
def show(plan_id: uuid.UUID, log_id: uuid.UUID) -> Response:
    """What was done otherwise, each to be kept or not; nothing, where htmx asks and all went as planned."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        plan = queries.plan(session, lifter.id, plan_id)
        done = queries.outcome(session, lifter.id, plan_id, log_id)
    if plan is None or done is None:
        raise NotFoundError(FORGOTTEN)
    day = _day(plan, done)
    found = keeping.differences(day, done.outcomes, lifter.weight_unit) if day else []
    context = {"lifter": lifter, "plan": plan, "day": day, "log_id": log_id, "differences": found}
    if web.wants_fragment():
        return web.fragment("plans/_differences.html", **context)
    return web.page("plans/outcome.html", **context)


@blueprint.put("/<uuid:plan_id>/workouts/<uuid:log_id>")
def update(plan_id: uuid.UUID, log_id: uuid.UUID) -> Response:
    """Keep what was chosen; one change of the plan, which can be undone there."""
    keys = request.form.getlist("keep")
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        done = queries.outcome(session, lifter.id, plan_id, log_id)
        if done is None:
            raise NotFoundError(FORGOTTEN)

        def edit(asked: Asked) -> tuple[Plan, str]:
            day = _day(asked.plan, done)
            kept = keeping.keep(asked.plan, day.id, done.outcomes, keys) if day else asked.plan
            return kept, "kept changes of a workout"

        changes.edit_plan(session, lifter.id, plan_id, edit)
    return web.see_other(url_for("plans.show", plan_id=plan_id))


def _day(plan: Plan, done: Done) -> Day | None:
    """The day that a workout was; it may have been deleted since."""
    return next((each for each in plan.days if each.id == done.day_id), None)
