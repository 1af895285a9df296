"""The logger's views of an exercise's place: swapped, moved, in a superset."""

import uuid
from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, make_response, url_for

from webapp import web
from webapp.auth import gate
from webapp.auth.queries import Lifter
from webapp.workouts import arrangement, entries
from webapp.workouts.forms import ChangeForm, EntryForm, PlaceForm, SupersetForm
from webapp.workouts.sheet import Entry
from webapp.workouts.views import blueprint, entry_fragment


@blueprint.post("/<uuid:log_id>/entries/<uuid:entry_id>/swap")
def create_swap(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Do an exercise chosen in the catalogue instead of another."""
    bound = web.bind(EntryForm)
    if bound.values is None:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail="Choose an exercise from the list.")
    new_id, exercise_id = bound.values.entry_id, bound.values.exercise_id
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        both = arrangement.swap_entry(session, lifter.id, log_id, entry_id, new_id=new_id, exercise_id=exercise_id)
    if not web.is_outbox():
        return web.see_other(url_for("workouts.show", log_id=log_id, _anchor=f"entry-{new_id}"))
    return _both(both, lifter)


@blueprint.delete("/<uuid:log_id>/entries/<uuid:entry_id>/swap")
def delete_swap(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Undo a swap: the exercise that was there before comes back, the one of the address goes."""
    change = web.bind(ChangeForm).values or ChangeForm()
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        both = arrangement.unswap_entry(session, lifter.id, log_id, entry_id, change.revision)
    if not web.wants_fragment():
        return web.see_other(url_for("workouts.show", log_id=log_id, _anchor=f"entry-{both[0].id}"))
    return _both(both, lifter)


@blueprint.put("/<uuid:log_id>/entries/<uuid:entry_id>/position")
def update_position(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Put an exercise somewhere else in its workout."""
    form = web.bind(PlaceForm).values or PlaceForm()
    with web.database().begin() as session:
        user_id = gate.user_id()
        is_taken = arrangement.move_entry(
            session, user_id, log_id, entry_id, position=form.position, by=form.by, revision=form.revision
        )
    return _moved(log_id, entry_id, is_taken=is_taken)


@blueprint.put("/<uuid:log_id>/entries/<uuid:entry_id>/superset")
def update_superset(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Make an exercise a superset with the next one."""
    form = web.bind(SupersetForm).values or SupersetForm()
    with web.database().begin() as session:
        user_id = gate.user_id()
        is_taken = arrangement.join_entries(
            session, user_id, log_id, entry_id, with_id=form.with_id, revision=form.revision
        )
    return _moved(log_id, entry_id, is_taken=is_taken)


@blueprint.delete("/<uuid:log_id>/entries/<uuid:entry_id>/superset")
def delete_superset(log_id: uuid.UUID, entry_id: uuid.UUID) -> Response:
    """Break the superset an exercise is in."""
    form = web.bind(ChangeForm).values or ChangeForm()
    with web.database().begin() as session:
        is_taken = arrangement.part_entries(session, gate.user_id(), log_id, entry_id, form.revision)
    return _moved(log_id, entry_id, is_taken=is_taken)


def _both(both: Sequence[Entry], lifter: Lifter) -> Response:
    """The two exercises of a swap as they stand; the one that is out is hidden."""
    return make_response("".join(entry_fragment(each, lifter, swapped=True).get_data(as_text=True) for each in both))


def _moved(log_id: uuid.UUID, entry_id: uuid.UUID, *, is_taken: bool) -> Response:
    """The page as it is: a phone shows it already, and is told only where its word came too late."""
    if web.is_outbox() and is_taken:
        return make_response("")
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        entry = entries.find_entry(session, lifter.id, log_id, entry_id)
    if web.is_outbox():
        return entry_fragment(entry, lifter)
    return web.see_other(url_for("workouts.show", log_id=log_id, _anchor=f"entry-{entry_id}"))
