"""The front door, and Today."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response

from webapp import web
from webapp.auth import gate
from webapp.auth.gate import public, renewing
from webapp.auth.queries import Lifter
from webapp.clock import AHEAD, wall
from webapp.dashboard.queries import Trained, today
from webapp.history.queries import Place, Summary, finished_workouts
from webapp.ids import uuid7
from webapp.workouts import kit
from webapp.workouts.dating import FORGOTTEN_AFTER

blueprint = Blueprint("dashboard", __name__)

RECENT = 5
DAYS_A_WEEK = 7


@blueprint.get("/")
@public
@renewing
def welcome() -> Response:
    """What Topset is, to people who are not signed in; the others are led to Today.

    Who signed in here before is renewed first: a lifter's phone that slept is not a stranger's.
    """
    if gate.visitor() is not None:
        return web.see_other("/dashboard")
    response = web.page("dashboard/welcome.html")
    return web.keep(response, web.NOBODY) if gate.is_nobody() else response


@blueprint.get("/dashboard")
def show() -> Response:
    """Today: the running workout or a way to start one, this week, the last workouts."""
    now = datetime.now(UTC)
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        # A day's length before the week begins: no zone is further from another.
        current, next_day, trained = today(session, lifter.id, now - timedelta(days=DAYS_A_WEEK + 1))
        # What was dated into the future by mistake is corrected in the history.
        latest = Place(now + AHEAD, uuid.UUID(int=0))
        recent = finished_workouts(session, lifter.id, before=latest, limit=RECENT)
    response = web.page(
        "dashboard/show.html",
        lifter=lifter,
        running=current,
        next_day=next_day,
        is_forgotten=current is not None and now + current.moved_by - current.performed_at > FORGOTTEN_AFTER,
        recent=recent,
        week=_week(lifter, trained, now),
        now=now,
        new_id=uuid7,
        stand_in=kit.LOG,
    )
    return web.keep(response, lifter.id)


def _week(lifter: Lifter, recent: Sequence[Trained | Summary], now: datetime) -> list[dict[str, object]]:
    """The seven days of the lifter's week: their date, and whether they trained on it, where they did."""
    this_day = wall(now, lifter.dates.zone).date()
    first = this_day - timedelta(days=(this_day.isoweekday() - lifter.week_starts_on) % DAYS_A_WEEK)
    trained = {wall(each.performed_at, lifter.dates.at(each.time_zone).zone).date() for each in recent}
    days = [first + timedelta(days=offset) for offset in range(DAYS_A_WEEK)]
    return [{"date": day, "trained": day in trained, "is_today": day == this_day} for day in days]
