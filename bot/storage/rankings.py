"""What each side put first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.domain.gaps import PriceSaid, Ranking
from bot.domain.guides import View
from bot.domain.reasons import Reason
from bot.storage.models import RankingRow, RetrospectiveRow


def of(session: Session, row: RetrospectiveRow) -> dict[View, Ranking]:
    """The rankings of a retrospective, as far as they are known."""
    rows = session.scalars(select(RankingRow).where(RankingRow.retrospective_id == row.id))
    return {View(kept.view): Ranking(Reason(kept.first), _price(kept)) for kept in rows}


def author(session: Session, row: RetrospectiveRow, view: View) -> UUID | None:
    """Who told what `view` put first."""
    return session.scalar(
        select(RankingRow.author_id).where(RankingRow.retrospective_id == row.id, RankingRow.view == view)
    )


def keep(
    session: Session, row: RetrospectiveRow, view: View, ranking: Ranking | None, teller: UUID | None, now: datetime
) -> None:
    """Keep what `view` put first in place of what was; None leaves nothing."""
    session.execute(delete(RankingRow).where(RankingRow.retrospective_id == row.id, RankingRow.view == view))
    if ranking is None:
        return
    session.add(
        RankingRow(
            workspace_id=row.workspace_id,
            retrospective_id=row.id,
            view=view,
            author_id=teller,
            first=ranking.first,
            price=ranking.price,
            ranked_at=now,
        )
    )
    session.flush()


def _price(kept: RankingRow) -> PriceSaid | None:
    return PriceSaid(kept.price) if kept.price else None
