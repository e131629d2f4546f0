"""Close: signed webhooks that carry the whole opportunity; owner and lead are read from its API."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.crm import close_deals, close_lists, ids, own_sample
from bot.crm.close_deals import ID, deal
from bot.crm.configuration import Setting, address, both, checked, crm_host, fields, reason_options, word, write
from bot.crm.http import Http
from bot.crm.incoming import (
    Forged,
    Incoming,
    Unread,
    check_time,
    found_in,
    header,
    name_within,
    plain_answer,
    same_as_one,
    whole_body,
)
from bot.crm.reading import Item, mapping, moment_utc, object_at, words
from bot.crm.strict_json import whole
from bot.crm.telling import as_told
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind
from bot.errors import Unreadable

API = "https://api.close.com"
# While an opportunity is open, these say where it stands and whose it is; of a closed one only its status is news.
_OF_OPEN_ONES = {"status_id", "user_id"}
_KEY = re.compile("(?:[0-9a-fA-F]{2}){16,64}")
SETTINGS = (
    Setting(
        "signature_key",
        "shown once, when the webhook is made",
        "be hexadecimal digits",
        lambda value: isinstance(value, str) and _KEY.fullmatch(value) is not None,
        is_required=True,
        is_secret=True,
    ),
    word("organization_id", "the organization's id, orga_…: webhooks of another one are set aside"),
    word("api_key", "under Settings, Developer, API Keys: to read owners and leads"),
    address("api_url", f"where its API is, if not {API}"),
    crm_host(),
    fields(),
    write(),
    reason_options(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS. Raises SetUpError that names all that is missing or wrong."""
    return {"api_url": API, "crm_host": "app.close.com", **checked(config, SETTINGS)}


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless the signature over time and body fits, and the time fits `now`.

    https://developer.close.com/api/resources/webhooks
    """
    sent_at = header(incoming, "close-sig-timestamp")
    expected = [_sign(key, sent_at, incoming.body) for key in both(config, "signature_key")]
    if not same_as_one(header(incoming, "close-sig-hash"), expected):
        raise Forged("the signature does not fit")
    check_time(sent_at, 1, now)


answer = plain_answer
kept = whole_body


def delivery_key(incoming: Incoming) -> str:
    """The event's own name, which stays the same when it is sent again."""
    name = name_within(incoming, "event")
    return name if name is not None and ID.fullmatch(name) else digest(incoming.body)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """What the one event in the body tells about an opportunity, or why it cannot be read."""
    return found_in(body, lambda body: _events(object_at(whole(body), "event"), config, received_at))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The opportunity as the API shows it, ended as the event told; without the API, as the event told it.

    Raises TryLater, and Unreadable.
    """
    return as_told(fetch(http, config, event.external_id, now), event)


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The opportunity as the API shows it now; None where it does not, since a deletion is told.

    Raises TryLater, and Unreadable.
    """
    return close_deals.ask(http, config, external_id, now) if "api_key" in config else None


closed_since = close_lists.closed_since
open_of = close_lists.open_of


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read an opportunity and a user. Raises Refused, TryLater, Gone."""
    return "api_key" in config and close_deals.try_token(http, config)


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming:
    """A change of a lead, signed."""
    body = own_sample.body(word, {"event": {"object_type": "lead", "action": "updated"}})
    sent_at = str(int(now.timestamp()))
    proof = {"close-sig-timestamp": sent_at, "close-sig-hash": _sign(config["signature_key"], sent_at, body)}
    return own_sample.of_json(url, body, proof)


def _sign(key: str, sent_at: str, body: bytes) -> str:
    signed = sent_at.encode("utf-8", "surrogatepass") + body
    return hmac.digest(bytes.fromhex(key), signed, hashlib.sha256).hex()


def _events(event: Item, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    if words(event, "object_type") != "opportunity":
        return []
    if config.get("organization_id") not in (None, words(event, "organization_id")):
        raise Unreadable("another organization")
    at = min(moment_utc(event.get("date_created")) or received_at, received_at)
    data = mapping(event.get("data"))
    if words(event, "action") == "deleted":
        return [DealEvent(ids.at(event, "object_id", ID), EventKind.DELETED, at)]
    if not _is_news(event, data):
        return []
    told = deal(data, config, at)
    return [DealEvent.telling(told, at)]


def _is_news(event: Item, data: Item) -> bool:
    """Whether it closed, opened or moved."""
    listed = event.get("changed_fields")
    changed = {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()
    is_open = data.get("status_type") == "active"
    return event.get("action") == "created" or "status_type" in changed or (is_open and bool(changed & _OF_OPEN_ONES))
