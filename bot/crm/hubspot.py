"""HubSpot: batches of events that carry ids and one property; the deal itself is read from the CRM API."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from bot.crm import hubspot_deals, hubspot_lists, own_sample
from bot.crm.configuration import (
    address,
    both,
    checked,
    crm_host,
    fields,
    flag,
    number,
    reason_options,
    secret,
    word,
    write,
)
from bot.crm.http import Http
from bot.crm.hubspot_deals import DEAL_TYPE, api
from bot.crm.ids import number_at
from bot.crm.incoming import (
    Forged,
    Incoming,
    Unread,
    check_time,
    each,
    found_in,
    header,
    plain_answer,
    same_as_one,
    whole_body,
)
from bot.crm.reading import Item, list_at, moment_of_milliseconds, words
from bot.crm.strict_json import objects
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind
from bot.errors import Unreadable

API = "https://api.hubapi.com"
_HIDDEN = "REDACTED"
# https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
_ENCODED = re.compile("%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)
SETTINGS = (
    number("portal_id", "the account's number, in HubSpot's account menu", is_required=True),
    secret("client_secret", "the app's client secret, under Auth", is_required=True),
    word("access_token", "the app's access token, to read deals and owners", is_required=True),
    address("api_url", f"where its API is, if not {API}"),
    flag("allow_v1", "accept requests that carry only the first, weaker version of the signature"),
    crm_host(),
    fields(),
    write(),
    reason_options(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS, and `account`. Raises SetUpError that names all that is missing or wrong."""
    whole = {"api_url": API, **checked(config, SETTINGS)}
    if whole["api_url"] == API:
        whole.setdefault("crm_host", "app.hubspot.com")
    account = str(whole["portal_id"])
    return {**whole, "account": account, "portal_id": account}


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless the v3 signature fits; v1 alone counts only where the connection allows it."""
    secrets = [str(secret).encode() for secret in both(config, "client_secret")]
    given = header(incoming, "x-hubspot-signature-v3")
    if not given and config.get("allow_v1") is True and header(incoming, "x-hubspot-signature-version") == "v1":
        _verify_v1(incoming, secrets)
        return
    sent_at = header(incoming, "x-hubspot-request-timestamp")
    if not same_as_one(given, [_sign_v3(secret, incoming, sent_at) for secret in secrets]):
        raise Forged("the v3 signature does not fit")
    check_time(sent_at, 1000, now)


answer = plain_answer
kept = whole_body


def delivery_key(incoming: Incoming) -> str:
    """A batch has no name of its own; each event is recognised again by its deal and time."""
    return digest(incoming.body)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """The events that concern deals, each item of the batch read alone; of the rest only what cannot be read."""
    return found_in(body, lambda body: each(objects(body), _events))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The deal as the API shows it now, with the outcome that the event's own stage means.

    They differ when the event is older than the API's answer, or newer. Without a stage the API's word counts.
    Raises Gone, TryLater, and Unreadable when no pipeline knows the stage.
    """
    return hubspot_deals.read(http, config, event.external_id, now, stage_id=event.stage, changed_at=event.at)


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The deal as the API shows it now. Raises as `look` does."""
    return hubspot_deals.read(http, config, external_id, now)


closed_since = hubspot_lists.closed_since
open_of = hubspot_lists.open_of


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read the pipelines and an owner: each needs a right of its own. Raises Refused, TryLater, Gone."""
    for path in (hubspot_deals.PIPELINES, f"{hubspot_deals.OWNERS}?limit=1"):
        http.get(api(config), path)
    return True


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming:
    """A change of a contact, signed."""
    told = {"subscriptionType": "contact.propertyChange", "portalId": int(config["portal_id"]), "objectId": 1}
    body = json.dumps([own_sample.marked(word, told)]).encode()
    sent_at = str(int(now.timestamp() * 1000))
    signature = _sign_v3(str(config["client_secret"]).encode(), Incoming("POST", url, {}, body), sent_at)
    proof = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": sent_at}
    return own_sample.of_json(url, body, proof)


def _verify_v1(incoming: Incoming, secrets: list[bytes]) -> None:
    expected = [hashlib.sha256(secret + incoming.body).hexdigest() for secret in secrets]
    if not same_as_one(header(incoming, "x-hubspot-signature"), expected):
        raise Forged("the v1 signature does not fit")


def _sign_v3(secret: bytes, incoming: Incoming, sent_at: str) -> str:
    url = _ENCODED.sub(lambda found: unquote(found.group()), incoming.url)
    before, after = (part.encode("utf-8", "surrogatepass") for part in (incoming.method + url, sent_at))
    return base64.b64encode(hmac.digest(secret, before + incoming.body + after, hashlib.sha256)).decode()


def _events(item: Item) -> Iterator[DealEvent]:
    match _what(item):
        case "propertyChange" if item.get("propertyName") == "dealstage":
            stage = words(item, "propertyValue")
            if stage is None:
                raise Unreadable("dealstage without a value")
            yield _event(item, "objectId", EventKind.UNKNOWN, stage=None if stage == _HIDDEN else stage)
        case "deletion":
            yield _event(item, "objectId", EventKind.DELETED)
        case "restore":
            yield _event(item, "objectId", EventKind.UNKNOWN)
        case "merge":
            yield from _merges(item)


def _what(item: Item) -> str | None:
    """What happened to a deal ("propertyChange", "merge" …), or None when it happened to something else."""
    kind = item.get("subscriptionType") or item.get("eventType")
    if not isinstance(kind, str):
        raise Unreadable("neither subscriptionType nor eventType")
    thing, _, what = kind.partition(".")
    return what if thing == "deal" or (thing == "object" and item.get("objectTypeId") == DEAL_TYPE) else None


def _merges(item: Item) -> Iterator[DealEvent]:
    survivor = number_at(item, next((key for key in ("newObjectId", "primaryObjectId") if item.get(key)), "objectId"))
    merged = list_at(item, "mergedObjectIds")
    for external_id in [
        number_at({"merged": one}, "merged") for one in [*merged, item.get("primaryObjectId") or survivor]
    ]:
        if external_id != survivor:
            yield _event({**item, "merged": external_id}, "merged", EventKind.MERGED, merged_into=survivor)


def _event(
    item: Item, key: str, kind: EventKind, *, stage: str | None = None, merged_into: str | None = None
) -> DealEvent:
    at = moment_of_milliseconds(item.get("occurredAt"))
    if at is None:
        raise Unreadable("occurredAt is no time")
    account = number_at(item, "portalId")
    return DealEvent(number_at(item, key), kind, at, stage=stage, account=account, merged_into=merged_into)
