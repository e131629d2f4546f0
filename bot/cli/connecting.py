"""`connect`: a CRM account becomes a connection with an address of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from bot import clock
from bot.cli.opening import chosen, opened, workspace_option
from bot.errors import SetUpError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.config import Settings
    from bot.storage.arrivals import Mark
    from bot.storage.database import Database
    from bot.storage.models import ConnectionRow

LARGEST = 1024 * 1024
WAIT_SECONDS = 120
BY_HAND = "Enter this address as the webhook's URL there; keep it to yourself:"
BY_ITSELF = "The bot now asks it by itself to tell this address about deals; there is nothing to enter:"


@click.command()
@click.argument("provider")
@click.option(
    "--config",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON with the provider's secrets and stages. Without it: what that CRM wants, and what to click there.",
)
@click.option("--another", is_flag=True, help="A second account of this provider, beside the one that is there.")
@click.option(
    "--wait",
    "wait_seconds",
    is_flag=False,
    flag_value=WAIT_SECONDS,
    type=click.IntRange(1, 3600),
    metavar="[SECONDS]",
    help=f"Then wait for a delivery ({WAIT_SECONDS} seconds) and say what became of it; 1 when something lacks.",
)
@click.option(
    "--test",
    "is_tested",
    is_flag=True,
    help="Then send a delivery of our own through the public address and say whether it came; 1 when it did not.",
)
@workspace_option
@click.pass_context
def connect(
    context: click.Context,
    provider: str,
    file: Path | None,
    another: bool,
    wait_seconds: int | None,
    is_tested: bool,
    named: str | None,
) -> None:
    """Connect a CRM, or give a connected one a new configuration; prints its webhook address."""
    from bot.cli import crm_guide
    from bot.crm import PROVIDERS

    if provider not in PROVIDERS:
        raise SetUpError(f"there is no provider {provider!r}; the providers are: {', '.join(sorted(PROVIDERS))}")
    if file is None:
        click.echo("\n".join(crm_guide.lines(provider)))
        return
    given = _read(file, provider)
    config = _checked(provider, given)
    _tell_unknown(provider, given)
    with opened() as (settings, db):
        row, mark = _connected(db, settings, provider, config, named, another=another)
        if is_tested and not _tested(db, settings, row, mark):
            context.exit(1)
        if wait_seconds and not _awaited(db, settings, row, mark, wait_seconds):
            context.exit(1)


def _connected(
    db: Database, settings: Settings, provider: str, config: dict[str, Any], named: str | None, *, another: bool
) -> tuple[ConnectionRow, Mark]:
    """The connection as it is stored and told of, and what had come of it before."""
    from bot.crm.configuration import address_of
    from bot.storage import arrivals, connections, workspaces

    workspace_id = chosen(db, settings, named)
    with db.begin() as session:
        row = _stored(session, workspace_id, provider, config, another=another)
        workspace = workspaces.by_id(session, workspace_id)
        mark = arrivals.mark(session, row)
    click.echo(f"{provider} is connected to {workspace.name if workspace else workspace_id}.")
    click.echo(BY_ITSELF if row.renew_at else BY_HAND)
    click.echo(address_of(connections.address(settings.public_url, row), config))
    return row, mark


def _tested(db: Database, settings: Settings, row: ConnectionRow, mark: Mark) -> bool:
    from bot.cli import own_delivery

    return own_delivery.try_out(own_delivery.Trial(db, row, settings.public_url, mark), click.echo)


def _awaited(db: Database, settings: Settings, row: ConnectionRow, mark: Mark, seconds: int) -> bool:
    from bot.cli import waiting
    from bot.slack_client import Slack

    watch = waiting.Watch(db, Slack(settings.slack_api_url), row, mark)
    return waiting.wait(watch, row.provider, seconds, click.echo)


def _stored(
    session: Session, workspace_id: UUID, provider: str, config: dict[str, Any], *, another: bool
) -> ConnectionRow:
    """A known account keeps its address, since that is written down in the CRM. What ends there is renewed at once."""
    from bot.crm import SUBSCRIPTIONS
    from bot.storage import connections

    known = [] if another else connections.of_workspace(session, workspace_id)
    same = (one for one in known if (one.provider, one.account) == (provider, config.get("account")))
    row = next(same, None) or connections.add(session, workspace_id, provider, config, clock.now())
    row.config = config
    row.renew_at = clock.now() if provider in SUBSCRIPTIONS else None
    return row


def _read(file: Path, provider: str) -> dict[str, Any]:
    if file.stat().st_size > LARGEST:
        raise SetUpError(f"{file} is larger than 1 MB")
    try:
        config = json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise SetUpError(f"{file} is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise SetUpError(f"{file} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise SetUpError(f"{file} is not JSON that a person would write: it is nested too deeply") from None
    if not isinstance(config, dict):
        raise SetUpError(f'{file} must hold one JSON object: {{"name": "value", …}}')
    # One file may hold several providers, each under its name.
    whole = config.get(provider)
    return whole if isinstance(whole, dict) else config


def _tell_unknown(provider: str, given: dict[str, Any]) -> None:
    """Warn of keys that mean nothing to us: they are left out, and one of them may be a slip."""
    from bot.crm import PROVIDERS

    known = {name for setting in PROVIDERS[provider].SETTINGS for name in setting.names}
    unknown = sorted(set(given) - known - set(PROVIDERS))
    if unknown:
        click.echo(f"Left out, since {provider} has no such keys: {', '.join(unknown)}.", err=True)


def _checked(provider: str, config: dict[str, Any]) -> dict[str, Any]:
    from bot.crm import PROVIDERS

    try:
        return PROVIDERS[provider].check_config(config)
    except SetUpError as error:
        complaints = "\n".join(f"  {line}" for line in str(error).splitlines())
        raise SetUpError(f"the configuration of {provider} cannot work:\n{complaints}") from None
