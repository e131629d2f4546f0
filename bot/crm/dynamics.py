"""Microsoft Dynamics 365 Sales: what a step registered in Dataverse sends, with a key of ours in a header or the URL.

https://learn.microsoft.com/power-apps/developer/data-platform/use-webhooks
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.crm import dynamics_deals, dynamics_lists, own_sample
from bot.crm.configuration import (
    address,
    both,
    checked,
    fields,
    guid,
    reason_options,
    secret,
    secret_header,
    word,
    write,
)
from bot.crm.dynamics_deals import api
from bot.crm.http import Http
from bot.crm.ids import guid_at
from bot.crm.incoming import Forged, Incoming, Unread, check_header, found_in, plain_answer, same_as_one, whole_body
from bot.crm.reading import Item, items, mapping, moment_of_milliseconds
from bot.crm.strict_json import whole
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind
from bot.errors import Unreadable

LOGIN = "https://login.microsoftonline.com"
_DATE = re.compile(r"/Date\((\d{1,15})([+-]\d{4})?\)/", re.ASCII)
_KINDS = {0: EventKind.REOPENED, 1: EventKind.WON, 2: EventKind.LOST}


SETTINGS = (
    guid("organization_id", "the id of the environment's organization", is_required=True),
    secret_header("header", "the header and value given at the endpoint, authentication HttpHeader"),
    secret("code", "the key given at the endpoint instead, authentication WebhookKey"),
    address("api_url", "the environment's address, https://….dynamics.com", is_required=True),
    guid("directory_id", "the directory (tenant) id of the app registration in Entra ID", is_required=True),
    guid("client_id", "the application (client) id of the app registration", is_required=True),
    word("client_secret", "a client secret of the app registration", is_required=True),
    address("login_url", f"where its tokens are made, if not {LOGIN}"),
    fields(),
    write(),
    reason_options(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS, and `account`. Raises SetUpError that names all that is missing or wrong."""
    has_proof = config.get("header") or config.get("code")
    whole = checked(config, SETTINGS, [] if has_proof else ["header is missing: or else code, as the endpoint has it"])
    return {"login_url": LOGIN, **whole, "account": whole["organization_id"].lower()}


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless the header, or the key in the URL, is ours: Dataverse signs nothing."""
    if config.get("header"):
        check_header(incoming, config, "header")
        return
    given = parse_qs(urlsplit(incoming.url).query).get("code", [""])[0]
    if not same_as_one(given, both(config, "code")):
        raise Forged("the code does not fit")


answer = plain_answer
kept = whole_body


def delivery_key(incoming: Incoming) -> str:
    """The body names its operation and time; each event is recognised again by its deal and time."""
    return digest(incoming.body)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """What the step tells of an opportunity's state; nothing of other tables and of other changes."""
    return found_in(body, lambda body: _events(whole(body), received_at))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The deal as the API shows it now, with the state that the event tells, if it does. Raises Gone, TryLater."""
    return dynamics_deals.read(http, config, event.external_id, now, event=event)


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The deal as the API shows it now. Raises as `look` does."""
    return dynamics_deals.read(http, config, external_id, now)


closed_since = dynamics_lists.closed_since
open_of = dynamics_lists.open_of


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read a deal and a user: each needs a right of its own. Raises Refused, TryLater, Gone."""
    for path in dynamics_deals.tried(config):
        http.get(api(config), path)
    return True


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming:
    """A change of a contact, with the header or the key in the address."""
    told = {
        "MessageName": "Update",
        "PrimaryEntityName": "contact",
        "PrimaryEntityId": config["organization_id"],
        "OrganizationId": config["organization_id"],
    }
    body, given = own_sample.body(word, told), config.get("header")
    if given:
        return own_sample.of_json(url, body, {given["name"].lower(): given["value"]})
    return own_sample.of_json(f"{url}?{urlencode({'code': config['code']})}", body, {})


def _events(context: Item, received_at: datetime) -> Iterator[DealEvent]:
    message, table = context.get("MessageName"), context.get("PrimaryEntityName")
    if not isinstance(message, str) or not isinstance(table, str):
        raise Unreadable("MessageName or PrimaryEntityName is missing")
    at = _time(context.get("OperationCreatedOn")) or received_at
    account = _id(context, "OrganizationId")
    match table, message:
        case "opportunity", "Create" | "Update":
            kind = _kind(context, "statecode")
            if kind is not None:
                yield DealEvent(_id(context, "PrimaryEntityId"), kind, at, account=account)
        case "opportunity", "Delete":
            yield DealEvent(_id(context, "PrimaryEntityId"), EventKind.DELETED, at, account=account)
        case "opportunityclose", "Create":
            # The activity of closing, which names its opportunity.
            deal = mapping(_attributes(context).get("opportunityid"))
            kind = _kind(context, "opportunitystatecode") or EventKind.UNKNOWN
            yield DealEvent(_id(deal, "Id"), kind, at, account=account)


def _kind(context: Item, state: str) -> EventKind | None:
    """What the new state means; None when it did not change. Only the API can tell what was too big to be sent.

    Above 256 KB a context comes without its parameters.
    """
    if not context.get("InputParameters"):
        return EventKind.UNKNOWN
    attributes = _attributes(context)
    if state not in attributes:
        return None
    value = mapping(attributes[state]).get("Value")
    return _KINDS.get(value, EventKind.UNKNOWN) if isinstance(value, int) else EventKind.UNKNOWN


def _attributes(context: Item) -> Item:
    """What the row was created or changed with."""
    return _pairs(mapping(_pairs(context.get("InputParameters")).get("Target")).get("Attributes"))


def _pairs(value: Any) -> Item:
    """A list of {"key": …, "value": …} as one object; what is not of this form is left out."""
    return {one["key"]: one.get("value") for one in items(value) if isinstance(one.get("key"), str)}


def _time(value: Any) -> datetime | None:
    r"""A time such as \/Date(1794821395000+0000)\/: the milliseconds are UTC, whatever zone stands behind them."""
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    return moment_of_milliseconds(int(found[1])) if found else None


def _id(item: Item, key: str) -> str:
    return guid_at(item, key).lower()
