"""Attio: events that carry only ids, signed without a time; the deal itself is read from the API.

https://docs.attio.com/rest-api/guides/webhooks
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from bot.crm import attio_deals, attio_lists, own_sample
from bot.crm.attio_deals import api
from bot.crm.configuration import address, both, checked, fields, guid, reason_options, secret, texts, word, write
from bot.crm.http import Http
from bot.crm.ids import guid_at
from bot.crm.incoming import Forged, Incoming, Unread, each, found_in, header, plain_answer, same_as_one, whole_body
from bot.crm.reading import Item, list_at, mapping, words
from bot.crm.strict_json import whole
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind
from bot.errors import Unreadable

API = "https://api.attio.com"


SETTINGS = (
    guid("workspace_id", "the id of the Attio workspace", is_required=True),
    guid("deals_object_id", "the id of the object Deals", is_required=True),
    guid("stage_attribute_id", "the id of the deals' attribute Deal stage", is_required=True),
    texts("lost_status_ids", "the ids of the stages that mean lost", is_required=True),
    texts("won_status_ids", "the ids of the stages that mean won"),
    secret("webhook_secret", "the webhook's secret, shown once when it is made", is_required=True),
    word("access_token", "an access token of the workspace, to read deals and members", is_required=True),
    address("api_url", f"where its API is, if not {API}"),
    fields(),
    write(),
    reason_options(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS, and `account`. Raises SetUpError that names all that is missing or wrong."""
    whole = {"api_url": API, **checked(config, SETTINGS)}
    return {**whole, "account": whole["workspace_id"]}


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless the signature fits. It covers no time: a replay is known by its key, and changes nothing."""
    given = header(incoming, "attio-signature") or header(incoming, "x-attio-signature")
    expected = [_sign(key, incoming.body) for key in both(config, "webhook_secret")]
    if not same_as_one(given, expected):
        raise Forged("the signature does not fit")


answer = plain_answer
kept = whole_body


def delivery_key(incoming: Incoming) -> str:
    """Attio's own key of the delivery. The body will not do: a deal that is lost twice is told in the same bytes.

    Without a key each delivery counts as new: reading a deal once more is better than missing its second loss.
    """
    key = header(incoming, "idempotency-key") or uuid4().hex
    return digest(key.encode("utf-8", "surrogatepass") + incoming.body)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """What concerns deals and their stage, each item alone. No event tells its time, so it is when it came."""
    return found_in(body, lambda body: each(_items(whole(body)), lambda item: _events(item, config, received_at)))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The deal as the API shows it now: the event says only that it changed. Raises Gone, TryLater, Unreadable."""
    return attio_deals.read(http, config, event.external_id, now)


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The deal as the API shows it now. Raises as `look` does."""
    return attio_deals.read(http, config, external_id, now)


closed_since = attio_lists.closed_since
open_of = attio_lists.open_of


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read the stages and the members: each needs a right of its own. Raises Refused, TryLater, Gone."""
    for path in attio_deals.TRIED:
        http.get(api(config), path)
    return True


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming:
    """A change of a person, signed."""
    told = {"event_type": "record.updated", "id": {"workspace_id": config["workspace_id"], "object_id": "people"}}
    body = own_sample.body(word, {"events": [told]})
    proof = {"attio-signature": _sign(config["webhook_secret"], body), "idempotency-key": word}
    return own_sample.of_json(url, body, proof)


def _sign(key: str, body: bytes) -> str:
    return hmac.digest(key.encode(), body, hashlib.sha256).hex()


def _items(delivery: Item) -> list[Any]:
    """The events; one that was set aside comes again by itself."""
    return list_at(delivery, "events") if "events" in delivery else [delivery]


def _events(item: Item, config: Mapping[str, Any], received_at: datetime) -> Iterator[DealEvent]:
    what = words(item, "event_type")
    if what is None:
        raise Unreadable("event_type is missing")
    ids = mapping(item.get("id"))
    if ids.get("object_id") != config["deals_object_id"]:
        return
    account = guid_at(ids, "workspace_id")
    match what:
        case "record.created":
            yield DealEvent(guid_at(ids, "record_id"), EventKind.UNKNOWN, received_at, account=account)
        case "record.updated" if ids.get("attribute_id") == config["stage_attribute_id"]:
            yield DealEvent(guid_at(ids, "record_id"), EventKind.UNKNOWN, received_at, account=account)
        case "record.deleted":
            yield DealEvent(guid_at(ids, "record_id"), EventKind.DELETED, received_at, account=account)
        case "record.merged":
            # Each of the two that were merged is told by an event of its own; the survivor may be a third.
            survivor, merged = guid_at(ids, "record_id"), guid_at(item, "duplicate_record_id")
            yield DealEvent(merged, EventKind.MERGED, received_at, account=account, merged_into=survivor)
