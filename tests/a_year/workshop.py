"""The one workshop of the year: Priya's and Marco's people make practices of what one lost deal taught."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from bot.domain.workshops import LAST_CALL, WRITE_FOR, Plan
from bot.storage import practices as rows
from bot.storage import workshops
from bot.storage.models import WorkshopGroupRow, WorkshopRow
from bot.use_cases.workshop import planning, practices, voting
from tests.a_year.plan import REPS, SAID
from tests.a_year.talks import PRIYA
from tests.a_year.team import Team

AS_TEAM = Callable[[datetime], AbstractContextManager[Team]]


def hold(as_team: AS_TEAM, tick: Callable[[datetime], None], now: datetime) -> None:
    """From its beginning until the votes are given; the result comes by itself, two working days later."""
    with as_team(now) as team:
        lesson = next(iter(planning.offer(team.session, team.actor(PRIYA), now).lessons))
        planning.hold(team.session, team.actor(PRIYA), Plan(UUID(int=1), UUID(lesson), REPS), now)
    with as_team(now + timedelta(minutes=5)) as team:
        _write(team)
    tick(now + WRITE_FOR - LAST_CALL)
    tick(now + WRITE_FOR)
    with as_team(now + WRITE_FOR + timedelta(minutes=5)) as team:
        _vote(team)


def _write(team: Team) -> None:
    lines = iter(SAID["practices"])
    for group in team.session.scalars(select(WorkshopGroupRow).order_by(WorkshopGroupRow.number)).all():
        member = str(workshops.members_of(team.session, group)[0].slack_user)
        texts = [next(lines)["line"], next(lines)["line"]]
        practices.write(team.session, team.actor(member), group.id, texts, team.scene.tick())


def _vote(team: Team) -> None:
    row = team.session.scalars(select(WorkshopRow)).one()
    found = sorted(rows.of_workshop(team.session, row), key=lambda one: one.text)
    for place, who in enumerate(REPS):
        for practice in found[: place % 3 + 1]:
            key = f"vote:{who}:{practice.id}"
            voting.vote(team.session, team.actor(who), practice.id, "C0SALES", key, team.scene.tick())
