"""The logger: one view for each verb and URL of a workout and its entries; its sets have a module of their own."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, request, url_for

from webapp import plates, strength, units, web
from webapp.auth import gate
from webapp.auth.queries import Lifter
from webapp.clock import Dates, Oddity, Resolved, resolve
from webapp.errors import NotFoundError
from webapp.forms import Bound
from webapp.ids import uuid7
from webapp.plates import Gym
from webapp.strength import SetKind
from webapp.workouts import actions, entries, from_plan, kit, queries
from webapp.workouts.actions import FORGOTTEN
from webapp.workouts.forms import (
    LIFETIME,
    AskedForm,
    ChangeForm,
    EntryForm,
    EntryNoteForm,
    FinishForm,
    NewSetForm,
    ShownForm,
    StartForm,
    UnitForm,
    WarmUpForm,
)
from webapp.workouts.from_plan import NO_DAY
from webapp.workouts.planning import Training
from webapp.workouts.rows import answered
from webapp.workouts.sheet import Entry, Workout
from webapp.workouts.summary import summarize

blueprint = Blueprint("workouts", __name__, url_prefix="/workouts")

# The sets of whose unusual weight the lifter is sure, the last few: a cookie is sent with every request.
SURE = "sure"
MOST_SURE = 8
SURE_SECONDS = 365 * 24 * 60 * 60


@blueprint.get("")
def index() -> Response:
    """The address above every workout: the list of them is the history."""
    return web.see_other("/history")


@blueprint.post("")
def create() -> Response:
    """Start a workout, or go on with the one that runs."""
    bound = web.bind(StartForm)
    if "started_at" in bound.errors:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail=bound.errors["started_at"])
    start = bound.values or StartForm()
    when: dict[str, Any] = {"started_at": start.started_at, "time_zone": start.time_zone}
    with web.database().begin() as session:
        # The stub of a person whose webhook has not come must be there before their first workout.
        lifter, log_id = gate.lifter(session), start.workout_id or uuid7()
        if start.plan_day_id:
            day_id, training = start.plan_day_id, training_of(lifter)
            log_id = from_plan.start_day(session, lifter.id, log_id, day_id, training, **when)
        else:
            log_id = actions.start_workout(session, lifter.id, log_id, start.repeat, **when)
    return web.done(url_for("workouts.show", log_id=log_id))


@blueprint.get("/new")
def new() -> Response:
    """A workout that is not there yet, which a phone keeps to start one without signal."""
    start = web.bind(StartForm).values or StartForm()
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        workout = kit.workout(queries.workout(session, lifter.id, start.repeat) if start.repeat else None)
        if start.plan_day_id:
            day = from_plan.day_as_workout(session, lifter.id, start.plan_day_id, training_of(lifter))
            workout = day or workout
    context = {
        "lifter": lifter,
        "workout": workout,
        "kit": list(kit.samples(lifter.weight_unit)),
        "new_id": uuid7,
        "gyms": gyms_of(lifter),
    }
    response = web.page("workouts/new.html", refused=None, typed=None, errors={}, summary=None, **context)
    return web.keep(response, lifter.id)


@blueprint.get("/proposals/<uuid:slot_id>")
def show_proposal(slot_id: uuid.UUID) -> Response:
    """What the rule of a plan's slot proposes for its next workout, and why; the plan's editor asks."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        found = from_plan.proposal(session, lifter.id, slot_id, training_of(lifter))
    if found is None:
        raise NotFoundError(NO_DAY)
    if web.wants_fragment():
        return web.fragment("workouts/_proposal.html", next=found.entry, lifter=lifter)
    return web.page("workouts/proposal.html", lifter=lifter, next=found.entry, found=found, slot_id=slot_id)


