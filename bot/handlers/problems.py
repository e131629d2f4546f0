"""What cannot be done is said to the one who asked, in private; what should not happen is logged once, by ids."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import structlog
from slack_bolt import BoltResponse
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.message import Message
from bot.errors import AlreadySettled, BotError, FieldErrors, NotAColleague, NotAllowed, NotFound, Unreadable
from bot.handlers.desk import Desk, reader_of, workspace_of
from bot.handlers.interactions import Click, Command, Submission
from bot.handlers.payloads import Sender
from bot.messages.problems import at_field, not_a_colleague, problem, problem_modal
from bot.messages.prompts import speaking
from bot.storage import audit
from bot.use_cases.people.whispers import whisper

COMMAND = "command"

log = structlog.get_logger(__name__)


@contextmanager
def told_to_clicker(click: Click, desk: Desk) -> Iterator[None]:
    """Whisper a BotError to whoever clicked; anything else rises."""
    try:
        yield
    except BotError as error:
        with desk.db.begin() as session:
            tell_clicker(session, click, error, desk.now)


def tell_clicker(session: Session, click: Click, error: BotError, now: datetime) -> None:
    """Whisper to whoever clicked why it cannot be done. Raises NotFound where the bot is not installed any more."""
    reader = reader_of(session, click.sender)
    _note(session, reader.workspace, click.sender, click.action_id, error, now)
    with speaking(reader.voice):
        message = _said(error, reader)
    key = f"problem:{click.trigger_id}"
    whisper(session, reader, message, channel=click.channel, thread_ts=click.thread_ts, key=key, now=now)


def answer_to(
    form: Submission, desk: Desk, handler: Callable[[Submission, Desk], dict[str, Any] | None]
) -> dict[str, Any] | None:
    """What Slack should do with the modal: None closes it, errors stand at their fields, a problem takes its place.

    So does the next form, if the handler has one.
    """
    try:
        following = handler(form, desk)
    except FieldErrors as error:
        return _errors(form, desk, error.errors, error.named)
    except BotError as error:
        _note_at(desk, form.sender, form.callback_id, error)
        if error.at_field and (field := _field_for(error, form)):
            return _errors(form, desk, {field: error.at_field})
        with _speaking_to(desk, form.sender) as reader:
            following = problem_modal(_said(error, reader).text)
    return {"response_action": "update", "view": following} if following else None


def answer_to_command(
    command: Command, desk: Desk, handler: Callable[[Command, Desk], Message | None]
) -> Message | None:
    """The private answer to a command, a refusal included."""
    try:
        return handler(command, desk)
    except BotError as error:
        _note_at(desk, command.sender, COMMAND, error)
        with _speaking_to(desk, command.sender) as reader:
            return _said(error, reader)


def failed(error: Exception) -> BoltResponse:
    """Something that should not happen: Slack shows the person that it failed, the log says where."""
    if isinstance(error, NotFound):
        return BoltResponse(status=200, body=_said(error, None).text)  # of a workspace that removed the bot
    if isinstance(error, Unreadable):
        log.warning("unreadable interaction", reason=str(error))
        return BoltResponse(status=200)
    log.error("interaction failed", exc_info=error)
    return BoltResponse(status=500)


def quiet_logger() -> logging.Logger:
    """Bolt writes request bodies into its log; this one keeps them out."""
    logger = logging.getLogger(f"{__name__}.bolt")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


def _field_for(error: BotError, form: Submission) -> str | None:
    """Where a form says why it was not taken, and stays: beside words, or at any choice when it is only too late."""
    fields = form.typed or (form.values if isinstance(error, AlreadySettled) else ())
    return next(iter(fields), None)


def _errors(
    form: Submission, desk: Desk, labels: Mapping[str, str], named: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> dict[str, Any]:
    """What stands at the fields: block id → the name of a label, and → the words that it names."""
    with _speaking_to(desk, form.sender):
        said = {field: at_field(name, named.get(field, ())) for field, name in labels.items()}
    return {"response_action": "errors", "errors": said}


def _said(error: BotError, reader: Actor | None) -> Message:
    if isinstance(error, NotAColleague):
        return not_a_colleague(error.why, error.deal_name)
    is_guest = reader is not None and (reader.is_guest or reader.is_outside)
    if isinstance(error, NotAllowed) and is_guest:
        return problem("problem/only_colleagues")
    return problem(error.prompt, **error.words)


@contextmanager
def _speaking_to(desk: Desk, sender: Sender) -> Iterator[Actor]:
    """Who asked, and their voice for the length of the block."""
    with desk.db.read() as session:
        reader = reader_of(session, sender)
    with speaking(reader.voice):
        yield reader


def _note_at(desk: Desk, sender: Sender, asked_for: str, error: BotError) -> None:
    with desk.db.begin() as session:
        _note(session, workspace_of(session, sender).id, sender, asked_for, error, desk.now)


def _note(session: Session, workspace_id: UUID, sender: Sender, asked_for: str, error: BotError, now: datetime) -> None:
    """Every no is on record: what may not be done, and what was asked of a thing that is not this workspace's."""
    if not isinstance(error, NotAllowed | NotFound):
        return
    audit.note(
        session,
        workspace_id,
        actor=sender.user,
        action=str(error.words.get("action", asked_for)),
        thing=str(error.words.get("thing", "unknown")),
        allowed=False,
        reason=type(error).__name__,
        now=now,
    )
