"""`import --from-crm`: past deals page by page, each page kept before the next is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from bot.crm import PACES, PROVIDERS, Closings, Gone, Http, NotUnderstood, Refused, Unread
from bot.crm.pacing import Pace
from bot.errors import SetUpError, TryLater
from bot.one_by_one import pause
from bot.storage import backfills
from bot.storage.backfills import Reached
from bot.use_cases.losses.past_deals import Learnt, learn_old

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.domain.deals import Deal
    from bot.storage.database import Database
    from bot.storage.models import ConnectionRow

MOST_TRIES = 5  # of one page, where the CRM does not say how long to wait
CANNOT_LIST = (
    "{provider} cannot be asked for its deals as it is connected: export the closed ones there as a CSV, "
    "then python -m bot import FILE.csv"
)


@dataclass
class Backfill:
    """One import from a CRM, as far as it got. `since`: from when on deals are asked for.

    `tell` hears of each page that is kept, with the number of its deals; `wait` takes seconds and why.
    """

    db: Database
    http: Http
    connection: ConnectionRow
    since: datetime
    is_dry: bool
    now: Callable[[], datetime]
    tell: Callable[[Reached, int], None]
    wait: Callable[[float, str], None]
    place: Reached = field(default_factory=Reached)
    counted: Counter[Learnt] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)

    def run(self) -> None:
        """Go through all pages that are left. Raises SetUpError, after which the same import goes on where it was."""
        with self.db.read() as session:
            self.place = Reached() if self.is_dry else backfills.reached(session, self.connection, self.since)
        with self.http.at_pace(Pace(PACES.get(self.connection.provider, 0.0), lambda seconds: self.wait(seconds, ""))):
            self._go_on()

    def _go_on(self) -> None:
        while True:
            found = self._page()
            self._keep(found)
            self.tell(self.place, len(found.deals))
            if found.next_page is None:
                return

    def _page(self) -> Closings:
        """The next page. A place that the CRM does not know any more is forgotten."""
        while True:
            try:
                return self._patiently()
            except (Gone, NotUnderstood) as error:
                if self.place.page is None:
                    raise self._stopped(str(error)) from None
                self.place = Reached()

    def _patiently(self) -> Closings:
        for attempt in count(1):
            try:
                return self._asked()
            except NotUnderstood:
                raise
            except Refused as error:
                raise self._stopped(f"{error}; renew its token or scopes") from None
            except TryLater as error:
                if attempt == MOST_TRIES:
                    raise self._stopped(str(error)) from None
                known = error.after_seconds
                self.wait(pause(attempt).total_seconds() if known is None else known, str(error))
        raise AssertionError("counting does not end")

    def _asked(self) -> Closings:
        connection = self.connection
        module = PROVIDERS[connection.provider]
        found = module.closed_since(self.http, connection.config, self.since, self.now(), self.place.page)
        if found is None:
            raise SetUpError(CANNOT_LIST.format(provider=connection.provider))
        return found

    def _keep(self, found: Closings) -> None:
        # Of CRMs that tell no time of closing, the list holds as well what was only changed since then.
        deals = [deal for deal in found.deals if deal.closed_at and deal.closed_at >= self.since]
        reached_at = max((deal.closed_at for deal in deals if deal.closed_at), default=self.place.at)
        place = Reached(found.next_page, reached_at, self.place.deals + len(deals))
        with self.db.begin() as session:
            learnt = [self._learn(session, deal) for deal in deals]
            if self.is_dry:
                session.rollback()
            elif place.page is None:
                backfills.forget(session, self.connection)
            else:
                backfills.keep(session, self.connection, self.since, place)
        self.place = place
        self.counted.update(learnt)
        self.unread += found.unread

    def _learn(self, session: Session, deal: Deal) -> Learnt:
        return learn_old(session, self.connection.workspace_id, self.connection.id, deal, self.now())

    def _stopped(self, why: str) -> SetUpError:
        return SetUpError(f"{self.connection.provider}: {why}. {self.goes_on}")

    @property
    def goes_on(self) -> str:
        """Where the same command goes on."""
        if self.is_dry or self.place.page is None:
            return "The same command begins anew."
        at = f" at {self.place.at:%d %b %Y}" if self.place.at else ""
        return f"What came so far is kept ({self.place.deals}); the same command goes on{at}."
