"""What the outbox knows a talk's questions and cards by, and which of them stood when a reply was written."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import guides
from bot.domain.chat import Standing
from bot.domain.conversation import MessageRef, Status
from bot.domain.rests import Rest, rested
from bot.storage.models import OutboxRow, RetrospectiveRow


def of_question(row: RetrospectiveRow, key: str) -> str:
    """What the outbox knows the message of a question by."""
    return f"{_mark(row)}{key}"


def of_what_is_asked(row: RetrospectiveRow) -> list[str]:
    """What the outbox knows everything by that a reply in the thread may answer."""
    return [*of_questions(row), of_step(row)]


def of_step(row: RetrospectiveRow) -> str:
    """What the outbox knows the message by that says what can be done where the talk stands now."""
    return of_step_at(row, row.status)


def of_step_at(row: RetrospectiveRow, status: str) -> str:
    """The same for where the talk stood before, or will."""
    return f"step:{row.id}:{status}"


def of_questions(row: RetrospectiveRow) -> list[str]:
    """The same of all questions that may stand in the thread. One by one: no index helps to find what begins alike."""
    guide = guides.of(row.guide)
    return [of_question(row, question.key) for question in (*guide.questions, *guide.left_out)]


def of_reminders(row: RetrospectiveRow) -> str:
    """What the outbox knows everything by that brings the talk, or its call, to mind."""
    return f"reminder:{row.id}"


def of_call_reply(ref: MessageRef) -> str:
    """What the outbox knows the messages by that tell of what a typed reply said of the call."""
    return f"call_reply:{ref.channel}:{ref.ts}"


def of_seats(row: RetrospectiveRow) -> str:
    """What the outbox knows the message by that tells who has which seat since when."""
    return f"seats:{row.id}"


def standing_at(session: Session, row: RetrospectiveRow, ts: str) -> Standing:
    """What the thread asked when the message `ts` was written; nothing while the talk rested."""
    if row.rests and _has_rested(session, row, ts):
        return Standing()
    if row.question and row.asked_again_at is not None and float(ts) >= row.asked_again_at.timestamp():
        return Standing(row.question)
    asked = _latest_before(session, row, of_questions(row), ts)
    if asked is None:
        return Standing(row.question)
    question, asked_ts = asked
    step = _latest_before(session, row, _of_steps(row), ts)
    behind_since = step[1] if step and step[1] > asked_ts else None
    return Standing(question.removeprefix(_mark(row)), behind_since)


def was_at_rest(row: RetrospectiveRow, ts: str) -> bool:
    """Whether the talk, which may have gone on since, rested when the message `ts` was written."""
    return rested((Rest(*one) for one in row.rests), float(ts))


def _has_rested(session: Session, row: RetrospectiveRow, ts: str) -> bool:
    """Whether the message `ts` was written while the talk rested, as it does no more."""
    asked = _latest_before(session, row, [*of_questions(row), *_of_steps(row)], ts)
    return rested((Rest(*one) for one in row.rests), float(ts), float(asked[1]) if asked else None)


def _of_steps(row: RetrospectiveRow) -> list[str]:
    return [of_step_at(row, status) for status in Status]


def _latest_before(session: Session, row: RetrospectiveRow, subjects: Sequence[str], ts: str) -> tuple[str, str] | None:
    """Subject and `ts` of the latest of our posts about `subjects` that stood when the message `ts` was written."""
    query = select(OutboxRow.subject, OutboxRow.slack_ts).where(
        OutboxRow.workspace_id == row.workspace_id,
        OutboxRow.subject.in_(subjects),
        OutboxRow.slack_ts < ts,
    )
    found = session.execute(query.order_by(OutboxRow.slack_ts.desc()).limit(1)).first()
    return (str(found[0]), str(found[1])) if found else None


def of_follow_up(row: RetrospectiveRow, key: str) -> str:
    """What the outbox knows the follow-up to a question by."""
    return f"follow_up:{row.id}:{key}"


def _mark(row: RetrospectiveRow) -> str:
    return f"question:{row.id}:"
