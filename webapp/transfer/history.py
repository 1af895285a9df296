"""The common form of a training history that a file holds, whatever app wrote it (pure).

A reader turns a file into a stream of items: a `SetItem` for each set, a `RestItem` for a rest between sets, a
`NoteItem` for a row that only carries a note, a `ListedItem` for a row that can't be imported. Every row of the file
becomes exactly one item; a row that holds several sets (JEFIT, StrongLifts) counts once for each of them. So
`rows = sets + rests + notes + listed` holds for every file.

`assemble` groups the items into workouts with blocks of sets, in the order of the file.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from webapp.strength import SetKind
from webapp.transfer.values import Amount, round_distance, round_weight
from webapp.units import to_kg, to_metres

DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Place:
    """Where an item stands in its file: its data row and its line, both counted from 1."""

    row: int
    line: int


@dataclass(frozen=True)
class Session:
    """A workout as one row describes it; `key` tells it from the others of its file.

    `started` is local wall clock, or zoned where the app writes a zone. `seconds` is how long the workout took.
    """

    key: tuple[str, ...]
    started: datetime
    name: str = ""
    note: str = ""
    seconds: int | None = None


@dataclass(frozen=True)
class SetItem:
    """One set. A measure that was not logged is None, never 0.

    The unit of an amount is None where the file doesn't say it. `starts_block` is true where the app begins an
    exercise anew although the row before has the same one. `remarks` say what of the row could not be kept.
    """

    place: Place
    session: Session
    exercise: str
    kind: SetKind = SetKind.WORKING
    weight: Amount | None = None
    reps: int | None = None
    distance: Amount | None = None
    seconds: int | None = None
    rpe: Decimal | None = None
    note: str = ""
    exercise_note: str = ""
    superset: str = ""
    starts_block: bool = False
    performed_at: datetime | None = None
    remarks: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the row measures nothing: an exercise that was added to a workout and never done."""
        return not (self.weight or self.reps or self.distance or self.seconds)


@dataclass(frozen=True)
class RestItem:
    """A rest between two sets, in seconds."""

    place: Place
    session: Session
    exercise: str
    seconds: int


@dataclass(frozen=True)
class NoteItem:
    """A note on an exercise of a workout that stands in a row of its own."""

    place: Place
    session: Session
    exercise: str
    text: str


@dataclass(frozen=True)
class ListedItem:
    """A row that is not imported, and why."""

    place: Place
    reason: str


Item = SetItem | RestItem | NoteItem | ListedItem

EMPTY = "It measures nothing: the exercise was added and not done."


@dataclass(frozen=True)
class Units:
    """The units that the lifter names because the file doesn't; None where they were not asked yet."""

    weight: str | None = None
    distance: str | None = None


@dataclass
class Block:
    """Sets of one exercise that follow one another in a workout, with the rests and notes between them."""

    exercise: str
    superset: str = ""
    sets: list[SetItem] = field(default_factory=list)
    rests: list[RestItem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, item: RestItem | NoteItem) -> None:
        """Take a rest or a note."""
        if isinstance(item, RestItem):
            self.rests.append(item)
        else:
            self.notes.append(item.text)


@dataclass(frozen=True)
class Workout:
    """One visit to the gym: its facts and its blocks, in the order of the file."""

    session: Session
    blocks: Sequence[Block]

    @property
    def sets(self) -> Sequence[SetItem]:
        """All sets, in order."""
        return [each for block in self.blocks for each in block.sets]


@dataclass(frozen=True)
class Totals:
    """Sums over all sets, exact; None where a unit is not known yet."""

    reps: int
    seconds: int
    distance_m: Decimal | None
    volume_kg: Decimal | None


@dataclass(frozen=True)
class History:
    """What a file holds: its workouts, oldest first, and every row that is no set."""

    dialect: str
    workouts: Sequence[Workout]
    rests: int
    notes: int
    listed: Sequence[ListedItem]
    remarks: Sequence[tuple[Place, str]] = ()
    ask: Sequence[str] = ()

    @cached_property
    def sets(self) -> Sequence[SetItem]:
        """All sets, workout by workout."""
        return [each for workout in self.workouts for each in workout.sets]

    @property
    def rows(self) -> int:
        """The rows of the file: each is a set, a rest, a note or listed."""
        return len(self.sets) + self.rests + self.notes + len(self.listed)

    @property
    def set_kinds(self) -> dict[str, int]:
        """How many sets there are of each kind that occurs."""
        counts = Counter(each.kind for each in self.sets)
        return {kind.value: counts[kind] for kind in SetKind if counts[kind]}

    @property
    def exercises(self) -> dict[str, int]:
        """The names of exercises as the file writes them, each with its number of sets, most first."""
        counts = Counter(each.exercise for each in self.sets)
        return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    def totals(self) -> Totals:
        """Reps, seconds, metres and kilograms moved (weight times reps)."""
        sets = self.sets
        metres = [_in(to_metres, each.distance) for each in sets if each.distance]
        moved = [_in(to_kg, each.weight, each.reps) for each in sets if each.weight and each.reps]
        return Totals(
            sum(each.reps or 0 for each in sets), sum(each.seconds or 0 for each in sets), _sum(metres), _sum(moved)
        )


