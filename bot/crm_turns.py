"""Each CRM is asked in one place of this process at a time, about held deals none for a while where it stays silent.

So a CRM that is slow holds up its own workspace's deals, and those of nobody else.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol, TypeVar
from uuid import UUID

from bot import one_by_one
from bot.crm import PROVIDERS, Http, Refused
from bot.domain.deals import Deal
from bot.domain.fixes import FixKind
from bot.errors import TryLater
from bot.storage import connections, fixes, retrospectives
from bot.storage.database import Database


class OfConnection(Protocol):
    """Something in hand about a deal of this connection."""

    @property
    def connection_id(self) -> UUID: ...


Case = TypeVar("Case", bound=OfConnection)


class CrmTurns:
    """Whose CRM this process is asking. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken: Counter[UUID] = Counter()

    def claim(self, claim: Callable[[Collection[UUID]], Case | None]) -> Case | None:
        """What `claim` takes in hand when it is told whose deals to leave alone; its connection is then taken."""

        def all_of_one(taken: Collection[UUID]) -> Sequence[Case]:
            case = claim(taken)
            return [] if case is None else [case]

        return next(iter(self.claim_some(all_of_one)), None)

    def claim_some(self, claim: Callable[[Collection[UUID]], Sequence[Case]]) -> Sequence[Case]:
        """As `claim`, of several at once; a connection stays taken until the last of its own is done."""
        with self._lock:
            cases = claim(frozenset(self._taken))
            self._taken.update(case.connection_id for case in cases)
        return cases

    @contextmanager
    def taken(self, connection_id: UUID) -> Iterator[None]:
        """While the block lasts, the turn is ours; however it ends, it is the next deal's then."""
        try:
            yield
        finally:
            with self._lock:
                self._taken -= Counter([connection_id])


def ask_again(
    db: Database, http: Http, whose: tuple[UUID, UUID], external_id: str, attempts: int, now: datetime
) -> Deal | None:
    """The deal as its CRM shows it now; None when the CRM cannot be asked. `whose`: its workspace and connection.

    Raises Gone, and TryLater: then the connection's other held deals that are due wait as well, as long as this one
    does that was tried so often. A refusal stands on the admin's list until it is over.
    """
    workspace_id, connection_id = whose
    with db.read() as session:
        connection = connections.by_id(session, workspace_id, connection_id)
    if connection is None or connection.provider not in PROVIDERS:
        return None  # started by hand
    refused = (workspace_id, FixKind.CRM_REFUSED, str(connection_id))
    try:
        deal = PROVIDERS[connection.provider].fetch(http, connection.config, external_id, now)
    except TryLater as error:
        with db.begin() as session:
            if isinstance(error, Refused):
                fixes.report(session, *refused, now, reason=error.reason)
            # They would wait for the same CRM in vain, each as long, and everybody else for them.
            retrospectives.put_off(session, connection_id, now, now + _pause(error, attempts))
        raise
    if deal is not None:
        with db.begin() as session:
            fixes.fixed(session, *refused, now)
    return deal


def _pause(error: TryLater, attempts: int) -> timedelta:
    return one_by_one.pause(attempts) if error.after_seconds is None else timedelta(seconds=error.after_seconds)