@blueprint.get("/<uuid:log_id>")
def show(log_id: uuid.UUID) -> Response:
    """The logger; a finished workout is the same screen. `change` opens one of its sets.

    `sure` says that the unusual weight of a set is right, which a cookie remembers; static/js/questions.js does the
    same without a request.
    """
    asked = web.bind(ShownForm).values or ShownForm()
    sure = request.cookies.get(SURE, "").split(".")
    if asked.sure:
        response = web.see_other(url_for("workouts.show", log_id=log_id, _anchor=f"set-{asked.sure}"))
        kept = ".".join([*sure, str(asked.sure)][-MOST_SURE:])
        response.set_cookie(
            SURE, kept, max_age=SURE_SECONDS, path="/workouts", samesite="Lax", secure=request.is_secure
        )
        return response
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        workout = queries.workout(session, lifter.id, log_id)
    if workout is None:
        raise NotFoundError(FORGOTTEN)
    workout = replace(workout, entries=[answered(entry, sure) for entry in workout.entries])
    context = {"lifter": lifter, "workout": workout, "new_id": uuid7, "gyms": gyms_of(lifter), "picked": asked.change}
    summary = None if workout.is_running else summarize(workout)
    if web.wants_fragment():
        return web.block("workouts/show.html", "facts", lifter=lifter, workout=workout, summary=summary)
    resolved = resolved_of(workout, lifter.dates.at(workout.time_zone))
    response = web.page(
        "workouts/show.html", refused=None, typed=None, errors={}, summary=summary, resolved=resolved, **context
    )
    return web.keep(response, lifter.id) if workout.is_running and not asked.change else response


def resolved_of(workout: Workout, dates: Dates) -> Resolved | None:
    """What became of the time that was typed for a workout, if this page is to tell and it is still so."""
    asked = (web.bind(AskedForm).values or AskedForm()).asked
    if asked is None or asked.year not in LIFETIME:
        return None
    found = resolve(asked, dates.zone)
    return found if found.oddity is not Oddity.NONE and found.instant == workout.performed_at else None


@blueprint.delete("/<uuid:log_id>")
def delete(log_id: uuid.UUID) -> Response:
    """Delete a workout; the page it leads to offers to undo that."""
    change = web.bind(ChangeForm).values or ChangeForm()
    with web.database().begin() as session:
        actions.delete_workout(session, gate.user_id(), log_id, change.revision)
    return web.done(f"/history?deleted={log_id}")


@blueprint.post("/<uuid:log_id>/restoration")
def create_restoration(log_id: uuid.UUID) -> Response:
    """Undo the deletion of a workout."""
    with web.database().begin() as session:
        actions.restore_workout(session, gate.user_id(), log_id)
    return web.see_other(url_for("workouts.show", log_id=log_id))


@blueprint.put("/<uuid:log_id>/completion")
def update_completion(log_id: uuid.UUID) -> Response:
    """Finish a workout."""
    bound = web.bind(FinishForm)
    finish = bound.values
    if finish is None:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail=bound.errors["finished_at"])
    with web.database().begin() as session:
        actions.finish_workout(session, gate.user_id(), log_id, finish.finished_at)
    return web.done(url_for("workouts.show", log_id=log_id))


@blueprint.post("/<uuid:log_id>/entries")
def create_entry(log_id: uuid.UUID) -> Response:
    """Add an exercise chosen in the catalogue."""
    bound = web.bind(EntryForm)
    if bound.values is None:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail="Choose an exercise from the list.")
    entry_id = bound.values.entry_id
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        entries.add_entry(session, lifter.id, log_id, entry_id, bound.values.exercise_id)
        entry = entries.find_entry(session, lifter.id, log_id, entry_id) if web.is_outbox() else None
    if entry is None:
        return web.see_other(url_for("workouts.show", log_id=log_id, _anchor=f"entry-{entry_id}"))
    return entry_fragment(entry, lifter)


@blueprint.delete("/<uuid:log_id>/entries/<uuid:entry_id>")
def delete_entry(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Take an exercise out of a workout; what stands in its place offers to undo that."""
    change = web.bind(ChangeForm).values or ChangeForm()
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        entry = entries.remove_entry(session, lifter.id, log_id, entry_id, change.revision)
    return entry_fragment(entry, lifter)


@blueprint.put("/<uuid:log_id>/entries/<uuid:entry_id>")
def update_entry(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Say how long to rest after an exercise's sets, and note something about it."""
    bound = web.bind(EntryNoteForm)
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        if bound.values is None:
            entry = entries.find_entry(session, lifter.id, log_id, entry_id)
        else:
            entry = entries.describe_entry(session, lifter.id, log_id, entry_id, **bound.values.model_dump())
    if bound.errors and not web.wants_fragment():
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail=" ".join(bound.errors.values()))
    return entry_fragment(entry, lifter, described=bound)


