"""Making the `user` table true to Clerk's own list, for what webhooks missed.

Whoever is listed is taken over by the same action as from a webhook, so a page that was stale when
it came changes nothing. A deletion can't be taken back, so it asks for more: a walk that began at the
beginning, reached the end and saw as many as Clerk counts; a person who was here before it began; not
too many of them; and at last Clerk's own word, asked by name, that there is no such user.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from webapp.auth import actions, queries
from webapp.auth.directory import PAGE, Directory, DirectoryError, Page
from webapp.auth.people import Person
from webapp.db import Database

# Someone who was met just now may be too new to be listed.
GRACE = timedelta(hours=1)
MOST_DELETIONS = 10


@dataclass
class Tally:
    """What a walk found and did, and how far it came."""

    listed: int = 0
    added: int = 0
    changed: int = 0
    newer: int = 0
    unreadable: int = 0
    deleted: list[str] = field(default_factory=list)
    reached: int = 0


class _RehearsalError(Exception):
    """Undoes what a dry run has done to see whether it can be done."""


class Reconciliation:
    """One walk along Clerk's list."""

    def __init__(self, database: Database, directory: Directory, *, dry_run: bool = False) -> None:
        """Compare what this database holds with that directory."""
        self.tally = Tally()
        self._database = database
        self._directory = directory
        self._dry_run = dry_run
        self._seen: set[str] = set()
        self._began = datetime.now(UTC)
        self.is_over = self._is_whole = False

    def walk(self, start: int = 0, size: int = PAGE, step: Callable[[int], object] = lambda _count: None) -> None:
        """Take over everyone who is listed from `start` on; `step` is told how many more have been seen."""
        self.tally.reached = start
        for page in self._directory.pages(start, size):
            new = set(page.ids) - self._seen
            self._take_over(page, new)
            self._seen |= new
            self.tally.listed = len(self._seen)
            self.tally.reached = page.end
            step(len(new))
        self.is_over, self._is_whole = True, start == 0

    def remove_missing(self, expected: int, most: int | None = None, grace: timedelta = GRACE) -> None:
        """Delete whom Clerk does not know any more, after a whole walk that should have met `expected` users.

        Raises DirectoryError, and deletes nobody, when the walk is in doubt or when they are more than
        `most` (by default ten, or half of those who were here before).
        """
        if not self._is_whole or self.tally.listed < min(expected, self._directory.count()):
            message = (
                f"Clerk counts {expected} users and listed {self.tally.listed}: nobody was deleted. Run this again."
            )
            raise DirectoryError(message)
        with self._database.reading() as session:
            settled = list(queries.settled_people(session, self._began - grace))
        missing = [each for each in settled if each not in self._seen]
        # The half of those who were here before: a key of another instance has just brought all of its people.
        limit = min(MOST_DELETIONS, len(settled) // 2) if most is None else most
        if len(missing) > limit:
            message = (
                f"{len(missing)} people are not known to Clerk any more, and at most {limit} are deleted without being "
                f"asked to: nobody was. If CLERK_SECRET_KEY is the right one, run this with --most {len(missing)}."
            )
            raise DirectoryError(message)
        for user_id in missing:
            self._remove(user_id)

    def _take_over(self, page: Page, new: set[str]) -> None:
        listed = [person for person in page.people if person.id in new]
        self.tally.unreadable += len(new) - len(listed)
        with self._database.reading() as session:
            known = queries.people(session, new)
        for person in listed:
            self._settle(person, known.get(person.id))

    def _settle(self, listed: Person, known: Person | None) -> None:
        """Take over one person, unless there is nothing to take over."""
        if known is not None and _is_same(listed, known):
            return
        if self._save(listed):
            self.tally.added += known is None
            self.tally.changed += known is not None
        else:
            self.tally.newer += 1

    def _save(self, person: Person) -> bool:
        taken = False
        with suppress(_RehearsalError), self._database.begin() as session:
            taken = actions.save_user(session, person)
            if self._dry_run:
                raise _RehearsalError
        return taken

    def _remove(self, user_id: str) -> None:
        alive = self._directory.find(user_id)
        if alive is not None:
            with self._database.reading() as session:
                known = queries.people(session, [user_id])
            self._settle(alive, known.get(user_id))
            return
        self.tally.deleted.append(user_id)
        if not self._dry_run:
            with self._database.begin() as session:
                actions.delete_user(session, user_id, datetime.now(UTC))


def _is_same(listed: Person, known: Person) -> bool:
    """Whether a person is told of alike; when and in which message it was said does not matter then."""
    told = (listed.email, listed.first_name, listed.last_name, listed.image_url, listed.version.updated_at)
    return told == (known.email, known.first_name, known.last_name, known.image_url, known.version.updated_at)
