"""What the lifter has seen done: the model that the database and the screen are held against."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import LiteralString

import psycopg
from psycopg.rows import dict_row

FIELDS = ("weight", "reps", "duration_seconds")
# What is said of a set besides.
SAID = ("rpe", "note")
# What is said of an exercise: its name, its superset (counted from the first), its note, and its rest, which
# comes from last time until the lifter says it.
Head = tuple[str, int, str, str | None]
# What a workout holds: of each exercise in order what is said, and of each of its sets in order what was lifted.
Sheet = list[tuple[Head, list[tuple[str, ...]]]]

_WORKOUTS: LiteralString = """
    SELECT w.id, w.finished_at IS NOT NULL AS is_finished FROM workout_logs w JOIN "user" u ON u.id = w.user_id
    WHERE u.first_name = %(name)s AND w.deleted_at IS NULL ORDER BY w.performed_at
"""
_ENTRIES: LiteralString = """
    SELECT e.id, x.name, e.superset, e.rest_seconds, e.note FROM log_entries e JOIN exercises x ON x.id = e.exercise_id
    WHERE e.log_id = %(id)s AND e.deleted_at IS NULL ORDER BY e.position
"""
_SETS: LiteralString = """
    SELECT weight_kg, reps, duration_seconds, kind, rpe, note, performed_at FROM log_sets
    WHERE entry_id = %(id)s AND deleted_at IS NULL ORDER BY set_number, id
"""


@dataclass
class Row:
    """A row of the logger: what stands in it, and when it was first ticked, counted in ticks."""

    fields: dict[str, str] = field(default_factory=dict)
    kind: str = "working"
    state: str = "todo"
    tick: int = 0
    was_deleted: bool = False

    @property
    def lifted(self) -> tuple[str, ...]:
        """What was lifted, comparable with the database and the screen."""
        return (*(self.fields.get(name, "") for name in (*FIELDS, *SAID)), self.kind)


@dataclass
class Place:
    """An exercise in a workout, and its rows by id, in order."""

    name: str
    rows: dict[str, Row] = field(default_factory=dict)
    is_removed: bool = False
    was_removed: bool = False
    superset: int | None = None
    instead_of: str | None = None
    rest: str | None = None
    note: str = ""

    @property
    def done(self) -> list[Row]:
        """The rows that were ticked and stand."""
        return [] if self.is_removed else [row for row in self.rows.values() if row.state == "done"]


@dataclass
class Visit:
    """A workout, its places by the id of the entry, in order."""

    id: str
    places: dict[str, Place] = field(default_factory=dict)
    is_finished: bool = False
    is_discarded: bool = False

    def row(self, set_id: str) -> Row:
        """The row of that id."""
        return next(place.rows[set_id] for place in self.places.values() if set_id in place.rows)

    def shown(self, *, certainly: bool) -> dict[str, tuple[str, ...]]:
        """The done rows by id, top to bottom; `certainly` without those that were away for a while.

        What is deleted is not drawn, so a page that was drawn in between has no place for what is back.
        """
        return {
            set_id: row.lifted
            for place in self.places.values()
            if not place.is_removed and not (certainly and place.was_removed)
            for set_id, row in place.rows.items()
            if row.state == "done" and not (certainly and row.was_deleted)
        }

    @property
    def standing(self) -> dict[str, Place]:
        """The exercises that are in it now."""
        return {entry_id: place for entry_id, place in self.places.items() if not place.is_removed}

    @property
    def next_superset(self) -> int:
        """A number that no superset of it had."""
        return 1 + max((place.superset or 0 for place in self.places.values()), default=0)

    def put(self, entry_id: str, beside: str, by: int) -> None:
        """Let an exercise stand right after another one, or right before it by -1."""
        order = [each for each in self.places if each != entry_id]
        order.insert(order.index(beside) + (by > 0), entry_id)
        self.places = {each: self.places[each] for each in order}

    def doubtful(self, *, certainly: bool) -> set[str]:
        """The exercises of which nobody knows whether they are drawn.

        In a finished workout those of which nothing was lifted; with `certainly` those too that were away for a while
        (see `shown`).
        """
        return {
            entry_id
            for entry_id, place in self.standing.items()
            if (certainly and place.was_removed) or (self.is_finished and not place.done)
        }

    def heads(self) -> dict[str, tuple[str, str, str | None]]:
        """What stands over the sets of each exercise, top to bottom: letter, note and rest."""
        letters = _letters([place.superset for place in self.standing.values()])
        return {
            entry_id: (letter, place.note, place.rest)
            for (entry_id, place), letter in zip(self.standing.items(), letters, strict=True)
        }

    @property
    def sheet(self) -> Sheet:
        """What the database must hold of it."""
        numbers = _counted([place.superset for place in self.standing.values()])
        return [
            ((place.name, number, place.note, place.rest), [row.lifted for row in place.done])
            for place, number in zip(self.standing.values(), numbers, strict=True)
        ]


@dataclass
class Logbook:
    """All of a lifter's workouts, and everything that happened, in order."""

    name: str
    visits: list[Visit] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    ticks: int = 0
    writes: Counter[str] = field(default_factory=Counter)

    @property
    def now(self) -> Visit | None:
        """The workout that runs."""
        last = self.visits[-1] if self.visits else None
        return None if last is None or last.is_finished or last.is_discarded else last

    def tick(self, row: Row) -> None:
        """A row is done now, for the first time or again."""
        row.state = "done"
        if not row.tick:
            self.ticks += 1
            row.tick = self.ticks


