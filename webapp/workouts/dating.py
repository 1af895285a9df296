"""When something happened in a workout whose date was corrected, as parts of statements (pure).

A workout knows by how much its date was moved since it was started (`moved_by`). What is logged into it later is told
by the clock on the wall, so it is moved by the same amount, and all of a workout stands on its own date.
"""

from datetime import timedelta

# Left running for so long, a workout ends with its last set and not when someone notices.
FORGOTTEN_AFTER = timedelta(hours=12)
# Dated back by less, a workout that runs began earlier than its start was pressed: it ends now. Dated back by more, it
# is written down after the event, and ends as long after its start as writing it down took.
STILL_HERE = timedelta(hours=4)


def _interval(length: timedelta) -> str:
    return f"interval '{length // timedelta(hours=1)} hours'"


def dated(workout: str, moment: str) -> str:
    """The expression of `moment` on the date of the workout of this alias.

    A moment that is nearer to the corrected date than to the day of the start is on that date already.
    """
    moved, zero = f"{workout}.moved_by", "interval '0'"
    is_later_than_halfway = f"{moment} >= {workout}.performed_at - {moved} / 2"
    return f"({moment} + CASE WHEN ({is_later_than_halfway}) = ({moved} < {zero}) THEN {moved} ELSE {zero} END)"


def ended(workout: str, moment: str, *, forgotten: str = "false") -> str:
    """The expression of when a workout ends that is finished at `moment`, never before it began.

    `forgotten` is a condition under which it was left running whatever the time.
    """
    here = _interval(STILL_HERE)
    at = f"""CASE WHEN {workout}.moved_by BETWEEN -{here} AND {here}
                  THEN {moment} ELSE {dated(workout, moment)} END"""
    last = f"""(SELECT max(s.performed_at) FROM log_sets s
                WHERE s.log_id = {workout}.id AND s.user_id = {workout}.user_id AND s.deleted_at IS NULL)"""  # noqa: S608  (built from constants)
    return f"""greatest({workout}.performed_at,
        CASE WHEN {forgotten} OR {at} - {workout}.performed_at > {_interval(FORGOTTEN_AFTER)}
             THEN coalesce({last}, {workout}.performed_at) ELSE {at} END)"""
