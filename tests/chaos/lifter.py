"""The lifter: what they do on the screen, by the kinds of writes there are, waiting for what they see and nothing else.

A new kind of write joins the proof by a line in WRITES.
"""

import os
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_outbox import stocked
from tests.chaos.logbook import FIELDS, SAID, Logbook, Place, Row, Visit, shown_otherwise
from tests.chaos.stand import SEEN_MS, Phone, Stand
from tests.processes import ServiceError, wait_until

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
KINDS = ("working", "warmup", "drop", "failure")
# Every row that stands under an exercise, top to bottom, with its kind.
PLACES = """() => [...document.querySelectorAll(".entry")].map((entry) => [
    entry.id.replace("entry-", ""),
    [...entry.querySelectorAll(".set")].map((row) => [row.id.replace("set-", ""), row.querySelector("[name=kind]").value]),
])"""
ROWS = """(names) => [...document.querySelectorAll(".entry:not(.removed) .set.done")].map((row) => [
    row.id.replace("set-", ""),
    ...names.map((name) => row.querySelector(`[data-show=${name}]`)?.textContent.trim() ?? ""),
])"""
HEADS = """() => [...document.querySelectorAll(".entry:not(.removed)")].map((entry) => [
    entry.id.replace("entry-", ""), entry.querySelector(".letter").textContent.trim(),
    entry.querySelector(".entry-note").textContent.trim(), entry.dataset.rest ?? "",
])"""
IS_OURS = "() => Boolean(document.querySelector('dialog#outbox'))"
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Beneath it there is nothing to warm up with.
MIN_WORKING_KG = 30
FOREIGN = ("portal", "login")


