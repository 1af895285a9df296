"""One change of a plan, from the request to the fragment that shows what it changed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response

from webapp import web
from webapp.auth import gate
from webapp.auth.queries import Lifter
from webapp.errors import InvalidError
from webapp.forms import F
from webapp.plans import changes, forms
from webapp.plans.queries import Asked
from webapp.plans.rendering import Refusal, changed, refused
from webapp.plans.sheet import Plan

# What may be typed in a form that has no place for messages beside its fields.
TYPED = ("name", "text")
UNREADABLE = "That was not understood. Reload the page and try again."
STALE_DELETION = (
    "This was changed in another window since you saw it. This is how it stands; delete it if you still want."
)

Edit = Callable[[Asked, Lifter], tuple[Plan, str]]


@dataclass
class RefusedError(Exception):
    """A change that is not made, with all that its form needs to be shown again."""

    refusal: Refusal
    plan: Plan


def change_plan(
    plan_id: uuid.UUID,
    edit: Edit,
    *,
    exercise_id: uuid.UUID | None = None,
    closes_picker: bool = False,
    refusal: Callable[[], Refusal | None] = lambda: None,
) -> Response:
    """Change a plan and show what came of it. `edit` gets what there is, and raises RefusedError to refuse.

    `refusal` is asked after it for what was refused beside what was changed.
    """
    try:
        with web.database().reading() as session:
            lifter = gate.lifter(session)
            edited = changes.edit_plan(
                session, lifter.id, plan_id, lambda asked: edit(asked, lifter), exercise_id=exercise_id
            )
    except RefusedError as error:
        return refused(lifter, error.plan, error.refusal)
    said = edited.after.undo.words if edited.after.undo and edited.after != edited.before else ""
    return changed(lifter, edited, said, closes_picker=closes_picker, refusal=refusal())


def index_of(form: forms.PositionForm, here: int) -> int:
    """Where a thing goes that stands at `here`."""
    return form.index if form.index is not None else max(0, here + int(form.by or 0))


def asked_position() -> forms.PositionForm:
    """Where the request wants a thing."""
    return asked_values(forms.PositionForm)


def asked_seen() -> str | None:
    """What the window showed of what it wants deleted."""
    return (web.bind(forms.SeenForm).values or forms.SeenForm()).seen


def asked_values(form: type[F]) -> F:
    """A form that a button or a script fills in, and a name or a text at most; raises InvalidError."""
    bound = web.bind(form)
    if bound.values is None:
        raise InvalidError(next((bound.errors[name] for name in TYPED if name in bound.errors), UNREADABLE))
    return bound.values
