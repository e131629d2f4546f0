"""Pipedrive: webhooks of version 2, and of version 1 where an account still has them; the deal travels with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.crm import own_sample, pipedrive_lists
from bot.crm import pipedrive_deals as deals
from bot.crm.configuration import address, checked, crm_host, fields, reason_options, secret_login, word, write
from bot.crm.http import Http, basic
from bot.crm.ids import number_at
from bot.crm.incoming import Incoming, Unread, check_basic, found_in, name_within, plain_answer, whole_body
from bot.crm.reading import Item, mapping, moment_of_seconds, moment_utc, object_at, words
from bot.crm.strict_json import whole
from bot.crm.telling import as_told
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind
from bot.errors import Unreadable

API = "https://api.pipedrive.com"
# While a deal is open, these say where it stands and whose it is; of a closed one only its status is news.
_OF_OPEN_DEALS = ("stage_id", "owner_id", "user_id", "title")
_CREATED = {"create", "added"}
_DELETED = {"delete", "deleted"}
SETTINGS = (
    secret_login("basic", "the user and password that you gave the webhook", is_required=True),
    word("company_id", "the company's number: webhooks of another company are set aside"),
    word("api_token", "of a user who may see all deals, under Personal preferences, API"),
    address("api_url", f"where its API is, if not {API}"),
    crm_host(),
    fields(),
    write(),
    reason_options(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS. Raises SetUpError that names all that is missing or wrong."""
    company = words(config, "company_id")
    given = {**config, "company_id": company} if company else config
    return {"api_url": API, **checked(given, SETTINGS)}


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless user and password fit: Pipedrive signs nothing."""
    check_basic(incoming, config, "basic")


answer = plain_answer
kept = whole_body


def delivery_key(incoming: Incoming) -> str:
    """Its attempts differ in their bytes, so the name of what happened counts where there is one."""
    name = name_within(incoming, "meta")
    # In version 1 that is the deal's own number.
    return name if name is not None and not name.isdigit() and name.isascii() else digest(incoming.body)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """What the one event in the body tells about a deal, or why it cannot be read."""
    return found_in(body, lambda body: _events(whole(body), config, received_at))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The deal as the API shows it, ended as the event told; without the API, as the event told it.

    Raises Gone, TryLater, and Unreadable.
    """
    return as_told(fetch(http, config, event.external_id, now), event)


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The deal as the API shows it now; None where it does not. Raises Gone for a deleted one, and TryLater."""
    return deals.ask(http, config, external_id, now) if "api_token" in config else None


closed_since = pipedrive_lists.closed_since
open_of = pipedrive_lists.open_of


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read a deal and a user. Raises Refused, TryLater, Gone."""
    return "api_token" in config and deals.try_token(http, config)


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming:
    """A change of a person, with user and password."""
    body = own_sample.body(word, {"meta": {"id": word, "entity": "person", "action": "change"}})
    login = config["basic"]
    return own_sample.of_json(url, body, {"authorization": basic(login["user"], login["password"])})


def _events(item: Item, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    meta = object_at(item, "meta")
    if (words(meta, "entity") or words(meta, "object")) != "deal":
        return []
    if config.get("company_id") not in (None, words(meta, "company_id")):
        raise Unreadable("another company")
    at = min(_time(meta) or received_at, received_at)
    action = words(meta, "action")
    if action in _DELETED:
        return [_removed(item, meta, at)]
    now = item.get("data", item.get("current"))
    if not isinstance(now, dict) or not _is_news(now, mapping(item.get("previous")), is_new=action in _CREATED):
        return []
    external_id = number_at(now, "id")
    if words(now, "status") == "deleted":
        return [DealEvent(external_id, EventKind.DELETED, at)]
    deal = deals.deal(now, config, at)
    return [DealEvent.telling(deal, at)]


def _is_news(now: Item, before: Item, *, is_new: bool) -> bool:
    """Whether it closed, opened or moved. `before` holds what changed (version 2), or the whole deal (version 1)."""
    changed = [key for key in before if before[key] != now.get(key)]
    is_open = now.get("status") == "open"
    return is_new or "status" in changed or (is_open and any(key in changed for key in _OF_OPEN_DEALS))


def _removed(item: Item, meta: Item, at: datetime) -> DealEvent:
    """A merge deletes all but one of its deals."""
    external_id = number_at(meta, "entity_id" if "entity_id" in meta else "id")
    if meta.get("merged_to_id"):
        return DealEvent(external_id, EventKind.MERGED, at, merged_into=number_at(meta, "merged_to_id"))
    return DealEvent(external_id, EventKind.DELETED, at)


def _time(meta: Item) -> datetime | None:
    """Version 2 says it in words, version 1 in seconds."""
    value = meta.get("timestamp")
    return moment_of_seconds(value) or moment_utc(value)
