"""What stands for the loss of a week: shown to whoever leads, changed by them, closed when its hour comes."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Proposal
from bot.domain import proposals as domain
from bot.domain.choices import Candidate
from bot.domain.message import Message
from bot.domain.proposals import Verdict
from bot.domain.voices import Voice
from bot.errors import NotAllowed, NotFound, NotToBeTold, ProposalOver
from bot.messages import proposals as messages
from bot.messages.prompts import speaking
from bot.storage import audit, outbox, people, proposals
from bot.storage.models import ProposalRow
from bot.use_cases.people import days, voices
from bot.use_cases.week import choices


def pick(session: Session, actor: Actor, proposal_id: UUID, retrospective_id: UUID, now: datetime) -> None:
    """Have this loss told, that week only. Raises NotFound, NotAllowed, ProposalOver, or NotToBeTold."""
    row = _load(session, actor, proposal_id, now)
    if retrospective_id not in {one.retrospective_id for one in _ranked(session, row, now)}:
        raise NotToBeTold
    row.retrospective_id = retrospective_id
    _say(session, actor, row, Verdict.PICKED, now)


def none_this_week(session: Session, actor: Actor, proposal_id: UUID, now: datetime) -> None:
    """Have nothing told, that week only. Raises NotFound, NotAllowed, or ProposalOver."""
    _say(session, actor, _load(session, actor, proposal_id, now), Verdict.NONE, now)


def follow(session: Session, workspace_id: UUID, now: datetime) -> None:
    """What may be told has changed: the card of a week to come shows what stands now."""
    row = proposals.open_one(session, workspace_id)
    if row is None:
        return
    found = domain.standing(_ranked(session, row, now), proposals.value(row))
    if found is not None and found.retrospective_id != row.retrospective_id:
        row.retrospective_id, row.verdict = found.retrospective_id, Verdict.PROPOSED
    _show(session, row, card(session, row, now), now)


def close(session: Session, workspace_id: UUID, week: str, told: Candidate | None, now: datetime) -> None:
    """The hour of a week has come: its card says what was `told`, and asks nothing any more."""
    row = proposals.of_week(session, workspace_id, week)
    if row is None or row.closed_at is not None:
        return
    proposals.close(session, row, told.retrospective_id if told else None, now)
    with speaking(_voice(session, row)):
        message = messages.over(told.deal if told else None)
    _show(session, row, message, now)


def card(session: Session, row: ProposalRow, now: datetime) -> Message:
    """What whoever leads reads of a week to come, as it stands."""
    ranked, verdict = _ranked(session, row, now), Verdict(row.verdict)
    found = domain.standing(ranked, proposals.value(row))
    others = [one for one in ranked if one != found]
    day = row.held_at.astimezone(ZoneInfo(days.zone_of(session, row.workspace_id, row.head_id))).date()
    with speaking(_voice(session, row)):
        return messages.card(row.id, verdict, found, others, day)


def _load(session: Session, actor: Actor, proposal_id: UUID, now: datetime) -> ProposalRow:
    """The proposal, locked, for somebody who wants to change it. Raises NotFound, NotAllowed, or ProposalOver."""
    row = proposals.locked(session, actor.workspace, proposal_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, Action.PICK_LOSS, Proposal(row.workspace_id, row.head_id)):
        raise NotAllowed(action=Action.PICK_LOSS, thing=f"proposal:{row.id}")
    if row.closed_at is not None or now >= row.held_at:
        raise ProposalOver
    return row


def _say(session: Session, actor: Actor, row: ProposalRow, verdict: Verdict, now: datetime) -> None:
    row.verdict = verdict
    session.flush()
    thing = f"proposal:{row.id}"
    audit.note(session, row.workspace_id, actor=actor.slack_user, action=f"loss_{verdict}", thing=thing, now=now)
    _show(session, row, card(session, row, now), now)


def _show(session: Session, row: ProposalRow, message: Message, now: datetime) -> None:
    if row.post_id is not None:
        outbox.update(session, row.workspace_id, target_id=row.post_id, message=message, now=now)


def _ranked(session: Session, row: ProposalRow, now: datetime) -> list[Candidate]:
    return list(choices.ranked(session, row.workspace_id, row.week, now))


def _voice(session: Session, row: ProposalRow) -> Voice:
    head = people.by_id(session, row.workspace_id, row.head_id) if row.head_id else None
    return voices.of_person(session, row.workspace_id, (head.slack_user if head else None) or "")
