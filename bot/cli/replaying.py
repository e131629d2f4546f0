"""`replay`: what was given up, to be looked at, taken up again, or dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from bot import clock
from bot.cli.opening import chosen, opened, workspace_option
from bot.errors import SetUpError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.config import Settings
    from bot.storage.database import Database
    from bot.storage.set_aside import Item

ALL = "all"
MOST_NAMED = 20
# Values under these keys, and under keys that end in "id", name things and hold nobody's words.
TELLING = {"type", "subtype", "kind", "event", "ts", "thread_ts", "timestamp", "subscriptiontype", "propertyname"}

# Reasons of our own that say too little by themselves; all others are Slack's, the CRM's or whole words.
REASONS = {
    "root": "root: the message that it belongs to did not arrive; retry that one as well",
    "room": "room: its conversation is gone",
    "no_answer": "no_answer: Slack never gave a clear answer",
    "unreadable": "unreadable: SECRET_KEYS lacks the key under which it is stored",
    "uninstalled": "uninstalled: the bot was removed before it was said",
}

names_argument = click.argument("names", metavar="NAME...", nargs=-1, required=True)


@click.group(invoke_without_command=True)
@workspace_option
@click.pass_context
def replay(context: click.Context, named: str | None) -> None:
    """What was given up: deliveries, news about deals, messages. Without a command it is listed.

    NAME is as in the list, such as delivery:17; `delivery`, `news` and `message` mean all of that kind, and `all` means
    everything that the list shows.
    """
    from bot.storage import set_aside

    context.obj = named
    if context.invoked_subcommand is not None:
        return
    with opened() as (settings, db):
        whose = _whose(db, settings, named)
        with db.read() as session:
            lines = [_line(one) for one in set_aside.listing(session, whose)]
    click.echo("\n".join(lines) or "Nothing was given up.")


@replay.command()
@click.argument("name")
@click.pass_obj
def show(named: str | None, name: str) -> None:
    """Show what NAME holds. What people wrote is left out: only its length is told."""
    from bot.storage import set_aside

    with opened() as (settings, db):
        whose = _whose(db, settings, named)
        with db.read() as session:
            for one in _meant(session, whose, [name]):
                click.echo(_line(one))
                content = redacted(set_aside.content(session, one.name))
                click.echo(json.dumps(content, indent=2, ensure_ascii=False))


@replay.command()
@names_argument
@click.option("--yes", is_flag=True, help="Ask nothing, also about messages that may stand in Slack already.")
@click.pass_obj
def retry(named: str | None, names: Sequence[str], yes: bool) -> None:
    """Take it up again, at once. First put right what the reason names, or it is given up again."""
    from bot.storage import set_aside

    with opened() as (settings, db):
        whose = _whose(db, settings, named)
        with db.read() as session:
            meant = _meant(session, whose, names)
        wanted = [one for one in meant if yes or not one.may_stand or _may_be_sent_again(one)]
        _settle(db, wanted, set_aside.retry, "is taken up again")


@replay.command()
@names_argument
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.pass_obj
def drop(named: str | None, names: Sequence[str], yes: bool) -> None:
    """Let it rest for good: it leaves the list and has no effect."""
    from bot.storage import set_aside

    with opened() as (settings, db):
        whose = _whose(db, settings, named)
        with db.read() as session:
            meant = _meant(session, whose, names)
        if meant and not yes:
            click.confirm(f"Drop {_counted(meant)} for good?", abort=True)
        _settle(db, meant, set_aside.drop, "is dropped")


def _counted(items: list[Item]) -> str:
    """Which they are, or how many when they would fill the screen."""
    return ", ".join(str(one.name) for one in items) if len(items) <= MOST_NAMED else f"all {len(items)} of them"


def _settle(db: Database, items: list[Item], act: Callable[[Session, Item, datetime], bool], done: str) -> None:
    if not items:
        click.echo("Nothing to do.")
    for one in items:
        with db.begin() as session:
            was_there = act(session, one, clock.now())
        click.echo(f"{one.name} {done if was_there else 'was settled meanwhile'}")


def redacted(value: Any, key: str = "") -> Any:
    """The same shape, with people's words and figures replaced by their kind and length."""
    if isinstance(value, dict):
        return {name: redacted(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [redacted(inner, key) for inner in value]
    if value is None or isinstance(value, bool) or key.lower() in TELLING or key.lower().endswith("id"):
        return value
    return f"({len(value)} characters)" if isinstance(value, str) else "(a number)"


def _may_be_sent_again(one: Item) -> bool:
    return click.confirm(
        f"Nobody knows whether {one.name} stands in Slack. Look there first: sent again, it may stand twice. Send it?"
    )


def _whose(db: Database, settings: Settings, named: str | None) -> UUID | None:
    """The workspace of that name; None, which means all, without a name."""
    return chosen(db, settings, named) if named else None


def _meant(session: Session, whose: UUID | None, names: Sequence[str]) -> list[Item]:
    """The items that these names mean. Raises SetUpError for one that is not on the list."""
    from bot.storage import set_aside

    listed = set_aside.listing(session, whose)
    known = {name for one in listed for name in _names(one)}
    if unknown := [name for name in names if name not in known and name != ALL]:
        raise SetUpError(f"not on the list of what was given up: {', '.join(unknown)}; `replay` prints it")
    return [one for one in listed if not _names(one).isdisjoint(names)]


def _names(one: Item) -> set[str]:
    """Everything that means this item, perhaps among others."""
    return {str(one.name), one.name.kind.value, ALL}


def _line(one: Item) -> str:
    doubt = "; it may stand in Slack" if one.may_stand else ""
    reason = REASONS.get(one.reason, one.reason) or "no reason kept"
    return f"{one.name!s:<14} {one.at:%Y-%m-%d %H:%M} UTC  {one.about}: {reason}{doubt}"
