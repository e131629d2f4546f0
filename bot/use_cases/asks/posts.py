"""What stands in a department's channel: one post for each ask, which follows what may be told and what was said."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import discretion
from bot.domain.asks import MOST_QUOTES, Ask, Status
from bot.domain.deals import Outcome
from bot.domain.discretion import Secrets
from bot.domain.message import Message
from bot.domain.wrap_ups import Department
from bot.messages import asks as messages
from bot.messages.prompts import speaking
from bot.storage import asks, outbox, rooms
from bot.storage.models import AskRow, OutboxRow, RaisedAskRow
from bot.use_cases.asks import wording
from bot.use_cases.people import voices
from bot.use_cases.talk import secrets, threads


def of(session: Session, row: RaisedAskRow) -> Ask | None:
    """The ask as its channel reads it now, in the words of whoever raised it first; None when nobody's may be told."""
    told = asks.told(session, row)
    if not told:
        return None
    # Names come and change after words were sent, and whoever adds to them brings names of their own.
    talks = [threads.of_row(session, talk) for _, talk in told]
    known = discretion.all_of(secrets.of(session, thread) for thread in talks)
    deals = {thread.deal.id: thread.deal.outcome for thread in talks}
    said = _quotes(session, [ask for ask, _ in told], known)
    return Ask(
        id=row.id,
        department=Department(row.department),
        text=wording.unnamed(session, row.workspace_id, told[0][0].text or "", known),
        quotes=tuple(said[:MOST_QUOTES]),
        count=len(deals),
        lost=sum(outcome == Outcome.LOST for outcome in deals.values()),
        status=Status(row.status),
        by=threads.slack_user(session, row.workspace_id, row.answered_by),
        reason=row.reason or "",
    )


def _quotes(session: Session, asked: Sequence[AskRow], known: Secrets) -> list[str]:
    """What customers let us quote by now; not what was edited since it was sent, and names somebody now."""
    quotes = asks.quotes(session, [ask.quote_id for ask in asked if ask.quote_id])
    said = [quotes[ask.quote_id] for ask in asked if ask.quote_id in quotes]
    return [text for text in said if not discretion.gives_away(text, known)]


def post(session: Session, row: RaisedAskRow, channel: str, now: datetime) -> None:
    """Have a new ask stand in `channel`."""
    row.post_id = outbox.post(
        session,
        row.workspace_id,
        lane=f"asks:{channel}",
        room_id=rooms.of_channel(session, row.workspace_id, channel),
        message=_message(session, row),
        dedupe_key=f"ask:{row.id}" if row.post_id is None else f"ask:{row.id}:after:{row.post_id}",
        now=now,
    )


def show_in(session: Session, row: RaisedAskRow, channel: str, now: datetime) -> None:
    """Have the post say what is so by now, and stand in `channel`; where it stood before, that is said."""
    before = _standing(session, row)
    if before is not None and before.room_id == rooms.of_channel(session, row.workspace_id, channel):
        show(session, row, now)
        return
    post(session, row, channel, now)
    if before is not None:
        with speaking(voices.of_workspace(session, row.workspace_id)):
            message = messages.moved(Department(row.department))
        outbox.update(session, row.workspace_id, target_id=before.id, message=message, now=now)


def _standing(session: Session, row: RaisedAskRow) -> OutboxRow | None:
    """Where it stands, or will; None where it was never sent, or Slack did not take it."""
    post = session.get(OutboxRow, row.post_id) if row.post_id else None
    return None if post is None or post.state == "dead" else post


def show(session: Session, row: RaisedAskRow, now: datetime) -> None:
    """Have the post say what is so by now."""
    if row.post_id is not None:
        outbox.update(session, row.workspace_id, target_id=row.post_id, message=_message(session, row), now=now)


def take_out(session: Session, ask: AskRow, now: datetime) -> None:
    """Have an ask of one talk stand nowhere; where it stood, the post says so."""
    # The post is locked before the ask changes, in the order in which an answer takes them.
    raised = asks.raised(session, ask.workspace_id, ask.raised_id) if ask.raised_id else None
    asks.leave(session, ask)
    if raised is not None:
        show(session, raised, now)


def _message(session: Session, row: RaisedAskRow) -> Message:
    ask = of(session, row)
    with speaking(voices.of_workspace(session, row.workspace_id)):
        return messages.post(ask) if ask else messages.taken_back()
