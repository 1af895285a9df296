"""The fragment that shows a change: a slot, some days or the board, whichever is the least that holds all of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Response, request, url_for

from webapp import web
from webapp.auth.queries import Lifter
from webapp.ids import uuid7
from webapp.plans.changes import Edited
from webapp.plans.prescription import reps_words, words
from webapp.plans.sheet import Day, Plan, Slot, fingerprint, unusual_loads, weekly_sets

# A window says which revision of the plan it shows, so that it is sent what it does not have.
SEEN_REVISION = "Plan-Revision"


@dataclass(frozen=True)
class Refusal:
    """What was typed into the form of a day or slot and is not kept, and why, by field."""

    about: uuid.UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY


def context(lifter: Lifter, plan: Plan, refusal: Refusal | None = None, said: str = "") -> dict[str, Any]:
    """What the editor's templates are drawn with."""
    return {
        "lifter": lifter,
        "plan": plan,
        "refusal": refusal,
        "said": said,
        "weekly": weekly_sets(plan),
        "fingerprint": fingerprint,
        "reps_words": reps_words,
        "words": words,
        "new_id": uuid7,
        "kept": frozenset(),
        "unusual": frozenset(),
    }


def changed(
    lifter: Lifter, edited: Edited, said: str, *, closes_picker: bool = False, refusal: Refusal | None = None
) -> Response:
    """A change that was made: a fragment for htmx, whose place the server names, and the page for a plain form.

    With a `refusal`, a part of what was typed was not kept and stands there again with its messages.
    """
    plan = edited.after
    if refusal and (edited.before == plan or not web.wants_fragment()):
        return refused(lifter, plan, refusal)
    days, slot = _touched(edited.before, plan)
    # A window that has missed nothing has every slot as it was before this change.
    is_up_to_date = request.headers.get(SEEN_REVISION) == str(edited.before.revision)
    kept = _unchanged(edited.before, plan) if is_up_to_date else frozenset()
    day = days[0] if days else None
    if not web.wants_fragment():
        anchor = f"slot-{slot.id}" if slot else f"day-{day.id}" if day else "board"
        return web.see_other(url_for("plans.show", plan_id=plan.id, _anchor=anchor))
    drawn = context(lifter, plan, refusal, said) | {
        "days": days,
        "slot": slot,
        "kept": kept,
        "closes_picker": closes_picker,
        "unusual": unusual_loads(edited.before, plan),
        "is_renamed": (edited.before.name, edited.before.notes) != (plan.name, plan.notes),
    }
    response = web.fragment("plans/_changed.html", refusal.status if refusal else HTTPStatus.OK, **drawn)
    return _placed(response, day, slot)


def refused(lifter: Lifter, plan: Plan, refusal: Refusal) -> Response:
    """A change that was not made: its form again with what was typed, or the page with it for a plain form."""
    day = next((each for each in plan.days if each.id == refusal.about), None)
    slot = None if day else plan.slot(refusal.about)[1]
    day = day or plan.slot(refusal.about)[0]
    if not web.wants_fragment():
        return web.page("plans/show.html", refusal.status, **context(lifter, plan, refusal))
    drawn = context(lifter, plan, refusal) | {"days": [day], "slot": slot, "closes_picker": False, "is_renamed": False}
    return _placed(web.fragment("plans/_changed.html", refusal.status, **drawn), day, slot)


def _placed(response: Response, day: Day | None, slot: Slot | None) -> Response:
    place = f"slot-{slot.id}" if slot else f"day-{day.id}" if day else "board"
    response.headers["HX-Retarget"] = f"#{place}"
    response.headers["HX-Reswap"] = "outerMorph"
    return response


def _touched(before: Plan, after: Plan) -> tuple[Sequence[Day], Slot | None]:
    """The days, or the one slot of one day, outside of which nothing changed; no day is the whole board."""
    if [day.id for day in before.days] != [day.id for day in after.days]:
        return (), None
    days = [day for old, day in zip(before.days, after.days, strict=True) if old != day]
    if len(days) != 1:
        return days, None
    (day,) = days
    old = before.day(day.id)
    frame = [[(slot.id, slot.superset) for slot in each.slots] for each in (old, day)]
    slots = [slot for slot in day.slots if slot not in old.slots]
    is_slot = frame[0] == frame[1] and len(slots) == 1
    return days, slots[0] if is_slot else None


def _unchanged(before: Plan, after: Plan) -> frozenset[uuid.UUID]:
    """The slots that look as they did: a window keeps what it has of them, and they are not drawn again."""
    old = _looks(before)
    return frozenset(slot_id for slot_id, look in _looks(after).items() if old.get(slot_id) == look)


def _looks(plan: Plan) -> dict[uuid.UUID, tuple[object, ...]]:
    """All that a slot is drawn from (`_slot.html`): itself, its neighbours and its day; a script names the others."""
    looks: dict[uuid.UUID, tuple[object, ...]] = {}
    for day in plan.days:
        letters = day.letters
        for above, slot, below in zip((None, *day.slots), day.slots, (*day.slots[1:], None), strict=False):
            beside = (above.exercise.name, above.superset) if above else None
            looks[slot.id] = (slot, beside, below is None, letters.get(slot.id), day.id, len(plan.days) > 1)
    return looks
