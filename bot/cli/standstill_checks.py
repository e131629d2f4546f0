"""`doctor` on what stands still: a paused workspace, and what could not be read, worked off or delivered lately."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.cli.findings import Finding, fine, note, wrong
from bot.installing import installation
from bot.storage import standstills
from bot.storage.standstills import Standstill

LATELY = timedelta(days=7)
MOST_REASONS = 3

# Each state with why it matters and what to do.
UNDELIVERED = {
    "unsure": (
        "Slack's answer stayed out; the bot looks for these by itself and posts what is missing",
        "nothing to do unless the number grows: then see slack-status.com and the worker's log",
    ),
    "unknown": (
        "whether these stand in Slack could not be found out; they are never posted again",
        "look in Slack, then python -m bot replay retry or drop; with the scopes of manifest.json the bot looks itself",
    ),
    "dead": (
        "Slack refused these, or what they belong to; they are not sent again",
        "the reason says why, `to fix` what only an admin can put right; then python -m bot replay retry",
    ),
}
OTHER_PAUSES = {
    "token_unreadable": "SECRET_KEYS lacks the key under which it is stored; put that key back",
    "no_token": "the app was removed from the workspace; install it again and copy the new token",
}
NOT_GRANTED = "OAuth & Permissions: grant what manifest.json asks for, reinstall the app, copy the token again"


def pause(reason: str) -> Finding:
    """The workspace is left alone since Slack refused our token or what we may do with it, as `reason` says."""
    meaning = installation.REFUSALS.get(reason) or OTHER_PAUSES.get(reason, NOT_GRANTED)
    return wrong(
        "workspace",
        f"it is paused: {reason}",
        why="nothing is posted, no weekly hour is held and nobody is looked up; what was to be posted waits",
        fix=f"SLACK_BOT_TOKEN: {meaning}. Starting the bot with a token that Slack takes ends the pause",
    )


def inbox(session: Session, now: datetime) -> Finding:
    """Deliveries that were set aside because they could not be understood."""
    found = standstills.quarantined(session, now - LATELY)
    if not found:
        return fine("inbox", "nothing was set aside in the last 7 days")
    return note(
        "inbox",
        f"{_sum(found)} set aside in the last 7 days: {_by_source(found)}",
        why="they were authentic but could not be understood; what they told is not known here",
        fix="python -m bot replay lists them; correct what the sender sends, and change the deal there once more",
    )


def deal_events(session: Session, workspace_id: UUID, now: datetime) -> Finding:
    """News about deals that was given up."""
    found = standstills.parked(session, workspace_id, now - LATELY)
    if not found:
        return fine("deal events", "none was given up in the last 7 days")
    return note(
        "deal events",
        f"{_sum(found)} given up in the last 7 days: {_by_source(found)}",
        why="no retrospective comes of these deals",
        fix="put right what the reason names, then python -m bot replay retry all",
    )


def outbox(session: Session, workspace_id: UUID, now: datetime) -> Iterator[Finding]:
    """What Slack may not have got, by state."""
    found = standstills.undelivered(session, workspace_id, now - LATELY)
    for state, (why, fix) in UNDELIVERED.items():
        these = [one for one in found if one.source == state]
        if these:
            yield note("outbox", f"{_sum(these)} {state} in the last 7 days: {_reasons(these)}", why=why, fix=fix)
    if not found:
        yield fine("outbox", "everything arrived in the last 7 days")


def _sum(found: Sequence[Standstill]) -> int:
    return sum(one.count for one in found)


def _reasons(found: Sequence[Standstill]) -> str:
    """The most frequent first."""
    told = [f"{one.reason or 'no reason kept'} ({one.count})" for one in found[:MOST_REASONS]]
    return ", ".join(told + ["…"] * (len(found) > MOST_REASONS))


def _by_source(found: Sequence[Standstill]) -> str:
    return _reasons([replace(one, reason=f"{one.source}: {one.reason}") for one in found])
