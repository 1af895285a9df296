"""What Clerk may send of one person, and how it may arrive: late, twice, in any order, on several connections.

A timeline is what happened at Clerk's; its truth is where every receiver must end, whatever came first.
"""

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from webapp.auth import people
from webapp.auth.people import Person, Version

CONNECTIONS = 3


@dataclass(frozen=True)
class Told:
    """A user.created or user.updated: Clerk's user, and what carries it. Times in milliseconds."""

    updated_at: int
    event_at: int
    msg_id: str
    name: str
    addresses: tuple[str, ...]
    primary: int | None

    def user(self, user_id: str) -> dict[str, Any]:
        """The user as Clerk writes one."""
        listed = [{"id": f"idn_{n}", "email_address": address} for n, address in enumerate(self.addresses)]
        return {
            "id": user_id,
            "object": "user",
            "email_addresses": listed,
            "primary_email_address_id": None if self.primary is None else f"idn_{self.primary}",
            "first_name": self.name,
            "last_name": None,
            "image_url": None,
            "updated_at": self.updated_at,
        }

    def person(self, user_id: str) -> Person:
        """The person it tells of."""
        address = self.addresses[self.primary] if self.primary is not None else None
        version = Version(people.moment(self.updated_at), people.moment(self.event_at), self.msg_id)
        return Person(user_id, address, self.name, None, None, version)


@dataclass(frozen=True)
class Gone:
    """A user.deleted."""

    event_at: int
    msg_id: str


@dataclass(frozen=True)
class Met:
    """The person's own first request, with a token that is still good."""


Step = Told | Gone | Met


@dataclass(frozen=True)
class Timeline:
    """What arrives, connection by connection, each in its order."""

    lanes: tuple[tuple[Step, ...], ...]

    @property
    def steps(self) -> list[Step]:
        """All that arrives."""
        return [step for lane in self.lanes for step in lane]

    def truth(self, user_id: str) -> "Outcome":
        """Where it must end: a deletion is for good, else the greatest version, else a stub, else nobody."""
        if any(isinstance(step, Gone) for step in self.steps):
            return Outcome(None, is_buried=True)
        told = [step.person(user_id) for step in self.steps if isinstance(step, Told)]
        if told:
            return Outcome(max(told, key=lambda person: ordering(person.version)), is_buried=False)
        stub = Person(user_id, None, None, None, None, Version(people.NEVER))
        return Outcome(stub if Met() in self.steps else None, is_buried=False)


@dataclass(frozen=True)
class Outcome:
    """What the tables say of one person at last; a stub's version is all zero."""

    person: Person | None
    is_buried: bool

    @property
    def unversioned(self) -> "Outcome":
        """Without the version, for a design that keeps none."""
        return replace(self, person=self.person and replace(self.person, version=Version(people.NEVER)))


def ordering(version: Version) -> tuple[Any, Any, bytes]:
    """Versions by their meaning, and not by the database's words: ids byte by byte."""
    return version.updated_at, version.event_at, version.msg_id.encode()


@st.composite
def _happenings(draw: st.DrawFn) -> list[Step]:
    """What happened at Clerk's, in order. Few distinct times, so that many of them are equal."""
    moved = draw(st.lists(st.integers(0, 2), min_size=1, max_size=4))
    said = draw(st.lists(st.integers(0, 2), min_size=len(moved), max_size=len(moved)))
    names = draw(
        st.lists(st.text("aBcZé0_", max_size=2), min_size=len(moved), max_size=len(moved), unique_by=lambda s: s)
    )
    steps: list[Step] = []
    for n, name in enumerate(names):
        addresses = tuple(f"{n}{letter}@x" for letter in "ab"[: draw(st.integers(0, 2))])
        primary = draw(st.one_of(st.none(), st.integers(0, len(addresses) - 1))) if addresses else None
        steps.append(
            Told(1000 + sum(moved[: n + 1]), 2000 + sum(said[: n + 1]), f"msg_{name}", f"N{n}", addresses, primary)
        )
    if draw(st.booleans()):
        steps.append(Gone(3000, "msg_gone"))
    return steps


@st.composite
def timelines(draw: st.DrawFn, connections: int = 1) -> Timeline:
    """What happened, with losses of order: visits of the person's in between, and anything twice."""
    steps: list[Step] = draw(_happenings())
    steps += [Met()] * draw(st.integers(0, 2))
    steps += draw(st.lists(st.sampled_from(steps), max_size=3))
    arriving = draw(st.permutations(steps))
    lanes = draw(st.lists(st.integers(0, connections - 1), min_size=len(arriving), max_size=len(arriving)))
    return Timeline(
        tuple(
            tuple(step for step, chosen in zip(arriving, lanes, strict=True) if chosen == lane)
            for lane in range(connections)
        )
    )
