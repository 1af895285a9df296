"""The editor's slots and their sets: all that is typed in a slot travels together, with what its button asks for."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, url_for

from webapp import web
from webapp.auth import gate
from webapp.auth.queries import Lifter
from webapp.errors import InvalidError, NotFoundError
from webapp.forms import Bound
from webapp.plans import changes, edits, forms, prescription
from webapp.plans.changing import (
    STALE_DELETION,
    RefusedError,
    asked_position,
    asked_seen,
    asked_values,
    change_plan,
    index_of,
)
from webapp.plans.queries import Asked, asked
from webapp.plans.rendering import Refusal, refused
from webapp.plans.sheet import GONE, Exercise, Plan, Slot, fingerprint
from webapp.progression import Rule
from webapp.units import from_kg, to_kg

blueprint = Blueprint("slots", __name__)

# What a rule calls the fields of a slot's form.
_OF_RULE = {"progression": "progression", "step": "step_kg", "misses": "misses", "deload": "deload_percent"}
STALE = "This was changed in another window. It stands here as you typed it; saving again keeps yours."


@blueprint.post("/<uuid:plan_id>/days/<uuid:day_id>/slots")
def create_slot(plan_id: uuid.UUID, day_id: uuid.UUID) -> Response:
    """Add an exercise chosen in the catalogue, or a slot like another after it."""
    form = asked_values(forms.NewSlotForm)
    slot_id = form.slot_id

    def edit(asked: Asked, _: Lifter) -> tuple[Plan, str]:
        if form.copy_of:
            return edits.copy_slot(asked.plan, form.copy_of, slot_id), f"duplicated {_name(asked.plan, form.copy_of)}"
        exercise = _chosen(asked, form.exercise_id)
        return edits.add_slot(asked.plan, day_id, slot_id, exercise), f"added {exercise.name}"

    return change_plan(plan_id, edit, exercise_id=form.exercise_id, closes_picker=form.exercise_id is not None)


@blueprint.get("/<uuid:plan_id>/slots/<uuid:slot_id>")
def show_slot(plan_id: uuid.UUID, slot_id: uuid.UUID) -> Response:
    """A slot as it is stored, for who would rather take what another window made of it."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
        found = asked(session, lifter.id, plan_id)
    if found is None:
        raise NotFoundError(changes.FORGOTTEN)
    found.plan.slot(slot_id)
    if not web.wants_fragment():
        return web.see_other(url_for("plans.show", plan_id=plan_id, _anchor=f"slot-{slot_id}"))
    return refused(lifter, found.plan, Refusal(slot_id, {}, {}, HTTPStatus.OK))


@blueprint.put("/<uuid:plan_id>/slots/<uuid:slot_id>")
def update_slot(plan_id: uuid.UUID, slot_id: uuid.UUID) -> Response:
    """All that is typed in a slot, and what its pressed button does with one of its sets."""
    bound = web.bind(forms.SlotForm)
    wrong: dict[str, str] = {}

    def edit(asked: Asked, lifter: Lifter) -> tuple[Plan, str]:
        plan = asked.plan
        _, slot = plan.slot(slot_id)
        wrong.clear()
        wrong.update(bound.errors)
        if wrong.keys() & forms.UNSEEN:
            raise RefusedError(Refusal(slot_id, bound.typed, wrong), plan)
        after, form = _typed(plan, slot, bound, lifter, wrong)
        # Nothing is overwritten unseen where nothing changes: a double tap sends a form as old as the first tap's.
        is_made = form.new_id in {target.id for target in slot.targets}
        if after == plan and (is_made or not form.act):
            return plan, ""
        if form.seen and form.seen != fingerprint(slot):
            raise RefusedError(Refusal(slot_id, bound.typed, {"": STALE}, HTTPStatus.CONFLICT), plan)
        try:
            return _acted(after, slot_id, form)
        except InvalidError as error:
            wrong[""] = str(error)
            return after, f"changed {slot.exercise.name}"

    return change_plan(plan_id, edit, refusal=lambda: _refusal(slot_id, bound.typed, wrong))


@blueprint.delete("/<uuid:plan_id>/slots/<uuid:slot_id>")
def delete_slot(plan_id: uuid.UUID, slot_id: uuid.UUID) -> Response:
    """Take an exercise out of a plan."""
    seen = asked_seen()

    def edit(asked: Asked, _: Lifter) -> tuple[Plan, str]:
        _day, slot = asked.plan.slot(slot_id)
        if seen and seen != fingerprint(slot):
            raise RefusedError(Refusal(slot_id, {}, {"": STALE_DELETION}, HTTPStatus.CONFLICT), asked.plan)
        return edits.remove_slot(asked.plan, slot_id), f"deleted {slot.exercise.name}"

    return change_plan(plan_id, edit)


@blueprint.put("/<uuid:plan_id>/slots/<uuid:slot_id>/position")
def update_slot_position(plan_id: uuid.UUID, slot_id: uuid.UUID) -> Response:
    """Move a slot, within its day or to another."""
    form = asked_position()

    def edit(asked: Asked, _: Lifter) -> tuple[Plan, str]:
        day, slot = asked.plan.slot(slot_id)
        to = asked.plan.day(form.day_id) if form.day_id else day
        index = index_of(form, day.slots.index(slot)) if to == day or form.index is not None else len(to.slots)
        moved = edits.move_slot(asked.plan, slot_id, to.id, index)
        place = [each.id for each in moved.day(to.id).slots].index(slot_id) + 1
        return moved, f"moved {slot.exercise.name} to {to.name}, place {place} of {len(moved.day(to.id).slots)}"

    return change_plan(plan_id, edit)


