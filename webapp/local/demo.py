"""A year of realistic training for a local lifter, so that every screen has something to show.

An upper/lower split four times a week: loads creep up, every sixth week is a deload, some sessions
are missed and some last reps too. It is written through the rooms' own actions, so it obeys the
rules a typed set does, and the same seed makes the same year.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from webapp.exercises.catalogue import NAMESPACE
from webapp.ids import uuid7
from webapp.strength import SetKind
from webapp.workouts import actions
from webapp.workouts.entries import add_entry
from webapp.workouts.sets import NewSet, record_set

WEEKS = 52
DELOAD_EVERY = 6
MISSED = 0.08
SEED = 23
STEP = Decimal("2.5")


@dataclass(frozen=True)
class Lift:
    """How an exercise of the programme is done: sets, reps, and kilograms in week 0 and gained by week 52."""

    key: str
    sets: int
    reps: int
    start: Decimal | None = None
    gain: Decimal = Decimal(0)
    seconds: int | None = None
    metres: int | None = None


@dataclass(frozen=True)
class DemoSet:
    """One set of the year."""

    key: str
    number: int
    kind: SetKind
    reps: int
    weight_kg: Decimal | None
    seconds: int | None
    metres: Decimal | None
    rpe: Decimal | None
    at: datetime


@dataclass(frozen=True)
class DemoWorkout:
    """One session of the year."""

    name: str
    at: datetime
    sets: tuple[DemoSet, ...]


def _lift(key: str, sets: int, reps: int, start: float | None = None, gain: float = 0) -> Lift:
    return Lift(key, sets, reps, None if start is None else Decimal(str(start)), Decimal(str(gain)))


# Weekday (Monday 0), name, lifts.
PROGRAMME: tuple[tuple[int, str, tuple[Lift, ...]], ...] = (
    (0, "Upper A", (
        _lift("barbell-bench-press", 4, 6, 70, 22.5), _lift("barbell-row", 4, 8, 60, 20),
        _lift("dumbbell-lateral-raise", 3, 12, 8, 4), _lift("pull-up", 3, 8), _lift("barbell-curl", 3, 10, 25, 10),
    )),
    (1, "Lower A", (
        _lift("barbell-back-squat", 4, 5, 90, 35), _lift("barbell-romanian-deadlift", 3, 8, 80, 30),
        _lift("leg-press", 3, 10, 140, 60), Lift("plank", 3, 1, seconds=60),
    )),
    (3, "Upper B", (
        _lift("barbell-overhead-press", 4, 6, 42.5, 15), _lift("lat-pulldown", 4, 10, 55, 17.5),
        _lift("incline-dumbbell-bench-press", 3, 10, 24, 8), _lift("face-pull", 3, 15, 15, 10),
        _lift("chest-dip", 3, 10),
    )),
    (5, "Lower B", (
        _lift("barbell-deadlift", 3, 5, 110, 45), _lift("bulgarian-split-squat", 3, 10, 14, 10),
        _lift("lying-leg-curl", 3, 12, 35, 15), _lift("machine-standing-calf-raise", 4, 12, 60, 30),
        Lift("running", 1, 1, seconds=1500, metres=5000),
    )),
)  # fmt: skip


def year(until: datetime) -> Iterator[DemoWorkout]:
    """The sessions of the 52 weeks before `until`, oldest first."""
    chance = random.Random(SEED)  # noqa: S311  (a made-up year, not a secret)
    monday = (until - timedelta(days=until.weekday(), weeks=WEEKS)).replace(hour=0, minute=0, second=0, microsecond=0)
    for week in range(WEEKS + 1):
        for weekday, name, lifts in PROGRAMME:
            start = monday + timedelta(weeks=week, days=weekday, hours=17, minutes=chance.randrange(20, 130))
            is_missed = chance.random() < MISSED
            workout = DemoWorkout(name, start, tuple(_sets(lifts, week, start, chance)))
            if not is_missed and workout.sets[-1].at < until:
                yield workout


def _sets(lifts: tuple[Lift, ...], week: int, start: datetime, chance: random.Random) -> Iterator[DemoSet]:
    at = start + timedelta(minutes=4)
    is_deload = week % DELOAD_EVERY == DELOAD_EVERY - 1
    for lift in lifts:
        weight = _weight(lift, week, is_deload=is_deload)
        warmups = 1 if weight is not None and weight >= 60 else 0  # noqa: PLR2004  (lighter needs none)
        for number in range(1, lift.sets + warmups + 1):
            is_warmup = number <= warmups
            tired = number == lift.sets + warmups and chance.random() < 0.35  # noqa: PLR2004  (about one in three)
            load = _loadable(weight * Decimal("0.6")) if weight is not None and is_warmup else weight
            yield DemoSet(
                key=lift.key,
                number=number,
                kind=SetKind.WARMUP if is_warmup else SetKind.WORKING,
                reps=max(1, lift.reps - (1 if tired else 0)),
                weight_kg=load,
                seconds=None if lift.seconds is None else lift.seconds + week // 2 + chance.randrange(-5, 6),
                metres=None if lift.metres is None else Decimal(lift.metres),
                rpe=None if is_warmup or lift.seconds else Decimal(chance.choice((15, 16, 16, 17, 18, 19))) / 2,
                at=at,
            )
            at += timedelta(seconds=chance.randrange(95, 190))


def _weight(lift: Lift, week: int, *, is_deload: bool) -> Decimal | None:
    if lift.start is None:
        return None
    gained = lift.gain * week / WEEKS
    return _loadable((lift.start + gained) * (Decimal("0.85") if is_deload else 1))


def _loadable(weight: Decimal) -> Decimal:
    return max(STEP, (weight / STEP).quantize(Decimal(1)) * STEP)


def exercise_id(key: str) -> uuid.UUID:
    """The id of a shared exercise."""
    return uuid.uuid5(NAMESPACE, key)


def write_workout(session: Session, user_id: str, workout: DemoWorkout) -> int:
    """Write one session of the year as its lifter would have; returns how many sets it had."""
    log_id = actions.start_workout(session, user_id, uuid7(), started_at=workout.at)
    entries: dict[str, uuid.UUID] = {}
    for each in workout.sets:
        if each.key not in entries:
            entries[each.key] = uuid7()
            add_entry(session, user_id, log_id, entries[each.key], exercise_id(each.key))
        record_set(session, user_id, log_id, uuid7(), _as_new(each, entries[each.key]))
    actions.finish_workout(session, user_id, log_id)
    # Yesterday's session is younger than the 12 hours after which a workout ends with its last set.
    finished_at = workout.sets[-1].at + timedelta(minutes=3)
    actions.correct_workout(
        session, user_id, log_id, name=workout.name, note=None, performed_at=workout.at, finished_at=finished_at
    )
    return len(workout.sets)


def _as_new(each: DemoSet, entry_id: uuid.UUID) -> NewSet:
    return NewSet(
        exercise_id=exercise_id(each.key),
        entry_id=entry_id,
        set_number=each.number,
        kind=each.kind,
        reps=each.reps,
        weight_kg=each.weight_kg,
        weight_unit=None if each.weight_kg is None else "kg",
        rpe=each.rpe,
        duration_seconds=each.seconds,
        distance_m=each.metres,
        note=None,
        performed_at=each.at,
        revision=1,
    )
