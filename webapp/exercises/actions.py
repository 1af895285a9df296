"""Writing exercises: a release's become the shared ones, a lifter's stay their own, and history never notices."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.errors import InvalidError, NotFoundError
from webapp.exercises.catalogue import CatalogueExercise
from webapp.words import normal_sql

# A kind never changes where sets exist (a trigger refuses it), so a release that must change one makes a new key.
_SAVE = text("""
    INSERT INTO exercises (id, name, muscle_group, kind, equipment, secondary_muscles, load_step, owner_id)
    VALUES (:id, :name, :muscle_group, :kind, :equipment, :secondary_muscles, :load_step, NULL)
    ON CONFLICT (id) DO UPDATE SET
        name = excluded.name, muscle_group = excluded.muscle_group, kind = excluded.kind,
        equipment = excluded.equipment, secondary_muscles = excluded.secondary_muscles,
        load_step = excluded.load_step, archived_at = NULL
    WHERE (exercises.name, exercises.muscle_group, exercises.kind, exercises.equipment, exercises.secondary_muscles,
           exercises.load_step, exercises.archived_at)
       IS DISTINCT FROM
          (excluded.name, excluded.muscle_group, excluded.kind, excluded.equipment, excluded.secondary_muscles,
           excluded.load_step, NULL)
""")
# Names may travel between exercises in one release, and to one from a retired one; out of the way first, so that no
# two meet on the way. Whose name nobody wants keeps it, for history shows it.
_SET_ASIDE = text(f"""
    WITH listed AS (SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[])) AS listed(id, name))
    UPDATE exercises x SET name = x.name || ' ' || x.id
    FROM listed
    WHERE x.owner_id IS NULL AND {normal_sql("x.name")} = {normal_sql("listed.name")}
      AND (x.id, x.name) <> (listed.id, listed.name)
""")  # noqa: S608  (built from constants)
_RETIRE = text("""
    UPDATE exercises SET archived_at = now()
    WHERE owner_id IS NULL AND archived_at IS NULL AND id <> ALL (:ids)
""")
_FORGET_ALIASES = text("""
    DELETE FROM exercise_aliases
    WHERE exercise_id IN (SELECT id FROM exercises WHERE owner_id IS NULL)
      AND (exercise_id, name) NOT IN (SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[])))
""")
_SAVE_ALIASES = text("""
    INSERT INTO exercise_aliases (id, exercise_id, name)
    SELECT gen_random_uuid(), listed.* FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[])) AS listed
    ON CONFLICT DO NOTHING
""")
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('topset catalogue', 0))")

_ASKED = normal_sql("CAST(:name AS text)")
_CREATE_OWN = text(f"""
    INSERT INTO exercises (id, owner_id, name, kind, muscle_group, equipment, load_step)
    SELECT :id, :user_id, :name, :kind, :muscle_group, :equipment, :load_step
    WHERE NOT EXISTS (SELECT FROM exercises WHERE owner_id = :user_id AND {normal_sql("name")} = {_ASKED}
                        AND id <> :id)
    ON CONFLICT DO NOTHING
    RETURNING id
""")  # noqa: S608  (built from constants)
# What was created at the same moment is seen by a statement of its own only.
_IS_OWN = text("SELECT EXISTS (SELECT FROM exercises WHERE id = :id AND owner_id = :user_id)")
_OWN = text(f"""
    SELECT x.kind, EXISTS (SELECT FROM log_sets s WHERE s.user_id = :user_id AND s.exercise_id = x.id) AS is_used,
           EXISTS (SELECT FROM exercises o
                   WHERE o.owner_id = :user_id AND {normal_sql("o.name")} = {_ASKED} AND o.id <> x.id)
               AS is_taken
    FROM exercises x WHERE x.id = :id AND x.owner_id = :user_id AND x.merged_into IS NULL
""")  # noqa: S608  (built from constants)
_CHANGE_OWN = text("""
    UPDATE exercises SET name = :name, kind = :kind, muscle_group = :muscle_group, equipment = :equipment,
        load_step = :load_step
    WHERE id = :id AND owner_id = :user_id
""")
_ARCHIVE_OWN = text("""
    UPDATE exercises SET archived_at = CASE WHEN :is_archived THEN coalesce(archived_at, now()) END
    WHERE id = :id AND owner_id = :user_id AND merged_into IS NULL RETURNING id
""")
_MERGEABLE = text("""
    SELECT x.kind, o.kind AS other FROM exercises x, exercises o
    WHERE x.id = :id AND x.owner_id = :user_id AND x.merged_into IS NULL
      AND o.id = :into AND (o.owner_id IS NULL OR o.owner_id = :user_id) AND o.merged_into IS NULL
""")
# A trigger takes history and plans along. The name goes to the one it became, where that is the lifter's own: an alias
# of a shared exercise would be everybody's.
_MERGE = text("""
    WITH merged AS (
        UPDATE exercises SET merged_into = :into, archived_at = coalesce(archived_at, now())
        WHERE id = :id AND owner_id = :user_id RETURNING name
    )
    INSERT INTO exercise_aliases (id, name, exercise_id)
    SELECT gen_random_uuid(), merged.name, o.id FROM merged, exercises o
    WHERE o.id = :into AND o.owner_id = :user_id ON CONFLICT DO NOTHING
