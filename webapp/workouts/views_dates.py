"""The logger's views of when a workout was: its date corrected, and a workout of another day written down."""

import uuid
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Response, url_for

from webapp import formatting, web
from webapp.auth import gate
from webapp.auth.queries import Lifter
from webapp.clock import AHEAD_WORDS, Dates, Oddity, Resolved, is_ahead, resolve, wall
from webapp.errors import NotFoundError
from webapp.forms import Bound
from webapp.ids import uuid7
from webapp.workouts import actions, from_plan, queries
from webapp.workouts.actions import FORGOTTEN
from webapp.workouts.forms import LIFETIME, MAX_MINUTES, NOT_A_LIFETIME, DatedForm, PastForm, WorkoutForm
from webapp.workouts.sheet import Workout
from webapp.workouts.views import blueprint, resolved_of, training_of

F = TypeVar("F", bound=DatedForm)

MINUTE = timedelta(minutes=1)
EVENING = time(18)
A_DAY = timedelta(days=1)


@blueprint.get("/<uuid:log_id>/edit")
def edit(log_id: uuid.UUID) -> Response:
    """Name, note, date and length of a workout."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        workout = queries.workout(session, lifter.id, log_id)
    if workout is None:
        raise NotFoundError(FORGOTTEN)
    typed = {
        "name": workout.name or "",
        "note": workout.note or "",
        "performed_at": formatting.local_input(workout.performed_at, lifter.dates.at(workout.time_zone)),
        "minutes": "" if workout.finished_at is None else str(_minutes(workout)),
    }
    return _edit_page(lifter, workout, Bound(typed=typed))


@blueprint.put("/<uuid:log_id>")
def update(log_id: uuid.UUID) -> Response:
    """Correct a workout; its sets move with its date."""
    bound, resolved = web.bind(WorkoutForm), None
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        workout = queries.workout(session, lifter.id, log_id)
        if workout is None:
            raise NotFoundError(FORGOTTEN)
        if bound.values is not None:
            dates = lifter.dates.at(workout.time_zone).at(bound.values.time_zone)
            resolved, bound = _resolve(bound, bound.values, dates, workout)
        if bound.values is not None and resolved is not None:
            actions.correct_workout(
                session,
                lifter.id,
                log_id,
                name=bound.values.name,
                note=bound.values.note,
                performed_at=resolved.instant,
                finished_at=resolved.instant + _length(bound.values, workout),
                time_zone=dates.zone_name,
            )
    if bound.values is None or resolved is None:
        return _edit_page(lifter, workout, bound, HTTPStatus.UNPROCESSABLE_ENTITY)
    if resolved.oddity is Oddity.NONE or resolved.instant == workout.performed_at:
        return web.see_other(url_for("workouts.show", log_id=log_id))
    return web.see_other(url_for("workouts.edit", log_id=log_id, asked=_to_the_minute(resolved.asked)))


@blueprint.get("/past")
def new_past() -> Response:
    """A form for a workout of another day."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        likes = queries.likes(session, lifter.id)
    yesterday = wall(datetime.now(UTC), lifter.dates.zone).date() - A_DAY
    typed = {
        "workout_id": str(uuid7()),
        "performed_at": _to_the_minute(datetime.combine(yesterday, EVENING)),
        "minutes": "60",
    }
    return web.page("workouts/past.html", lifter=lifter, likes=likes, typed=typed, errors={})


@blueprint.post("/past")
def create_past() -> Response:
    """Write down a workout of another day, finished; its exercises and sets are added on its page."""
    bound, resolved = web.bind(PastForm), None
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        likes = queries.likes(session, lifter.id)
        if bound.values is not None:
            dates = lifter.dates.at(bound.values.time_zone)
            resolved, bound = _resolve(bound, bound.values, dates)
        if bound.values is not None and resolved is not None:
            _enter(session, lifter, bound.values, resolved.instant, dates.zone_name)
    if bound.values is None or resolved is None:
        context = {"lifter": lifter, "likes": likes, "typed": bound.typed, "errors": bound.errors}
        return web.page("workouts/past.html", HTTPStatus.UNPROCESSABLE_ENTITY, **context)
    asked = None if resolved.oddity is Oddity.NONE else _to_the_minute(resolved.asked)
    return web.see_other(url_for("workouts.show", log_id=bound.values.workout_id, asked=asked))


