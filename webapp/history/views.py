"""The history, newest first."""

from flask import Blueprint, Response

from webapp import web
from webapp.auth import gate
from webapp.history import queries
from webapp.history.forms import PlaceForm
from webapp.history.queries import Place

blueprint = Blueprint("history", __name__, url_prefix="/history")

PAGE = 20


@blueprint.get("")
def index() -> Response:
    """Finished workouts by month; asked by htmx, only the ones that come after what is shown."""
    asked = web.bind(PlaceForm).values or PlaceForm()
    before = Place(asked.before, asked.before_id) if asked.before and asked.before_id else None
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        found = queries.finished_workouts(session, lifter.id, before=before, limit=PAGE + 1)
    context = {
        "lifter": lifter,
        "workouts": found[:PAGE],
        "more": found[PAGE - 1] if len(found) > PAGE else None,
        "before": before,
        "deleted": asked.deleted,
    }
    if web.wants_fragment():
        return web.block("history/index.html", "workouts", **context)
    return web.page("history/index.html", **context)