@dataclass
class Lifter:
    """One lifter with a phone: `book` holds what they have seen done."""

    stand: Stand
    phone: Phone
    chance: random.Random
    book: Logbook
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        """Open the first tab."""
        self.page = self.phone.page()

    def say(self, words: str) -> None:
        """Write down what happens."""
        self.book.said.append(f"{len(self.book.said):3} [{self.stand.network.weather}] {words}")

    # ---- Finding the way

    def sign_in(self) -> None:
        """Sign in as someone new and arrive at Today, with all on the phone that a workout without signal needs."""
        self.page.goto("/dashboard")
        name = self.page.get_by_label(re.compile("Your name|Someone new"))
        name.fill(self.book.name)
        name.press("Enter")
        expect(self.page.get_by_role("heading", name="Today")).to_be_visible(timeout=SEEN_MS)
        stocked(self.page)

    def open(self, path: str) -> None:
        """Open a page of ours; a lifter who gets somebody else's leaves that Wi-Fi, and what is kept must do."""
        for _ in range(4):
            try:
                self.page.goto(path, wait_until="domcontentloaded", timeout=SEEN_MS)
                if self.page.evaluate(IS_OURS):
                    return
            except BrowserError as error:
                # The page was on its way elsewhere by itself.
                self.say(f"opening again: {str(error).splitlines()[0]}")
            if self.stand.network.weather in FOREIGN:
                self.stand.network.weather = "refused"
                self.say("left the foreign Wi-Fi")
            self.page.wait_for_timeout(100)
        message = f"{path} does not open: {self.page.url} shows {self.page.locator('body').inner_text()[:200]!r}"
        raise AssertionError(message)

    def at_workout(self) -> Visit:
        """Stand at the running workout."""
        visit = self.book.now
        assert visit is not None
        if self.page.locator(f"body#workout-{visit.id}").count() == 0:
            self.open(f"/workouts/{visit.id}")
        return visit

    def look(self) -> None:
        """The screen says what was done."""
        visit = self.book.now
        if visit is None or self.page.locator(f"body#workout-{visit.id}").count() == 0:
            return
        self.agree(visit)

    def agree(self, visit: Visit, *, certainly: bool = True) -> None:
        """Wait until a workout's page shows what the logbook says (see `shown`); raises with what it shows otherwise."""
        said: list[str | None] = [None]

        def agrees() -> bool:
            self.page.wait_for_timeout(30)
            try:
                rows: list[list[str]] = self.page.evaluate(ROWS, [*FIELDS, *SAID])
                heads: list[list[str]] = self.page.evaluate(HEADS)
            except BrowserError:
                return False
            seen = [[row[0], *map(_seconds_last, row[1:], (*FIELDS, *SAID))] for row in rows]
            said[0] = shown_otherwise(visit, seen, heads, certainly=certainly)
            return said[0] is None

        wait_until(agrees, lambda: f"at {self.page.url} {said[0]}", SEEN_MS / 1000)

    # ---- The kinds of writes

    def start(self) -> bool:
        """Start a workout from Today."""
        self.open("/dashboard")
        self.page.get_by_role("button", name="Start a workout").click()
        log_id = self._arrive(re.compile(rf"/workouts/({ID.pattern})"))
        self.book.visits.append(Visit(log_id))
        if not self.page.locator("dialog#outbox").count():
            self.open(f"/workouts/{log_id}")
        expect(self.page.get_by_role("link", name="Add exercise")).to_be_visible(timeout=SEEN_MS)
        return True

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

    def _choose(self, visit: Visit, link: str, name: str) -> str:
        """Choose an exercise for a workout, and return the id of its place there."""
        found = self.page.locator(".found .name", has_text=re.compile(f"^{re.escape(name)}$"))
        for wait_ms in (SEEN_MS / 4, SEEN_MS):
            self.open(link)
            self.page.get_by_label("Search exercises").press_sequentially(name[:-1].lower())
            try:
                found.click(timeout=wait_ms)
                break
            except BrowserError:
                # Half a page arrived: pull down to refresh.
                self.say("the list did not come")
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

    def log(self) -> bool:
        """Tick a row that is still to do."""
        visit, row = self._some(".entry:not(.removed) .set.todo", among=3)
        if row is None:
            return False
        self.page.locator(f"#set-{row} .line").click()
        self._save(visit.row(row), row)
        self.book.tick(visit.row(row))
        return True

    def edit(self) -> bool:
        """Correct a set that was ticked, now and then its kind too, its RPE and its note."""
        visit, row = self._some(".entry:not(.removed) .set.done")
        if row is None:
            return False
        self.page.locator(f"#set-{row} .line").click()
        kind = self.chance.choice(KINDS) if self.chance.random() < 0.3 else visit.row(row).kind
        said: dict[str, str] = {}
        if kind != visit.row(row).kind:
            self._unfold(row)
            self.page.locator(f"#form-{row} select[name=kind]").select_option(kind)
        if self.chance.random() < 0.3:
            said = {"rpe": f"{self.chance.randrange(12, 21) / 2:g}", "note": self._words()}
            self._unfold(row)
            for name, value in said.items():
                self.page.locator(f"#form-{row} input[name={name}]").fill(value)
        said = {name: visit.row(row).fields.get(name, "") for name in SAID} | said
        self._save(visit.row(row), row)
        visit.row(row).fields |= said
        visit.row(row).kind = kind
        return True

    def delete(self) -> bool:
        """Delete a set that was ticked."""
        visit, row = self._some(".entry:not(.removed) .set.done")
        if row is None:
            return False
        self.page.locator(f"#set-{row} .line").click()
        self._unfold(row)
        self.page.locator(f"#form-{row}").get_by_role("button", name="Delete set").click()
        expect(self.page.locator(f"#set-{row}.deleted")).to_be_attached(timeout=SEEN_MS)
        visit.row(row).state = "deleted"
        visit.row(row).was_deleted = True
        return True

    def undo(self) -> bool:
        """Undo a deletion."""
        visit, row = self._some(".entry:not(.removed) .set.deleted")
        if row is None:
            return False
        self.page.locator(f"#set-{row} .undo button").click()
        expect(self.page.locator(f"#set-{row}.done")).to_be_attached(timeout=SEEN_MS)
        self.book.tick(visit.row(row))
        return True

    def add_set(self) -> bool:
        """Add a row to an exercise."""
        visit = self.at_workout()
        entry = self._entry(".entry:not(.removed)")
        if entry is None:
            return False
        self._learn(visit)
        known = set(visit.places[entry].rows)
        rows = self.page.locator(f"#entry-{entry} .set")
        self._tap(self.page.locator(f"#add-set-{entry} button"), lambda: bool({_id(row) for row in rows.all()} - known))
        self._learn(visit)
        return True

    def remove_row(self) -> bool:
        """Take a row out that was not ticked."""
        visit, row = self._some(".entry:not(.removed) .set.todo", among=9)
        if row is None:
            return False
        self.page.locator(f"#set-{row} .line").click()
        self._unfold(row)
        self.page.locator(f"#form-{row}").get_by_role("button", name="Remove row").click()
        expect(self.page.locator(f"#set-{row}")).to_have_count(0, timeout=SEEN_MS)
        visit.row(row).state = "gone"
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

    def finish(self) -> bool:
        """Finish the workout, once something was lifted."""
        visit = self.at_workout()
        button = self.page.get_by_role("button", name="Finish workout")
        if not button.is_visible():
            return False
        button.click()
        visit.is_finished = True
        self._seen(lambda: self.page.locator("body.finished").count() > 0)
        return True

    def discard(self) -> bool:
        """Discard a workout in which nothing was lifted."""
        visit = self.at_workout()
        button = self.page.get_by_role("button", name="Discard workout")
        if not button.is_visible():
            return False
        button.click()
        visit.is_discarded = True
        self._seen(lambda: "/workouts/" not in self.page.url)
        return True

    # ---- Hands and eyes

    def _learn(self, visit: Visit) -> None:
        """Take note of rows that came with the server's answer: it may know more of last time than the phone."""
        found: list[list[tuple[str, list[tuple[str, str]]]]] = []

        def looked() -> bool:
            found.append(self.page.evaluate(PLACES))
            return True

        # The page may be loading itself again.
        self._seen(looked)
        for entry_id, rows in found[-1]:
            if entry_id not in visit.places:
                continue
            known = visit.places[entry_id].rows
            for at, (set_id, kind) in enumerate(rows):
                if set_id not in known:
                    order = [*known]
                    after = order.index(rows[at - 1][0]) + 1 if at else 0
                    order.insert(after, set_id)
                    known[set_id] = Row(kind=kind)
                    visit.places[entry_id].rows = known = {each: known[each] for each in order}

    def _some(self, selector: str, among: int = 99) -> tuple[Visit, str | None]:
        visit = self.at_workout()
        self._learn(visit)
        rows = self.page.locator(selector).all()[:among]
        return visit, _id(self.chance.choice(rows)) if rows else None

    def _entry(self, selector: str) -> str | None:
        entries = self.page.locator(selector).all()
        return _id(self.chance.choice(entries)) if entries else None

    def _draws(self, visit: Visit) -> bool:
        """Whether the page has all that stands: one drawn while something was away has no place for it since."""
        drawn: list[str] = self.page.locator(".entry:not(.removed)").evaluate_all("(all) => all.map((each) => each.id)")
        return [f"entry-{each}" for each in visit.standing] == drawn

    def _menu(self, entry: str) -> Locator:
        self.page.locator(f"#entry-{entry} .menu summary").click()
        return self.page.locator(f"#entry-{entry} .menu-open")

    def _choose_in_menu(self, entry: str, name: str) -> None:
        self._menu(entry).get_by_role("button", name=name).click()
        self.page.keyboard.press("Escape")

    def _words(self) -> str:
        return f"Said {self.chance.randrange(1000)} & <b>"

    def _save(self, row: Row, set_id: str) -> None:
        """Type into a row's form and save it; done is when the row says so."""
        form, wanted = self.page.locator(f"#form-{set_id}"), self._lifted(set_id)
        for name, value in wanted.items():
            form.locator(f"input[name={name}]").fill(value)
        form.locator(".log").click()
        done = self.page.locator(f"#set-{set_id}.done")
        expect(done).to_be_attached(timeout=SEEN_MS)
        for name, value in wanted.items():
            expect(done.locator(f"[data-show={name}]")).to_have_text(value, timeout=SEEN_MS)
        row.fields = {name: str(_seconds(value)) if ":" in value else value for name, value in wanted.items()}

    def _lifted(self, set_id: str) -> dict[str, str]:
        """Something to lift, which is nothing twice."""
        chosen = {
            "weight": f"{self.chance.randrange(8, 900) / 4:g}",
            "reps": str(self.chance.randrange(1, 99)),
            "duration_seconds": f"{self.chance.randrange(1, 59)}:{self.chance.randrange(10, 59)}",
        }
        form = self.page.locator(f"#form-{set_id}")
        return {name: value for name, value in chosen.items() if form.locator(f"input[name={name}]").count()}

    def _unfold(self, set_id: str) -> None:
        more = self.page.locator(f"#form-{set_id} .more-about-set")
        if more.get_attribute("open") is None:
            more.locator("summary").click()

    def _arrive(self, wanted: re.Pattern[str]) -> str:
        """Wait until the address is the wanted one, and return what names it."""
        self._seen(lambda: wanted.search(self.page.url) is not None)
        found = wanted.search(self.page.url)
        assert found is not None
        return found[1]

    def _tap(self, button: Locator, holds: Callable[[], bool]) -> None:
        """Tap and see what comes of it; a page that loads itself again under the finger takes the tap with it."""
        button.click()
        try:
            self._seen(holds, SEEN_MS / 4)
        except ServiceError:
            self.say("tapped once more")
            button.click()
            self._seen(holds)

    def _seen(self, holds: Callable[[], bool], wait_ms: float = SEEN_MS) -> None:
        def seen() -> bool:
            self.page.wait_for_timeout(30)
            try:
                return holds()
            except BrowserError:
                return False

        wait_until(seen, lambda: f"not seen at {self.page.url}", wait_ms / 1000)


