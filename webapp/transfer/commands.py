"""`flask transfer`: importing and exporting from a shell."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from webapp.exercises import catalogue
from webapp.transfer import report
from webapp.transfer.history import Units
from webapp.transfer.names import Known, Names, other_names
from webapp.transfer.readers import read_file
from webapp.transfer.source import MAX_BYTES, RefusedFileError
from webapp.units import WEIGHT_UNITS

REFUSED = 2

group = AppGroup("transfer", help="Read the files of other apps.")


@group.command("read", with_appcontext=False)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--weight-unit", type=click.Choice(WEIGHT_UNITS), help="The unit of weights where the file doesn't say it."
)
@click.option("--distance-unit", type=click.Choice(["km", "mi"]), help="Likewise, of distances.")
def read(file: Path, weight_unit: str | None, distance_unit: str | None, *, is_json: bool) -> None:
    """Say what an exported file holds, and write nothing. A file that can't be read ends with exit code 2."""
    with file.open("rb") as opened:
        content = opened.read(MAX_BYTES + 1)
    try:
        history = read_file(content, Units(weight_unit, distance_unit))
    except RefusedFileError as error:
        click.echo(str(error), err=True)
        raise SystemExit(REFUSED) from error
    names = _catalogue_names().match(history.exercises)
    if is_json:
        click.echo(json.dumps(report.as_json(history, names), ensure_ascii=False))
    else:
        click.echo(report.as_text(history, names))


def _catalogue_names() -> Names:
    """The names of the release's catalogue, without a database."""
    others = other_names()
    return Names(
        Known(each.name, (*each.aliases, *others.get(each.key, ())), each.equipment) for each in catalogue.load()
    )
