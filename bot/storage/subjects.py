"""What the outbox knows a talk's questions and cards by, and which of them stood when a reply was written."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import guides
from bot.storage.models import OutboxRow, RetrospectiveRow


def of_question(row: RetrospectiveRow, key: str) -> str:
    """What the outbox knows the message of a question by."""
    return f"{_mark(row)}{key}"


def of_what_is_asked(row: RetrospectiveRow) -> list[str]:
    """What the outbox knows everything by that a reply in the thread may answer."""
    return [*of_questions(row), of_step(row)]


def of_step(row: RetrospectiveRow) -> str:
    """What the outbox knows the message by that says what can be done where the talk stands now."""
    return f"step:{row.id}:{row.status}"


def of_questions(row: RetrospectiveRow) -> list[str]:
    """The same of all questions that may stand in the thread. One by one: no index helps to find what begins alike."""
    guide = guides.of(row.guide)
    return [of_question(row, question.key) for question in (*guide.questions, *guide.left_out)]


def question_at(session: Session, row: RetrospectiveRow, ts: str) -> str | None:
    """The question that was asked in the thread when the message `ts` was written, or None."""
    if row.question and row.asked_again_at is not None and float(ts) >= row.asked_again_at.timestamp():
        return row.question
    query = select(OutboxRow.subject).where(
        OutboxRow.workspace_id == row.workspace_id,
        OutboxRow.subject.in_(of_questions(row)),
        OutboxRow.slack_ts < ts,
    )
    subject = session.scalar(query.order_by(OutboxRow.slack_ts.desc()).limit(1))
    return None if subject is None else subject.removeprefix(_mark(row))


def of_follow_up(row: RetrospectiveRow, key: str) -> str:
    """What the outbox knows the follow-up to a question by."""
    return f"follow_up:{row.id}:{key}"


def _mark(row: RetrospectiveRow) -> str:
    return f"question:{row.id}:"
