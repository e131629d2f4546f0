"""`rehearse last-month`: what the bot would have said, to whom and when, had it been there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from textwrap import indent
from typing import TYPE_CHECKING

import click

from bot import clock
from bot.cli import progress
from bot.cli.opening import chosen, follow_sandbox, opened, workspace_option

if TYPE_CHECKING:
    from uuid import UUID

    from bot.cli.findings import Finding
    from bot.config import Settings
    from bot.on_paper.playing import PastDeal
    from bot.on_paper.telling import Line, Reader, Told
    from bot.storage.database import Database

A_MONTH = timedelta(days=30)
NO_DEALS = (
    "No deal that we know of was closed in the last 30 days. Past deals come from a file: "
    "python -m bot import FILE.csv, or from the CRM: python -m bot import --from-crm --since 2026-01-31"
)
REMARKS = (
    "On paper nobody answers, so what follows answers is not in it, nor are reminders: two at most for each talk.",
    "What would be different with other settings: python -m bot settings set NAME VALUE, and once more.",
)


@click.command("last-month")
@workspace_option
def last_month(named: str | None) -> None:
    """What would have been said in the last 30 days, to whom and when, about the deals that were closed in them.

    The rules are played with today's settings, as if the bot had been installed then; Slack is asked who people are.
    Nothing is written and nothing is posted.
    """
    from bot.storage import deals

    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        follow_sandbox(settings)
        now = clock.now()
        with db.read() as session:
            past = deals.closed_between(session, workspace_id, now - A_MONTH, now)
        if not past:
            click.echo(NO_DEALS)
            return
        told, to_fix = _play(settings, db, workspace_id, past, now)
    click.echo("\n\n".join(_sections(told, to_fix, len(past))))


def _play(
    settings: Settings, db: Database, workspace_id: UUID, past: list[PastDeal], now: datetime
) -> tuple[Told, list[Finding]]:
    from bot.cli import fix_list
    from bot.cli.findings import Level
    from bot.crm import Http
    from bot.on_paper import copying, meeting, playing, telling
    from bot.slack_client import Slack

    since, slack = now - A_MONTH, Slack(settings.slack_api_url)
    with copying.copied(db, workspace_id, since, now) as paper, closing(Http()) as http:
        meeting.meet(paper, slack, workspace_id, past, clock.now, time.sleep)
        with progress.bar("Days", A_MONTH.total_seconds()) as advance:
            playing.play(
                paper, slack, http, workspace_id, past, since, now, passed=lambda time: advance(time.total_seconds())
            )
        with paper.read() as session:
            found = [one for one in fix_list.findings(session, workspace_id) if one.level is Level.WRONG]
            return telling.tell(session, workspace_id), found


def _sections(told: Told, to_fix: list[Finding], deals: int) -> Iterator[str]:
    yield f"{deals} {'deal was' if deals == 1 else 'deals were'} closed in the last 30 days. This would have been said:"
    yield from map(_reader, told.readers)
    if told.team:
        yield "In the team's channel:\n" + indent("\n\n".join(map(_line, told.team)), "  ")
    if told.held:
        yield f"Still waiting, for their people's hours, an owner or a choice: {', '.join(told.held)}."
    if told.left_alone:
        yield f"Nobody is asked about: {', '.join(told.left_alone)}."
    if to_fix:
        yield "For the admin to put right:\n" + "\n".join(f"  {one.what}: {one.why}" for one in to_fix)
    yield "\n".join(REMARKS)


def _reader(reader: Reader) -> str:
    weeks = ", ".join(f"{count} from {_monday(week)}" for week, count in sorted(reader.weeks.items()))
    return "\n".join([f"{reader.name} (messages a week: {weeks})", *(f"  {_line(line)}" for line in reader.lines)])


def _monday(week: str) -> str:
    day = datetime.strptime(f"{week}-1", "%G-W%V-%u")  # noqa: DTZ007  # a day of the calendar, in no zone
    return f"{day:%a} {day.day} {day:%b}"


def _line(line: Line) -> str:
    return f"{line.at:%a} {line.at.day} {line.at:%b %H:%M}  {line.text}"
