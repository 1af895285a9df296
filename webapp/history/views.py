"""The history, newest first."""

from math import ceil

from flask import Blueprint, Response

from webapp import web
from webapp.auth import gate
from webapp.history import queries
from webapp.history.forms import PlaceForm
from webapp.history.queries import Place

blueprint = Blueprint("history", __name__, url_prefix="/history")

PAGE = 20
# As many as a page shows at once to lead back to a place far down.
MOST = 500


@blueprint.get("")
def index() -> Response:
    """Finished workouts by month; asked by htmx, only the ones that come after what is shown."""
    asked = web.bind(PlaceForm).values or PlaceForm()
    before = Place(asked.before, asked.before_id, asked.before_zone) if asked.before and asked.before_id else None
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        place = queries.place_of(session, lifter.id, asked.until) if asked.until and not before else 0
        shown = min(max(ceil(place / PAGE), 1) * PAGE, MOST)
        found = queries.finished_workouts(session, lifter.id, before=before, limit=shown + 1)
    context = {
        "lifter": lifter,
        "workouts": found[:shown],
        "more": found[shown - 1] if len(found) > shown else None,
        "before": before,
        "goes_on": before if web.wants_fragment() else None,
        "deleted": asked.deleted,
    }
    if web.wants_fragment():
        return web.block("history/index.html", "workouts", **context)
    return web.page("history/index.html", **context)
