"""Stand-in CRMs: deals that can be lost, won and changed, and the webhooks that tell of it."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import Unpack

from sandbox.crm.book import Book
from sandbox.crm.bulk import Progress, Wanted, chosen
from sandbox.crm.deals import CrmName, Deal, Gone, Outcome
from sandbox.crm.edits import Facts, changes_of
from sandbox.crm.generic import Generic
from sandbox.crm.hubspot import MOST_EVENTS, HubSpot
from sandbox.crm.news import News, What
from sandbox.crm.webhooks import Hook, Webhooks
from sandbox.errors import ActFailedError
from sandbox.outbound import Reply
from sandbox.payloads import Payload
from sandbox.workspace import Workspace

IN_FLIGHT = 8
LABELS: dict[CrmName, str] = {"generic": "Any CRM (signed webhook)", "hubspot": "HubSpot-shaped CRM"}


@dataclass(frozen=True)
class Told:
    """What became of a deal, and how its webhook was received.

    `status` is 0 when nobody answered, and None when such a CRM has nothing to tell of this.
    """

    deal: Deal
    status: int | None
    error: str | None = None


class Crms:
    """Two CRMs that share their people with the workspace. What people do there raises ActFailedError."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.book = Book(workspace)
        self.notes: list[Payload] = []
        self.generic: Generic | None = None
        self.hubspot: HubSpot | None = None
        self.progress: Progress | None = None
        self._webhooks = Webhooks(workspace)

    @property
    def deals(self) -> dict[str, Deal]:
        """Every deal by its id."""
        return self.book.deals

    def connect_generic(self, url: str, secret: str) -> None:
        """Send the generic CRM's webhooks there; `secret` is a `whsec_…`."""
        self.generic = Generic(url, secret)

    def connect_hubspot(self, url: str, client_secret: str, portal_id: int, access_token: str) -> None:
        """Send the HubSpot-shaped CRM's webhooks there, and open its API to this token."""
        self.hubspot = HubSpot(url, client_secret, int(portal_id), access_token)

    def listing(self) -> list[Payload]:
        """The CRMs for the page."""
        return [{"id": crm, "label": label, "connected": self._is_connected(crm)} for crm, label in LABELS.items()]

    def lose(
        self, name: str, *, competitor: str | None = None, reason: str | None = None, **facts: Unpack[Facts]
    ) -> Told:
        """Close a deal as lost and tell the app: an open one of this name, else a new one with these facts."""
        return self._close(Outcome.LOST, name, competitor, reason, facts)

    def win(
        self, name: str, *, competitor: str | None = None, reason: str | None = None, **facts: Unpack[Facts]
    ) -> Told:
        """Close a deal as won and tell the app; see `lose`."""
        return self._close(Outcome.WON, name, competitor, reason, facts)

    def _close(self, outcome: Outcome, name: str, competitor: str | None, reason: str | None, facts: Facts) -> Told:
        with self.book.lock:
            deal = self.book.find_or_add(name, facts)
            deal = self.book.keep(deal.close(outcome, self.workspace.clock.now(), competitor, reason))
        return self._tell(News(deal))

    def reopen(self, deal_id: str) -> Told:
        """Open a closed deal again and tell the app."""
        with self.book.lock:
            deal = self.book.keep(self.book.known(deal_id).reopen(self.workspace.clock.now()))
        return self._tell(News(deal))

    def edit(self, deal_id: str, given: Payload, *, by_app: bool = False) -> Told:
        """Change fields of a deal (see `deals.EDITABLE`) and tell the app what is different.

        What the app changed itself (`by_app`) comes back to it a moment later.
        """
        with self.book.lock:
            deal = self.book.known(deal_id)
            changes = changes_of(self.workspace, deal, given)
            if not changes:
                return Told(deal, None)
            deal = self.book.keep(replace(deal, **changes))
        news = News(deal, What.FIELDS, tuple(changes), by_app=by_app)
        return self._tell_soon(news) if by_app else self._tell(news)

    def delete(self, deal_id: str) -> Told:
        """Delete a deal of the HubSpot-shaped CRM and tell the app."""
        return self._tell(News(self._leave(deal_id, Gone.DELETED), What.DELETED))

    def restore(self, deal_id: str) -> Told:
        """Bring back a deleted deal and tell the app."""
        with self.book.lock:
            deal = self.deals.get(deal_id)
            if deal is None or deal.gone is not Gone.DELETED:
                raise ActFailedError(f"There is no deleted deal {deal_id}.")
            deal = self.book.keep(replace(deal, gone=None))
        return self._tell(News(deal, What.RESTORED))

    def merge(self, deal_id: str, into: str) -> Told:
        """Merge a deal of the HubSpot-shaped CRM into another one, which stays as it is, and tell the app."""
        with self.book.lock:
            if deal_id == into or self.book.known(into).crm != "hubspot":
                raise ActFailedError("Choose another deal of the same CRM to merge into.")
            merged = self._leave(deal_id, Gone.MERGED)
            survivor = self.book.keep(self.book.known(into))
        return self._tell(News(survivor, What.MERGED, merged=merged))

    def _leave(self, deal_id: str, gone: Gone) -> Deal:
        with self.book.lock:
            deal = self.book.known(deal_id)
            if deal.crm != "hubspot":
                raise ActFailedError("Only the HubSpot-shaped CRM tells of deleted and merged deals.")
            return self.book.keep(replace(deal, gone=gone))

    def lose_many(self, wanted: Wanted) -> Progress:
        """Lose many deals in one go, and tell the app of each, several requests at a time.

        The HubSpot-shaped CRM sends batches of up to a hundred events, the other one a delivery for each deal.
        """
        self._begin(wanted)
        try:
            lost, new = chosen(self.book, wanted)
            return self._tell_many(lost, Progress(len(lost), new), MOST_EVENTS if wanted.crm == "hubspot" else 1)
        finally:
            self.progress = None
            self.workspace.on_change()

    def _tell_many(self, lost: list[Deal], progress: Progress, size: int) -> Progress:
        batches = [lost[start : start + size] for start in range(0, len(lost), size)]
        with ThreadPoolExecutor(IN_FLIGHT) as pool:
            sent = {pool.submit(self._send, batch): len(batch) for batch in batches}
            for request in as_completed(sent):
                self.progress = progress = progress.after(sent[request], request.result())
                self.workspace.on_change()
        return progress

    def _send(self, batch: list[Deal]) -> Reply:
        hook = self._hook([News(deal) for deal in batch])
        assert hook is not None  # it is connected, and every CRM tells of losses
        return self._webhooks.send(hook)

    def _begin(self, wanted: Wanted) -> None:
        if not self._is_connected(wanted.crm):
            raise ActFailedError(f"{LABELS[wanted.crm]} is not connected.")
        with self.book.lock:
            if self.progress:
                raise ActFailedError("Many deals are being lost just now. Wait until that is done.")
            self.progress = Progress(wanted.count)

    def _is_connected(self, crm: CrmName) -> bool:
        return (self.generic if crm == "generic" else self.hubspot) is not None

    def _tell(self, news: News) -> Told:
        self.workspace.on_change()
        if not self._is_connected(news.deal.crm):
            return Told(news.deal, 0, f"{LABELS[news.deal.crm]} is not connected.")
        hook = self._hook([news])
        if hook is None:
            return Told(news.deal, None)
        reply = self._webhooks.send(hook)
        self.workspace.on_change()
        return Told(news.deal, reply.status, reply.reason or None)

    def _tell_soon(self, news: News) -> Told:
        if hook := self._hook([news]):
            self._webhooks.soon(hook)
        self.workspace.on_change()
        return Told(news.deal, None)

    def _hook(self, news: list[News]) -> Hook | None:
        if news[0].deal.crm == "hubspot":
            return self.hubspot.hook(self.workspace, news) if self.hubspot else None
        return self.generic.hook(self.workspace, news[0]) if self.generic else None

    def stop(self) -> None:
        """Send nothing more."""
        self._webhooks.stop()
