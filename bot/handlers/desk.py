"""What every handler works with: the database, this workspace's Slack, who asks, and the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import preferences, voices
from bot.domain.voices import Voice
from bot.errors import FieldErrors, NotAColleague, NotFound, NotMetYet, SlowClick
from bot.handlers.payloads import Sender
from bot.storage import outbox, people, senders, workspaces
from bot.storage.database import Database
from bot.storage.models import WorkspaceRow
from bot.use_cases.people import colleagues

LATE = {"expired_trigger_id", "exchanged_trigger_id", "trigger_expired"}


@dataclass(frozen=True)
class Desk:
    """`client` speaks for the workspace that the request came from."""

    db: Database
    client: WebClient
    now: datetime

    def open_modal(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Show a modal to whoever clicked. Raises SlowClick when the click is too old for Slack."""
        try:
            self.client.views_open(trigger_id=trigger_id, view=view)
        except SlackApiError as refused:
            if refused.response["error"] in LATE:
                raise SlowClick from None
            raise

    def show_modal(self, trigger_id: str, view_id: str, view: dict[str, Any]) -> None:
        """Show a modal: in place of the one that was clicked in, `view_id`, else a new one."""
        if view_id:
            self.update_modal(view_id, view)
        else:
            self.open_modal(trigger_id, view)

    def update_modal(self, view_id: str, view: dict[str, Any]) -> None:
        """Show a modal anew; one that was closed meanwhile stays closed."""
        try:
            self.client.views_update(view_id=view_id, view=view)
        except SlackApiError as refused:
            if refused.response["error"] != "not_found":
                raise


def workspace_of(session: Session, sender: Sender) -> WorkspaceRow:
    """The workspace that the request came from. Raises NotFound unless the bot is installed there."""
    row = workspaces.by_team(session, sender.team_id, sender.enterprise_id)
    if row is None or row.revoked_at is not None:
        raise NotFound
    return row


def actor_of(session: Session, sender: Sender) -> Actor:
    """Who asks, by the signed payload. Somebody never seen is noted; somebody of another organisation is outside."""
    actor = reader_of(session, sender)
    if actor.is_outside or actor.person is not None:
        return actor
    person = people.ensure(session, actor.workspace, sender.user)
    return replace(actor, person=person.id, is_admin=person.is_admin)


def reader_of(session: Session, sender: Sender) -> Actor:
    """As `actor_of`, for a transaction that only reads: somebody never seen stays unknown."""
    known = senders.find(session, sender.team_id, sender.enterprise_id, sender.user)
    if known is None:
        raise NotFound
    outbox.asked_by(session, sender.user)  # whatever comes of it in this transaction
    voice = voices.for_person(known.speaks, preferences.voice(known.settings))
    if known.is_outside or sender.home_team not in known.homes:
        return Actor(known.workspace_id, sender.user, is_outside=True, voice=voice)
    return Actor(
        known.workspace_id,
        sender.user,
        known.person_id,
        is_admin=known.is_admin,
        is_guest=known.is_guest,
        voice=voice,
    )


def voice_of(db: Database, sender: Sender) -> Voice:
    """How to speak to somebody of whom nothing has been read yet. Raises NotFound as the others do."""
    with db.read() as session:
        return reader_of(session, sender).voice


@contextmanager
def objections_at(field: str, db: Database) -> Iterator[None]:
    """Say at the field what stands against somebody who was chosen there; Slack is asked who a stranger is."""
    try:
        yield
    except NotAColleague as error:
        raise FieldErrors({field: f"objections.{error.why}"}) from None
    except NotMetYet as error:
        with db.begin() as session:
            colleagues.notice(session, error.workspace, [error.slack_user])
        raise FieldErrors({field: "errors.looking_up"}) from None


def thing_id(text: str) -> UUID:
    """An id out of a button or modal. Raises NotFound for anything else, as for an id of somebody else's."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def asked(text: str) -> tuple[UUID, str]:
    """`<retrospective id>:<question>` out of a button or modal."""
    retrospective_id, _, question = text.partition(":")
    return thing_id(retrospective_id), question
