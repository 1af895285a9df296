"""A workout as a sheet of rows: what stands in each, how they are counted and filled (pure)."""

import itertools
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from webapp.strength import Kind, Record, SetKind, volume
from webapp.workouts.records import records_of

FORGOTTEN_AFTER = timedelta(hours=12)

# An entry that is made with its workout is named after it, with room for its own rows behind each.
ROWS_AN_ENTRY = 256


@dataclass(frozen=True)
class Measures:
    """What one set is measured in; kilograms, seconds and metres. Unlogged is None, never 0."""

    weight_kg: Decimal | None = None
    reps: int | None = None
    duration_seconds: int | None = None
    distance_m: Decimal | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is filled in."""
        return self == Measures()


@dataclass(frozen=True)
class Exercise:
    """As much of an exercise as its rows need."""

    id: uuid.UUID
    name: str
    kind: Kind
    equipment: str | None
    load_step: Decimal | None


@dataclass(frozen=True)
class SetRow:
    """One row of the logger: planned (`revision` 0), done, or just deleted.

    `set_number` is its place in the entry; `ordinal` counts the sets of its kind, so that the first
    working set is the first however many warm-ups came before it. A done set keeps the
    `weight_unit` it was typed in, for only in that one it comes back exactly. A row that `follows`
    has nothing of its own and takes what the set before it was.
    """

    id: uuid.UUID
    log_id: uuid.UUID
    entry_id: uuid.UUID
    exercise: Exercise
    set_number: int
    ordinal: int
    kind: SetKind
    measures: Measures
    rpe: Decimal | None
    note: str | None
    revision: int
    is_deleted: bool
    previous: Measures | None
    performed_at: datetime | None = None
    weight_unit: str | None = None
    follows: bool = False
    records: Sequence[Record] = ()

    @property
    def is_done(self) -> bool:
        """Whether the set stands in the history."""
        return self.revision > 0 and not self.is_deleted

    @property
    def state(self) -> str:
        """Which of its looks the row has."""
        return "deleted" if self.is_deleted else "done" if self.is_done else "todo"


@dataclass(frozen=True)
class Entry:
    """An exercise in a workout with its rows, in order; one that was taken out is kept for its undoing."""

    id: uuid.UUID
    log_id: uuid.UUID
    exercise: Exercise
    note: str | None
    previous: Sequence[Measures]
    rows: Sequence[SetRow]
    revision: int = 1
    is_removed: bool = False
    rest_seconds: int | None = None
    position: Decimal = Decimal(1)
    superset: int | None = None
    # What it is called within its superset, and whether the next one is of the same.
    letter: str = ""
    is_joined: bool = False
    muscle_group: str | None = None
    secondary_muscles: Sequence[str] = ()
    # The entry whose place it took, and what that one's exercise is called.
    replaces: uuid.UUID | None = None
    instead_of: str | None = None
    previous_worked: Sequence[Measures] = ()

    @property
    def is_swappable(self) -> bool:
        """Whether its swap can be undone without undoing what was lifted."""
        return self.instead_of is not None and not any(row.is_done for row in self.rows)

    @property
    def next_set_number(self) -> int:
        """What a further set would be called."""
        return max((row.set_number for row in self.rows), default=0) + 1


@dataclass(frozen=True)
class Workout:
    """One visit to the gym, whole."""

    id: uuid.UUID
    name: str | None
    note: str | None
    performed_at: datetime
    finished_at: datetime | None
    entries: Sequence[Entry]
    revision: int = 1
    plan_id: uuid.UUID | None = None

    @property
    def is_running(self) -> bool:
        """Whether it has not been finished."""
        return self.finished_at is None

    @property
    def shown_entries(self) -> Sequence[Entry]:
        """What there is to see: an exercise of which nothing was lifted is no part of a finished workout."""
        return lettered([entry for entry in self.entries if not entry.is_removed and (self.is_running or entry.rows)])

    @property
    def drawn_entries(self) -> Sequence[Entry]:
        """What is shown, and hidden beside it what was swapped for something of which nothing is lifted yet."""
        shown = {each.id: each for each in self.shown_entries}
        waiting = {each.replaces for each in shown.values() if each.is_swappable}
        return [shown.get(each.id, each) for each in self.entries if each.id in shown or each.id in waiting]

    @property
    def gone_positions(self) -> Sequence[Decimal]:
        """Where exercises stood that are not shown: nothing else may stand where one comes back."""
        shown = {each.id for each in self.shown_entries}
        return [entry.position for entry in self.entries if entry.id not in shown]

    @property
    def last_superset(self) -> int:
        """The highest number of a superset that is or was, 0 without one."""
        return max((entry.superset or 0 for entry in self.entries), default=0)

    @property
    def done(self) -> Sequence[SetRow]:
        """The sets that were lifted."""
        return [row for entry in self.entries for row in entry.rows if row.is_done]

    @property
    def last_set_at(self) -> datetime | None:
        """When the last of them was lifted."""
        return max((row.performed_at for row in self.done if row.performed_at), default=None)

    @property
    def is_forgotten(self) -> bool:
        """Whether it was left running for so long that it ended without being finished."""
        return self.is_running and datetime.now(UTC) - self.performed_at > FORGOTTEN_AFTER

    @property
    def volume_kg(self) -> Decimal:
        """Kilograms moved."""
        return sum(
            (volume(row.measures.weight_kg, row.measures.reps or 0, row.exercise.kind) for row in self.done), Decimal(0)
        )


def lettered(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Name exercises within supersets: those that follow one another with the same number are A1, A2, the next B1."""
    named: list[Entry] = []
    groups = 0
    for _, each in itertools.groupby(enumerate(entries), lambda numbered: numbered[1].superset or -numbered[0]):
        group = [entry for _, entry in each]
        groups += len(group) > 1
        for n, entry in enumerate(group, 1):
            letter = f"{chr(ord('@') + groups)}{n}" if len(group) > 1 else ""
            named.append(replace(entry, letter=letter, is_joined=n < len(group)))
    return named


