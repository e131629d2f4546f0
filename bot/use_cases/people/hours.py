"""When people are at work, by what Slack, the roster, the workspace and they themselves say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from bot.domain.preferences import Preferences
from bot.domain.workdays import Absence, Workdays, next_open_for_all
from bot.storage import workspaces
from bot.storage.models import PersonRow, WorkspaceRow

ZONES = frozenset(available_timezones())


@dataclass(frozen=True)
class PublicHolidays:
    """The public holidays of a country, by its two letters; of an unknown one there are none."""

    country: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _public_holidays(self.country, day.year)


def next_open(session: Session, people_ids: Iterable[UUID | None], now: datetime) -> datetime:
    """The first instant, in UTC, from `now` on at which all of these people are at work.

    Where they share no hour within fourteen days, the first one's own next hour counts. Ids of nobody are passed over;
    a workspace that wants no quiet hours is always at work.
    """
    persons = [person for one in people_ids if one and (person := session.get(PersonRow, one))]
    if not persons:
        return now
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, persons[0].workspace_id))
    if not preferences.quiet_hours:
        return now
    return next_open_for_all([_workdays(person, preferences) for person in persons], now)


def first_open(session: Session, people_ids: Iterable[UUID | None], now: datetime) -> datetime:
    """The first instant, in UTC, from `now` on at which any of these people is at work: nobody waits for the others.

    Ids of nobody are passed over; where all are nobody's, it is `now`.
    """
    return min((next_open(session, [one], now) for one in people_ids if one), default=now)


def workdays(session: Session, person: PersonRow) -> Workdays:
    """When this person works, also where the workspace wants no quiet hours."""
    return _workdays(person, workspaces.preferences(session.get_one(WorkspaceRow, person.workspace_id)))


def office(preferences: Preferences) -> Workdays:
    """When the workspace itself works."""
    return Workdays(preferences.timezone, preferences.work_from, preferences.work_to, holidays(preferences))


def holidays(preferences: Preferences) -> PublicHolidays:
    """The public holidays of the workspace; where it named no country there are none."""
    return PublicHolidays(preferences.country or "")


def begins(session: Session, person: PersonRow, day: date) -> datetime:
    """The instant, in UTC, at which this day's work begins where the person is, whether or not they work on it."""
    return workdays(session, person).hours(day)[0]


def _workdays(person: PersonRow, preferences: Preferences) -> Workdays:
    return Workdays(
        zone=person.zone if person.zone in ZONES else preferences.timezone,
        opens=preferences.work_from,
        closes=preferences.work_to,
        holidays=PublicHolidays(person.country),
        absence=Absence(date.min, person.away_until) if person.away_until else frozenset(),
    )


@lru_cache(maxsize=1024)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    if not country:
        return frozenset()
    # Imported where it is needed: it costs 19 MB, and workspaces without a roster never ask.
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