@blueprint.put("/<uuid:log_id>/entries/<uuid:entry_id>/unit")
def update_unit(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Choose the unit of an exercise's weights; rows that are still to do are drawn in it, wherever they stand."""
    bound = web.bind(UnitForm)
    if bound.values is None:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail="Choose kg or lb.")
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        same = entries.choose_unit(session, lifter.id, log_id, entry_id, **bound.values.model_dump())
    drawn = [entry_fragment(each, lifter, swapped=True) for each in (same if web.is_outbox() else same[:1])]
    if not web.wants_fragment():
        return drawn[0]
    return make_response("".join(each.get_data(as_text=True) for each in drawn))


@blueprint.post("/<uuid:log_id>/entries/<uuid:entry_id>/restoration")
def create_entry_restoration(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Undo the removal of an exercise."""
    change = web.bind(ChangeForm).values or ChangeForm()
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        entry = entries.restore_entry(session, lifter.id, log_id, entry_id, change.revision)
    return entry_fragment(entry, lifter)


@blueprint.post("/<uuid:log_id>/entries/<uuid:entry_id>/sets")
def create_set(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Plan one more set."""
    form = web.bind(NewSetForm).values or NewSetForm()
    set_id = form.set_id or uuid7()
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        entry = entries.add_set(session, lifter.id, log_id, entry_id, set_id)
    if not web.wants_fragment():
        return web.see_other(url_for("workouts.show", log_id=log_id, _anchor=f"entry-{entry_id}"))
    row = next((each for each in entry.rows if each.id == set_id), None)
    return web.fragment(
        "workouts/_added_set.html", row=row, entry=entry, log_id=log_id, unit=lifter.weight_unit,
        distance_unit=lifter.distance_unit, new_id=uuid7, typed=None, errors={},
    )  # fmt: skip


@blueprint.post("/<uuid:log_id>/entries/<uuid:entry_id>/warm-ups")
def create_warm_ups(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Plan warm-up sets before the first working set of an exercise."""
    bound = web.bind(WarmUpForm)
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        entry = entries.find_entry(session, lifter.id, log_id, entry_id)
        ladder = _ladder(lifter, entry, bound.values) if bound.values else None
        if bound.values and ladder is not None:
            entry = entries.add_warm_ups(session, lifter.id, log_id, entry_id, token=bound.values.token, sets=ladder)
    if ladder is None:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail="Say first how heavy the working sets will be.")
    return entry_fragment(entry, lifter)


def _ladder(lifter: Lifter, entry: Entry, form: WarmUpForm) -> Sequence[tuple[Decimal, int]] | None:
    """Warm-up sets in kilograms, for the weight that was typed or else for that of the first working row."""
    unit: str = form.weight_unit
    working = form.weight
    if working is None:
        known = next((row for row in entry.rows if row.kind != SetKind.WARMUP and row.measures.weight_kg), None)
        if known is None or known.measures.weight_kg is None:
            return None
        unit = known.weight_unit or entry.unit
        working = units.from_kg(known.measures.weight_kg, unit)
    gym, equipment = gyms_of(lifter)[unit], entry.exercise.equipment
    step = units.step(unit, entry.exercise.load_step)

    def loadable(weight: Decimal) -> Decimal:
        return plates.nearest(gym, equipment, weight // step * step)

    sets = strength.warm_ups(working, loadable, gym.bars.get(equipment or ""))
    return [(units.to_kg(weight, unit), reps) for weight, reps in sets]


def entry_fragment(
    entry: Entry, lifter: Lifter, described: Bound[EntryNoteForm] | None = None, *, swapped: bool = False
) -> Response:
    """An exercise as it stands, in its place; one that is out offers its undoing, or is hidden where `swapped`."""
    if not web.wants_fragment():
        return web.see_other(url_for("workouts.show", log_id=entry.log_id, _anchor=f"entry-{entry.id}"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if described and described.errors else HTTPStatus.OK
    return web.fragment(
        "workouts/_entry.html", status, entry=entry, log_id=entry.log_id, unit=lifter.weight_unit,
        distance_unit=lifter.distance_unit, new_id=uuid7, refused=None, typed=None, errors={}, described=described,
        gyms=gyms_of(lifter), swapped=swapped,
    )  # fmt: skip


def training_of(lifter: Lifter) -> Training:
    """What a lifter's plan proposes its loads by."""
    return Training(lifter.weight_unit, lifter.distance_unit, gyms_of(lifter))


def gyms_of(lifter: Lifter) -> dict[str, Gym]:
    """What a lifter trains with, for the loading line of every row."""
    return plates.gyms(lifter.bars, lifter.plates, lifter.steps)
