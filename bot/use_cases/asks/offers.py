"""What would go out of one talk to a department, exactly: in nobody's name, and only what the customer lets be told."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.domain import discretion
from bot.domain.asks import ASKED_FIRST, Offer
from bot.domain.conversation import Answer
from bot.domain.deals import Outcome
from bot.domain.permissions import told_unnamed
from bot.domain.wrap_ups import Department
from bot.storage import asks, lessons
from bot.storage.models import AskRow, RaisedAskRow, WorkspaceRow
from bot.use_cases import channels
from bot.use_cases.asks import posts, wording
from bot.use_cases.talk import secrets
from bot.use_cases.talk.threads import Thread


def of(session: Session, thread: Thread, row: AskRow) -> Offer:
    """The offer as it stands now: the pair's own words where they wrote some, else the lesson.

    Names are taken out of either: those of deals and people change after the words were kept.
    """
    said = quotable(session, thread)
    if row.text is None:
        text, quote = _proposed(session, thread), next(iter(said), None)
    else:
        text, quote = (
            _unnamed(session, thread, row.text),
            next((answer for answer in said if answer.id == row.quote_id), None),
        )
    older = _older(session, row, text)
    return Offer(
        row.id,
        Department(row.department),
        text,
        quote.text if quote else None,
        quote.id if quote else None,
        posts.of(session, older) if older else None,
        is_lost=thread.deal.outcome == Outcome.LOST,
        is_counted=older is not None and asks.counts(session, older, thread.deal.id),
    )


def quotable(session: Session, thread: Thread) -> Sequence[Answer]:
    """What the customer said that may go with it, what they would have us change first."""
    known = secrets.of(session, thread)
    told = [answer for answer in told_unnamed(thread.conversation) if not discretion.gives_away(answer.text, known)]
    return sorted(told, key=lambda answer: answer.question != ASKED_FIRST)


def channel(session: Session, row: AskRow) -> str | None:
    """Where its department reads now; None where it has no channel of its own, or another company reads it too."""
    workspace = session.get_one(WorkspaceRow, row.workspace_id)
    return channels.of_departments(session, workspace).get(Department(row.department))


def _older(session: Session, row: AskRow, text: str) -> RaisedAskRow | None:
    """What the department has heard in like words, also elsewhere: once another adds to it, it moves along."""
    return asks.alike(session, row, text) if channel(session, row) else None


def _proposed(session: Session, thread: Thread) -> str:
    lesson = lessons.of(session, thread.row)
    return _unnamed(session, thread, lesson.text if lesson else "")


def _unnamed(session: Session, thread: Thread, words: str) -> str:
    return wording.unnamed(session, thread.row.workspace_id, words, secrets.of(session, thread))
