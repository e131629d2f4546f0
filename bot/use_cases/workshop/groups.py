"""Who of those who were asked to a workshop is at work when it is held, and with whom they come together."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import workshops as domain
from bot.domain.workshops import Guest
from bot.storage import people
from bot.storage.models import PersonRow
from bot.use_cases.people import days, hours


def form(session: Session, asked: Iterable[PersonRow], seed: UUID, at: datetime) -> list[list[PersonRow]]:
    """Those who are at work at `at`, in groups; nobody where they are too few. Who is in none is left out."""
    here = {person.id: person for person in asked if _is_here(session, person, at)}
    guests = [_guest(session, person, at) for person in here.values()]
    return [[here[guest.id] for guest in group] for group in domain.groups(guests, seed)]


def _is_here(session: Session, person: PersonRow, at: datetime) -> bool:
    """Whether somebody is at work then; also where the workspace wants no quiet hours, nobody who is away is."""
    today = days.today(session, person.workspace_id, person.id, at)
    is_away = person.away_until is not None and today <= person.away_until
    return people.takes_part(person) and not is_away and hours.next_open(session, [person.id], at) <= at


def _guest(session: Session, person: PersonRow, at: datetime) -> Guest:
    zone = ZoneInfo(days.zone_of(session, person.workspace_id, person.id))
    level = domain.seniority(person.role, leads=people.leads_somebody(session, person))
    return Guest(person.id, level, at.astimezone(zone).utcoffset() or timedelta())
