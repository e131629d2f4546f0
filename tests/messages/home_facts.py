"""Home, from facts of any kind."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from bot.domain.fixes import FixKind
from bot.domain.footprints import Footprint
from bot.domain.heard import Heard, Spread
from bot.domain.listed import Listed
from bot.domain.message import Block
from bot.domain.next_steps import NextStep
from bot.domain.trials import Result
from bot.domain.workdays import Workdays
from bot.messages import home, own_work, teams, upkeep, yours
from bot.messages.footprints import stored
from bot.messages.home import Waiting
from bot.messages.own_work import LessonAtWork, ToDo
from bot.messages.teams import Seller, WaitingCall
from bot.messages.upkeep import Fix, Health, SetUp
from bot.messages.yours import Hours, Yours

THING = UUID(int=7)
ANA, PRIYA = "U0ANA", "U0PRIYA"


def homes(name: str, words: str) -> dict[str, dict[str, Any]]:
    """Home, as full as it may get and bare, and the form behind its button. Every name in it is `name`."""
    footprint = Footprint(
        name,
        "ana@acme.example",
        "Europe/Berlin",
        "DE",
        name,
        1,
        2,
        3,
        1,
        0,
        1,
        1,
        1234,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        date(2026, 11, 30),
    )
    return {
        "home": home.home(
            home.waiting(_waiting(name)),
            own_work.actions(_actions(name, words)),
            own_work.lessons(_lessons(name, words)),
            teams.calls(_calls(name)),
            teams.coverage(_sellers(name)),
            _upkeep(name, words),
            yours.settings(Yours("de", _hours(), Heard(1, 1), Heard(1234, 2))),
        ),
        "home bare": home.home(
            upkeep.upkeep(SetUp(False, 0, None, False, False, "UTC"), Health(0, 0, None), None, Listed(), []),
            home.waiting(Listed()),
            own_work.actions(Listed()),
            own_work.lessons(Listed()),
            yours.settings(Yours(None, Hours(Workdays("UTC"), quiet=False), Heard(), Heard(), look_alikes=False)),
        ),
        "away": yours.away_form(date(2026, 11, 27)),
        "stored": stored(footprint, PRIYA),
        "stored bare": stored(Footprint(), None),
    }


def _hours() -> Hours:
    return Hours(Workdays("Europe/Berlin"), quiet=True, country="DE", away_until=date(2026, 11, 27))


def _actions(name: str, words: str) -> Listed[ToDo]:
    some = [(date(2026, 11, 30), ANA), (None, ANA), (date(2026, 11, 30), None), (None, None)] * 2
    return Listed(tuple(ToDo(THING, name, words, *one) for one in some), 9)


def _lessons(name: str, words: str) -> Listed[LessonAtWork]:
    tried = [(name, outcome, result) for outcome, result in zip(("open", "won", "lost", None), Result, strict=True)] * 2
    return Listed((LessonAtWork(name, words, tried), LessonAtWork(name, "Ask.", tried[:1])), 2)


def _waiting(name: str) -> Listed[Waiting]:
    """Each step, of somebody who is led by PRIYA, and of somebody who is alone."""
    link = "https://acme.slack.example/archives/G1/p1800000001000100"
    talks = [
        Waiting(
            THING,
            name,
            step,
            "ours.value",
            (1, 3),
            other,
            link if other else None,
            date(2026, 11, 30) if other else None,
        )
        for step in NextStep
        for other in (PRIYA, None)
    ]
    return Listed(tuple(talks), 1234)


def _calls(name: str) -> Listed[WaitingCall]:
    calls = [WaitingCall(name, PRIYA, date(2026, 11, 16)), WaitingCall(name, None, None)] * 5
    return Listed(tuple(calls), 12)


def _sellers(name: str) -> list[Seller]:
    """More of each than there is room for."""
    return [
        *[Seller(ANA, name, has_talked=True), Seller(None, name, has_talked=True)] * 20,
        *[Seller(PRIYA, name, False, THING, name), Seller(None, name, False, THING, name)] * 6,
        Seller(PRIYA, name, has_talked=False),
    ]


def _upkeep(name: str, words: str) -> list[Block]:
    """Every kind of fix, and more than there is room for."""
    fixes = [Fix(kind, (name, name), words[:80]) for kind in FixKind for _ in range(3)]
    done = SetUp(True, 2, date(2026, 11, 16), True, True, "Europe/Berlin")
    listed = Listed(tuple(fixes[: upkeep.MOST_FIXES]), len(fixes))
    spread = Spread(1234, Decimal("1.5"), 12, 1)
    return upkeep.upkeep(done, Health(1234, 1, None), spread, listed, [f"short_pipelines={name}", "admin="], "T0ACME")
