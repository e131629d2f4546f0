"""Celebrations: who was celebrated, and how many colleagues reacted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, distinct, func, select, update
from sqlalchemy.orm import Session

from bot.domain.choices import Candidate
from bot.storage.insertion import insert_unless_there
from bot.storage.models import (
    CelebrationRow,
    ConsentRow,
    LessonRow,
    OutboxRow,
    ReactionNewsRow,
    ReactionRow,
    RetrospectiveRow,
    RoomRow,
)


def told(session: Session, workspace_id: UUID) -> dict[UUID, str]:
    """Each celebrated person's last week, "2026-W47"."""
    query = (
        select(CelebrationRow.rep_id, func.max(CelebrationRow.week))
        .where(CelebrationRow.workspace_id == workspace_id, CelebrationRow.rep_id.is_not(None))
        .group_by(CelebrationRow.rep_id)
    )
    return {person: week for person, week in session.execute(query) if person is not None}


def add(session: Session, workspace_id: UUID, chosen: Candidate, week: str, now: datetime) -> CelebrationRow:
    """The celebration of `chosen`; its post is still to come."""
    row = CelebrationRow(
        workspace_id=workspace_id,
        retrospective_id=chosen.retrospective_id,
        rep_id=chosen.person_id,
        week=week,
        celebrated_at=now,
    )
    session.add(row)
    session.flush()
    return row


def by_id(session: Session, workspace_id: UUID, celebration_id: UUID) -> CelebrationRow | None:
    """The celebration of this workspace, or None."""
    return session.scalar(
        select(CelebrationRow).where(CelebrationRow.workspace_id == workspace_id, CelebrationRow.id == celebration_id)
    )


def of_retrospective(session: Session, retrospective: RetrospectiveRow) -> CelebrationRow | None:
    """The celebration of a retrospective, or None while there is none."""
    return session.scalar(select(CelebrationRow).where(CelebrationRow.retrospective_id == retrospective.id))


def consent(session: Session, retrospective: RetrospectiveRow) -> ConsentRow:
    """What the rep of a retrospective that may be told said."""
    return session.scalars(select(ConsentRow).where(ConsentRow.retrospective_id == retrospective.id)).one()


def lesson(session: Session, retrospective: RetrospectiveRow) -> LessonRow:
    """What a retrospective that may be told taught."""
    return session.scalars(select(LessonRow).where(LessonRow.retrospective_id == retrospective.id)).one()


def channel(session: Session, row: CelebrationRow) -> str | None:
    """The channel that a celebration was meant for, whether or not Slack has answered yet."""
    query = select(RoomRow.channel).join(OutboxRow, OutboxRow.room_id == RoomRow.id).where(OutboxRow.id == row.post_id)
    return session.scalar(query)


def note_news(session: Session, row: CelebrationRow, slack_user: str, name: str, event_ts: str) -> bool:
    """Note that Slack told of this reaction at `event_ts`, by its own clock; False when it told something newer.

    Whoever is told so may change the reaction: until the transaction ends nobody else is.
    """
    one = {"celebration_id": row.id, "slack_user": slack_user, "name": name}
    new = insert_unless_there(session, ReactionNewsRow, workspace_id=row.workspace_id, event_ts=event_ts, **one)
    if new is not None:
        return True
    newer = session.execute(
        update(ReactionNewsRow)
        .filter_by(**one)
        .where(ReactionNewsRow.event_ts < event_ts)
        .values(event_ts=event_ts)
        .returning(ReactionNewsRow.id)
        .execution_options(synchronize_session=False)
    )
    return newer.first() is not None


def cheer(session: Session, row: CelebrationRow, slack_user: str, name: str) -> None:
    """Count one reaction; a repeat of it counts once."""
    insert_unless_there(
        session,
        ReactionRow,
        workspace_id=row.workspace_id,
        celebration_id=row.id,
        slack_user=slack_user,
        name=name,
    )


def uncheer(session: Session, row: CelebrationRow, slack_user: str, name: str) -> None:
    """Take one reaction back."""
    session.execute(
        delete(ReactionRow).where(
            ReactionRow.celebration_id == row.id, ReactionRow.slack_user == slack_user, ReactionRow.name == name
        )
    )


def cheers(session: Session, row: CelebrationRow) -> int:
    """How many colleagues reacted, each counted once."""
    query = select(func.count(distinct(ReactionRow.slack_user))).where(ReactionRow.celebration_id == row.id)
    return session.scalars(query).one()