""")
_VISIBLE = text("SELECT FROM exercises WHERE id = :id AND (owner_id IS NULL OR owner_id = :user_id)")
_FAVOUR = text("""
    INSERT INTO exercise_favourites (user_id, exercise_id) VALUES (:user_id, :id) ON CONFLICT DO NOTHING
""")
_FORGET_FAVOURITE = text("DELETE FROM exercise_favourites WHERE user_id = :user_id AND exercise_id = :id")
NO_EXERCISE = "There is no such exercise in your catalogue."
NOT_OWN = "There is no such exercise of your own."
TAKEN = "You have an exercise of that name already."
KIND_STAYS = "It has sets, and they would mean something else: what it is logged as can't change any more."
OTHER_KIND = "These two are logged differently, so their sets can't be one history."


@dataclass(frozen=True)
class OwnExercise:
    """What a lifter says of an exercise of their own; `load_step` in kilograms."""

    name: str
    kind: str
    muscle_group: str | None
    equipment: str | None
    load_step: Decimal | None


@dataclass(frozen=True)
class Loaded:
    """What loading a catalogue did."""

    exercises: int
    changed: int
    aliases: int
    retired: int


def load_catalogue(session: Session, exercises: Sequence[CatalogueExercise]) -> Loaded:
    """Make the shared exercises what this release says; a second time changes nothing.

    An exercise that a release leaves out is archived, not deleted: workouts go on naming it.
    """
    session.execute(_ONE_AT_A_TIME)
    ids = [each.id for each in exercises]
    session.execute(_SET_ASIDE, {"ids": ids, "names": [each.name for each in exercises]})
    retired = _count(session.execute(_RETIRE, {"ids": ids}))
    changed = sum(_count(session.execute(_SAVE, _values(each))) for each in exercises)
    aliases = [(each.id, alias) for each in exercises for alias in each.aliases]
    listed = {"ids": [id_ for id_, _ in aliases], "names": [alias for _, alias in aliases]}
    session.execute(_FORGET_ALIASES, listed)
    session.execute(_SAVE_ALIASES, listed)
    return Loaded(exercises=len(exercises), changed=changed, aliases=len(aliases), retired=retired)


def _values(exercise: CatalogueExercise) -> dict[str, object]:
    return {
        "id": exercise.id,
        "name": exercise.name,
        "muscle_group": exercise.muscle_group,
        "kind": exercise.kind,
        "equipment": exercise.equipment,
        "secondary_muscles": list(exercise.secondary_muscles),
        "load_step": exercise.load_step,
    }


def _count(result: object) -> int:
    return int(result.rowcount)  # type: ignore[attr-defined]


def create_exercise(session: Session, user_id: str, exercise_id: uuid.UUID, fields: OwnExercise) -> None:
    """An exercise of a lifter's own; the same id again is the same one. Raises InvalidError for a name they have."""
    values = {"user_id": user_id, "id": exercise_id, **asdict(fields)}
    made = session.execute(_CREATE_OWN, values).one_or_none()
    if made is None and not session.execute(_IS_OWN, values).scalar_one():
        raise InvalidError(TAKEN)


def change_exercise(session: Session, user_id: str, exercise_id: uuid.UUID, fields: OwnExercise) -> None:
    """Change an exercise of one's own. Its kind stays once it has sets.

    Raises NotFoundError, and InvalidError for a name that is taken or a kind that can't change.
    """
    values = {"user_id": user_id, "id": exercise_id, **asdict(fields)}
    row = session.execute(_OWN, values).one_or_none()
    if row is None:
        raise NotFoundError(NOT_OWN)
    if row.is_taken:
        raise InvalidError(TAKEN)
    if row.is_used and row.kind != fields.kind:
        raise InvalidError(KIND_STAYS)
    session.execute(_CHANGE_OWN, values)


def archive_exercise(session: Session, user_id: str, exercise_id: uuid.UUID, *, is_archived: bool) -> None:
    """Put an exercise of one's own out of the way, or take it back. Raises NotFoundError."""
    values = {"user_id": user_id, "id": exercise_id, "is_archived": is_archived}
    if session.execute(_ARCHIVE_OWN, values).one_or_none() is None:
        raise NotFoundError(NOT_OWN)


def merge_exercise(session: Session, user_id: str, exercise_id: uuid.UUID, into: uuid.UUID) -> None:
    """Make an exercise of one's own another one: history and plans follow, and its name stays as another name of it.

    Raises NotFoundError, and InvalidError when the two are measured differently.
    """
    values = {"user_id": user_id, "id": exercise_id, "into": into}
    kinds = session.execute(_MERGEABLE, values).one_or_none()
    if kinds is None or exercise_id == into:
        raise NotFoundError(NOT_OWN)
    if kinds.kind != kinds.other:
        raise InvalidError(OTHER_KIND)
    session.execute(_MERGE, values)


def favour(session: Session, user_id: str, exercise_id: uuid.UUID, *, is_favourite: bool) -> None:
    """Make an exercise a favourite, or one no more. Raises NotFoundError."""
    values = {"user_id": user_id, "id": exercise_id}
    if session.execute(_VISIBLE, values).one_or_none() is None:
        raise NotFoundError(NO_EXERCISE)
    session.execute(_FAVOUR if is_favourite else _FORGET_FAVOURITE, values)
