"""Whoever gave a lesson hears what became of it: once for each deal it was used on, when that deal has ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.deals import Outcome
from bot.domain.trials import Result
from bot.messages import trials as messages
from bot.messages.prompts import speaking
from bot.storage import people, retrospectives, trials
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow, TrialRow
from bot.use_cases.people import hours, letters, voices

AT_ONCE = 100


def due(session: Session, now: datetime) -> list[UUID]:
    """Trials of which somebody is to hear now."""
    return trials.to_tell(session, now, AT_ONCE)


def tell(session: Session, trial_id: UUID, now: datetime) -> bool:
    """Thank whoever gave the lesson, in their own hours; False when that was done, or there is nobody to thank.

    Nobody is told of their own deals, nor of one that a sensitive talk is about.
    """
    row = trials.claim_news(session, trial_id, now)
    if row is None:
        return False
    _, talk = trials.lesson_of(session, row)
    deal = session.get(DealRow, row.deal_id) if row.deal_id else None
    giver = people.by_id(session, row.workspace_id, talk.rep_id) if talk.rep_id else None
    if giver is None or giver.id == row.person_id or not people.takes_part(giver) or not _may_hear(session, talk, deal):
        return False
    opens_at = hours.next_open(session, [giver.id], now)
    if opens_at > now:  # by then the deal may be open again
        row.tell_at = opens_at
    else:
        _thank(session, row, talk, deal, giver, now)
    return True


def _may_hear(session: Session, talk: RetrospectiveRow, deal: DealRow | None) -> bool:
    if talk.is_sensitive:
        return False
    if deal is None:
        return True
    is_over = deal.outcome != Outcome.OPEN and deal.deleted_at is None
    return is_over and not retrospectives.is_sensitive(session, deal)


def _thank(
    session: Session, row: TrialRow, talk: RetrospectiveRow, deal: DealRow | None, giver: PersonRow, now: datetime
) -> None:
    giver_slack = str(giver.slack_user)
    outcome = Outcome(deal.outcome) if deal else None
    taught_on = session.get_one(DealRow, talk.deal_id).name
    with speaking(voices.of_person(session, row.workspace_id, giver_slack)):
        message = messages.thanks(deal.name if deal else row.deal_name, taught_on, outcome, Result(row.status))
    ending = f"{deal.id}:{deal.closings}" if deal else str(row.id)
    letters.write(session, row.workspace_id, giver_slack, message, f"giver:{row.lesson_id}:{ending}", now)
