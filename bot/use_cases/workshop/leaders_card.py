"""The private card of whoever holds a workshop: how far it is, whom it began without, and how to end it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.domain.workshops import Stage, Unfit
from bot.messages import workshops as messages
from bot.messages.prompts import speaking
from bot.messages.workshops import Held
from bot.storage import outbox, people, workshops
from bot.storage.models import PersonRow, WorkshopRow
from bot.use_cases.people import days, letters, voices
from bot.use_cases.workshop import cards

# One that was planned is told anew once it begins, since nobody looks for an edited message of last week.
PLANNED, HELD, ENDED = "planned", "held", "ended"


def post(session: Session, row: WorkshopRow, now: datetime) -> None:
    """Tell whoever holds it how far it is: one message each for the plan, what came of it, and why it ended."""
    show(session, row, now)
    leader = _leader(session, row)
    if leader is not None:
        message = _said(session, row, leader)
        letters.write(session, row.workspace_id, str(leader.slack_user), message, _key(row, _part(row)), now)


def show(session: Session, row: WorkshopRow, now: datetime) -> None:
    """Have every card of whoever holds it say what holds now."""
    leader = _leader(session, row)
    if leader is None:
        return
    for part in (PLANNED, HELD, ENDED):
        standing = outbox.find_by_key(session, row.workspace_id, _key(row, part))
        if standing is not None:
            message = _said(session, row, leader)
            outbox.update(session, row.workspace_id, target_id=standing, message=message, now=now)


def _said(session: Session, row: WorkshopRow, leader: PersonRow) -> Message:
    told, stage = cards.facts(session, row), Stage(row.stage)
    at = (row.votes_until if stage is Stage.VOTING else row.ends_at) or row.starts_at
    groups = workshops.groups(session, row)
    held = Held(
        row.id,
        stage,
        told.deal if told else None,
        at.astimezone(ZoneInfo(days.zone_of(session, row.workspace_id, leader.id))),
        groups=len(groups),
        left_out=_left_out(session, row) if groups else (),
        why=Unfit(row.why) if row.why else None,
    )
    with speaking(voices.of_person(session, row.workspace_id, str(leader.slack_user))):
        return messages.held(held)


def _left_out(session: Session, row: WorkshopRow) -> tuple[str, ...]:
    here = {member.person_id for member in workshops.taking_part(session, row)}
    asked = workshops.members(session, row)
    return tuple(str(person.slack_user) for person in asked if person.id not in here and person.slack_user)


def _leader(session: Session, row: WorkshopRow) -> PersonRow | None:
    leader = people.by_id(session, row.workspace_id, row.leader_id) if row.leader_id else None
    return leader if leader is not None and people.takes_part(leader) else None


def _part(row: WorkshopRow) -> str:
    if row.stage == Stage.PLANNED:
        return PLANNED
    return ENDED if row.why else HELD


def _key(row: WorkshopRow, part: str) -> str:
    return f"workshop:{row.id}:{part}"
