"""Salesforce: outbound messages (SOAP, proven by a secret address) and the JSON of a Flow or an Apex callout."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.crm import own_sample, salesforce_lists, standard_webhooks
from bot.crm import salesforce_deals as opportunities
from bot.crm import salesforce_soap as soap
from bot.crm.configuration import (
    Setting,
    address,
    both,
    checked,
    crm_host,
    fields,
    reason_options,
    secret_header,
    url_token,
    word,
    write,
)
from bot.crm.http import Http
from bot.crm.incoming import Answer, Forged, Incoming, Unread, check_header, check_url_token, each, found_in, header
from bot.crm.reading import Item, currency, mapping, moment, words
from bot.crm.strict_json import objects
from bot.crm.telling import as_told
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind
from bot.errors import Unreadable

_ORGANIZATION = re.compile("00D[A-Za-z0-9]{12}(?:[A-Z0-5]{3})?")
_NO_PROOF = (
    "url_token is missing: a long random word at the end of the address (or flow_header or flow_secret, for Flows)"
)
_PROOFS = ("url_token", "flow_header", "flow_secret")
_API = ("api_url", "client_id", "client_secret")
SETTINGS = (
    Setting(
        "organization_id",
        "the organization's id, under Setup, Company Information",
        "be the 15 or 18 characters that begin with 00D",
        lambda value: isinstance(value, str) and _ORGANIZATION.fullmatch(value) is not None,
        is_required=True,
    ),
    url_token(),
    secret_header(
        "client_certificate", "what a proxy of yours puts into a header once it has seen Salesforce's certificate"
    ),
    secret_header("flow_header", "the header that a Flow's named credential sends"),
    standard_webhooks.signing_secret("flow_secret", "with which Apex signs its callouts, whsec_ and then base64"),
    address("api_url", "your My Domain address, https://….my.salesforce.com"),
    word("client_id", "the consumer key of an external client app with the client credentials flow"),
    word("client_secret", "the consumer secret of that app"),
    Setting(
        "currency",
        "the organization's currency, where it has only one",
        "be three letters, such as EUR",
        lambda value: currency(value) is not None,
    ),
    crm_host(),
    fields(),
    write(),
    reason_options(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS. Raises SetUpError that names all that is missing or wrong."""
    further = [] if any(config.get(name) for name in _PROOFS) else [_NO_PROOF]
    if any(config.get(name) for name in _API):
        further += [
            f"{name} is missing: only all of {', '.join(_API)} open the API" for name in _API if not config.get(name)
        ]
    whole = checked(config, SETTINGS, further)
    if "api_url" in whole:
        whole.setdefault("crm_host", urlsplit(whole["api_url"]).netloc)
    return whole


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless an outbound message of our organization comes to the secret address, or JSON with its proof.

    Raises Rejected for XML with a DTD.
    """
    if soap.is_soap(incoming.body):
        _verify_outbound(incoming, config)
    elif header(incoming, "webhook-signature"):
        standard_webhooks.check(incoming, both(config, "flow_secret"), now)
    else:
        check_header(incoming, config, "flow_header")


def answer(incoming: Incoming) -> Answer:
    """An outbound message is sent again for a day unless the answer is this envelope."""
    return Answer(soap.ACK, "text/xml; charset=utf-8") if soap.is_soap(incoming.body) else Answer()


def kept(incoming: Incoming) -> bytes:
    """The body, without a session id such as older messages carry."""
    return soap.without_session(incoming.body) if soap.is_soap(incoming.body) else incoming.body


def delivery_key(incoming: Incoming) -> str:
    """Notifications come again in other company; each is recognised again by its deal and time."""
    return digest(incoming.body)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """What each notification of a message, or each item of a Flow's JSON, tells about an Opportunity."""
    return found_in(body, lambda body: each(_items(body), lambda item: [_event(item, config, received_at)]))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The Opportunity as the API shows it, ended as the event told; without the API, as the event told it.

    Raises Gone, TryLater, and Unreadable when neither tells how it ended.
    """
    return as_told(fetch(http, config, event.external_id, now), event)


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The Opportunity as the API shows it now; None where it does not. Raises Gone for a deleted one, and TryLater."""
    account = opportunities.account_of(http, config, now) if "client_id" in config else None
    record = opportunities.ask(account, external_id) if account else None
    if account is None or record is None:
        return None
    since = opportunities.ended_since(account, record)
    return replace(opportunities.deal(record, config, now), ended_at=since)


closed_since = salesforce_lists.closed_since
open_of = salesforce_lists.open_of


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read an Opportunity and a user. Raises Refused, TryLater, Gone."""
    return "client_id" in config and opportunities.try_token(http, config)


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming | None:
    """An outbound message without a record, where a secret address proves it; else what a Flow sends.

    None where only a proxy can prove either.
    """
    if "url_token" in config and "client_certificate" not in config:
        body = soap.empty(config["organization_id"], f"{own_sample.KEY} {word}")
        return Incoming("POST", url, {"content-type": "text/xml; charset=utf-8"}, body)
    body = own_sample.body(word, {"organizationId": config["organization_id"]})
    if "flow_secret" in config:
        return own_sample.of_json(url, body, standard_webhooks.signed(config["flow_secret"], word, body, now))
    given = config.get("flow_header")
    return own_sample.of_json(url, body, {given["name"].lower(): given["value"]}) if given else None


def _verify_outbound(incoming: Incoming, config: Mapping[str, Any]) -> None:
    check_url_token(incoming, config)
    if "client_certificate" in config:
        check_header(incoming, config, "client_certificate")
    try:
        organization = soap.read(incoming.body).organization
    except Unreadable:
        return  # it came to the secret address: `read` sets it aside
    if organization[:15] != config["organization_id"][:15]:
        raise Forged("another organization")


def _items(body: bytes) -> list[Any]:
    if soap.is_soap(body):
        return [{"record": one} for one in soap.read(body).opportunities]
    return [one for one in objects(body) if not (isinstance(one, dict) and own_sample.KEY in one)]


def _event(item: Item, config: Mapping[str, Any], received_at: datetime) -> DealEvent:
    organization = words(item, "organizationId") or config["organization_id"]
    if organization[:15] != config["organization_id"][:15]:
        raise Unreadable("another organization")
    record = opportunities.flat(mapping(item.get("record")))
    external_id = opportunities.identifier(record)
    at = min(opportunities.changed_at(record) or moment(item.get("occurredAt")) or received_at, received_at)
    if item.get("event") == "opportunity.deleted":
        return DealEvent(external_id, EventKind.DELETED, at)
    if opportunities.outcome(record) is None:
        return DealEvent(external_id, EventKind.UNKNOWN, at)
    deal = opportunities.deal(record, config, at)
    return DealEvent.telling(deal, at)