@blueprint.post("/<uuid:plan_id>/slots/<uuid:slot_id>/replacement")
def create_replacement(plan_id: uuid.UUID, slot_id: uuid.UUID) -> Response:
    """Another exercise in the same place."""
    form = asked_values(forms.ExerciseForm)

    def edit(asked: Asked, _: Lifter) -> tuple[Plan, str]:
        name, exercise = _name(asked.plan, slot_id), _chosen(asked, form.exercise_id)
        return edits.swap_exercise(asked.plan, slot_id, exercise), f"swapped {name} for {exercise.name}"

    return change_plan(plan_id, edit, exercise_id=form.exercise_id, closes_picker=True)


@blueprint.post("/<uuid:plan_id>/slots/<uuid:slot_id>/targets")
def create_targets(plan_id: uuid.UUID, slot_id: uuid.UUID) -> Response:
    """Sets as written, over those that are there from one on."""
    form = asked_values(forms.NewTargetsForm)

    def edit(asked: Asked, lifter: Lifter) -> tuple[Plan, str]:
        plan = asked.plan
        _, slot = plan.slot(slot_id)
        unit = form.weight_unit or slot.exercise.unit or lifter.weight_unit
        try:
            sets = prescription.read(form.text or "", unit)
            return edits.prescribe(plan, slot_id, sets, form.at), f"wrote sets of {_name(plan, slot_id)}"
        except InvalidError as error:
            typed = {"text": form.text or "", "weight_unit": unit}
            raise RefusedError(Refusal(slot_id, typed, {"text": str(error)}), plan) from error

    return change_plan(plan_id, edit)


def _typed(
    plan: Plan, slot: Slot, bound: Bound[forms.SlotForm], lifter: Lifter, wrong: dict[str, str]
) -> tuple[Plan, forms.SlotForm]:
    """The plan with all that is right of what was typed in a slot; messages for the rest go to `wrong`, by field."""
    form = bound.values or forms.valid(forms.SlotForm, bound)
    unit, far = _units(slot, lifter, form)
    typed, written = _written(slot, dict(bound.typed), unit)
    targets, errors = forms.targets(slot, typed, unit, far)
    wrong.update(errors)
    step = forms.kept(form.step, slot.rule.step_kg, unit, from_kg, to_kg)
    rule = Rule(form.progression, step, form.misses, form.deload)
    kept = {_OF_RULE[name]: getattr(slot.rule, _OF_RULE[name]) for name in wrong if name in _OF_RULE}
    fields = edits.SlotFields(
        slot.rest_seconds if "rest" in wrong else form.rest,
        slot.note if "note" in wrong else form.note,
        replace(rule, **kept),
        form.joins_above,
    )
    after = edits.change_slot(plan, slot.id, fields, targets)
    if written:
        sets, at = written
        try:
            after = edits.prescribe(after, slot.id, sets, at)
        except InvalidError as error:
            wrong[f"reps-{at}"] = str(error)
    return after, form


def _refusal(slot_id: uuid.UUID, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Refusal | None:
    """What is not kept of a slot, as it was typed and in the units it was typed in; None where all is."""
    if not wrong:
        return None
    names = [name for name in wrong if name]
    units = [name for name in ("weight_unit", "distance_unit") if names and name in typed]
    return Refusal(slot_id, {name: typed.get(name, "") for name in (*names, *units)}, wrong)


def _acted(plan: Plan, slot_id: uuid.UUID, form: forms.SlotForm) -> tuple[Plan, str]:
    """The pressed button's own change, on top of what was typed."""
    name = _name(plan, slot_id)
    act = form.act
    if act == "add":
        return edits.add_target(plan, slot_id, new_id=form.new_id), f"added a set of {name}"
    if not act or not form.on:
        return plan, f"changed {name}"
    target_id = form.on
    slot, target = plan.target(target_id)
    if slot.id != slot_id:
        raise NotFoundError(GONE)
    here = slot.targets.index(target)
    if act == "copy":
        return edits.add_target(plan, slot_id, target_id, form.new_id), f"duplicated set {here + 1} of {name}"
    if act == "remove":
        return edits.remove_target(plan, target_id), f"deleted set {here + 1} of {name}"
    index = form.index if act == "to" and form.index is not None else max(0, here + {"up": -1}.get(act, 1))
    return edits.move_target(plan, target_id, index), f"moved set {here + 1} of {name} to place {index + 1}"


def _units(slot: Slot, lifter: Lifter, form: forms.SlotForm | None) -> tuple[str, str]:
    """The units that a slot's weights and distances were typed in: as the window showed them, or as they are now."""
    unit = slot.exercise.unit or lifter.weight_unit
    far = "m" if slot.exercise.kind == "weight_distance" else lifter.distance_unit
    return (form.weight_unit or unit, form.distance_unit or far) if form else (unit, far)


def _written(
    slot: Slot, typed: dict[str, str], unit: str
) -> tuple[dict[str, str], tuple[list[prescription.Prescribed], uuid.UUID] | None]:
    """Sets that were written into a cell for reps, `5/3/1 @ 100`, and what was typed without them."""
    for target in slot.targets:
        cell = typed.get(f"reps-{target.id}", "")
        if any(sign in cell for sign in "x×@/*"):
            try:
                sets = prescription.read(cell, unit)
            except InvalidError:
                return typed, None
            rest = {name: value for name, value in typed.items() if name != f"reps-{target.id}"}
            return rest, (sets, target.id)
    return typed, None


def _name(plan: Plan, slot_id: uuid.UUID) -> str:
    return plan.slot(slot_id)[1].exercise.name


def _chosen(asked: Asked, exercise_id: uuid.UUID | None) -> Exercise:
    exercise = asked.exercises.get(exercise_id) if exercise_id else None
    if exercise is None:
        message = "That exercise is not here any more. Look it up again."
        raise NotFoundError(message)
    return exercise
