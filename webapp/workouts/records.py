"""Whether a set is a record: the look at all that came before it, as a part of other statements.

A set that an earlier one matched in both of its goods is no record of any sort, and that earlier
one is found soon, newest first. (One with too many reps for an estimated maximum can't match a set that has one.) Only
for the few sets that are is the exercise's history read in full, from the covering index alone. Nothing of this is
stored, so a corrected set is judged anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp import strength
from webapp.strength import E1RM_REPS, Bests, Kind, Record, goods, records

# The two things of which more is better, as `strength.goods` has them.
_FIRST = """CASE {kind} WHEN 'distance_duration' THEN {set}.distance_m WHEN 'assisted_bodyweight' THEN -{set}.weight_kg
    WHEN 'weighted_bodyweight' THEN coalesce({set}.weight_kg, 0) WHEN 'bodyweight_reps' THEN 0 WHEN 'duration' THEN 0
    ELSE {set}.weight_kg END"""
_SECOND = """CASE {kind} WHEN 'duration' THEN {set}.duration_seconds WHEN 'weight_duration' THEN {set}.duration_seconds
    WHEN 'distance_duration' THEN -{set}.duration_seconds WHEN 'weight_distance' THEN {set}.distance_m
    ELSE {set}.reps END"""
# Counted once a row; without OFFSET 0 the planner would write the two out wherever they are compared.
_EARLIER = """(SELECT {first} AS first, {second} AS second, before.weight_kg, before.reps FROM log_sets before
    WHERE before.user_id = :user_id AND before.exercise_id = {exercise_id} AND before.performed_at < {own}.performed_at
      AND before.deleted_at IS NULL AND {counts}{order} OFFSET 0) AS e"""
_NEWEST_FIRST = " ORDER BY before.performed_at DESC"


def bests(own: str, kind: str, exercise_id: str) -> str:
    """A subselect for the bests before the set `own`, an array of numerics; null where it is no record.

    `kind` and `exercise_id` are expressions too: a parameter lets the planner prune partitions.
    """
    first, second = (each.format(kind=kind, set="before") for each in (_FIRST, _SECOND))
    own_first, own_second = (each.format(kind=kind, set=own) for each in (_FIRST, _SECOND))
    earlier, newest_first = (
        _EARLIER.format(
            first=first, second=second, exercise_id=exercise_id, own=own, order=order,
            counts=strength.counts_sql("before.", kind),
        )
        for order in ("", _NEWEST_FIRST)
    )  # fmt: skip
    return f"""(SELECT CASE WHEN {strength.counts_sql(f"{own}.", kind)} AND {own}.deleted_at IS NULL
        AND NOT EXISTS (SELECT FROM {newest_first} WHERE e.first >= o.first AND e.second >= o.second
            AND (e.reps <= {E1RM_REPS} OR {own}.reps > {E1RM_REPS}))
    THEN (SELECT ARRAY[
        max(e.first) FILTER (WHERE e.second >= o.second), max(e.second) FILTER (WHERE e.first >= o.first),
        max(e.first) FILTER (WHERE e.second IS NOT NULL),
        max({strength.e1rm_parts_sql("e.")}),
        max(e.first * e.reps)] FROM {earlier})
    END FROM (SELECT {own_first} AS first, {own_second} AS second OFFSET 0) AS o)"""  # noqa: S608  (built from constants)


def records_of(stored: Mapping[str, Any], kind: str) -> Sequence[Record]:
    """The records of a stored set, from its own columns and its `bests`."""
    if stored["bests"] is None:
        return ()
    measured = {name: stored[name] for name in ("weight_kg", "reps", "duration_seconds", "distance_m")}
    judged = goods(Kind(kind), **measured)
    return tuple(records(Kind(kind), judged, Bests(*stored["bests"]))) if judged else ()