def measures(stored: Mapping[str, Any]) -> Measures:
    """Measures from a row or from the JSON of one, where decimals are text."""

    def number(name: str) -> Decimal | None:
        return None if stored.get(name) is None else Decimal(stored[name])

    return Measures(number("weight_kg"), stored.get("reps"), stored.get("duration_seconds"), number("distance_m"))


def exercise(row: Mapping[str, Any]) -> Exercise:
    """The exercise columns of a row."""
    return Exercise(
        id=row["exercise_id"],
        name=row["exercise_name"],
        kind=Kind(row["exercise_kind"]),
        equipment=row["equipment"],
        load_step=row["load_step"],
    )


def arrange_entry(log_id: uuid.UUID, row: Mapping[str, Any], logged: Sequence[Mapping[str, Any]]) -> Entry:
    """An entry with its rows, from its own columns and its sets': done and planned ones, counted and filled."""
    previous = [measures(each) for each in row["previous"] or []]
    blank = SetRow(
        id=uuid.UUID(int=0),
        log_id=log_id,
        entry_id=row["entry_id"],
        exercise=exercise(row),
        set_number=0,
        ordinal=0,
        kind=SetKind.WORKING,
        measures=Measures(),
        rpe=None,
        note=None,
        revision=0,
        is_deleted=False,
        previous=None,
    )
    done = {each["id"]: _done(blank, each) for each in logged}
    planned = [
        _planned(blank, each) for each in row["planned"] if uuid.UUID(each["id"]) not in done and "gone" not in each
    ]
    rows = sorted([*done.values(), *planned], key=lambda each: (each.set_number, each.id))
    shown = [each for each in rows if not each.is_deleted]
    return Entry(
        id=row["entry_id"],
        log_id=log_id,
        exercise=blank.exercise,
        note=row["entry_note"],
        rest_seconds=row["rest_seconds"],
        position=row["position"],
        superset=row["superset"],
        muscle_group=row["muscle_group"],
        secondary_muscles=row["secondary_muscles"] or (),
        previous_worked=[measures(each) for each in row["previous"] or [] if each.get("kind") != SetKind.WARMUP],
        previous=previous,
        rows=_filled(_numbered(shown, previous)),
        revision=row["entry_revision"],
        replaces=row.get("replaces"),
        instead_of=row.get("instead_of"),
        # A set that arrived late brings its removed exercise back: what was lifted is never hidden.
        is_removed=row["removed_at"] is not None and not any(each.is_done for each in done.values()),
    )


def _done(blank: SetRow, stored: Mapping[str, Any]) -> SetRow:
    return replace(
        blank,
        id=stored["id"],
        set_number=stored["set_number"],
        kind=SetKind(stored["kind"]),
        measures=measures(stored),
        rpe=stored["rpe"],
        note=stored["note"],
        revision=stored["revision"],
        is_deleted=stored["is_deleted"],
        performed_at=stored["performed_at"],
        weight_unit=stored["weight_unit"],
        records=records_of(stored, blank.exercise.kind),
    )


def _planned(blank: SetRow, intended: Mapping[str, Any]) -> SetRow:
    return replace(
        blank,
        id=uuid.UUID(intended["id"]),
        set_number=intended["set_number"],
        kind=SetKind(intended.get("kind", SetKind.WORKING)),
        measures=measures(intended),
    )


def _numbered(rows: Sequence[SetRow], previous: Sequence[Measures]) -> Iterator[SetRow]:
    """Rows count from 1 without gaps, and stand beside the same set of last time."""
    counts: Counter[bool] = Counter()
    for index, row in enumerate(rows):
        counts[row.kind == SetKind.WARMUP] += 1
        yield replace(
            row,
            set_number=index + 1,
            ordinal=counts[row.kind == SetKind.WARMUP],
            previous=previous[index] if index < len(previous) else None,
        )


def _filled(rows: Iterable[SetRow]) -> Sequence[SetRow]:
    """A planned row that knows nothing is filled from the set before it; a warm-up is no example."""
    filled: list[SetRow] = []
    known = Measures()
    for row in rows:
        is_blank = row.revision == 0 and row.measures.is_blank
        filled.append(replace(row, measures=known, follows=True) if is_blank else row)
        is_example = filled[-1].is_done and row.kind != SetKind.WARMUP
        known = filled[-1].measures if is_example else known
    return filled
