"""Who is who in Slack: asked seldom, at Slack's pace, and remembered."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import members
from bot.domain.colleagues import Kind
from bot.domain.fixes import FixKind
from bot.domain.outcomes import About, Dead, NoReply, Sent, Unsure, Wait, WorkspaceDown, judge
from bot.errors import TryLater
from bot.slack_client import Slack
from bot.storage import accounts, buckets, deliveries, fixes, people, workspaces
from bot.storage.database import Database
from bot.storage.models import PersonRow, WorkspaceRow
from bot.storage.people import Member
from bot.storage.vault import CannotOpen

log = structlog.get_logger(__name__)

KNOWN_FOR = timedelta(hours=24)
UNKNOWN_FOR = timedelta(hours=1)
BY_EMAIL, BY_ID = "users.lookupByEmail", "users.info"
OPERATOR_WAIT_SECONDS = 600.0
UNCLEAR_WAIT_SECONDS = 30.0


@dataclass(frozen=True)
class _Access:
    token: str
    installed_at: datetime


def find(db: Database, slack: Slack, workspace_id: UUID, email: str, now: datetime) -> PersonRow | None:
    """The active member with this address, as Slack knew them at most a day ago; None when there is none.

    The row is detached. Raises TryLater when Slack cannot be asked now.
    """
    with db.read() as session:
        person = people.by_email(session, workspace_id, email)
    if person is not None and _is_fresh(person, now):
        return _with_locale(db, slack, _if_active(person), now)
    member = _holder(db, slack, workspace_id, email, now)
    if member is None:
        _nobody_has(db, slack, workspace_id, email, person, now)
        return None
    with _no_race(db) as session:
        fixes.fixed(session, workspace_id, FixKind.DIRECTORY, BY_EMAIL, now)
        found = _if_active(people.note_member(session, workspace_id, member, now))
    return _with_locale(db, slack, found, now)


def refresh(db: Database, slack: Slack, workspace_id: UUID, slack_user: str, now: datetime) -> PersonRow | None:
    """The active member with this Slack id, as Slack knows them now; None when they are gone.

    The row is detached. Raises TryLater when Slack cannot be asked now.
    """
    return _look_again(db, slack, workspace_id, slack_user, now)


def meet(db: Database, slack: Slack, now: datetime) -> int:
    """Ask Slack about one member whom only a click or a message has named so far: their address finds their deals.

    Returns how many were met.
    """
    with db.read() as session:
        person = people.unmet(session)
    if person is None or person.slack_user is None:
        return 0
    try:
        refresh(db, slack, person.workspace_id, person.slack_user, now)
    except TryLater as error:
        if _takes_long(error, slack):
            _leave_for_today(db, person, now)
        return 0  # nobody waits for this
    return 1


def _look_again(
    db: Database, slack: Slack, workspace_id: UUID, slack_user: str, now: datetime, *, is_address_free: bool = False
) -> PersonRow | None:
    """As `refresh`. `is_address_free`: Slack has just said that nobody has their address any more."""
    answer = _ask(db, slack, workspace_id, BY_ID, {"user": slack_user, "include_locale": "true"}, now)
    with db.read() as session:
        homes = workspaces.homes(session, workspace_id)
        member = replace(members.member(answer, homes), locale=str(answer.get("locale") or "")) if answer else None
        doubtful = accounts.doubtful_address(session, workspace_id, slack_user, member)
    holder = _holder(db, slack, workspace_id, doubtful, now) if doubtful and not is_address_free else None
    with _no_race(db) as session:
        fixes.fixed(session, workspace_id, FixKind.DIRECTORY, BY_ID, now)
        return _if_active(accounts.note(session, workspace_id, slack_user, member, holder, now))


def _holder(db: Database, slack: Slack, workspace_id: UUID, email: str, now: datetime) -> Member | None:
    """Whoever has this address in Slack. Raises TryLater."""
    answer = _ask(db, slack, workspace_id, BY_EMAIL, {"email": people.normal_email(email)}, now)
    if answer is None:
        return None
    with db.read() as session:
        return members.member(answer, workspaces.homes(session, workspace_id), email)


def _nobody_has(
    db: Database, slack: Slack, workspace_id: UUID, email: str, before: PersonRow | None, now: datetime
) -> None:
    """Remember that nobody has this address. Whoever had it `before` is gone, or has another one by now."""
    if before is not None and before.slack_user and people.takes_part(before):
        _look_again(db, slack, workspace_id, before.slack_user, now, is_address_free=True)
        return
    with _no_race(db) as session:
        fixes.fixed(session, workspace_id, FixKind.DIRECTORY, BY_EMAIL, now)
        people.note_absence(session, people.ensure_email(session, workspace_id, email), now)


def _with_locale(db: Database, slack: Slack, person: PersonRow | None, now: datetime) -> PersonRow | None:
    """Who was found by address, with the language of their Slack: that is told by id only, so it is asked once more.

    Where Slack will not say it soon, it is done without.
    """
    if person is None or person.slack_user is None or person.locale is not None:
        return person
    try:
        return refresh(db, slack, person.workspace_id, person.slack_user, now)
    except TryLater as error:
        if _takes_long(error, slack):
            return person
        raise


def _takes_long(error: TryLater, slack: Slack) -> bool:
    return error.after_seconds is None or error.after_seconds >= UNCLEAR_WAIT_SECONDS / slack.pace


def _leave_for_today(db: Database, person: PersonRow, now: datetime) -> None:
    """Slack will not tell about this one soon; the others behind them must be met all the same."""
    with db.begin() as session:
        row = people.by_id(session, person.workspace_id, person.id)
        if row is not None:
            row.checked_at = now


def _is_fresh(person: PersonRow, now: datetime) -> bool:
    if person.checked_at is None:
        return False
    return now - person.checked_at < (KNOWN_FOR if _if_active(person) else UNKNOWN_FOR)


def _if_active(person: PersonRow) -> PersonRow | None:
    """Guests, apps and people of other organisations take part in no talk, and so they are nobody here."""
    return person if person.active and person.slack_user and person.kind == Kind.MEMBER else None


def _ask(
    db: Database, slack: Slack, workspace_id: UUID, method: str, arguments: dict[str, str], now: datetime
) -> dict[str, Any] | None:
    """Slack's description of a person; None when there is nobody like that. Raises TryLater."""
    access = _admit(db, slack, workspace_id, method, now)
    answer = slack.read(access.token, method, arguments)
    match judge(answer, essential=False):
        case Sent():
            user = None if isinstance(answer, NoReply) else answer.body.get("user")
            if not isinstance(user, dict) or not isinstance(user.get("id"), str):
                raise TryLater("unreadable answer", UNCLEAR_WAIT_SECONDS)
            return user
        case Dead(_, About.PERSON):
            return None
        case Wait(seconds):
            wait_seconds = seconds / slack.pace
            with db.begin() as session:
                until = now + timedelta(seconds=wait_seconds)
                buckets.pause(session, (workspace_id, method), until, slack.pace)
            raise TryLater("slack asks to wait", wait_seconds)
        case Unsure(reason):
            raise TryLater(reason, UNCLEAR_WAIT_SECONDS / slack.pace)
        case WorkspaceDown(reason):
            _pause(db, workspace_id, access, reason)
        case Dead(reason):
            _tell_admin(db, workspace_id, method, reason, now)
    raise TryLater("an operator has to act", OPERATOR_WAIT_SECONDS)


