"""`python -m webapp.local serve` is what `make run` runs; `python -m webapp.local -- <command>` runs one beside it."""

import sys

from webapp.local.postgres import PostgresError
from webapp.local.serve import LocalError, Stopped, run_command, serve

USAGE = "usage: python -m webapp.local serve\n       python -m webapp.local -- <command with the database running> …"


def main(arguments: list[str]) -> int:
    """Run a local command and return the exit code."""
    try:
        match arguments:
            case ["serve"]:
                serve()
            case ["--", *command] if command:
                return run_command(command)
            case _:
                sys.stderr.write(f"{USAGE}\n")
                return 2
    except Stopped as stopped:
        return stopped.exit_code
    except (LocalError, PostgresError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
