"""The lifter: what they do on the screen, by the kinds of writes there are.

A new kind of write joins the proof by a line in WRITES.
"""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.chaos.hands import ID, id_of, seconds
from tests.chaos.logbook import SAID, Row, Visit
from tests.chaos.places import Arranger
from tests.chaos.stand import SEEN_MS

KINDS = ("working", "warmup", "drop", "failure")


class Lifter(Arranger):
    """The kinds of writes that are about a workout or a set; each says whether the screen offered it."""

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
        self._tap(
            self.page.locator(f"#add-set-{entry} button"), lambda: bool({id_of(row) for row in rows.all()} - known)
        )
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
        row.fields = {name: str(seconds(value)) if ":" in value else value for name, value in wanted.items()}

    def _lifted(self, set_id: str) -> dict[str, str]:
        """Something to lift, which is nothing twice."""
        chosen = {
            "weight": f"{self.chance.randrange(8, 900) / 4:g}",
            "reps": str(self.chance.randrange(1, 99)),
            "duration_seconds": f"{self.chance.randrange(1, 59)}:{self.chance.randrange(10, 59)}",
        }
        form = self.page.locator(f"#form-{set_id}")
        return {name: value for name, value in chosen.items() if form.locator(f"input[name={name}]").count()}


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