def _admit(db: Database, slack: Slack, workspace_id: UUID, method: str, now: datetime) -> _Access:
    with db.begin() as session:
        try:
            workspace = session.get(WorkspaceRow, workspace_id)
        except CannotOpen:
            raise TryLater("the token cannot be opened", OPERATOR_WAIT_SECONDS) from None
        if workspace is None or workspace.token is None or workspace.revoked_at or workspace.paused:
            raise TryLater("the workspace is paused", OPERATOR_WAIT_SECONDS)
        free_at = buckets.reserve(session, (workspace_id, method), now, slack.pace)
        access = _Access(workspace.token, workspace.installed_at)
    if free_at > now:
        raise TryLater("slack's pace", (free_at - now).total_seconds())
    return access


def _pause(db: Database, workspace_id: UUID, access: _Access, reason: str) -> None:
    with db.begin() as session:
        if deliveries.pause_workspace(session, workspace_id, access.installed_at, reason):
            log.error("workspace paused", workspace=str(workspace_id), reason=reason)


def _tell_admin(db: Database, workspace_id: UUID, method: str, reason: str, now: datetime) -> None:
    log.warning("directory refused", workspace=str(workspace_id), method=method, reason=reason)
    with db.begin() as session:
        fixes.report(session, workspace_id, FixKind.DIRECTORY, method, now, reason=reason)


@contextmanager
def _no_race(db: Database) -> Iterator[Session]:
    """A transaction; another worker that stores the same person first makes this one come back later."""
    try:
        with db.begin() as session:
            yield session
    except IntegrityError:
        raise TryLater("somebody else stored this person", 1.0) from None
