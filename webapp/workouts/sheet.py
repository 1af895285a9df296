"""A workout as a sheet of rows: what stands in each of its exercises (pure)."""

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from webapp import strength
from webapp.strength import Kind, Record, SetKind, volume
from webapp.workouts.dating import FORGOTTEN_AFTER
from webapp.workouts.weighing import Weighing

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
    `weight_unit` it was typed in, for only in that one it comes back exactly; a planned one is shown
    and typed in the unit of its entry. A row that `follows` has nothing of its own and takes what the
    set before it was. `open_from` is the least of a planned set that asks for as many reps as possible.
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
    # The weight is so far above the usual that the lifter is asked whether it is right.
    is_unusual: bool = False
    open_from: int | None = None

    @property
    def is_done(self) -> bool:
        """Whether the set stands in the history."""
        return self.revision > 0 and not self.is_deleted

    @property
    def counts(self) -> bool:
        """Whether the set is done and counts in totals, records and comparisons: no warm-up, no failed lift."""
        return self.is_done and strength.counts(self.exercise.kind, self.kind, self.measures)

    @property
    def state(self) -> str:
        """Which of its looks the row has."""
        return "deleted" if self.is_deleted else "done" if self.is_done else "todo"

    def weighed(self, weighing: Weighing, unit: str) -> "SetRow":
        """The row in `unit`, its weight one that can be loaded; the same row where its kind has no weight."""
        if not self.exercise.kind.has_weight:
            return self
        filled = replace(self.measures, weight_kg=weighing.filled(self.measures.weight_kg, unit))
        return replace(self, measures=filled, weight_unit=unit)


@dataclass(frozen=True)
class Entry:
    """An exercise in a workout with its rows, in order; one that was taken out is kept for its undoing.

    `unit` is that of the rows still to do.
    """

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
    unit: str = "kg"
    weighing: Weighing = field(default_factory=Weighing)
    # The weight that is usual for it, in kilograms, by last time or else by its plan; None where neither knows one.
    usual_kg: Decimal | None = None

    @property
    def chosen_unit(self) -> str:
        """The unit that was chosen for the exercise, empty where none was."""
        return self.weighing.unit if self.weighing.is_chosen else ""

    @property
    def is_swappable(self) -> bool:
        """Whether its swap can be undone without undoing what was lifted."""
        return self.instead_of is not None and not any(row.is_done for row in self.rows)

    @property
    def next_set_number(self) -> int:
        """What a further set would be called."""
        return max((row.set_number for row in self.rows), default=0) + 1

    @property
    def next_row(self) -> SetRow | None:
        """The first of its rows that is still to do."""
        return next((row for row in self.rows if row.state == "todo"), None)

    @property
    def turns(self) -> int:
        """How many rounds of its superset it has behind it; its warm-ups come before the first."""
        if self.next_row and self.next_row.kind == SetKind.WARMUP:
            return -1
        return sum(row.is_done and row.kind != SetKind.WARMUP for row in self.rows)


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
    time_zone: str | None = None
    # How far its date was corrected since it was started.
    moved_by: timedelta = timedelta(0)

    @property
    def is_running(self) -> bool:
        """Whether it has not been finished."""
        return self.finished_at is None

    @property
    def is_begun(self) -> bool:
        """Whether anything in it was lifted."""
        return any(row.is_done for entry in self.shown_entries for row in entry.rows)

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
    def next_id(self) -> uuid.UUID | None:
        """The set whose turn it is: the first to do, and in a superset that of who did the fewest rounds."""
        undone = [entry for entry in self.shown_entries if entry.next_row]
        if not undone:
            return None
        first = undone[0]
        round_ = [each for each in undone if first.letter and each.letter and each.superset == first.superset]
        turn = min(round_ or [first], key=lambda entry: entry.turns)
        return turn.next_row.id if turn.next_row else None

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
    def counted(self) -> Sequence[SetRow]:
        """The sets that count."""
        return [row for row in self.done if row.counts]

    @property
    def uncounted_words(self) -> str:
        """Which of its sets do not count, in words; empty where all do."""
        uncounted = [row for row in self.done if not row.counts]
        are_warm_ups = {not strength.is_working(row.kind) for row in uncounted}
        return {
            frozenset(): "",
            frozenset({True}): "Warm-ups are not counted.",
            frozenset({False}): "Failed lifts are not counted.",
            frozenset({True, False}): "Warm-ups are not counted, nor are failed lifts.",
        }[frozenset(are_warm_ups)]

    @property
    def last_set_at(self) -> datetime | None:
        """When the last of them was lifted."""
        return max((row.performed_at for row in self.done if row.performed_at), default=None)

    @property
    def is_forgotten(self) -> bool:
        """Whether it was left running for so long that it ended without being finished."""
        return self.is_running and datetime.now(UTC) + self.moved_by - self.performed_at > FORGOTTEN_AFTER

    @property
    def volume_kg(self) -> Decimal:
        """Kilograms moved by the sets that count."""
        moved = (volume(row.measures.weight_kg, row.measures.reps or 0, row.exercise.kind) for row in self.counted)
        return sum(moved, Decimal(0))


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
