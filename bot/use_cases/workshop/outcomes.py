"""What comes of a workshop: its result is told once, its leader may keep it, and all who took part may try it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Workshop
from bot.domain import workshops as domain
from bot.domain.message import Message
from bot.domain.voices import Voice
from bot.domain.workshops import Ballot, Facts, Stage
from bot.errors import NotAllowed, NotFound, WorkshopClosed
from bot.messages import ballots
from bot.messages.prompts import speaking
from bot.storage import audit, due_rows, outbox, people, practices, workshops
from bot.storage import playbook as playbook_rows
from bot.storage.models import PersonRow, PracticeRow, WorkshopMemberRow, WorkshopRow
from bot.use_cases.people import hours, letters, voices
from bot.use_cases.playbook import playbook
from bot.use_cases.week.occasions import LATEST
from bot.use_cases.workshop import beginning, cards, leaders_card

AT_ONCE = 100


def tell(session: Session, row: WorkshopRow, now: datetime) -> None:
    """The vote is over: tell its result, offer it to whoever held it, and have all who took part asked.

    A result of days ago is not posted any more, it stands where the vote was; and nobody could vote while we were away.
    """
    facts, adopted = cards.facts(session, row), domain.adopted(cards.cast(session, row))
    is_late = now - (row.votes_until or now) > LATEST
    if is_late and not adopted:
        end_unvoted(session, row, now)
        return
    row.stage = Stage.OVER
    session.flush()
    if facts is not None:
        if not is_late:
            _post_result(session, row, facts, adopted, now)
        if adopted:
            _offer(session, row, facts, now)
        for member in workshops.taking_part(session, row):
            member.ask_at = now
    cards.show(session, row, now)
    leaders_card.show(session, row, now)


def end_unvoted(session: Session, row: WorkshopRow, now: datetime) -> None:
    """Its hour has long gone by: there is no vote any more, and whoever held it hears so and may keep practices."""
    row.stage, row.due_at = Stage.UNVOTED, None
    session.flush()
    facts = cards.facts(session, row)
    if facts is not None:
        _offer(session, row, facts, now)
    cards.show(session, row, now)
    leaders_card.show(session, row, now)


def due(session: Session, now: datetime) -> list[UUID]:
    """Those who took part and are to be asked now for an open deal."""
    return due_rows.due(session, WorkshopMemberRow, WorkshopMemberRow.ask_at, now, AT_ONCE)


def ask(session: Session, member_id: UUID, now: datetime) -> bool:
    """Ask for an open deal to try it on, once, in the person's own hours; False when that was done, or may not be."""
    member = due_rows.claim(session, WorkshopMemberRow, WorkshopMemberRow.ask_at, member_id, now)
    person = people.by_id(session, member.workspace_id, member.person_id) if member else None
    row = workshops.by_id(session, member.workspace_id, member.workshop_id) if member else None
    facts = cards.facts(session, row) if row else None
    if member is None or person is None or row is None or facts is None or row.stage != Stage.OVER:
        return False
    if not people.takes_part(person) or person.id == row.leader_id:
        return False
    opens_at = hours.next_open(session, [person.id], now)
    if opens_at > now:  # by then the lesson may be taken back
        member.ask_at = opens_at
    else:
        _ask(session, row, person, facts, now)
    return True


def keep(session: Session, actor: Actor, practice_id: UUID, now: datetime) -> None:
    """Have a practice stand beside its lesson in the playbook, which keeps that too; again it changes nothing.

    Raises NotFound, NotAllowed, or WorkshopClosed before it is over.
    """
    row, practice = _load(session, actor, practice_id)
    facts = cards.facts(session, row)
    if not Stage(row.stage).is_over or facts is None:
        raise WorkshopClosed
    if playbook_rows.of_lesson(session, row.lesson_id) is None:
        playbook.keep(session, actor, row.lesson_id, (), now)
    practices.keep(session, practice, now)
    thing = f"practice:{practice.id}"
    audit.note(session, row.workspace_id, actor=actor.slack_user, action="kept_practice", thing=thing, now=now)
    standing = outbox.find_by_key(session, row.workspace_id, offer_key(row))
    if standing is not None:
        message = _offered(session, row, facts, actor.voice)
        outbox.update(session, row.workspace_id, target_id=standing, message=message, now=now)


def ask_key(row: WorkshopRow, person_id: UUID) -> str:
    """The key of the one question to somebody who took part."""
    return f"workshop:{row.id}:try:{person_id}"


def offer_key(row: WorkshopRow) -> str:
    """The key of what is offered to whoever held it."""
    return f"workshop:{row.id}:offer"


def result_key(row: WorkshopRow) -> str:
    """The key of the vote's result in the channel."""
    return f"workshop:{row.id}:result"


def _post_result(session: Session, row: WorkshopRow, facts: Facts, adopted: Sequence[Ballot], now: datetime) -> None:
    with speaking(voices.of_workspace(session, row.workspace_id)):
        message = ballots.result(facts.deal, adopted)
    beginning.post(session, row, message, result_key(row), now)


def _offer(session: Session, row: WorkshopRow, facts: Facts, now: datetime) -> None:
    """Ask whoever held it what shall be kept, in their own hours."""
    leader = people.by_id(session, row.workspace_id, row.leader_id) if row.leader_id else None
    if leader is None or not people.takes_part(leader):
        return
    slack_user = str(leader.slack_user)
    message = _offered(session, row, facts, voices.of_person(session, row.workspace_id, slack_user))
    at = hours.next_open(session, [leader.id], now)
    letters.write(session, row.workspace_id, slack_user, message, offer_key(row), now, at=at)


def _offered(session: Session, row: WorkshopRow, facts: Facts, voice: Voice) -> Message:
    kept = {one.id for one in practices.of_workshop(session, row) if one.kept_at}
    cast = cards.cast(session, row)
    with speaking(voice):
        if row.stage == Stage.UNVOTED:
            return ballots.offer(facts.deal, cast, kept, is_voted=False)
        return ballots.offer(facts.deal, domain.adopted(cast), kept)


def _ask(session: Session, row: WorkshopRow, person: PersonRow, facts: Facts, now: datetime) -> None:
    slack_user, adopted = str(person.slack_user), domain.adopted(cards.cast(session, row))
    with speaking(voices.of_person(session, row.workspace_id, slack_user)):
        message = ballots.try_it(row.lesson_id, facts.deal, facts.lesson, adopted)
    letters.write(session, row.workspace_id, slack_user, message, ask_key(row, person.id), now)


def _load(session: Session, actor: Actor, practice_id: UUID) -> tuple[WorkshopRow, PracticeRow]:
    """A practice and its workshop, for whoever held it. Raises NotFound or NotAllowed."""
    practice, row = practices.with_workshop(session, actor.workspace, practice_id)
    if practice is None or row is None:
        raise NotFound
    if not access.allow(actor, Action.KEEP_PRACTICE, Workshop(row.workspace_id, row.leader_id)):
        raise NotAllowed(action=Action.KEEP_PRACTICE, thing=f"practice:{practice.id}")
    return row, practice
