"""One run from one seed, and what must hold at its end."""

import random
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, Playwright

from tests.chaos.hands import pending
from tests.chaos.lifter import Lifter, write, write_the_rest
from tests.chaos.logbook import Logbook, differences
from tests.chaos.stand import Stand, phone
from tests.chaos.troubles import Troubles
from tests.processes import ServiceError, wait_until

WRITES = 52
TROUBLE = 0.5
SYNC_SECONDS = 45.0
# What a script may not catch when there is no network; anything else that is thrown is a mistake of ours.
HARMLESS = ("Failed to fetch", "Load failed", "aborted", "timed out", "Transition was", "NetworkError")


class ChaosError(AssertionError):
    """Something was lost, doubled or said wrongly; the message has the seed and what happened, in order."""


def run(playwright: Playwright, stand: Stand, folder: Path, seed: int, writes: int = WRITES) -> Logbook:
    """Let one lifter log through chaos; raises ChaosError unless everything is as they saw it done."""
    chance = random.Random(seed)
    book = Logbook(f"Lifter {seed}")
    stand.network.weather = "clear"
    stand.network.writes.clear()
    with phone(playwright, folder / f"profile-{seed}", stand.network.url, is_whole=True) as handset:
        lifter = Lifter(stand, handset, chance, book)
        try:
            lifter.sign_in()
            with Troubles(lifter, random.Random(seed + 1)) as troubles:
                while sum(book.writes.values()) < writes:
                    if chance.random() < TROUBLE:
                        troubles.happen()
                    write(lifter)
                write_the_rest(lifter)
                troubles.end()
            found = settle(lifter, handset.errors)
        except (AssertionError, ServiceError, BrowserError) as error:
            raise ChaosError(
                _told(
                    seed,
                    book,
                    [f"{type(error).__name__}: {error}", seen(lifter.page), *handset.errors, *stand.network.log],
                )
            ) from error
    if found:
        raise ChaosError(_told(seed, book, found))
    return book


def settle(lifter: Lifter, errors: list[str]) -> list[str]:
    """Let everything be sent, send all of it twice more, and return what is not as it was done."""
    book, stand = lifter.book, lifter.stand
    last = book.visits[-1]
    lifter.say("the sun comes out")
    lifter.open(f"/workouts/{last.id}" if not last.is_discarded else "/dashboard")
    synced(lifter.page)
    for sent in stand.network.due(everything=True):
        stand.network.send_again(sent, stand.cookie(book.name))
    before = differences(book, stand.database_url)
    replay(lifter)
    found = before + [
        f"after replaying: {each}" for each in differences(book, stand.database_url) if each not in before
    ]
    for visit in book.visits:
        if not visit.is_discarded:
            lifter.open(f"/workouts/{visit.id}")
            try:
                lifter.agree(visit, certainly=False)
            except ServiceError as error:
                found.append(str(error))
    return found + [f"a script threw {each}" for each in errors if not any(words in each for words in HARMLESS)]


def synced(page: Page) -> None:
    """Wait until the outbox is empty and the screen says nothing else; raises when something was refused."""
    waits: list[Mapping[str, object]] = []

    def is_empty() -> bool:
        page.wait_for_timeout(50)
        try:
            waits[:] = [write for write in pending(page) if not write.get("saved")]
            words = page.locator("#saved").inner_text() if page.locator("#saved").count() else "nothing"
        except BrowserError:
            return False
        return not waits and words in {"", "All saved"}

    def complaint() -> str:
        kept = [(each["label"], each.get("refused")) for each in waits]
        return f"not everything is sent; the screen says {page.locator('#saved').all_inner_texts()}, kept are {kept}"

    wait_until(is_empty, complaint, SYNC_SECONDS)


def replay(lifter: Lifter) -> None:
    """Send every recorded write twice more: once in order, once the newest first."""
    stand = lifter.stand
    signed_in = stand.cookie(lifter.book.name)
    for sent in [*stand.network.writes, *reversed(stand.network.writes)]:
        stand.network.send_again(sent, signed_in)


def _told(seed: int, book: Logbook, found: list[str]) -> str:
    acts = "\n".join(book.said)
    return f"seed {seed}:\n" + "\n".join(f"- {each}" for each in found) + f"\nwhat happened:\n{acts}"


def seen(page: Page) -> str:
    """What the page shows, for a complaint."""
    try:
        locks = page.evaluate("navigator.locks.query()")
        last = pending(page)[-2:]
        return (
            f"at {page.url}: {page.locator('body').inner_text(timeout=1000)[:300]!r}, locks {locks}, kept last {last}"
        )
    except BrowserError as error:
        return f"nothing is seen: {error}"
