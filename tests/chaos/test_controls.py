"""A test of loss must be seen to fail: with any one rule taken away, the same check finds what is lost or doubled."""

import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from playwright.sync_api import Playwright

from tests.chaos.lifter import Lifter
from tests.chaos.logbook import Logbook, differences
from tests.chaos.proxy import Answered, Sent
from tests.chaos.run import replay, synced
from tests.chaos.stand import Stand, phone, variant
from tests.processes import wait_until
from tests.scripts import rebuilt

Without = Callable[[Stand, Path], AbstractContextManager[Stand]]

pytestmark = [pytest.mark.browser, pytest.mark.faults]

FORGET: LiteralString = """
    CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM log_sets WHERE id = NEW.id; RETURN NULL; END $$;
    CREATE TRIGGER forget AFTER UPDATE ON log_sets FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL) EXECUTE FUNCTION forget();
"""
REMEMBER: LiteralString = "DROP TRIGGER forget ON log_sets; DROP FUNCTION forget()"


# ---- What a lifter does, each made to hit one rule


def behind_a_portal(lifter: Lifter) -> None:
    """Tick while a captive portal says 200 to everything, until the phone has asked it."""
    lifter.stand.network.weather = "portal"
    lifter.log()
    _wait_until_asked(lifter)


def answers_get_lost(lifter: Lifter) -> None:
    """Tick while the answers of what is committed are lost."""
    lifter.stand.network.weather = "lost_after"
    before = len(lifter.stand.network.writes)
    lifter.log()
    wait_until(lambda: _let_work(lifter) and len(lifter.stand.network.writes) > before, lambda: "nothing was sent")


def no_signal(lifter: Lifter) -> None:
    """Tick in a basement, and stay until the phone has tried."""
    lifter.stand.network.weather = "refused"
    lifter.log()
    _wait_until_asked(lifter)


def repeated_late(lifter: Lifter) -> None:
    """Correct a set, and have its first telling arrive again after that."""
    lifter.log()
    lifter.edit()


def deleted(lifter: Lifter) -> None:
    """Delete a set, and have its telling arrive again after that."""
    lifter.log()
    lifter.delete()


# ---- What is taken away


@contextmanager
def no_acknowledgement(stand: Stand, _folder: Path) -> Iterator[Stand]:
    """Any 2xx is one."""
    with scripts(stand, {'response.headers.get("X-Outbox-Ack") === name': "response.ok"}):
        yield stand


@contextmanager
def ids_of_the_server(stand: Stand, _folder: Path) -> Iterator[Stand]:
    """Each set is named when it arrives, so that twice is two."""

    def rename(sent: Sent) -> Sent:
        place, found, _ = sent.path.partition("/sets/")
        return replace(sent, path=f"{place}/sets/{uuid.uuid4()}") if found and sent.method == "PUT" else sent

    def acknowledge(sent: Sent, answered: Answered) -> Answered:
        name = next((value for key, value in sent.headers.items() if key.lower() == "x-outbox"), None)
        if name is None:
            return answered
        headers = [(key, name if key == "X-Outbox-Ack" else value) for key, value in answered.headers]
        return replace(answered, headers=headers)

    stand.network.change_write, stand.network.change_answer = rename, acknowledge
    try:
        yield stand
    finally:
        stand.network.change_write = stand.network.change_answer = None


@contextmanager
def no_outbox(stand: Stand, _folder: Path) -> Iterator[Stand]:
    """What is done shows at once, and goes straight to the network."""
    changes = {
        "await outbox.keep(write);": "",
        "const sent = deliver();": "const sent = guard(write.url, options).catch(() => undefined);",
    }
    with scripts(stand, changes):
        yield stand


@contextmanager
def no_revision(stand: Stand, folder: Path) -> Iterator[Stand]:
    """The last to arrive holds."""
    with variant(stand, folder, "without revisions") as other:
        yield other


@contextmanager
def no_tombstone(stand: Stand, _folder: Path) -> Iterator[Stand]:
    """What is deleted is gone without a trace."""
    with psycopg.connect(stand.database_url, autocommit=True) as connection:
        connection.execute(FORGET)
        try:
            yield stand
        finally:
            connection.execute(REMEMBER)


CONTROLS: list[tuple[Without, Callable[[Lifter], None]]] = [
    (no_acknowledgement, behind_a_portal),
    (ids_of_the_server, answers_get_lost),
    (no_outbox, no_signal),
    (no_revision, repeated_late),
    (no_tombstone, deleted),
]


@pytest.mark.parametrize(("without", "does"), CONTROLS, ids=[each[0].__name__ for each in CONTROLS])
def test_without_a_rule_the_check_fails(
    playwright: Playwright, stand: Stand, tmp_path: Path, without: Without, does: Callable[[Lifter], None]
) -> None:
    with without(stand, tmp_path) as changed:
        assert trial(playwright, changed, tmp_path, [does]) != []


def test_with_every_rule_the_check_finds_nothing(playwright: Playwright, stand: Stand, tmp_path: Path) -> None:
    assert trial(playwright, stand, tmp_path, [does for _, does in CONTROLS]) == []


def trial(playwright: Playwright, stand: Stand, folder: Path, does: list[Callable[[Lifter], None]]) -> list[str]:
    """Let a lifter do this, and return what the database says otherwise, in the end and after repeating everything."""
    book = Logbook(f"Control {uuid.uuid4().hex[:8]}")
    stand.network.writes.clear()
    with phone(playwright, folder / "profile", stand.network.url) as handset:
        lifter = Lifter(stand, handset, random.Random(1), book)
        lifter.sign_in()
        lifter.start()
        lifter.add_exercise("Deadlift")
        for each in does:
            each(lifter)
            stand.network.weather = "clear"
            lifter.page.reload(wait_until="commit")
            synced(lifter.page)
            lifter.add_set()
        synced(lifter.page)
    replay(lifter)
    return differences(book, stand.database_url)


@contextmanager
def scripts(stand: Stand, changes: Mapping[str, str]) -> Iterator[None]:
    """Send scripts whose sources are changed; each change must be of use."""
    built = rebuilt(changes)

    def change(path: str, text: str) -> str:
        if path == "/sw.js":
            release, _, _ = text.partition("\n")
            _, _, script = built["sw.js"].partition("\n")
            return f"{release}\n{script}"
        return built[Path(path).name] if "/built/" in path else text

    stand.network.change_script = change
    try:
        yield
    finally:
        stand.network.change_script = None


def _wait_until_asked(lifter: Lifter) -> None:
    network = lifter.stand.network

    def is_asked() -> bool:
        return any(entry.startswith("PUT") and f"[{network.weather}]" in entry for entry in tuple(network.log))

    wait_until(lambda: _let_work(lifter) and is_asked(), lambda: "nothing was sent")


def _let_work(lifter: Lifter) -> bool:
    lifter.page.wait_for_timeout(20)
    return True
