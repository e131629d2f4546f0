"""`rotate-keys`: everything that is sealed moves under the newest key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli import progress
from bot.cli.opening import opened

if TYPE_CHECKING:
    from bot.storage.rotation import Batch


@click.command("rotate-keys")
@click.pass_context
def rotate_keys(context: click.Context) -> None:
    """Seal everything again under the first of SECRET_KEYS.

    Put the new key in front of the old ones and restart every process first. Safe to stop and to repeat.
    """
    from bot.storage import rotation

    with opened() as (_settings, db):
        batches = list(progress.through("Sealing", rotation.rotate(db), rotation.count(db), _size))
    lost = sum(batch.lost for batch in batches)
    click.echo(f"{sum(batch.sealed for batch in batches)} values were sealed again under the newest key.")
    if not lost:
        click.echo("The older keys can be taken out of SECRET_KEYS now.")
        return
    columns = sorted({batch.place.purpose for batch in batches if batch.lost})
    click.echo(f"{lost} values open with none of the keys and stay as they are: {', '.join(columns)}.", err=True)
    context.exit(1)


def _size(batch: Batch) -> int:
    return batch.sealed + batch.lost
