"""When somebody who says "later" may want to be reminded."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain import weeks
from bot.domain.workdays import Workdays, morning_after, next_open

AFTERNOON = time(14)
SOON = timedelta(hours=1)  # sooner than this is now, not later
LONGEST = timedelta(days=60)  # holidays and an absence may move two weeks on by that much


class When(StrEnum):
    AFTERNOON = "afternoon"
    NEXT_MORNING = "next_morning"
    MONDAY = "monday"
    FORTNIGHT = "fortnight"


def choices(workdays: Workdays, now: datetime) -> dict[When, datetime]:
    """What can be chosen at `now`, each with its instant in UTC, all in the hours of `workdays`; no instant twice."""
    today = now.astimezone(workdays.local).date()
    afternoon = weeks.instant(today, AFTERNOON, workdays.zone)
    monday = today + timedelta(days=7 - today.weekday())
    instants = {
        When.AFTERNOON: afternoon,
        When.NEXT_MORNING: morning_after(workdays, now, 1),
        When.MONDAY: next_open(workdays, workdays.hours(monday)[0]),
        When.FORTNIGHT: next_open(workdays, workdays.hours(today + timedelta(days=14))[0]),
    }
    if next_open(workdays, afternoon) != afternoon or afternoon - now < SOON:
        del instants[When.AFTERNOON]
    first_of = {instant: choice for choice, instant in reversed(instants.items())}
    return {choice: instant for choice, instant in instants.items() if first_of[instant] is choice}


def is_allowed(until: datetime, now: datetime) -> bool:
    """Whether a choice that was offered some time ago can still be made."""
    return now < until <= now + LONGEST
