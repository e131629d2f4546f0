"""CRMs: one module each, all with the same functions in the same order. To add one, write the module, name it here."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.crm import (
    attio,
    attio_lists,
    attio_tasks,
    attio_writing,
    close,
    close_lists,
    close_tasks,
    close_writing,
    copper,
    copper_lists,
    copper_tasks,
    copper_writing,
    dynamics,
    dynamics_lists,
    dynamics_tasks,
    dynamics_writing,
    freshsales,
    freshsales_lists,
    freshsales_tasks,
    freshsales_writing,
    generic,
    hubspot,
    hubspot_lists,
    hubspot_tasks,
    hubspot_writing,
    pipedrive,
    pipedrive_lists,
    pipedrive_tasks,
    pipedrive_writing,
    salesforce,
    salesforce_lists,
    salesforce_tasks,
    salesforce_writing,
    zoho,
    zoho_channel,
    zoho_lists,
    zoho_tasks,
    zoho_writing,
)
from bot.crm.accounts import Account
from bot.crm.configuration import Setting
from bot.crm.http import Gone, Http, NotUnderstood, Refused
from bot.crm.incoming import Answer, Forged, Incoming, Rejected, Unread
from bot.crm.listing import Closings
from bot.crm.tasks import Tasks
from bot.crm.writing import Note, Writer
from bot.domain.deals import Deal, DealEvent, Person

__all__ = [
    "PROVIDERS",
    "SUBSCRIPTIONS",
    "TASKS",
    "UNWRITABLE",
    "WRITERS",
    "Answer",
    "Closings",
    "Forged",
    "Gone",
    "Http",
    "Incoming",
    "NotUnderstood",
    "Note",
    "Provider",
    "Refused",
    "Rejected",
    "Unread",
    "Writer",
]


class Provider(Protocol):
    """What a CRM's module does. `config` is the connection's, as `check_config` returned it; times are aware, UTC."""

    @property
    def SETTINGS(self) -> Sequence[Setting]:
        """What a connection's file may say."""

    def check_config(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """What to store of a connection's settings; with `account` when one URL serves several of the CRM's accounts.

        Raises SetUpError whose text names all that is missing or wrong, one a line. Safe to repeat on its own result.
        """

    def verify(self, incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
        """Raise Forged unless the request proves that it comes from this CRM; `now` is `clock.real_now`.

        Raises Rejected for a body that is dangerous to read.
        """

    def answer(self, incoming: Incoming) -> Answer:
        """What a verified sender is told once its delivery is stored."""

    def kept(self, incoming: Incoming) -> bytes:
        """What to store of a verified request: its body, without such secrets as the CRM puts into it."""

    def delivery_key(self, incoming: Incoming) -> str:
        """The sender's name for this delivery, the same when it is sent again."""

    def read(self, body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
        """What a verified body tells about deals, each item alone. Never raises; other news is left out."""

    def look(self, http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
        """The deal at the time of the event, as event and CRM together tell it.

        Raises Gone when the CRM has no such deal, TryLater, and Unreadable. Not for deletions and merges.
        """

    def fetch(self, http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
        """The deal as it is now; None where the CRM cannot be asked. Raises as `look` does."""

    def closed_since(
        self, http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
    ) -> Closings | None:
        """A page of the deals that were lost or won since then, the oldest first where the CRM can sort.

        `page` is the `next_page` of the one before. Each deal is as whole as a list tells it. None where the CRM cannot
        be asked. Raises TryLater, and Gone when something else answers at its address.
        """

    def open_of(self, http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
        """Up to 100 open deals of the owner with this address, the last changed first where the CRM can sort.

        None where the CRM cannot be asked. Raises as `closed_since` does.
        """

    def try_token(self, http: Http, config: Mapping[str, Any]) -> bool:
        """Read a little of each kind that we read there. False where the CRM cannot be asked.

        Raises Refused; TryLater when it does not answer; Gone when something else answers at its address.
        """

    def sample(self, word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming | None:
        """A delivery of our own to the connection's address, that bears the word and tells of no deal.

        It proves itself as this CRM's would: `now` is `clock.real_now`. None where only a proxy can.
        """


PROVIDERS: Mapping[str, Provider] = {
    "attio": attio,
    "close": close,
    "copper": copper,
    "dynamics": dynamics,
    "freshsales": freshsales,
    "generic": generic,
    "hubspot": hubspot,
    "pipedrive": pipedrive,
    "salesforce": salesforce,
    "zoho": zoho,
}

# How to have those tell us about deals that do so only for a while: by our client, a connection's configuration and
# address, and the time. Returns when that ends; safe to repeat. Raises TryLater.
SUBSCRIPTIONS: Mapping[str, Callable[[Http, Mapping[str, Any], str, datetime], datetime]] = {
    "zoho": zoho_channel.subscribe
}

# How to write into those that can be written.
WRITERS: Mapping[str, Writer] = {
    "attio": attio_writing,
    "close": close_writing,
    "copper": copper_writing,
    "dynamics": dynamics_writing,
    "freshsales": freshsales_writing,
    "hubspot": hubspot_writing,
    "pipedrive": pipedrive_writing,
    "salesforce": salesforce_writing,
    "zoho": zoho_writing,
}

# How to make tasks in those of them that have such.
TASKS: Mapping[str, Tasks] = {
    "attio": attio_tasks,
    "close": close_tasks,
    "copper": copper_tasks,
    "dynamics": dynamics_tasks,
    "freshsales": freshsales_tasks,
    "hubspot": hubspot_tasks,
    "pipedrive": pipedrive_tasks,
    "salesforce": salesforce_tasks,
    "zoho": zoho_tasks,
}

# How many seconds an import leaves between two questions to those that can be asked.
PACES: Mapping[str, float] = {
    "attio": attio_lists.SECONDS_BETWEEN_QUESTIONS,
    "close": close_lists.SECONDS_BETWEEN_QUESTIONS,
    "copper": copper_lists.SECONDS_BETWEEN_QUESTIONS,
    "dynamics": dynamics_lists.SECONDS_BETWEEN_QUESTIONS,
    "freshsales": freshsales_lists.SECONDS_BETWEEN_QUESTIONS,
    "hubspot": hubspot_lists.SECONDS_BETWEEN_QUESTIONS,
    "pipedrive": pipedrive_lists.SECONDS_BETWEEN_QUESTIONS,
    "salesforce": salesforce_lists.SECONDS_BETWEEN_QUESTIONS,
    "zoho": zoho_lists.SECONDS_BETWEEN_QUESTIONS,
}

# Which of some fields may not be written, by the account of a connection; for those CRMs that tell before we try.
UNWRITABLE: Mapping[str, Callable[[Account, Sequence[str]], list[str]]] = {"salesforce": salesforce_writing.unwritable}
