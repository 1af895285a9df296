"""What a lifter does to the exercises of a workout: add, swap, move, join, warm up for, describe, take out."""

import re
from contextlib import suppress

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import expect

from tests.chaos.hands import ID, Hands
from tests.chaos.logbook import Place, Visit
from tests.chaos.stand import SEEN_MS
from tests.processes import ServiceError

EXERCISES = (
    "Deadlift",
    "Back squat",
    "Bench press",
    "Overhead press",
    "Barbell row",
    "Pull-up",
    "Plank",
    "Front squat",
    "Romanian deadlift",
    "Leg press",
)
ASKS_AFTER_MS = 150
# How often a list is asked for that comes by halves, before the weather turns and at most.
PATIENT_TRIES, MOST_TRIES = 2, 6
HALVES = ("truncated",)
# Beneath it there is nothing to warm up with.
MIN_WORKING_KG = 30


class Arranger(Hands):
    """The kinds of writes that are about an exercise's place; each says whether the screen offered it."""

    def add_exercise(self, wanted: str | None = None) -> bool:
        """Choose an exercise that is not in the workout yet; any, unless one is wanted."""
        visit = self.at_workout()
        left = [name for name in EXERCISES if name not in {place.name for place in visit.places.values()}]
        if not left:
            return False
        name = wanted or self.chance.choice(left)
        link = self.page.get_by_role("link", name="Add exercise").get_attribute("href") or ""
        self._choose(visit, link, name)
        return True

    def swap_exercise(self) -> bool:
        """Do another exercise instead of what is left of one."""
        visit = self.at_workout()
        left = [name for name in EXERCISES if name not in {place.name for place in visit.places.values()}]
        entry = self._entry(".entry:not(.removed)")
        if entry is None or not left:
            return False
        link = self.page.locator(f"#entry-{entry} a", has_text="Swap exercise").get_attribute("href") or ""
        old = visit.places[entry]
        fresh = self._choose(visit, link, self.chance.choice(left))
        visit.put(fresh, entry, 1)
        visit.places[fresh].superset, visit.places[fresh].instead_of = old.superset, entry
        if old.done:
            for row in old.rows.values():
                row.state = "gone" if row.state == "todo" else row.state
        else:
            old.is_removed = old.was_removed = True
        return True

    def undo_swap(self) -> bool:
        """Do the exercise after all that another one stands in for."""
        visit = self.at_workout()
        entry = self._entry(".entry:not(.removed):has(> .instead:not([data-old=''])):not(:has(.set.done))")
        if entry is None:
            return False
        self.page.locator(f"#entry-{entry} .instead button").click()
        expect(self.page.locator(f"#entry-{entry}.removed")).to_be_attached(timeout=SEEN_MS)
        fresh = visit.places[entry]
        fresh.is_removed = fresh.was_removed = True
        assert fresh.instead_of is not None
        visit.places[fresh.instead_of].is_removed = False
        return True

    def _stands_still(self) -> None:
        """A finger waits for the list to come: the search asks a moment after the last letter."""
        self.page.wait_for_timeout(ASKS_AFTER_MS)
        searching = self.page.locator("form.search.htmx-request")
        with suppress(ServiceError):
            self._seen(lambda: searching.count() == 0, SEEN_MS / 4)

    def _choose(self, visit: Visit, link: str, name: str) -> str:
        """Choose an exercise for a workout, and return the id of its place there."""
        found = self.page.locator(".found .name", has_text=re.compile(f"^{re.escape(name)}$"))
        for tries in range(1, MOST_TRIES + 1):
            self.open(link)
            self.page.get_by_label("Search exercises").press_sequentially(name[:-1].lower())
            self._stands_still()
            try:
                found.click(timeout=SEEN_MS / 4)
                break
            except BrowserError:
                # Half a page arrived: pull down to refresh. No patience helps while every page comes so.
                self.say("the list did not come")
                if tries >= PATIENT_TRIES and self.stand.network.weather in HALVES:
                    self.stand.network.weather = "refused"
                    self.say("the weather turned")
        entry_id = self._arrive(re.compile(rf"/workouts/{visit.id}#entry-({ID.pattern})"))
        visit.places[entry_id] = Place(name)
        if not self.page.locator("dialog#outbox").count():
            self.open(f"/workouts/{visit.id}#entry-{entry_id}")
        entry = self.page.locator(f"#entry-{entry_id}")
        expect(entry.get_by_role("heading", name=re.compile(f"{re.escape(name)}$"))).to_be_visible(timeout=SEEN_MS)
        self._learn(visit)
        return entry_id

    def move_exercise(self) -> bool:
        """Put an exercise one place up or down."""
        visit = self.at_workout()
        entry = self._entry(".entry:not(.removed)")
        if entry is None:
            return False
        by = self.chance.choice([-1, 1])
        order = list(visit.standing)
        index = order.index(entry) + by
        if index not in range(len(order)) or not self._draws(visit):
            return False
        self._choose_in_menu(entry, "Move up" if by < 0 else "Move down")
        visit.put(entry, order[index], by)
        return True

    def join(self) -> bool:
        """Make a superset of an exercise and the next one."""
        visit = self.at_workout()
        entry = self._entry(".entry:not(.removed)")
        order = list(visit.standing)
        if entry is None or entry == order[-1] or not self._draws(visit):
            return False
        if not self.page.locator(f"#entry-{entry} .join").evaluate(
            "(form) => getComputedStyle(form).display !== 'none'"
        ):
            return False
        one, other = visit.places[entry], visit.places[order[order.index(entry) + 1]]
        self._choose_in_menu(entry, "Superset with next")
        one.superset = other.superset = one.superset or other.superset or visit.next_superset
        return True

    def part(self) -> bool:
        """Break a superset."""
        visit = self.at_workout()
        entry = self._entry(".entry.grouped:not(.removed)")
        if entry is None:
            return False
        number = visit.places[entry].superset
        self._choose_in_menu(entry, "Break the superset")
        for place in visit.places.values():
            place.superset = None if place.superset == number else place.superset
        return True

    def warm_up(self) -> bool:
        """Add warm-up sets for the weight that stands in the first working row."""
        visit = self.at_workout()
        self._learn(visit)
        entry = self._entry(".entry:not(.removed):has(.warm-up)")
        if entry is None:
            return False
        field = self.page.locator(f"#entry-{entry} .set:not(.warmup):not(.deleted) input[name=weight]").first
        if not field.count() or float(field.input_value() or 0) < MIN_WORKING_KG:
            return False
        before = self.page.locator(f"#entry-{entry} .set").count()
        self._choose_in_menu(entry, "Add warm-up sets")
        self._seen(lambda: self.page.locator(f"#entry-{entry} .set").count() > before)
        self._learn(visit)
        return True

    def describe(self) -> bool:
        """Say how long to rest after an exercise, and note something about it."""
        visit = self.at_workout()
        entry = self._entry(".entry:not(.removed)")
        if entry is None:
            return False
        note, rest = self._words(), self.chance.randrange(30, 300)
        menu = self._menu(entry)
        menu.get_by_label("Rest after a set").fill(str(rest))
        menu.get_by_label("Note").fill(note)
        menu.get_by_role("button", name="Save", exact=True).click()
        visit.places[entry].note, visit.places[entry].rest = note, str(rest)
        return True

    def remove_exercise(self) -> bool:
        """Take an exercise out, with its sets."""
        visit = self.at_workout()
        entry = self._entry(".entry:not(.removed)")
        if entry is None:
            return False
        self.page.locator(f"#entry-{entry} .menu summary").click()
        self.page.locator(f"#entry-{entry}").get_by_role("button", name="Remove exercise").click()
        expect(self.page.locator(f"#entry-{entry}.removed")).to_be_attached(timeout=SEEN_MS)
        visit.places[entry].is_removed = visit.places[entry].was_removed = True
        return True

    def bring_back(self) -> bool:
        """Undo the removal of an exercise."""
        visit = self.at_workout()
        entry = self._entry(".entry.removed:not(.swapped)")
        if entry is None:
            return False
        self.page.locator(f"#entry-{entry} > .undo button").click()
        expect(self.page.locator(f"#entry-{entry}:not(.removed)")).to_be_attached(timeout=SEEN_MS)
        visit.places[entry].is_removed = False
        return True
