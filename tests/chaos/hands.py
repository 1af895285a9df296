"""What a lifter's hands and eyes do on the screen: find the way, tap, type, and wait for what they see and nothing else."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Locator, Page, expect

from tests.browser.network import stocked
from tests.chaos.logbook import FIELDS, SAID, Logbook, Row, Visit, shown_otherwise
from tests.chaos.stand import SEEN_MS, Phone, Stand
from tests.processes import ServiceError, wait_until

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
FOREIGN = ("portal", "login")


@dataclass
class Hands:
    """A lifter with a phone: `book` holds what they have seen done."""

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
            seen = [[row[0], *map(seconds_last, row[1:], (*FIELDS, *SAID))] for row in rows]
            said[0] = shown_otherwise(visit, seen, heads, certainly=certainly)
            return said[0] is None

        wait_until(agrees, lambda: f"at {self.page.url} {said[0]}", SEEN_MS / 1000)

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
                    # What comes last is put last, also behind rows that were deleted before the page was drawn.
                    is_last = not any(other in known for other, _ in rows[at:])
                    order.insert(len(order) if is_last else after, set_id)
                    known[set_id] = Row(kind=kind)
                    visit.places[entry_id].rows = known = {each: known[each] for each in order}

    def _some(self, selector: str, among: int = 99) -> tuple[Visit, str | None]:
        visit = self.at_workout()
        self._learn(visit)
        rows = self.page.locator(selector).all()[:among]
        return visit, id_of(self.chance.choice(rows)) if rows else None

    def _entry(self, selector: str) -> str | None:
        entries = self.page.locator(selector).all()
        return id_of(self.chance.choice(entries)) if entries else None

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


def id_of(locator: Locator) -> str:
    found = ID.search(locator.get_attribute("id") or "")
    assert found is not None
    return found[0]


def seconds(clock: str) -> int:
    minutes, seconds = clock.split(":")
    return int(minutes) * 60 + int(seconds)


def seconds_last(value: str, name: str) -> str:
    return str(seconds(value)) if name == "duration_seconds" and ":" in value else value


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
