"""One's own line in the gaffe of the week: written, changed and taken back by its writer, and told to nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Gaffe, Own
from bot.domain.gaffes import Stage, Theme, Written
from bot.domain.message import Message
from bot.errors import FieldErrors, GaffeClosed, NotAllowed, NotFound
from bot.messages import gaffes as messages
from bot.messages.prompts import speaking
from bot.storage import gaffes, outbox, people
from bot.storage.models import GaffeRow, OutboxRow
from bot.use_cases.gaffe import gaffe_reveals, gaffe_secrets
from bot.use_cases.people import days, letters
from bot.use_cases.people.whispers import whisper

OVER = (Stage.SHOWN, Stage.KEPT)


@dataclass(frozen=True)
class Page:
    """What the form shows. `leader` is the Slack id of whoever has gone first, None where the writer does."""

    gaffe_id: UUID
    leader: str | None
    reveals_at: datetime
    written: Written


def page(session: Session, actor: Actor, gaffe_id: UUID) -> Page:
    """The form, with what they wrote before. Raises NotFound, NotAllowed, or GaffeClosed."""
    row = _load(session, actor, gaffe_id)
    leader = people.by_id(session, row.workspace_id, row.leader_id) if row.leader_id else None
    line = gaffes.line_of(session, row, actor.person)
    theme = Theme(line.theme) if line and line.theme else None
    return Page(
        row.id,
        leader.slack_user if leader and leader.id != actor.person else None,
        _local(session, actor, row.reveals_at),
        Written(line.text or "", theme, line.is_named) if line else Written(),
    )


def write(session: Session, actor: Actor, gaffe_id: UUID, written: Written, now: datetime) -> Message | None:
    """Keep somebody's line until all are shown, in place of an earlier one; an empty one takes that back.

    Returns what they are told, None where there is nothing to tell. Raises NotFound, NotAllowed, GaffeClosed, or
    FieldErrors for a line that tells whom or what it is about.
    """
    row = _load(session, actor, gaffe_id)
    if not written.text:
        has_line = gaffes.line_of(session, row, actor.person) is not None
        return take_back(session, actor, gaffe_id, now) if has_line else None
    if words := _telling(session, actor, written.text):
        raise FieldErrors({messages.LINE: "errors.gaffe_tells"}, {messages.LINE: words})
    return _keep(session, actor, row, written, now)


def retype(session: Session, actor: Actor, gaffe_id: UUID, text: str, now: datetime) -> Message | None:
    """As `write`, of words alone: what they chose in the form for an earlier line stays.

    What was typed is not lost where it tells too much: it waits for its writer to change it. Raises NotFound,
    NotAllowed, or GaffeClosed.
    """
    written = replace(page(session, actor, gaffe_id).written, text=text)
    row = _load(session, actor, gaffe_id)
    return _keep(session, actor, row, written, now, held_by=_telling(session, actor, text))


def send_receipt(session: Session, actor: Actor, gaffe_id: UUID, message: Message, now: datetime) -> None:
    """Tell the writer in a private message that lasts; there is one for each round."""
    key = gaffe_reveals.receipt_key(gaffe_id, actor.slack_user)
    letters.write(session, actor.workspace, actor.slack_user, message, key, now)


def take_back(session: Session, actor: Actor, gaffe_id: UUID, now: datetime) -> Message:
    """Delete somebody's own line, also from the channel that has read it. Returns what they are told.

    Raises NotFound or NotAllowed.
    """
    row = gaffes.locked(session, actor.workspace, gaffe_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, Action.CHANGE_OWN, Own(row.workspace_id, actor.person)):
        raise NotAllowed(action=Action.CHANGE_OWN, thing=f"gaffe:{row.id}")
    line = gaffes.line_of(session, row, actor.person)
    with speaking(actor.voice):
        message = messages.taken_back(was_shown=row.stage == Stage.SHOWN) if line else messages.none_of_yours()
    if line is not None:
        session.delete(line)
        session.flush()
        gaffe_reveals.correct(session, row, now)
    return _retell(session, actor, row, message, now)


def take_back_in(session: Session, actor: Actor, gaffe_id: UUID, channel: str, key: str, now: datetime) -> None:
    """As `take_back`, told in `channel`, where they clicked, unless their receipt stands there and says so itself."""
    message = take_back(session, actor, gaffe_id, now)
    receipt = _receipt(session, actor, gaffe_id)
    if receipt is None or receipt.channel != channel:
        whisper(session, actor, message, channel=channel, key=key, now=now)


def not_this_week(session: Session, actor: Actor, gaffe_id: UUID, now: datetime) -> None:
    """The leader does not go first this week; what they wrote already goes, and nobody hears of it.

    Raises NotFound, NotAllowed, or GaffeClosed.
    """
    row = _load(session, actor, gaffe_id)
    if row.stage != Stage.ASKED:
        raise GaffeClosed
    gaffes.drop(session, row)
    with speaking(actor.voice):
        message = messages.not_this_week(_local(session, actor, row.prompts_at))
    _retell(session, actor, row, message, now)


def _telling(session: Session, actor: Actor, text: str) -> tuple[str, ...]:
    """The words for which a line of theirs is not shown."""
    return gaffe_secrets.of(session, actor.workspace).telling(actor.person, text)


def _keep(
    session: Session, actor: Actor, row: GaffeRow, written: Written, now: datetime, *, held_by: Sequence[str] = ()
) -> Message:
    """Keep a line in place of an earlier one; only the leader's is shown with a name. Returns what they are told."""
    person = people.ensure(session, actor.workspace, actor.slack_user)
    is_named = written.is_named and person.id == row.leader_id
    gaffes.write(session, row, person.id, replace(written, is_named=is_named))
    with speaking(actor.voice):
        if held_by:
            until = row.prompts_at if row.stage == Stage.ASKED else row.reveals_at
            message = messages.held_back(row.id, held_by, _local(session, actor, until))
        else:
            message = messages.kept(row.id, _local(session, actor, row.reveals_at), is_named=is_named)
    return _retell(session, actor, row, message, now)


def _load(session: Session, actor: Actor, gaffe_id: UUID) -> GaffeRow:
    """The round, locked, for somebody who wants to write. Raises NotFound, NotAllowed, or GaffeClosed."""
    row = gaffes.locked(session, actor.workspace, gaffe_id)
    if row is None:
        raise NotFound
    thing = Gaffe(row.workspace_id, row.leader_id, is_open=row.stage != Stage.ASKED)
    if not access.allow(actor, Action.WRITE_GAFFE, thing):
        raise NotAllowed(action=Action.WRITE_GAFFE, thing=f"gaffe:{row.id}")
    if row.stage in OVER:
        raise GaffeClosed
    return row


def _retell(session: Session, actor: Actor, row: GaffeRow, message: Message, now: datetime) -> Message:
    """Have the private message about their line, where one stands, say what holds now. Returns `message`."""
    receipt = _receipt(session, actor, row.id)
    if receipt is not None:
        outbox.update(session, row.workspace_id, target_id=receipt.id, message=message, now=now)
    return message


def _receipt(session: Session, actor: Actor, gaffe_id: UUID) -> OutboxRow | None:
    key = gaffe_reveals.receipt_key(gaffe_id, actor.slack_user)
    receipt_id = outbox.find_by_key(session, actor.workspace, key)
    return session.get(OutboxRow, receipt_id) if receipt_id else None


def _local(session: Session, actor: Actor, at: datetime) -> datetime:
    """An instant by the clock of whoever reads it."""
    return at.astimezone(ZoneInfo(days.zone_of(session, actor.workspace, actor.person)))
