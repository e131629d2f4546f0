"""What a workshop does by the clock, and what whoever holds it may do before: close it, or stop it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Workshop
from bot.domain import workdays
from bot.domain import workshops as domain
from bot.domain.workshops import Stage, Unfit
from bot.errors import NotAllowed, NotFound, WorkshopClosed
from bot.messages import ballots
from bot.messages import workshops as messages
from bot.messages.prompts import speaking
from bot.storage import audit, workshops, workspaces
from bot.storage.models import WorkshopRow, WorkspaceRow
from bot.use_cases import channels
from bot.use_cases.people import hours, voices
from bot.use_cases.week.occasions import LATEST
from bot.use_cases.workshop import beginning, cards, leaders_card, outcomes

AT_ONCE = 50


def due(session: Session, now: datetime) -> list[UUID]:
    """Workshops that are to go on now."""
    return workshops.due(session, now, AT_ONCE)


def go_on(session: Session, workshop_id: UUID, now: datetime) -> bool:
    """Have a workshop take its next step; False when somebody else had it do so."""
    row = workshops.claim(session, workshop_id, now)
    if row is None:
        return False
    match Stage(row.stage):
        case Stage.PLANNED:
            beginning.begin(session, row, now)
        case Stage.WRITING:
            _warn(session, row, now)
        case Stage.LAST_CALL:
            _time_is_up(session, row, now)
        case Stage.VOTING if _is_overheard(session, row):
            end(session, row, now, Unfit.SHARED_CHANNEL)
        case Stage.VOTING:
            outcomes.tell(session, row, now)
        case _:
            return False
    return True


def close(session: Session, row: WorkshopRow, now: datetime) -> None:
    """The time is up: all that was written stands together, to be voted on; where nothing was, that is said once.

    Where another company reads its channel by now, it ends, and whoever holds it hears why.
    """
    if _is_overheard(session, row):
        end(session, row, now, Unfit.SHARED_CHANNEL)
        return
    cast = cards.cast(session, row)
    if cast:
        row.stage, row.votes_until = Stage.VOTING, _votes_until(session, row, now)
        row.due_at = row.votes_until
    else:
        row.stage, row.due_at = Stage.OVER, None
    session.flush()
    with speaking(voices.of_workspace(session, row.workspace_id)):
        beginning.say_in_threads(session, row, messages.time_is_up(has_practices=bool(cast)), "over", now)
    cards.show(session, row, now)
    leaders_card.show(session, row, now)
    if cast:
        row.vote_id = beginning.post(session, row, cards.vote(session, row), f"workshop:{row.id}:vote", now)
    else:
        _say_nothing_came(session, row, now)


def close_now(session: Session, actor: Actor, workshop_id: UUID, now: datetime) -> None:
    """Close it before its time. Raises NotFound, NotAllowed, or WorkshopClosed."""
    row = _load(session, actor, workshop_id)
    if not Stage(row.stage).takes_practices:
        raise WorkshopClosed
    _note(session, actor, row, "closed_workshop", now)
    close(session, row, now)


def stop(session: Session, actor: Actor, workshop_id: UUID, now: datetime) -> None:
    """Have it go no further; again it changes nothing. Raises NotFound, NotAllowed, or WorkshopClosed."""
    row = _load(session, actor, workshop_id)
    if Stage(row.stage).is_over:
        raise WorkshopClosed
    if row.stage != Stage.STOPPED:
        _note(session, actor, row, "stopped_workshop", now)
        end(session, row, now)


def end(session: Session, row: WorkshopRow, now: datetime, why: Unfit | None = None) -> None:
    """Stop a workshop, whatever it does, and have all of its messages say so; whoever holds it is told `why`."""
    row.stage, row.why, row.due_at = Stage.STOPPED, why, None
    session.flush()
    cards.show(session, row, now)
    (leaders_card.post if why else leaders_card.show)(session, row, now)


def nothing_key(row: WorkshopRow) -> str:
    """The key of what is said once where no group wrote anything."""
    return f"workshop:{row.id}:nothing"


def _is_overheard(session: Session, row: WorkshopRow) -> bool:
    return channels.is_shared(session, row.workspace_id, row.channel)


def _warn(session: Session, row: WorkshopRow, now: datetime) -> None:
    """Two minutes are left; where more than that went by without us, the time is up."""
    ends_at = row.ends_at or now
    if ends_at <= now:
        _time_is_up(session, row, now)
        return
    row.stage, row.due_at = Stage.LAST_CALL, ends_at
    with speaking(voices.of_workspace(session, row.workspace_id)):
        beginning.say_in_threads(session, row, messages.two_minutes(ends_at), "two_minutes", now)


def _time_is_up(session: Session, row: WorkshopRow, now: datetime) -> None:
    """Close it; where the time was up long ago, without a vote."""
    if now - (row.ends_at or now) > LATEST:
        outcomes.end_unvoted(session, row, now)
    else:
        close(session, row, now)


def _say_nothing_came(session: Session, row: WorkshopRow, now: datetime) -> None:
    told = cards.facts(session, row)
    if told is not None:
        with speaking(voices.of_workspace(session, row.workspace_id)):
            beginning.post(session, row, ballots.nothing(told.deal), nothing_key(row), now)


def _votes_until(session: Session, row: WorkshopRow, now: datetime) -> datetime:
    """When the second working day of the workspace after this one begins."""
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    return workdays.morning_after(hours.office(preferences), now, domain.VOTE_FOR_DAYS)


def _load(session: Session, actor: Actor, workshop_id: UUID) -> WorkshopRow:
    """The workshop, locked, for somebody who wants to end it. Raises NotFound or NotAllowed."""
    row = workshops.locked(session, actor.workspace, workshop_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, Action.END_WORKSHOP, Workshop(row.workspace_id, row.leader_id)):
        raise NotAllowed(action=Action.END_WORKSHOP, thing=f"workshop:{row.id}")
    return row


def _note(session: Session, actor: Actor, row: WorkshopRow, action: str, now: datetime) -> None:
    thing = f"workshop:{row.id}"
    audit.note(session, row.workspace_id, actor=actor.slack_user, action=action, thing=thing, now=now)
