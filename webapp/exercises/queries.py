"""Looking exercises up: by what was typed, by id."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp import words
from webapp.clock import AHEAD, LATEST_SQL
from webapp.exercises.charts import Lifted, SessionBests
from webapp.strength import counts_sql, e1rm_of_parts, e1rm_parts_sql

TRIGRAM = 3

# Hardly a name of the catalogue needs what `normalize` costs.
_NORMAL = f"CASE WHEN octet_length(name) = length(name) THEN lower(name) ELSE {words.normal_sql('name')} END"

# Ranks, best first: the name or an alias itself; the start of it; the start of a word of it; all typed words
# somewhere in it; a likeness of trigrams, which forgives a misspelling, and a distant one (`sqaut`) where nothing is
# near. Within a rank, favourites, then what the lifter does most (did last, where nothing is typed), then what has most
# names: a lift everyone does is called many things.
# A name is like what was typed by its likest part, and more so the nearer it is in length, which says nearly what
# `similarity` would for nothing. Likeness is dear, so only names that share letters with what was typed are asked
# for it (`near`); most of the others can have no rank either, and are passed over before the dearer questions.
_SEARCH = text(f"""
    WITH asked AS (
        SELECT lower(:typed) AS whole,
               regexp_replace(lower(:typed), '[^a-z0-9]', '', 'g') AS bare,
               (SELECT array_agg('%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
                FROM unnest(string_to_array(lower(:typed), ' ')) AS word WHERE word <> '') AS words
    ), names AS (
        SELECT id AS exercise_id, {_NORMAL} AS name, 0 AS is_alias FROM exercises
        WHERE (owner_id IS NULL OR owner_id = :user_id) AND (archived_at IS NOT NULL) = (:only = 'archived')
          AND merged_into IS NULL
        UNION ALL
        SELECT exercise_id, {_NORMAL}, 1 FROM exercise_aliases
    ), near AS (
        SELECT *, name LIKE ANY (CAST(:near AS text[])) AS is_near FROM names OFFSET 0
    ), likened AS (
        SELECT near.*, CASE WHEN is_near THEN word_similarity(lower(:typed), name) ELSE 0 END AS likeness
        FROM near OFFSET 0
    ), ranked AS MATERIALIZED (
        SELECT exercise_id, min(CASE
            WHEN whole = '' THEN 0
            WHEN NOT is_near AND NOT (starts_with(name, left(bare, 1)) AND length(name) <= 2 * length(bare)) THEN NULL
            WHEN name = whole THEN 0
            WHEN bare <> '' AND starts_with(name, left(bare, 1)) AND length(name) <= 2 * length(bare)
                 AND regexp_replace(name, '[^a-z0-9]', '', 'g') = bare THEN 1
            WHEN starts_with(name, whole) THEN 2 + is_alias
            WHEN strpos(' ' || name, ' ' || whole) > 0 THEN 4 + is_alias
            WHEN name LIKE ALL (words) THEN 6 + is_alias
            WHEN likeness >= 0.3
            THEN 10 + 0.1 * is_alias - likeness * (1 + sqrt(
                least(length(whole), length(name)) / greatest(length(whole), length(name))::float))
        END) AS rank, max(likeness) AS likeness, count(*) AS names
        FROM likened CROSS JOIN asked GROUP BY exercise_id
    )
    SELECT x.id, x.name, x.muscle_group, x.equipment, x.kind, x.owner_id IS NOT NULL AS is_own,
           f.user_id IS NOT NULL AS is_favourite, u.weight_unit AS unit
    FROM ranked JOIN exercises x ON x.id = ranked.exercise_id
    LEFT JOIN (
        SELECT e.exercise_id, count(*) AS times,
               max(w.performed_at) FILTER (WHERE w.performed_at <= now() + CAST(:ahead AS interval)) AS last
        FROM log_entries e JOIN workout_logs w ON w.user_id = e.user_id AND w.id = e.log_id
        WHERE e.user_id = :user_id GROUP BY e.exercise_id
    ) AS done ON done.exercise_id = x.id
    LEFT JOIN exercise_favourites f ON f.exercise_id = x.id AND f.user_id = :user_id
    LEFT JOIN exercise_units u ON u.exercise_id = x.id AND u.user_id = :user_id
    WHERE (x.archived_at IS NOT NULL) = (:only = 'archived') AND (x.owner_id IS NULL OR x.owner_id = :user_id)
      AND (:only NOT IN ('own', 'archived') OR x.owner_id = :user_id)
      AND (:only <> 'favourites' OR f.user_id IS NOT NULL) AND x.merged_into IS NULL
      AND (ranked.rank < 8 OR ranked.likeness >= 0.5
           OR ranked.rank IS NOT NULL AND NOT EXISTS (SELECT FROM ranked WHERE rank < 8))
      AND (CAST(:muscle AS text) IS NULL OR x.muscle_group = :muscle)
      AND (CAST(:equipment AS text) IS NULL OR x.equipment = :equipment)
    ORDER BY floor(ranked.rank), f.user_id IS NOT NULL DESC,
             CASE WHEN :typed = '' THEN done.last END DESC NULLS LAST, coalesce(done.times, 0) DESC, ranked.rank,
             ranked.names DESC, length(x.name), x.name
    LIMIT :limit
""")  # noqa: S608  (built from constants)
_EXERCISE = text("""
    SELECT x.id, x.name, x.muscle_group, x.equipment, x.kind, x.secondary_muscles, x.load_step,
           x.owner_id IS NOT NULL AS is_own, x.archived_at IS NOT NULL AS is_archived, x.merged_into,
           EXISTS (SELECT FROM log_sets s WHERE s.user_id = :user_id AND s.exercise_id = x.id) AS is_used,
           EXISTS (SELECT FROM exercise_favourites f WHERE f.user_id = :user_id AND f.exercise_id = x.id)
               AS is_favourite,
           (SELECT u.weight_unit FROM exercise_units u WHERE u.user_id = :user_id AND u.exercise_id = x.id) AS unit,
           (SELECT coalesce(array_agg(a.name ORDER BY lower(a.name)), '{}') FROM exercise_aliases a
            WHERE a.exercise_id = x.id) AS aliases
    FROM exercises x WHERE x.id = :exercise_id AND (x.owner_id IS NULL OR x.owner_id = :user_id)
""")
# Each session's bests are what records and the line are made of.
_SESSIONS = text(f"""
    WITH sessions AS (
        SELECT s.log_id, max(s.weight_kg) AS heaviest_kg,
               min(s.weight_kg) AS lightest_kg, max(s.reps) AS most_reps, max(s.duration_seconds) AS longest_seconds,
               max(s.distance_m) AS farthest_m,
               max({e1rm_parts_sql("s.")}) AS e1rm_parts
        FROM exercises x JOIN log_sets s ON s.exercise_id = x.id
        WHERE x.id = :exercise_id AND s.user_id = :user_id AND s.deleted_at IS NULL AND {counts_sql("s.", "x.kind")}
          AND s.performed_at <= {LATEST_SQL}
        GROUP BY s.log_id
    )
    SELECT sessions.*, w.performed_at, w.time_zone,
           CASE WHEN row_number() OVER (ORDER BY w.performed_at DESC) <= :shown THEN (
        SELECT jsonb_agg(jsonb_build_object(
            'weight_kg', s.weight_kg::text, 'reps', s.reps, 'duration_seconds', s.duration_seconds,
            'distance_m', s.distance_m::text) ORDER BY s.set_number, s.performed_at)
        FROM exercises x JOIN log_sets s ON s.exercise_id = x.id
        WHERE x.id = :exercise_id AND s.log_id = sessions.log_id AND s.user_id = :user_id
          AND s.deleted_at IS NULL AND {counts_sql("s.", "x.kind")}) END AS sets
    FROM sessions JOIN workout_logs w ON w.user_id = :user_id AND w.id = sessions.log_id ORDER BY w.performed_at DESC
""")  # noqa: S608  (built from constants)

_FOLLOWING = text("""
    SELECT (SELECT count(*) FROM log_sets s
            WHERE s.user_id = :user_id AND s.exercise_id = :exercise_id AND s.deleted_at IS NULL) AS sets,
           (SELECT count(DISTINCT s.log_id) FROM log_sets s
            WHERE s.user_id = :user_id AND s.exercise_id = :exercise_id AND s.deleted_at IS NULL) AS workouts,
           (SELECT count(DISTINCT p.id) FROM plan_slots s JOIN plan_days d ON d.id = s.day_id
            JOIN workout_plans p ON p.id = d.plan_id
            WHERE s.exercise_id = :exercise_id AND p.owner_id = :user_id AND p.deleted_at IS NULL) AS plans
""")
_ALL = text("""
    SELECT x.id, x.name, x.muscle_group, x.equipment, x.kind, x.owner_id IS NOT NULL AS is_own,
           (SELECT coalesce(array_agg(a.name ORDER BY a.name), '{}') FROM exercise_aliases a
            WHERE a.exercise_id = x.id) AS aliases, u.weight_unit AS unit
    FROM exercises x LEFT JOIN exercise_units u ON u.user_id = :user_id AND u.exercise_id = x.id LEFT JOIN (
        SELECT exercise_id, count(*) AS times FROM log_entries WHERE user_id = :user_id GROUP BY exercise_id
    ) AS done ON done.exercise_id = x.id
    WHERE x.archived_at IS NULL AND (x.owner_id IS NULL OR x.owner_id = :user_id)
    ORDER BY coalesce(done.times, 0) DESC, x.name
""")


@dataclass(frozen=True)
class Found:
    """An exercise in a list; `unit` is the one the lifter chose for its weights, if any."""

    id: uuid.UUID
    name: str
    muscle_group: str | None
    equipment: str | None
    kind: str
    is_own: bool
    is_favourite: bool = field(default=False, kw_only=True)
    unit: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Listed(Found):
    """An exercise with its other names, for a list that is searched elsewhere."""

    aliases: Sequence[str]


@dataclass(frozen=True)
class Following:
    """How much of a lifter's hangs on an exercise, and follows it where it is merged into another."""

    sets: int
    workouts: int
    plans: int


@dataclass(frozen=True)
class Exercise:
    """An exercise, whole; `load_step` in kilograms, `unit` the one the lifter chose for its weights, if any."""

    id: uuid.UUID
    name: str
    muscle_group: str | None
    equipment: str | None
    kind: str
    secondary_muscles: Sequence[str]
    load_step: Decimal | None
    is_own: bool
    aliases: Sequence[str]
    is_archived: bool = False
    is_used: bool = False
    is_favourite: bool = False
    merged_into: uuid.UUID | None = None
    unit: str | None = None


def search(  # noqa: PLR0913  (what a lifter may narrow a search by)
    session: Session,
    user_id: str,
    typed: str,
    *,
    muscle: str | None = None,
    equipment: str | None = None,
    only: str = "",
    limit: int,
) -> list[Found]:
    """Exercises for what was typed, best first, in one statement; for nothing typed everything, last used first.

    `only` narrows to `favourites`, `own` or `archived` ones.
    """
    values = {
        "user_id": user_id,
        "typed": words.normal(" ".join(typed.split())),
        "muscle": muscle,
        "equipment": equipment,
        "only": only,
        "near": _near(words.normal(typed)),
        "ahead": AHEAD,
        "limit": limit,
    }
    return [Found(**row._mapping) for row in session.execute(_SEARCH, values)]


def whole_catalogue(session: Session, user_id: str) -> list[Listed]:
    """Every exercise a lifter may add, most done first."""
    return [Listed(**row._mapping) for row in session.execute(_ALL, {"user_id": user_id})]


def _near(typed: str) -> list[str]:
    """Patterns of which a name fits one that is like what was typed, or holds all of it.

    Two strings without them share no trigram: one of a word is three of its letters, or its first one or two, or its
    last two; the first letter alone is not enough of a likeness for any word of three letters or more.
    """
    words = re.findall(r"\w+", typed)
    # Those at an end hold the two letters of that end, which are asked for anyway.
    grams = {word[start : start + TRIGRAM] for word in words for start in range(1, len(word) - TRIGRAM)}
    grams |= {end for word in words for end in ((word[:2], word[-2:]) if len(word) >= TRIGRAM else (word[0],))}
    grams |= {signs for signs in typed.split() if not re.search(r"\w", signs)}
    return ["%" + re.sub(r"([_%\\])", r"\\\1", gram) + "%" for gram in sorted(grams)]


def exercise(session: Session, user_id: str, exercise_id: uuid.UUID) -> Exercise | None:
    """An exercise of the catalogue or of the lifter's own; None when there is none."""
    row = session.execute(_EXERCISE, {"user_id": user_id, "exercise_id": exercise_id}).one_or_none()
    return None if row is None else Exercise(**row._mapping)


def following(session: Session, user_id: str, exercise_id: uuid.UUID) -> Following:
    """What would follow an exercise into another."""
    row = session.execute(_FOLLOWING, {"user_id": user_id, "exercise_id": exercise_id}).one()
    return Following(**row._mapping)


def sessions(session: Session, user_id: str, exercise_id: uuid.UUID, *, shown: int) -> list[SessionBests]:
    """What each session of an exercise came to, newest first; the sets of the newest `shown` come along."""
    values = {"user_id": user_id, "exercise_id": exercise_id, "shown": shown}
    return [_session(dict(row)) for row in session.execute(_SESSIONS, values).mappings()]


def _session(row: dict[str, Any]) -> SessionBests:
    estimated = e1rm_of_parts(row.pop("e1rm_parts"))
    return SessionBests(**{**row, "e1rm_kg": estimated, "sets": [_lifted(each) for each in row["sets"] or []]})


def _lifted(stored: dict[str, Any]) -> Lifted:
    def number(name: str) -> Decimal | None:
        return None if stored[name] is None else Decimal(stored[name])

    return Lifted(number("weight_kg"), stored["reps"], stored["duration_seconds"], number("distance_m"))
