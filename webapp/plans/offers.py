"""Plans to read and to take: ready-made ones, one's own on paper, and those that others share by a link."""

import re
import uuid

from flask import Blueprint, Response, url_for

from webapp import web
from webapp.auth import gate
from webapp.auth.gate import public
from webapp.auth.queries import lifter as find_lifter
from webapp.errors import NotFoundError
from webapp.ids import uuid7
from webapp.plans import actions, queries, ready
from webapp.plans.changes import FORGOTTEN
from webapp.plans.prescription import words
from webapp.plans.sheet import Plan, weekly_sets

blueprint = Blueprint("offers", __name__)

# What `share_plan` makes; anything else is no question for the database.
TOKEN = re.compile(r"[\w-]{32}", re.ASCII)
NOT_SHARED = "This link leads to no plan any more. Whoever shared it may have taken it back."


@blueprint.get("/ready/<string:key>")
def show_ready(key: str) -> Response:
    """A ready-made plan, to be looked through and used."""
    offer = ready.ready_plan(key)
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        exercises = queries.exercises_named(session, lifter.id, offer.exercises)
    plan = Plan(uuid.UUID(int=0), offer.name, offer.notes, 0, days=tuple(ready.days(offer, exercises)))
    return web.page("plans/ready.html", lifter=lifter, plan=plan, offer=offer, new_id=uuid7, **_drawn(plan))


@blueprint.get("/<uuid:plan_id>/sheet")
def show_sheet(plan_id: uuid.UUID) -> Response:
    """A plan of one's own on paper."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        plan = queries.plan(session, lifter.id, plan_id)
    if plan is None:
        raise NotFoundError(FORGOTTEN)
    return web.page("plans/sheet.html", lifter=lifter, plan=plan, **_drawn(plan))


@blueprint.get("/shared/<string:token>")
@public
def show_shared(token: str) -> Response:
    """A plan as its link shows it to everyone: no word of whose it is, and nothing to change."""
    if not TOKEN.fullmatch(token):
        raise NotFoundError(NOT_SHARED)
    visitor = gate.visitor()
    with web.database().reading() as session:
        plan = queries.shared_plan(session, token, visitor.user_id if visitor else None)
        reader = find_lifter(session, visitor.user_id) if visitor else None
    if plan is None:
        raise NotFoundError(NOT_SHARED)
    units = {"unit": reader.weight_unit, "distance_unit": reader.distance_unit} if reader else {}
    drawn = {**_drawn(plan), **units, "new_id": uuid7}
    response = web.page("plans/shared.html", plan=plan, token=token, reader=reader, **drawn)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.post("/<uuid:plan_id>/share")
def create_share(plan_id: uuid.UUID) -> Response:
    """Make a link by which a plan can be read; the same one, while there is one."""
    with web.database().begin() as session:
        actions.share_plan(session, gate.user_id(), plan_id)
    return web.see_other(url_for("plans.show", plan_id=plan_id))


@blueprint.delete("/<uuid:plan_id>/share")
def delete_share(plan_id: uuid.UUID) -> Response:
    """Take the link back; it never works again."""
    with web.database().reading() as session:
        actions.revoke_share(session, gate.user_id(), plan_id)
    return web.see_other(url_for("plans.show", plan_id=plan_id))


def _drawn(plan: Plan) -> dict[str, object]:
    return {"words": words, "weekly": weekly_sets(plan), "unit": None, "distance_unit": None}
