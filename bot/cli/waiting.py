"""`connect --wait`: watch a connection until its first delivery has come all the way to people in Slack."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import casting, clock
from bot.cli import crm_checks
from bot.cli.first_delivery import Seen, advice, facts
from bot.domain.deals import Deal
from bot.errors import TryLater
from bot.slack_client import Slack
from bot.storage import arrivals, people
from bot.storage.arrivals import Mark
from bot.storage.database import Database
from bot.storage.models import ConnectionRow

PROGRESS_EVERY_SECONDS = 15

Say = Callable[[str], object]


class Watch:
    """One connection, and what has come of it since `mark`."""

    def __init__(self, db: Database, slack: Slack, row: ConnectionRow, mark: Mark) -> None:
        self._db, self._slack = db, slack
        self._row, self._mark = row, mark

    def look(self, now: datetime) -> Seen:
        """How far the latest delivery has come. People are looked for in Slack, outside any transaction."""
        with self._db.read() as session:
            seen = self._stored(session)
        if seen.deal is None:
            return seen
        try:
            return self._with_people(seen, seen.deal, now)
        except TryLater:
            return seen  # at Slack's pace; the next look asks again

    def _stored(self, session: Session) -> Seen:
        is_refused = arrivals.was_refused(session, self._row, self._mark)
        suspects = crm_checks.proofs_of(self._row) if is_refused else ()
        delivery = arrivals.delivery(session, self._row, self._mark)
        if delivery is None:
            return Seen(suspects=suspects)
        news = arrivals.news(session, self._row, self._mark)
        return Seen(
            received_at=delivery.received_at,
            is_worked_off=delivery.is_worked_off,
            problem=(news.problem if news else None) or delivery.problem,
            deal=news.deal if news else None,
            suspects=suspects,
        )

    def _with_people(self, seen: Seen, deal: Deal, now: datetime) -> Seen:
        rep = casting.rep(self._db, self._slack, self._row.workspace_id, deal, now)
        manager = casting.manager(self._db, self._slack, self._row.workspace_id, deal, rep, now) if rep else None
        return replace(seen, are_people_known=True, owner=self._name(rep), manager=self._name(manager))

    def _name(self, person_id: UUID | None) -> str | None:
        if person_id is None:
            return None
        with self._db.read() as session:
            person = people.by_id(session, self._row.workspace_id, person_id)
        return (person.name or person.slack_user) if person else None


def wait(
    watch: Watch,
    provider: str,
    seconds: int,
    say: Say,
    now: Callable[[], datetime] = clock.now,
    sleep: Callable[[float], object] = time.sleep,
) -> bool:
    """Look once a second, `seconds` times at most, and `say` each fact when it is new. Whether everything is there."""
    say(f"Waiting up to {seconds} seconds for a delivery: close a test deal as lost there.")
    said: set[str] = set()
    for left in range(seconds, 0, -1):
        seen = watch.look(now())
        _say_news(facts(seen, now()), said, say)
        if seen.are_people_known or left == 1:
            break
        if left % PROGRESS_EVERY_SECONDS == 0 and left < seconds:
            say(f"  … {left} seconds left")
        sleep(1)
    say("Everything is there." if seen.is_well else advice(seen, provider))
    return seen.is_well


def _say_news(told: Mapping[str, str], said: set[str], say: Say) -> None:
    """Each fact once: how long ago it came is another one every second."""
    for name, fact in told.items():
        if name not in said:
            say(f"  {name}: {fact}")
    said |= set(told)
