"""What happens in the year, drawn from one seed before anything is played: deals, and what people say about them."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.domain.conversation import Quotable
from bot.domain.deals import Outcome
from bot.domain.wrap_ups import Consent

SEED = 2026
FIRST_MONDAY, WEEKS = date(2026, 1, 5), 52
REPS = ("U0ANA", "U0BEN", "U0KIM", "U0DANA", "U0ELI", "U0NOOR")
HOLIDAYS = {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25)}
SAID: dict[str, Any] = tomllib.loads((Path(__file__).parent / "said.toml").read_text(encoding="utf-8"))

LOST_A_WEEK, WON_A_WEEK = (2, 3, 3, 4), (1, 1, 2)
LOST_IN_AUGUST, WON_IN_AUGUST = (0, 0, 1), (0, 0, 1)
TALKED = 0.5  # of the lost deals; the others end in silence
DAYS_TO_TALK = (1, 1, 2, 2, 3, 6)
PERMISSIONS = (Quotable.INSIDE, Quotable.INSIDE, Quotable.NO_NAME, Quotable.NO)
CONSENTS = (Consent.NAME, Consent.NAME, Consent.NAME, Consent.NO_NAME, Consent.NO)
DAYS_TO_LOSE, DAYS_TO_WIN = (35, 150), (20, 90)


@dataclass(frozen=True)
class Talk:
    """What comes of a talk: words of `said.toml`, when they are said, and what may be told of them."""

    on: date
    said: dict[str, Any]
    quotable: Quotable
    consent: Consent


@dataclass(frozen=True)
class Planned:
    """One deal, which is open from `opens_on` and ends on `ends_on`. `talk`: None where nobody says anything."""

    number: int
    name: str
    vertical: str
    rep: str
    outcome: Outcome
    opens_on: date
    ends_on: date
    region: str
    competitor: str | None
    talk: Talk | None


def deals() -> Sequence[Planned]:
    """All deals of the year, by the day they end."""
    chance = Random(SEED)  # nothing here is a secret
    firms = [(f"{firm} {trade['name']}", trade["vertical"]) for firm in SAID["firms"] for trade in SAID["trades"]]
    chance.shuffle(firms)
    told, untold = _dealt(chance), _dealt(chance)
    ends = sorted(_ends(chance), key=lambda one: one[0])
    return [_planned(chance, number, firms[number], end, told, untold) for number, end in enumerate(ends)]


def is_working_day(day: date) -> bool:
    """Whether the team is at work."""
    return day.weekday() < 5 and day not in HOLIDAYS and day < date(2026, 12, 24)


def _ends(chance: Random) -> Iterator[tuple[date, Outcome]]:
    for week in range(WEEKS):
        monday = FIRST_MONDAY + timedelta(weeks=week)
        is_august = monday.month == 8
        lost = chance.choice(LOST_IN_AUGUST if is_august else LOST_A_WEEK)
        won = chance.choice(WON_IN_AUGUST if is_august else WON_A_WEEK)
        for outcome in [Outcome.LOST] * lost + [Outcome.WON] * won:
            day = monday + timedelta(days=chance.randrange(5))
            if is_working_day(day):
                yield day, outcome


def _planned(
    chance: Random,
    number: int,
    firm: tuple[str, str],
    end: tuple[date, Outcome],
    told: Iterator[dict[str, Any]],
    untold: Iterator[dict[str, Any]],
) -> Planned:
    ends_on, outcome = end
    took = timedelta(days=chance.randint(*(DAYS_TO_WIN if outcome is Outcome.WON else DAYS_TO_LOSE)))
    consent, is_talked = chance.choice(CONSENTS), chance.random() < TALKED
    rep, region, rival = chance.choice(REPS), chance.choice(SAID["regions"]), chance.choice([*SAID["rivals"], None])
    on = _working_day_after(ends_on, chance.choice(DAYS_TO_TALK))
    talk = Talk(on, next(untold if consent is Consent.NO else told), chance.choice(PERMISSIONS), consent)
    name, vertical = firm
    return Planned(
        number,
        name,
        vertical,
        rep,
        outcome,
        ends_on - took,
        ends_on,
        region,
        rival if outcome is Outcome.LOST else None,
        talk if is_talked else None,
    )


def _working_day_after(day: date, days: int) -> date:
    day += timedelta(days=days)
    while not is_working_day(day) and day.year == FIRST_MONDAY.year:
        day += timedelta(days=1)
    return day


def _dealt(chance: Random) -> Iterator[dict[str, Any]]:
    """What could be said, each once before anything is said again."""
    while True:
        yield from chance.sample(SAID["talks"], len(SAID["talks"]))
