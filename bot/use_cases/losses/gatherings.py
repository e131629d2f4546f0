"""Several deals lost together: one message asks what becomes of them, and the answer opens what was chosen."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Pair
from bot.domain import weeks
from bot.domain.conversation import Status
from bot.domain.gatherings import (
    LEFT_ALONE,
    OFFERED,
    WORKING_DAYS_TO_ANSWER,
    Choice,
    Gathered,
    Kind,
    decide,
)
from bot.domain.rules import Decision, Size
from bot.domain.weekdays import working_day_after
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.messages import gatherings as cards
from bot.messages.prompts import speaking
from bot.storage import audit, gatherings, outbox, people, rooms, workspaces
from bot.storage.gatherings import Loss
from bot.storage.models import GatheringRow, PersonRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.losses import sizes
from bot.use_cases.people import hours, voices

CLOCK = "clock"
DAY = timedelta(days=1)


def begin(
    session: Session,
    kind: Kind,
    person: PersonRow,
    manager: PersonRow | None,
    *,
    scope: str,
    period: str,
    now: datetime,
    until: datetime | None = None,
) -> GatheringRow:
    """A gathering about which this person, or pair, will be asked, once something has joined it."""
    row = GatheringRow(
        workspace_id=person.workspace_id,
        kind=kind,
        scope=scope,
        period=period,
        person_id=person.id,
        manager_id=manager.id if manager else None,
        until=until,
        due_at=_answer_by(session, person, now),
    )
    session.add(row)
    session.flush()
    return row


def gather(session: Session, gathering: GatheringRow, losses: Iterable[Loss], now: datetime) -> None:
    """Have these wait as well, and the message say so; it is posted when those whom it asks are at work."""
    gatherings.join(session, gathering, [talk for talk, _ in losses])
    asked = _asked(session, gathering)
    with speaking(voices.of_people(session, gathering.workspace_id, asked)):
        message = cards.asked(gathering.id, Kind(gathering.kind), _names(gatherings.members(session, gathering)))
    if gathering.post_id is not None:
        outbox.update(session, gathering.workspace_id, target_id=gathering.post_id, message=message, now=now)
        return
    users = [person.slack_user for person in asked if person.slack_user]
    gathering.post_id = outbox.post(
        session,
        gathering.workspace_id,
        lane=f"gathering:{gathering.id}",
        room_id=rooms.of_members(session, gathering.workspace_id, users),
        message=message,
        dedupe_key=f"gathering:{gathering.id}",
        now=hours.next_open(session, [person.id for person in asked], now),
    )


def choose(
    session: Session, actor: Actor, gathering_id: UUID, choice: Choice, chosen: UUID | None, now: datetime
) -> None:
    """The answer of whoever was asked; `chosen` is the one of ONE.

    Raises NotFound, NotAllowed, and AlreadySettled when it was answered before or the chosen one waits no more.
    """
    gathering = gatherings.locked(session, actor.workspace, gathering_id)
    if gathering is None or choice not in OFFERED[Kind(gathering.kind)]:
        raise NotFound
    pair = Pair(gathering.workspace_id, gathering.id, gathering.person_id, gathering.manager_id)
    if not access.allow(actor, Action.CHOOSE, pair):
        raise NotAllowed(action=Action.CHOOSE, thing=f"gathering:{gathering.id}")
    waiting = [talk.id for talk, _ in gatherings.members(session, gathering)]
    if gathering.settled_at is not None or (choice is Choice.ONE and chosen not in waiting):
        raise AlreadySettled
    _settle(session, gathering, choice, chosen, actor.slack_user, now)


def due(session: Session, now: datetime) -> list[UUID]:
    """The gatherings that nobody answered in time."""
    return gatherings.due(session, now)


def give_up(session: Session, gathering_id: UUID, now: datetime) -> bool:
    """Silence: nobody is asked. False when it was answered meanwhile, or another process has it in hand."""
    gathering = gatherings.claim(session, gathering_id, now)
    if gathering is None:
        return False
    _settle(session, gathering, Choice.NONE, None, CLOCK, now)
    return True


def leave_alone(talk: RetrospectiveRow, decision: Decision, now: datetime) -> None:
    """Nobody is asked about this one, unless somebody starts it by name."""
    talk.size, talk.why = decision.size, decision.why
    talk.status, talk.closed_at = Status.SKIPPED, now
    talk.due_at, talk.waits_for = None, None


def _settle(
    session: Session, gathering: GatheringRow, choice: Choice, chosen: UUID | None, actor: str, now: datetime
) -> None:
    losses = gatherings.members(session, gathering)
    gathering.settled_at, gathering.choice = now, choice
    decisions = decide(_value(gathering, losses), choice, chosen)
    for talk, _ in losses:
        if talk.id in decisions:
            _give(talk, decisions[talk.id], actor, now)
    if choice is Choice.EACH:
        _each_picks(session, gathering, losses, now)
    _show_settled(session, gathering, _names(losses).get(str(chosen)), now, in_silence=actor == CLOCK)
    thing = f"gathering:{gathering.id}"
    audit.note(session, gathering.workspace_id, actor=actor, action=f"choose_{choice}", thing=thing, now=now)


def _give(talk: RetrospectiveRow, decision: Decision, actor: str, now: datetime) -> None:
    if decision.size is Size.NONE:
        leave_alone(talk, decision, now)
        return
    sizes.give(talk, decision)
    talk.due_at, talk.waits_for, talk.started_by = now, None, actor


def _each_picks(session: Session, burst: GatheringRow, losses: Sequence[Loss], now: datetime) -> None:
    """One message to each owner about their own; what belongs to nobody in Slack is left alone."""
    by_owner: dict[str, list[Loss]] = {}
    for talk, deal in losses:
        by_owner.setdefault(deal.owner_email or "", []).append((talk, deal))
        gatherings.leave(session, talk)
    session.flush()
    for email, own in by_owner.items():
        owner = people.by_email(session, burst.workspace_id, email)
        if owner is None or not owner.slack_user or not owner.active:
            for talk, _ in own:
                leave_alone(talk, LEFT_ALONE[Kind.BURST], now)
            continue
        pick = begin(session, Kind.PICK, owner, None, scope=f"pick:{owner.id}", period=str(burst.id), now=now)
        gather(session, pick, own, now)


def _show_settled(
    session: Session, gathering: GatheringRow, chosen: str | None, now: datetime, *, in_silence: bool
) -> None:
    if gathering.post_id is None or gathering.choice is None:
        return
    with speaking(voices.of_people(session, gathering.workspace_id, _asked(session, gathering))):
        message = cards.settled(Kind(gathering.kind), Choice(gathering.choice), chosen, in_silence=in_silence)
    outbox.update(session, gathering.workspace_id, target_id=gathering.post_id, message=message, now=now)


def _asked(session: Session, gathering: GatheringRow) -> list[PersonRow]:
    ids = (gathering.person_id, gathering.manager_id)
    found = [people.by_id(session, gathering.workspace_id, one) for one in ids if one]
    return [person for person in found if person]


def _names(losses: Sequence[Loss]) -> dict[str, str]:
    return {str(talk.id): deal.name for talk, deal in losses}


def _value(gathering: GatheringRow, losses: Sequence[Loss]) -> Gathered:
    return Gathered(gathering.id, Kind(gathering.kind), tuple(talk.id for talk, _ in losses))


def _answer_by(session: Session, person: PersonRow, now: datetime) -> datetime:
    """When silence counts as an answer: some working days after they can have read it, by the workspace's clock."""
    zone = workspaces.preferences(session.get_one(WorkspaceRow, person.workspace_id)).timezone
    reads_on = hours.next_open(session, [person.id], now).astimezone(ZoneInfo(zone)).date()
    return weeks.instant(working_day_after(reads_on + DAY, WORKING_DAYS_TO_ANSWER), time(), zone)
