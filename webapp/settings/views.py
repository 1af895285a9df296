"""Units, rest, time zone, week, theme; what a lifter trains with; and the lifter's account."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, url_for

from webapp import formatting, web
from webapp.auth import gate
from webapp.auth.provider import provider
from webapp.auth.queries import Lifter
from webapp.clock import zone_names
from webapp.forms import Bound, parse
from webapp.plates import BARS, MAX_PAIRS, MAX_SIZES, STEPPED, gym
from webapp.settings import actions
from webapp.settings.forms import SettingsForm, TimeZoneForm, parse_gym
from webapp.units import WEIGHT_UNITS, plain

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

# Blank rows for plates the form has not met.
SPARE = 3


@blueprint.get("")
def edit() -> Response:
    """The settings as they are."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
    typed = {name: str(value) for name, value in vars(lifter).items() if value is not None}
    typed |= {name: formatting.clock(getattr(lifter, name)) for name in ("rest_seconds", "warmup_rest_seconds")}
    context = {"lifter": lifter, "typed": typed, "errors": {}, "saved": "saved" in request.args}
    return web.page("settings/edit.html", **_choices(), **context)


@blueprint.put("")
def update() -> Response:
    """Keep new settings."""
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        bound = _bound(lifter)
        if bound.values is not None:
            actions.save_settings(session, lifter.id, **bound.values.model_dump())
    if bound.values is None:
        context = {"lifter": lifter, "typed": bound.typed, "errors": bound.errors, "saved": False}
        return web.page("settings/edit.html", HTTPStatus.UNPROCESSABLE_ENTITY, **_choices(), **context)
    return web.see_other("/settings?saved=1")


def _bound(lifter: Lifter) -> Bound[SettingsForm]:
    """The submitted settings; a time zone that stands there already is no error, even if this server forgot it."""
    bound = web.bind(SettingsForm)
    typed = {name: value for name, value in bound.typed.items() if name != "time_zone"}
    if set(bound.errors) != {"time_zone"} or bound.typed["time_zone"].strip() != lifter.time_zone:
        return bound
    form = parse(SettingsForm, typed).values
    return bound if form is None else Bound(bound.typed, form.model_copy(update={"time_zone": lifter.time_zone}))


@blueprint.put("/time-zone")
def update_time_zone() -> Response:
    """Take the browser's time zone, unless the lifter chose one; or because they were asked."""
    bound = web.bind(TimeZoneForm)
    if bound.values is None:
        return web.error(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            detail="That is not a time zone. If it is a new one, choose one near it in the settings.",
        )
    zone, instead_of = bound.values.time_zone, bound.values.instead_of
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        if instead_of is None:
            actions.note_time_zone(session, lifter.id, zone)
        else:
            actions.change_time_zone(session, lifter.id, zone, instead_of)
    if instead_of is not None:
        return web.see_other("/dashboard")
    return Response(status=HTTPStatus.NO_CONTENT)


@blueprint.get("/gym")
def edit_gym() -> Response:
    """Bars, plates and steps of one unit, as they are known."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
    asked = request.args.get("unit", "")
    unit = asked if asked in WEIGHT_UNITS else lifter.weight_unit
    return _gym(lifter, unit, _typed(lifter, unit), {})


@blueprint.put("/gym")
def update_gym() -> Response:
    """Keep what there is of one unit."""
    bound = parse_gym(request.form.to_dict())
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        if bound.values is not None:
            actions.save_gym(session, lifter.id, **bound.values.model_dump())
    if bound.values is None:
        unit = lifter.weight_unit if "unit" in bound.errors else bound.typed["unit"]
        return _gym(lifter, unit, bound.typed, bound.errors)
    return web.see_other(url_for("settings.edit_gym", unit=bound.values.unit, saved=1))


@blueprint.delete("/gym")
def delete_gym() -> Response:
    """Forget what there is of one unit, and take the usual gym again."""
    bound = parse_gym({"unit": request.values.get("unit", "")})
    if bound.values is None:
        return web.error(HTTPStatus.UNPROCESSABLE_ENTITY, detail="In kilograms or in pounds?")
    with web.database().begin() as session:
        lifter = gate.lifter(session)
        actions.save_gym(session, lifter.id, **bound.values.model_dump())
    return web.see_other(url_for("settings.edit_gym", unit=bound.values.unit, saved=1))


def _gym(lifter: Lifter, unit: str, typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    filled = [place for place in range(MAX_SIZES) if typed.get(f"plate-{place}") or typed.get(f"pairs-{place}")]
    return web.page(
        "settings/gym.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        lifter=lifter,
        unit=unit,
        typed=typed,
        errors=errors,
        bars=BARS,
        stepped=STEPPED,
        sizes=min(max(filled, default=0) + 1 + SPARE, MAX_SIZES),
        max_pairs=MAX_PAIRS,
        is_own=any(each["unit"] == unit for each in (*lifter.bars, *lifter.plates, *lifter.steps)),
        saved="saved" in request.args,
    )


def _typed(lifter: Lifter, unit: str) -> dict[str, str]:
    """The gym as if it had been typed."""
    known = gym(unit, lifter.bars, lifter.plates, lifter.steps)
    typed = {f"bar-{place}": plain(known.bars[name]) for place, name in enumerate(BARS)}
    for place, (weight, pairs) in enumerate(known.plates):
        typed |= {f"plate-{place}": plain(weight), f"pairs-{place}": str(pairs)}
    for place, name in enumerate(STEPPED):
        steps = vars(known.steps[name]) if name in known.steps else {}
        typed |= {f"{field}-{place}": plain(weight) for field, weight in steps.items()}
    return typed


@blueprint.get("/account")
def show_account() -> Response:
    """Who the lifter is to whoever signs them in: name, address, devices, and being deleted."""
    with web.database().reading() as session:
        lifter = gate.lifter(session)
    return provider().account(lifter)


def _choices() -> dict[str, Any]:
    return {"time_zones": sorted(zone_names())}
