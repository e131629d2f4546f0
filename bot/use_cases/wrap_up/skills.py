"""The skill that a rep wants to practise: asked about once, a month later, in private."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Own
from bot.domain.skills import PRACTISE_FOR, Practice
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.messages import skills as messages
from bot.messages.prompts import speaking
from bot.storage import outbox, people, skills
from bot.storage.models import DealRow, RetrospectiveRow, SkillRow
from bot.use_cases.people import hours, letters, voices

AT_ONCE = 100


def note(session: Session, row: RetrospectiveRow, text: str, now: datetime) -> None:
    """Keep what the rep wants to practise; another text begins its month anew, an empty one ends it."""
    skills.keep(session, row, text, now + PRACTISE_FOR)


def due(session: Session, now: datetime) -> list[UUID]:
    """Skills whose rep is to be asked now."""
    return skills.due(session, now, AT_ONCE)


def check_in(session: Session, skill_id: UUID, now: datetime) -> bool:
    """Ask the rep how it goes, in their own hours; False when somebody has asked, or the rep is not here any more."""
    row = skills.claim(session, skill_id, now)
    person = people.by_id(session, row.workspace_id, row.person_id) if row and row.person_id else None
    if row is None or person is None or not person.active or person.slack_user is None:
        return False
    opens_at = hours.next_open(session, [person.id], now)
    if opens_at > now:  # by then they may practise something else
        row.ask_at = opens_at
        return True
    with speaking(voices.of_person(session, row.workspace_id, person.slack_user)):
        message = messages.check_in(_deal_name(session, row), row.text, row.id)
    letters.write(session, row.workspace_id, person.slack_user, message, _key(row), now)
    return True


def answer(session: Session, actor: Actor, skill_id: UUID, practice: Practice, now: datetime) -> None:
    """The rep says how it goes; nobody else hears of it. Raises NotFound, NotAllowed, or AlreadySettled."""
    row = skills.locked(session, actor.workspace, skill_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, Action.SEE_OWN, Own(row.workspace_id, row.person_id)):
        raise NotAllowed(action=Action.SEE_OWN, thing=f"skill:{row.id}")
    deal_name = _deal_name(session, row)
    if row.practice is not None:
        raise AlreadySettled(deal_name=deal_name)
    skills.answer(row, practice, now)
    asked = outbox.find_by_key(session, row.workspace_id, _key(row))
    if asked is not None:
        with speaking(actor.voice):
            thanks = messages.answered(deal_name, row.text, practice)
        outbox.update(session, row.workspace_id, target_id=asked, message=thanks, now=now)


def _deal_name(session: Session, row: SkillRow) -> str:
    talk = session.get_one(RetrospectiveRow, row.retrospective_id)
    return session.get_one(DealRow, talk.deal_id).name


def _key(row: SkillRow) -> str:
    return f"skill:{row.id}"
