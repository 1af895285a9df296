"""Commands, thin as views."""

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from webapp import web
from webapp.auth.directory import Directory, DirectoryError
from webapp.auth.reconcile import Reconciliation, Tally
from webapp.config import ROOT, Config
from webapp.errors import TopsetError
from webapp.exercises import catalogue
from webapp.exercises.actions import load_catalogue
from webapp.formatting import count
from webapp.plans import ready
from webapp.plans.sheet import Exercise

catalogue_group = AppGroup("catalogue", help="The shared catalogue of exercises.")


@catalogue_group.command("load")
def load() -> None:
    """Make the shared exercises and the ready-made plans what this release says; repeating it changes nothing."""
    _load(_checked())


def _checked() -> list[catalogue.CatalogueExercise]:
    """The release's exercises, once its ready-made plans have been held to them."""
    try:
        exercises = catalogue.load()
        ready.check(ready.library(), {each.name: _in_a_plan(each) for each in exercises})
    except (catalogue.CatalogueError, ready.ReadyPlanError) as error:
        raise click.ClickException(str(error)) from error
    return exercises


def _load(exercises: list[catalogue.CatalogueExercise]) -> None:
    with web.database().begin() as session:
        loaded = load_catalogue(session, exercises)
    click.echo(
        f"Catalogue: {loaded.exercises} exercises and {loaded.aliases} other names, "
        f"{loaded.changed} changed, {loaded.retired} retired."
    )
    click.echo(f"Ready-made plans: {len(ready.library())}.")


def _in_a_plan(listed: catalogue.CatalogueExercise) -> Exercise:
    """An exercise of the catalogue as far as a plan knows it."""
    return Exercise(
        id=listed.id,
        name=listed.name,
        kind=listed.kind,
        muscle_group=listed.muscle_group,
        secondary_muscles=listed.secondary_muscles,
        equipment=listed.equipment,
        load_step=listed.load_step,
    )


@click.command("release")
@with_appcontext
def release() -> None:
    """Bring the database to this release: migrate on the direct endpoint, then load catalogue and ready-made plans."""
    from flask_migrate import upgrade  # noqa: PLC0415  (as below)

    exercises = _checked()
    upgrade()
    _load(exercises)


@click.command("reconcile")
@click.option("--dry-run", is_flag=True, help="Say what would be done and do nothing.")
@click.option(
    "--from", "start", default=0, type=click.IntRange(min=0), help="Go on after so many users; deletes nobody."
)
@click.option(
    "--most", type=click.IntRange(min=0), help="Delete at most so many; by default 10, or half of those here."
)
@click.option("--seconds", default=600, show_default=True, type=click.IntRange(min=1), help="Stop after that time.")
@with_appcontext
def reconcile(start: int, most: int | None, seconds: int, *, dry_run: bool) -> None:
    """Make the users what Clerk's list says, for what its webhooks missed; repeating it changes nothing."""
    directory, count = _directory(seconds)
    walk = Reconciliation(web.database(), directory, dry_run=dry_run)
    try:
        with click.progressbar(length=max(0, count - start), label="Users", file=sys.stderr) as shown:
            walk.walk(start, step=shown.update)
        if start == 0:
            walk.remove_missing(count, most)
    except TopsetError as error:
        click.echo(_summary(walk.tally, dry_run=dry_run))
        if not walk.is_over:
            click.echo(f"Stopped before the end. Go on with: flask reconcile --from {walk.tally.reached}")
        raise click.ClickException(str(error)) from error
    click.echo(_summary(walk.tally, dry_run=dry_run))
    if start:
        click.echo("Deletions were not looked for, as this did not begin with the first user.")


def _directory(seconds: int) -> tuple[Directory, int]:
    """Clerk's backend, and how many users it counts."""
    config: Config = current_app.extensions["topset_config"]
    if config.embedded or config.clerk is None:
        message = "There is nothing to reconcile with: people sign in with the local identity provider, not with Clerk."
        raise click.ClickException(message)
    directory, ours = Directory(config.clerk, seconds), config.clerk.instance_id
    try:
        if ours is not None and (theirs := directory.instance_id()) != ours:
            message = f"CLERK_SECRET_KEY belongs to the instance {theirs} and not to CLERK_INSTANCE_ID ({ours})."
            raise click.ClickException(message)
        return directory, directory.count()
    except DirectoryError as error:
        raise click.ClickException(str(error)) from error


def _summary(tally: Tally, *, dry_run: bool) -> str:
    would = "would be " if dry_run else ""
    counts = (
        f"{count(tally.listed, 'user')}: {tally.added} {would}added, {tally.changed} {would}changed, "
        f"{len(tally.deleted)} {would}deleted, {tally.newer} newer or deleted here, {tally.unreadable} not understood."
    )
    deleted = "Would delete" if dry_run else "Deleted"
    return "\n".join([counts, *(f"{deleted} {user_id}" for user_id in tally.deleted)])


def init_app(app: Flask) -> None:
    """Give an application its commands; nothing is imported for them while it serves."""
    if click.get_current_context(silent=True) is None:
        return
    from flask_migrate import Migrate  # noqa: PLC0415  (9 MB a serving process has no use for)

    from webapp.transfer import commands as transfer  # noqa: PLC0415  (likewise)

    Migrate().init_app(app, directory=str(ROOT / "migrations"))
    app.cli.add_command(catalogue_group)
    app.cli.add_command(release)
    app.cli.add_command(reconcile)
    app.cli.add_command(transfer.group)