def _in(convert: Callable[[Decimal, str], Decimal], amount: Amount, times: int = 1) -> Decimal | None:
    return None if amount.unit is None else convert(amount.value, amount.unit) * times


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum, None where one of them is not known."""
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


@dataclass
class _Draft:
    """A workout while its rows are read."""

    session: Session
    items: list[SetItem | RestItem | NoteItem] = field(default_factory=list)

    def add(self, item: SetItem | RestItem | NoteItem) -> None:
        """Take one more row; a fact of the workout is the first that is not empty."""
        new, known = item.session, self.session
        if new != known:
            self.session = replace(
                known,
                started=min(known.started, new.started),
                name=known.name or new.name,
                note=known.note or new.note,
                seconds=new.seconds if known.seconds is None else known.seconds,
            )
        self.items.append(item)


def assemble(dialect: str, items: Iterable[Item], units: Units | None = None) -> History:
    """Group items into workouts, oldest first; amounts get their unit and lose the noise of floating point.

    `ask` names the units that the file leaves open, whatever `units` says: "weight", "distance".
    """
    units = units or Units()
    drafts: dict[tuple[str, ...], _Draft] = {}
    listed: list[ListedItem] = []
    remarks: list[tuple[Place, str]] = []
    ask: set[str] = set()
    for each in items:
        item = ListedItem(each.place, EMPTY) if isinstance(each, SetItem) and each.is_empty else each
        if isinstance(item, ListedItem):
            listed.append(item)
            continue
        if isinstance(item, SetItem):
            item = _with_units(item, units, ask)
            remarks += [(item.place, words) for words in item.remarks]
        if item.session.key not in drafts:
            drafts[item.session.key] = _Draft(item.session)
        drafts[item.session.key].add(item)
    workouts = sorted((_workout(each) for each in drafts.values()), key=lambda each: each.session.started)
    rows = [item for draft in drafts.values() for item in draft.items]
    return History(
        dialect=dialect,
        workouts=[each for each in workouts if each.blocks],
        rests=sum(isinstance(each, RestItem) for each in rows),
        notes=sum(isinstance(each, NoteItem) for each in rows),
        listed=listed,
        remarks=remarks,
        ask=[name for name in ("weight", "distance") if name in ask],
    )


def _with_units(item: SetItem, units: Units, ask: set[str]) -> SetItem:
    weight, distance = item.weight, item.distance
    if weight:
        if weight.unit is None:
            ask.add("weight")
            weight = Amount(weight.value, units.weight)
        weight = round_weight(weight)
    if distance:
        if distance.unit is None:
            ask.add("distance")
            distance = Amount(distance.value, units.distance)
        distance = round_distance(distance)
    if weight == item.weight and distance == item.distance:
        return item
    return replace(item, weight=weight, distance=distance)


def _workout(draft: _Draft) -> Workout:
    session = draft.session
    if session.seconds is not None and session.seconds > DAY_SECONDS:
        session = replace(session, seconds=None)
    return Workout(session, _blocks(_in_order(draft.items)))


def _in_order(items: list[SetItem | RestItem | NoteItem]) -> list[SetItem | RestItem | NoteItem]:
    """Rows in the order they were done: by their times where each set has one, else as the file has them."""
    times = [each.performed_at for each in items if isinstance(each, SetItem)]
    if len(times) < len(items) or None in times:
        return items
    return sorted(items, key=lambda each: each.performed_at)  # type: ignore[union-attr, return-value, arg-type]


def _blocks(items: Iterable[SetItem | RestItem | NoteItem]) -> list[Block]:
    """A block goes on while the exercise stays the same; a note may stand before the sets it is about."""
    blocks: list[Block] = []
    waiting: list[RestItem | NoteItem] = []
    for item in items:
        last = blocks[-1] if blocks else None
        if not isinstance(item, SetItem):
            if last and last.exercise == item.exercise:
                last.add(item)
            else:
                waiting.append(item)
            continue
        if last is None or item.starts_block or (last.exercise, last.superset) != (item.exercise, item.superset):
            last = Block(item.exercise, item.superset)
            blocks.append(last)
            for each in [each for each in waiting if each.exercise == item.exercise]:
                last.add(each)
                waiting.remove(each)
        last.sets.append(item)
        if item.exercise_note and item.exercise_note not in last.notes:
            last.notes.append(item.exercise_note)
    return blocks
