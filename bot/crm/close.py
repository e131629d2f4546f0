"""Close: signed webhooks that carry the whole opportunity; owner and lead are read from its API."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.crm import ids
from bot.crm.answers import must_tell
from bot.crm.configuration import Setting, address, both, checked, crm_host, fields, fields_of, word, write
from bot.crm.days import closed_when, day
from bot.crm.http import Api, Gone, Http, basic
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
from bot.crm.niceties import unless_gone
from bot.crm.reading import (
    OF_CUSTOMER,
    Item,
    amount,
    currency,
    facts,
    flat,
    link,
    mapping,
    moment_utc,
    object_at,
    person,
    words,
)
from bot.crm.strict_json import whole
from bot.crm.telling import as_told
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome
from bot.errors import Unreadable

API = "https://api.close.com"
_OUTCOMES = {"active": Outcome.OPEN, "lost": Outcome.LOST, "won": Outcome.WON}
_CLOSED_ON = {Outcome.LOST: "date_lost", Outcome.WON: "date_won"}
# While an opportunity is open, these say where it stands and whose it is; of a closed one only its status is news.
_OF_OPEN_ONES = {"status_id", "user_id"}
_ID = re.compile("[A-Za-z0-9_]{1,100}")
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
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS. Raises SetUpError that names all that is missing or wrong."""
    return {"api_url": API, "crm_host": "app.close.com", **checked(config, SETTINGS)}


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless the signature over time and body fits, and the time fits `now`.

    https://developer.close.com/api/resources/webhooks
    """
    sent_at = header(incoming, "close-sig-timestamp")
    signed = sent_at.encode("utf-8", "surrogatepass") + incoming.body
    expected = [
        hmac.new(bytes.fromhex(key), signed, hashlib.sha256).hexdigest() for key in both(config, "signature_key")
    ]
    if not same_as_one(header(incoming, "close-sig-hash"), expected):
        raise Forged("the signature does not fit")
    check_time(sent_at, 1, now)


answer = plain_answer
kept = whole_body


def delivery_key(incoming: Incoming) -> str:
    """The event's own name, which stays the same when it is sent again."""
    name = name_within(incoming, "event")
    return name if name is not None and _ID.fullmatch(name) else digest(incoming.body)


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
    if "api_key" not in config:
        return None
    try:
        found = mapping(http.get(api(config), f"/api/v1/opportunity/{ids.for_path(external_id)}/"))
    except Gone:
        return None
    must_tell(external_id, words(found, "id"), words(found, "status_type"))
    return _deal({**found, **_owner_and_lead(http, config, found, now)}, config, now)


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read an opportunity and a user. Raises Refused, TryLater, Gone."""
    if "api_key" not in config:
        return False
    for path in ("/api/v1/opportunity/?_limit=1", "/api/v1/me/"):
        http.get(api(config), path)
    return True


def _events(event: Item, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    if words(event, "object_type") != "opportunity":
        return []
    if config.get("organization_id") not in (None, words(event, "organization_id")):
        raise Unreadable("another organization")
    at = min(moment_utc(event.get("date_created")) or received_at, received_at)
    data = mapping(event.get("data"))
    if words(event, "action") == "deleted":
        return [DealEvent(ids.at(event, "object_id", _ID), EventKind.DELETED, at)]
    if not _is_news(event, data):
        return []
    deal = _deal(data, config, at)
    return [DealEvent.telling(deal, at)]


def _is_news(event: Item, data: Item) -> bool:
    """Whether it closed, opened or moved."""
    listed = event.get("changed_fields")
    changed = {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()
    is_open = data.get("status_type") == "active"
    return event.get("action") == "created" or "status_type" in changed or (is_open and bool(changed & _OF_OPEN_ONES))


def _deal(record: Item, config: Mapping[str, Any], at: datetime) -> Deal:
    """The record as a Deal, under its lead's name: Close gives it none. Raises Unreadable without a status."""
    external_id = ids.at(record, "id", _ID)
    outcome = _OUTCOMES.get(words(record, "status_type") or "")
    if outcome is None:
        raise Unreadable("status_type is none that we know")
    is_open, lead, cents = outcome is Outcome.OPEN, words(record, "lead_name"), amount(record.get("value"))
    host = config["crm_host"]
    return Deal(
        external_id=external_id,
        name=lead or external_id,
        outcome=outcome,
        owner=person({"email": record.get("user_email"), "name": record.get("user_name")}),
        customer=lead,
        amount=None if cents is None else cents / Decimal(100),
        currency=currency(record.get("value_currency")),
        pipeline=words(record, "pipeline_name"),
        stage=words(record, "status_label") if is_open else None,
        created_at=moment_utc(record.get("date_created")),
        closed_at=None if is_open else closed_when(day(record.get(_CLOSED_ON[outcome])), at),
        url=link(f"https://{host}/lead/{words(record, 'lead_id')}/", host),
        **facts(flat(record), fields_of(config, {})),
    )


def _owner_and_lead(http: Http, config: Mapping[str, Any], found: Item, now: datetime) -> dict[str, Any]:
    """The owner's address and, where one of the account's fields is on the lead, the lead."""
    user = _related(http, config, "user", words(found, "user_id"), now)
    asks_for_lead = any(name.startswith(OF_CUSTOMER) for name in fields_of(config, {}).values())
    lead = _related(http, config, "lead", words(found, "lead_id"), now) if asks_for_lead else {}
    return {"user_email": user.get("email"), "customer": lead}


def _related(http: Http, config: Mapping[str, Any], kind: str, its_id: str | None, now: datetime) -> Item:
    if its_id is None or not _ID.fullmatch(its_id):
        return {}
    return mapping(unless_gone(http.get_remembered, api(config), f"/api/v1/{kind}/{its_id}/", now=now))


def api(config: Mapping[str, Any]) -> Api:
    """The way into a connection's account."""
    return Api(config["api_url"], {"Authorization": basic(config["api_key"], "")})