def differences(logbook: Logbook, database_url: str) -> list[str]:
    """What the database says otherwise than the logbook, in words; empty when it holds exactly what was done."""
    kept = [visit for visit in logbook.visits if not visit.is_discarded]
    found: list[str] = []
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        workouts = connection.execute(_WORKOUTS, {"name": logbook.name}).fetchall()
        if len(workouts) != len(kept):
            found.append(f"workouts: done {len(kept)}, stored {len(workouts)}")
        for number, (visit, stored) in enumerate(zip(kept, workouts, strict=False), 1):
            if visit.is_finished != stored["is_finished"]:
                found.append(f"workout {number} finished: done {visit.is_finished}, stored {stored['is_finished']}")
            sheet, times = _stored(connection, stored["id"])
            found += _compared(f"workout {number}", visit.sheet, sheet)
            ticks = [row for place in visit.places.values() for row in place.done]
            in_order = [row.lifted for row in sorted(ticks, key=lambda row: row.tick)]
            if sorted(in_order) == sorted(times) and in_order != times:
                found.append(f"workout {number} order of ticks: done {in_order}, stored {times}")
    return found


def _stored(
    connection: psycopg.Connection[Mapping[str, object]], workout: object
) -> tuple[Sheet, list[tuple[str, ...]]]:
    sheet: Sheet = []
    times: list[tuple[object, tuple[str, ...]]] = []
    entries = connection.execute(_ENTRIES, {"id": workout}).fetchall()
    numbers = _counted([entry["superset"] for entry in entries])
    for entry, number in zip(entries, numbers, strict=True):
        rows = connection.execute(_SETS, {"id": entry["id"]}).fetchall()
        rest = "" if entry["rest_seconds"] is None else str(entry["rest_seconds"])
        head = (str(entry["name"]), number, str(entry["note"] or ""), rest)
        sheet.append((head, [_lifted(row) for row in rows]))
        times += [(row["performed_at"], _lifted(row)) for row in rows]
    times.sort(key=lambda each: str(each[0]))
    return sheet, [lifted for _, lifted in times]


def _lifted(row: Mapping[str, object]) -> tuple[str, ...]:
    weight = f"{Decimal(str(row['weight_kg'])):f}" if row["weight_kg"] is not None else ""
    weight = re.sub(r"\.?0+$", "", weight) if "." in weight else weight
    seconds = row["duration_seconds"]
    # A hold is one rep, which nobody typed.
    reps = "" if seconds is not None else str(row["reps"])
    rpe = f"{float(str(row['rpe'])):g}" if row["rpe"] is not None else ""
    return (weight, reps, "" if seconds is None else str(seconds), rpe, str(row["note"] or ""), str(row["kind"]))


def _counted(supersets: Sequence[object]) -> list[int]:
    """Supersets counted from 1 in order, 0 for none: which number one has is nobody's business."""
    known = [None, *dict.fromkeys(each for each in supersets if each is not None)]
    return [known.index(each) for each in supersets]


def _letters(supersets: Sequence[int | None]) -> list[str]:
    """What the screen calls exercises that stand together in a superset: A1, A2, then B1 and so on."""
    found: list[str] = []
    letter = "@"
    for index, each in enumerate(supersets):
        follows = index > 0 and each is not None and supersets[index - 1] == each
        joined = index + 1 < len(supersets) and each is not None and supersets[index + 1] == each
        if follows:
            found.append(f"{letter}{int(found[-1][1:]) + 1}")
        elif joined:
            letter = chr(ord(letter) + 1)
            found.append(f"{letter}1")
        else:
            found.append("")
    return found


def _compared(where: str, done: Sheet, stored: Sheet) -> list[str]:
    heads = [head for head, _ in done], [head for head, _ in stored]
    if not _agree(*heads):
        return [f"{where} exercises: done {heads[0]}, stored {heads[1]}"]
    return [
        f"{where} {head[0]}: done {wanted}, stored {found}"
        for (head, wanted), (_, found) in zip(done, stored, strict=True)
        if wanted != found
    ]


def _agree(wanted: Sequence[tuple[object, ...]], found: Sequence[tuple[object, ...]]) -> bool:
    """Whether they are the same but for what nobody said (None)."""
    return len(wanted) == len(found) and all(
        one is None or one == other
        for each, its in zip(wanted, found, strict=True)
        for one, other in zip(each, its, strict=True)
    )


def shown_otherwise(
    visit: Visit, screen: Sequence[Sequence[str]], heads: Sequence[Sequence[str]], *, certainly: bool
) -> str | None:
    """What the screen says otherwise than the logbook.

    Rows as id, weight, reps, seconds, RPE and note, without the kind; heads as id, letter, note and rest.
    """
    all_shown = visit.shown(certainly=False)
    wanted = [(set_id, *lifted[:-1]) for set_id, lifted in visit.shown(certainly=certainly).items()]
    doubtful = all_shown.keys() - {row[0] for row in wanted}
    seen = [tuple(row) for row in screen if row[0] not in doubtful]
    if wanted != seen:
        return f"the screen shows {seen}, done were {wanted}"
    unsure = visit.doubtful(certainly=certainly)
    said = [
        # A letter says what its neighbours are, so where one is in doubt all are.
        (entry_id, None if unsure else letter, *rest)
        for entry_id, (letter, *rest) in visit.heads().items()
        if entry_id not in unsure
    ]
    heads = [head for head in heads if head[0] not in unsure]
    return None if _agree(said, [tuple(head) for head in heads]) else f"the screen shows {heads}, done were {said}"