# The kinds of writes, and how often each is tried.
WRITES: dict[str, tuple[Callable[[Lifter], bool], int]] = {
    "log": (Lifter.log, 12),
    "edit": (Lifter.edit, 5),
    "delete": (Lifter.delete, 3),
    "undo": (Lifter.undo, 5),
    "add set": (Lifter.add_set, 3),
    "remove row": (Lifter.remove_row, 1),
    "remove exercise": (Lifter.remove_exercise, 1),
    "bring back": (Lifter.bring_back, 6),
    "add exercise": (Lifter.add_exercise, 2),
    "finish": (Lifter.finish, 1),
    "discard": (Lifter.discard, 1),
}
# What changes an exercise's place or rows joins by `make chaos ALL=1`: with some seeds of it the rows of an exercise
# that was swapped for another come in the order in which they were ticked, which is still to be mended.
if os.environ.get("ALL"):
    WRITES |= {
        "move exercise": (Lifter.move_exercise, 3),
        "swap exercise": (Lifter.swap_exercise, 1),
        "undo swap": (Lifter.undo_swap, 4),
        "join": (Lifter.join, 2),
        "part": (Lifter.part, 1),
        "warm up": (Lifter.warm_up, 1),
        "describe": (Lifter.describe, 2),
    }


def write(lifter: Lifter) -> None:
    """Make one write of some kind, whichever the screen offers."""
    if lifter.book.now is None:
        _done(lifter, "start", Lifter.start)
    elif not lifter.book.now.places:
        _done(lifter, "add exercise", Lifter.add_exercise)
    else:
        names = list(WRITES)
        kind = lifter.chance.choices(names, [WRITES[name][1] for name in names])[0]
        while not _done(lifter, kind, WRITES[kind][0]):
            kind = lifter.chance.choices(names, [WRITES[name][1] for name in names])[0]


