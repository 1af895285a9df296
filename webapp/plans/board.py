"""The editor's board: its days, and taking changes back."""

import uuid
from http import HTTPStatus

from flask import Blueprint, Response

from webapp import web
from webapp.auth import gate
from webapp.auth.queries import Lifter
from webapp.plans import changes, edits, forms
from webapp.plans.changes import Edited
from webapp.plans.changing import (
    STALE_DELETION,
    RefusedError,
    asked_position,
    asked_seen,
    asked_values,
    change_plan,
    index_of,
)
from webapp.plans.queries import Asked
from webapp.plans.rendering import Refusal, changed
from webapp.plans.sheet import Plan, fingerprint

blueprint = Blueprint("board", __name__)


@blueprint.post("/<uuid:plan_id>/days")
def create_day(plan_id: uuid.UUID) -> Response:
    """A new day at the end, or one like another after it."""
    form = asked_values(forms.NewDayForm)

    def edit(asked: Asked, _: Lifter) -> tuple[Plan, str]:
        if form.copy_of:
            name = asked.plan.day(form.copy_of).name
            return edits.copy_day(asked.plan, form.copy_of, form.day_id), f"duplicated {name}"
        name = form.name or f"Day {len(asked.plan.days) + 1}"
        return edits.add_day(asked.plan, form.day_id, name), f"added {name}"

    return change_plan(plan_id, edit)


@blueprint.put("/<uuid:plan_id>/days/<uuid:day_id>")
def update_day(plan_id: uuid.UUID, day_id: uuid.UUID) -> Response:
    """A day's name."""
    bound = web.bind(forms.DayForm)

    def edit(asked: Asked, _: Lifter) -> tuple[Plan, str]:
        day = asked.plan.day(day_id)
        form = bound.values
        if form is None:
            raise RefusedError(Refusal(day_id, bound.typed, bound.errors), asked.plan)
        if form.seen and form.seen != fingerprint(day.name) and form.name != day.name:
            errors = {"name": f"Another window calls it {day.name}. Save again to keep yours."}
            raise RefusedError(Refusal(day_id, bound.typed, errors, HTTPStatus.CONFLICT), asked.plan)
        return edits.change_day(asked.plan, day_id, form.name), f"renamed {day.name}"

    return change_plan(plan_id, edit)


@blueprint.delete("/<uuid:plan_id>/days/<uuid:day_id>")
def delete_day(plan_id: uuid.UUID, day_id: uuid.UUID) -> Response:
    """Delete a day with all that is in it."""
    seen = asked_seen()

    def edit(asked: Asked, _: Lifter) -> tuple[Plan, str]:
        day = asked.plan.day(day_id)
        if seen and seen != fingerprint(day):
            raise RefusedError(Refusal(day_id, {}, {"": STALE_DELETION}, HTTPStatus.CONFLICT), asked.plan)
        return edits.remove_day(asked.plan, day_id), f"deleted {day.name}"

    return change_plan(plan_id, edit)


@blueprint.put("/<uuid:plan_id>/days/<uuid:day_id>/position")
def update_day_position(plan_id: uuid.UUID, day_id: uuid.UUID) -> Response:
    """Move a day."""
    form = asked_position()

    def edit(asked: Asked, _: Lifter) -> tuple[Plan, str]:
        day = asked.plan.day(day_id)
        here = asked.plan.days.index(day)
        moved = edits.move_day(asked.plan, day_id, index_of(form, here))
        return moved, f"moved {day.name} to place {moved.days.index(moved.day(day_id)) + 1} of {len(moved.days)}"

    return change_plan(plan_id, edit)


@blueprint.delete("/<uuid:plan_id>/changes/<int:number>")
def delete_change(plan_id: uuid.UUID, number: int) -> Response:
    """Undo the last change."""
    return _turn(plan_id, number, is_undone=True)


@blueprint.put("/<uuid:plan_id>/changes/<int:number>")
def update_change(plan_id: uuid.UUID, number: int) -> Response:
    """Redo the change that was undone last."""
    return _turn(plan_id, number, is_undone=False)


def _turn(plan_id: uuid.UUID, number: int, *, is_undone: bool) -> Response:
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        edited: Edited = changes.turn_change(session, lifter.id, plan_id, number, is_undone=is_undone)
    turned = edited.after.redo if is_undone else edited.after.undo
    said = f"{'Undone' if is_undone else 'Done again'}: {turned.words}" if turned else ""
    return changed(lifter, edited, said)
