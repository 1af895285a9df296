"""The reference: pgbench sends the very statement that logs a set, through the same PgBouncer."""

import re
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.processes import ServiceError, find_program
from webapp.local import postgres
from webapp.workouts import sets

# pgbench can't draw a UUID, so PostgreSQL does; that takes it a microsecond.
NEW_ID = "gen_random_uuid()"
_NUMBERED = re.compile(r"\$(\d+)")


@dataclass(frozen=True)
class Pgbench:
    """What one run came to."""

    rate: float
    failed: int


def values(user_id: str, log_id: uuid.UUID, exercise_id: uuid.UUID) -> Mapping[str, object]:
    """What the statement is given for a set as the logger's form sends it."""
    return {
        "user_id": user_id,
        "log_id": log_id,
        "exercise_id": exercise_id,
        "own_entry_id": uuid.uuid5(log_id, str(exercise_id)),
        "entry_id": None,
        "set_number": 1,
        "kind": "working",
        "reps": 5,
        "weight_kg": 100,
        "weight_unit": "kg",
        "rpe": None,
        "duration_seconds": None,
        "distance_m": None,
        "note": None,
        "performed_at": None,
        "revision": 1,
    }


def write_script(path: Path, suffix: str, given: Mapping[str, object]) -> list[str]:
    """Write the statement with pgbench's variables in it; returns the options that set them.

    Variables are the same for all clients, so their names end in `suffix`, which stands for a lifter.
    """
    used: set[str] = set()

    def variable(found: re.Match[str]) -> str:
        name = sets.RECORD.names[int(found.group(1)) - 1]
        if name == "set_id":
            return NEW_ID
        if given[name] is None:
            return "NULL"
        used.add(name)
        return f":{name}_{suffix}"

    path.write_text(_NUMBERED.sub(variable, sets.RECORD.text) + ";\n")
    return [f"--define={name}_{suffix}={given[name]}" for name in sorted(used)]


def run(url: str, scripts: Mapping[Path, Sequence[str]], *, clients: int, seconds: int) -> Pgbench:
    """Run the scripts, each time another one, on one core and through the pooler; unprepared, as the app must."""
    address = urlsplit(url)
    command = [
        program(), "--no-vacuum", "--protocol=extended", f"--client={clients}", "--jobs=1", f"--time={seconds}",
        f"--host={address.hostname}", f"--port={address.port}", f"--username={address.username}",
        *(f"--file={path}" for path in scripts), *(option for options in scripts.values() for option in options),
        address.path.removeprefix("/"),
    ]  # fmt: skip
    done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    if done.returncode != 0 or rate is None:
        message = f"pgbench failed:\n{done.stdout}"
        raise ServiceError(message)
    return Pgbench(float(rate.group(1)), int(failed.group(1)) if failed else 0)


def program() -> str:
    """The pgbench to run: the embedded PostgreSQL's, else this machine's."""
    try:
        return str(postgres.binary("pgbench"))
    except postgres.PostgresError:
        return find_program("pgbench")
