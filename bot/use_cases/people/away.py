"""Days on which somebody wants to hear nothing that they did not ask for."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import absences
from bot.storage import audit
from bot.storage.models import PersonRow
from bot.use_cases.people import hours, oneself


def away_until(session: Session, person: PersonRow, now: datetime) -> date | None:
    """The last day of somebody's absence; None while they are not away."""
    last = person.away_until
    return last if last is not None and last >= _today(session, person, now) else None


def proposed(session: Session, actor: Actor, now: datetime) -> date:
    """The day to offer to somebody who wants to be away: the one they named before, else the coming Friday."""
    person = oneself.load(session, actor, Action.CHANGE_OWN)
    return away_until(session, person, now) or absences.coming_friday(_today(session, person, now))


def until(session: Session, actor: Actor, words: str, now: datetime) -> date | None:
    """Note that they are away until the day that `words` name, itself included; None where they name none.

    The day is one of their own zone.
    """
    person = oneself.load(session, actor, Action.CHANGE_OWN)
    day = absences.last_day(words, _today(session, person, now))
    if day is not None:
        _note(session, actor, person, day, now)
    return day


def back(session: Session, actor: Actor, now: datetime) -> None:
    """They are at work again, as on any other day."""
    _note(session, actor, oneself.load(session, actor, Action.CHANGE_OWN), None, now)


def _note(session: Session, actor: Actor, person: PersonRow, day: date | None, now: datetime) -> None:
    person.away_until = day
    audit.note(session, actor.workspace, actor=actor.slack_user, action="away", thing=f"person:{person.id}", now=now)


def _today(session: Session, person: PersonRow, now: datetime) -> date:
    return now.astimezone(hours.workdays(session, person).local).date()
