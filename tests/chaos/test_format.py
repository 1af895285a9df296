"""A newer release meets what an older one left on a phone: a kept write, and a page that is still open."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browsers import exercise_id_of
from tests.chaos.lifter import Lifter
from tests.chaos.logbook import differences
from tests.chaos.run import synced
from tests.chaos.stand import Stand
from webapp import assets

pytestmark = [pytest.mark.browser, pytest.mark.faults]

OTHER = "0123456789ab"
# Writes into the store as it is today, past our own scripts.
KEEP = """(write) => new Promise((resolve, reject) => {
    const asked = indexedDB.open("topset", 1);
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
        const done = asked.result.transaction("writes", "readwrite");
        done.objectStore("writes").add(write);
        done.oncomplete = () => (asked.result.close(), resolve());
        done.onabort = () => reject(done.error);
    };
})"""
RELEASED = """async (name) => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    for (let tries = 0; tries < 200; tries++) {
        const names = (await caches.keys()).filter((each) => each.startsWith("shell-"));
        if (names.length === 1 && names[0] === `shell-${name}`) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the new worker did not take over");
}"""


def test_a_write_in_the_format_of_the_first_release_is_delivered(lifter: Lifter, stand: Stand) -> None:
    """What a phone keeps outlives the code that kept it: whoever changes this format migrates it."""
    visit = lifter.book.visits[0]
    entry_id, place = next(iter(visit.places.items()))
    set_id, row = next(iter(place.rows.items()))
    fields = {
        "exercise_id": exercise_id_of(place.name), "exercise_kind": "weight_reps", "entry_id": entry_id,
        "set_number": 1, "ordinal": 1, "revision": 1, "weight_unit": "kg", "distance_unit": "km",
        "performed_at": "2026-11-26T07:00:00.000Z", "weight": "102.5", "reps": 5, "kind": "working", "rpe": "", "note": "",
    }  # fmt: skip
    user = lifter.page.locator("body").get_attribute("data-user")
    write = {
        "ids": [visit.id, entry_id, set_id],
        "user": user,
        "url": f"/workouts/{visit.id}/sets/{set_id}",
        "method": "PUT",
        "body": urlencode(fields),
        "at": 1_795_676_400_000,
        "label": f"Set 1 of {place.name}",
        "effect": f"set-{set_id}:done",
        "values": {name: str(value) for name, value in fields.items()},
    }

    lifter.page.evaluate(KEEP, write)
    lifter.page.reload()
    expect(lifter.page.locator(f"#set-{set_id}.done")).to_be_attached()
    synced(lifter.page)

    row.fields = {"weight": "102.5", "reps": "5"}
    lifter.book.tick(row)
    assert differences(lifter.book, stand.database_url) == []


def test_an_old_page_goes_on_when_a_new_release_takes_over(lifter: Lifter, stand: Stand) -> None:
    network = stand.network
    network.change_script = lambda path, text: text.replace(assets.version(), OTHER) if path == "/sw.js" else text
    try:
        network.weather = "lost_before"
        lifter.log()
        network.weather = "clear"
        lifter.page.evaluate(RELEASED, OTHER)
        lifter.phone.context.set_offline(offline=True)
        lifter.log()
        lifter.add_set()
        lifter.edit()
        lifter.page.reload()
        lifter.agree(lifter.book.visits[0])
        lifter.log()
        lifter.phone.context.set_offline(offline=False)
        synced(lifter.page)
    finally:
        network.change_script = None

    assert differences(lifter.book, stand.database_url) == []
    (place,) = lifter.book.visits[0].places.values()
    assert len(place.done) == 3
