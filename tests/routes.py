"""Every route of the application, and what a good request to it looks like; a new route must be added here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.routing import Rule

SAFE = {"GET", "HEAD", "OPTIONS"}
PUBLIC = {
    "auth.receive_webhook", "auth.sign_in", "auth.sign_out", "auth.sign_up", "dashboard.welcome", "local.create_session",
    "local.create_token", "local.delete_user", "local.show_renewal", "observability.healthz", "observability.readyz",
    "plans.offers.show_shared", "pwa.favicon", "pwa.manifest", "pwa.offline", "pwa.robots", "pwa.worker", "static",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What a form sent to a route holds; ids stand as the names of those in the route's URL."""

    data: Mapping[str, str] = field(default_factory=dict)


# Private routes by endpoint.
KNOWN: Mapping[str, Known] = {
    "dashboard.show": Known(),
    "exercises.create": Known({"name": "A press of one's own"}),
    "exercises.delete_archive": Known(),
    "exercises.delete_favourite": Known(),
    "exercises.edit": Known(),
    "exercises.edit_merger": Known({"into_id": "other_id"}),
    "exercises.index": Known(),
    "exercises.new": Known(),
    "exercises.show": Known(),
    "exercises.show_list": Known(),
    "exercises.update": Known({"name": "Stolen"}),
    "exercises.update_archive": Known(),
    "exercises.update_favourite": Known(),
    "exercises.update_merger": Known({"into_id": "other_id"}),
    "history.index": Known(),
    "settings.delete_gym": Known({"unit": "lb"}),
    "plans.board.create_day": Known({"name": "Stolen"}),
    "plans.board.delete_change": Known(),
    "plans.board.delete_day": Known(),
    "plans.board.update_change": Known(),
    "plans.board.update_day": Known({"name": "Stolen"}),
    "plans.board.update_day_position": Known({"by": "1"}),
    "plans.create": Known(),
    "plans.create_restoration": Known(),
    "plans.delete": Known(),
    "plans.delete_archive": Known(),
    "plans.index": Known(),
    "plans.offers.create_share": Known(),
    "plans.offers.delete_share": Known(),
    "plans.offers.show_ready": Known(),
    "plans.offers.show_sheet": Known(),
    "plans.outcomes.show": Known(),
    "plans.outcomes.update": Known(),
    "plans.show": Known(),
    "plans.slots.create_replacement": Known({"exercise_id": "exercise_id"}),
    "plans.slots.create_slot": Known({"exercise_id": "exercise_id"}),
    "plans.slots.create_targets": Known({"text": "5/3/1", "at": "target_id"}),
    "plans.slots.delete_slot": Known(),
    "plans.slots.show_slot": Known(),
    "plans.slots.update_slot": Known({"rest": "9:59", "act": "remove", "on": "target_id"}),
    "plans.slots.update_slot_position": Known({"day_id": "day_id", "index": "0"}),
    "plans.update": Known({"name": "Stolen"}),
    "plans.update_archive": Known(),
    "plans.update_current": Known({"plan_id": "plan_id"}),
    "settings.edit": Known(),
    "settings.edit_gym": Known(),
    "settings.show_account": Known(),
    "settings.update": Known({"weight_unit": "lb", "distance_unit": "mi", "week_starts_on": "7", "theme": "dark"}),
    "settings.update_gym": Known({"unit": "kg", "bar-0": "15", "plate-0": "20", "pairs-0": "2"}),
    "settings.update_time_zone": Known({"time_zone": "Europe/Berlin"}),
    "workouts.create": Known({"plan_day_id": "day_id"}),
    "workouts.create_entry": Known({"exercise_id": "exercise_id"}),
    "workouts.create_entry_restoration": Known(),
    "workouts.create_past": Known(
        {
            "workout_id": "log_id", "performed_at": "2026-01-01T12:00", "minutes": "30", "like": "",
        }
    ),
    "workouts.create_restoration": Known(),
    "workouts.create_set": Known(),
    "workouts.create_warm_ups": Known({"token": "01999999-9999-7999-8999-999999999999", "weight": "100"}),
    "workouts.delete": Known(),
    "workouts.delete_entry": Known(),
    "workouts.delete_swap": Known(),
    "workouts.create_swap": Known({"exercise_id": "exercise_id"}),
    "workouts.delete_superset": Known(),
    "workouts.delete_set": Known({"revision": "9"}),
    "workouts.edit": Known(),
    "workouts.index": Known(),
    "workouts.new": Known(),
    "workouts.new_past": Known(),
    "workouts.show": Known(),
    "workouts.show_proposal": Known(),
    "workouts.update": Known({"name": "Stolen", "performed_at": "2026-01-01T12:00", "minutes": "30"}),
    "workouts.update_completion": Known(),
    "workouts.update_entry": Known({"rest_seconds": "3:00", "note": "Stolen"}),
    "workouts.update_position": Known({"position": "9"}),
    "workouts.update_unit": Known({"weight_unit": "lb"}),
    "workouts.update_superset": Known({"with_id": "entry_id"}),
    "workouts.update_set": Known(
        {
            "exercise_id": "exercise_id", "entry_id": "entry_id", "set_number": "1", "reps": "99", "weight": "1",
            "weight_unit": "kg", "revision": "9",
        }
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """One method at one URL."""

    endpoint: str
    method: str
    rule: Rule

    def __str__(self) -> str:
        """How it is written in the contract."""
        return f"{self.method} {self.rule.rule}"

    @property
    def takes_an_id(self) -> bool:
        """Whether it is about one thing, which belongs to someone."""
        return bool(self.rule.arguments)

    def path(self, ids: Mapping[str, object]) -> str:
        """Its URL for these ids."""
        built = self.rule.build({name: ids[name] for name in self.rule.arguments})
        assert built is not None, self
        return built[1]

    def data(self, ids: Mapping[str, object]) -> dict[str, str]:
        """A good form for it, about these ids."""
        return {name: str(ids.get(value, value)) for name, value in KNOWN[self.endpoint].data.items()}


def private(app: Flask) -> list[Route]:
    """What only a person who is signed in may ask."""
    return [route for route in everything(app) if route.endpoint not in PUBLIC]


def everything(app: Flask) -> list[Route]:
    """Every method at every URL, without HEAD and OPTIONS."""
    return [
        Route(rule.endpoint, method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