def _enter(session: Any, lifter: Lifter, form: PastForm, began_at: datetime, time_zone: str | None) -> None:
    """Keep a workout that is over, with the exercises that its form asks for."""
    kind, _, like = (form.like or "").partition(":")
    ended_at = began_at + form.minutes * MINUTE
    if kind == "day":
        from_plan.start_day(
            session, lifter.id, form.workout_id, uuid.UUID(like), training_of(lifter),
            started_at=began_at, ended_at=ended_at, time_zone=time_zone,
        )  # fmt: skip
    else:
        actions.enter_workout(
            session, lifter.id, form.workout_id, began_at=began_at, ended_at=ended_at, time_zone=time_zone,
            repeat=uuid.UUID(like) if like else None,
        )  # fmt: skip


def _resolve(
    bound: Bound[F], form: F, dates: Dates, workout: Workout | None = None
) -> tuple[Resolved | None, Bound[F]]:
    """What a form means by its time, and the form, refused where that or the length can't be.

    What is stored for `workout` and was not touched stays to the microsecond, whatever it is.
    """
    typed, second = form.performed_at, bool(form.second)
    stored = _stored(workout, dates) if workout else None
    resolved = None
    if stored and _to_the_minute(stored.asked) == _to_the_minute(typed):
        other = {Oddity.FIRST: True, Oddity.SECOND: False}.get(stored.oddity)
        is_other = form.second is not None and form.second == other
        resolved = resolve(stored.asked, dates.zone, second=second) if is_other else stored
    elif typed.year not in LIFETIME:
        bound = bound.with_error("performed_at", NOT_A_LIFETIME)
    else:
        resolved = resolve(typed, dates.zone, second=second)
        if is_ahead(resolved.instant):
            bound = bound.with_error("performed_at", AHEAD_WORDS)
    is_kept = workout is not None and workout.finished_at is not None and form.minutes == _minutes(workout)
    if (form.minutes or 0) > MAX_MINUTES and not is_kept:
        bound = bound.with_error("minutes", f"At most {MAX_MINUTES}, please.")
    return resolved, bound


def _stored(workout: Workout, dates: Dates) -> Resolved:
    """When a workout began, as if that had been typed to the microsecond."""
    shown = wall(workout.performed_at, dates.zone)
    return resolve(shown.replace(fold=0), dates.zone, second=bool(shown.fold))


def _to_the_minute(local: datetime) -> str:
    """As a datetime-local input holds it."""
    return local.isoformat(timespec="minutes")


def _minutes(workout: Workout) -> int:
    return round(((workout.finished_at or workout.performed_at) - workout.performed_at) / MINUTE)


def _length(form: WorkoutForm, workout: Workout) -> timedelta:
    """How long a workout took: as typed, else to the microsecond what it is."""
    if form.minutes is None or form.minutes == _minutes(workout):
        return (workout.finished_at or workout.performed_at) - workout.performed_at
    return form.minutes * MINUTE


def _edit_page(
    lifter: Lifter, workout: Workout, bound: Bound[WorkoutForm], status: HTTPStatus = HTTPStatus.OK
) -> Response:
    dates = lifter.dates.at(workout.time_zone)
    resolved = resolved_of(workout, dates) or _stored(workout, dates)
    context = {"lifter": lifter, "workout": workout, "typed": bound.typed, "errors": bound.errors}
    return web.page(
        "workouts/edit.html", status, resolved=None if resolved.oddity is Oddity.NONE else resolved, **context
    )