def write_the_rest(lifter: Lifter) -> None:
    """Make those of the usual writes that chance has left out."""
    for kind in ("log", "edit", "add set", "delete", "undo"):
        while not lifter.book.writes[kind]:
            if lifter.book.now is None or not lifter.book.now.places or not _done(lifter, kind, WRITES[kind][0]):
                write(lifter)


def _done(lifter: Lifter, kind: str, act: Callable[[Lifter], bool]) -> bool:
    try:
        done = act(lifter)
    except Exception:
        lifter.say(f"{kind} FAILED")
        raise
    if done:
        lifter.say(kind)
        lifter.book.writes[kind] += 1
        lifter.look()
    return done


def _id(locator: Locator) -> str:
    found = ID.search(locator.get_attribute("id") or "")
    assert found is not None
    return found[0]


def _seconds(clock: str) -> int:
    minutes, seconds = clock.split(":")
    return int(minutes) * 60 + int(seconds)


def _seconds_last(value: str, name: str) -> str:
    return str(_seconds(value)) if name == "duration_seconds" and ":" in value else value


def pending(page: Page) -> list[dict[str, Any]]:
    """What is in the outbox, raw."""
    found: list[dict[str, Any]] = page.evaluate(
        """() => new Promise((resolve, reject) => {
            const asked = indexedDB.open("topset");
            asked.onerror = () => reject(asked.error);
            asked.onsuccess = () => {
                const all = asked.result.transaction("writes").objectStore("writes").getAll();
                all.onsuccess = () => (resolve(all.result), asked.result.close());
            };
        })"""
    )
    return found
