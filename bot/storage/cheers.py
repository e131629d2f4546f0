"""How colleagues answer celebrations: their reactions and replies, of which nothing is kept but that they were."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from bot.storage.insertion import insert_unless_there
from bot.storage.models import (
    CelebrationRow,
    CheerRow,
    ConsentRow,
    PersonRow,
    ReactionNewsRow,
    ReactionRow,
    RetrospectiveRow,
)
from bot.storage.wrap_ups import YES


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


def add_reply(session: Session, row: CelebrationRow, slack_user: str, slack_ts: str) -> None:
    """Count the reply at `slack_ts`; a repeat of it counts once."""
    of = {"workspace_id": row.workspace_id, "celebration_id": row.id}
    insert_unless_there(session, CheerRow, **of, slack_user=slack_user, slack_ts=slack_ts)


def drop_reply(session: Session, row: CelebrationRow, slack_ts: str) -> None:
    """Count the reply at `slack_ts` no more."""
    session.execute(delete(CheerRow).where(CheerRow.celebration_id == row.id, CheerRow.slack_ts == slack_ts))


def count(session: Session, row: CelebrationRow) -> int:
    """How many colleagues reacted or replied, each counted once; whoever is celebrated does not count."""
    reacted = select(ReactionRow.slack_user).where(ReactionRow.celebration_id == row.id)
    replied = select(CheerRow.slack_user).where(CheerRow.celebration_id == row.id)
    either = reacted.union(replied).subquery()
    own = select(PersonRow.slack_user).where(PersonRow.id == row.rep_id).scalar_subquery()
    query = select(func.count()).select_from(either).where(either.c.slack_user.is_distinct_from(own))
    return session.scalars(query).one()


def most_cheered(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> CelebrationRow | None:
    """Of the celebrations from `since` to before `until` that may still be told the one that most colleagues answered.

    Of equals the earliest; None where nobody answered any.
    """
    yes = exists().where(ConsentRow.retrospective_id == RetrospectiveRow.id, ConsentRow.choice.in_(YES))
    query = (
        select(CelebrationRow)
        .join(RetrospectiveRow, RetrospectiveRow.id == CelebrationRow.retrospective_id)
        .where(
            CelebrationRow.workspace_id == workspace_id,
            CelebrationRow.celebrated_at >= since,
            CelebrationRow.celebrated_at < until,
            RetrospectiveRow.is_sensitive.is_(False),
            yes,
        )
        .order_by(CelebrationRow.celebrated_at)
    )
    counts = [(row, count(session, row)) for row in session.scalars(query)]
    best, cheers = max(counts, key=lambda one: one[1], default=(None, 0))
    return best if cheers else None


def is_any_since(session: Session, workspace_id: UUID, since: datetime) -> bool:
    """Whether anything was celebrated from `since` on."""
    query = exists().where(CelebrationRow.workspace_id == workspace_id, CelebrationRow.celebrated_at >= since)
    return bool(session.scalar(select(query)))


def that_speak_of(session: Session, row: CelebrationRow) -> list[CelebrationRow]:
    """The celebrations that name this one as the most cheered of the month before."""
    return list(session.scalars(select(CelebrationRow).where(CelebrationRow.cheered_id == row.id)))
