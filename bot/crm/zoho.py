"""Zoho CRM: notifications with the ids of deals, maybe with what changed in them, and our token in the body.

https://www.zoho.com/crm/developer/docs/api/v8/notifications/overview.html
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.crm import own_sample, zoho_deals, zoho_lists
from bot.crm.configuration import (
    Setting,
    address,
    both,
    checked,
    fields,
    number,
    reason_options,
    secret,
    texts,
    word,
    write,
)
from bot.crm.http import Http
from bot.crm.ids import number_at
from bot.crm.incoming import Forged, Incoming, Unread, body_with, each, found_in, one_by_one, plain_answer, same_as_one
from bot.crm.reading import Item, items, mapping, moment_of_milliseconds, words
from bot.crm.strict_json import parse, whole
from bot.crm.zoho_deals import api
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind
from bot.errors import Unreadable

MODULE = "Deals"
_LOST = ["Closed Lost", "Closed Lost to Competition"]
_WON = ["Closed Won"]
# https://www.zoho.com/crm/developer/docs/api/v8/multi-dc.html
_DATA_CENTRES = ("com", "eu", "in", "com.au", "jp", "ca", "sa", "com.cn")
_LOGINS = {"ca": "https://accounts.zohocloud.ca"}
_LONGEST_TOKEN = 50
_KNOWN = {
    "module",
    "operation",
    "ids",
    "affected_values",
    "affected_fields",
    "channel_id",
    "server_time",
    own_sample.KEY,
}

SETTINGS = (
    secret("token", "a text of your choice, up to 50 characters, that Zoho sends back", is_required=True),
    number(
        "channel_id", "a number of your choice that no other of your programs uses for notifications", is_required=True
    ),
    word("client_id", "the client id of a self client in Zoho's API console", is_required=True),
    word("client_secret", "its client secret", is_required=True),
    word("refresh_token", "the refresh token made with it", is_required=True),
    Setting(
        "data_centre",
        "the end of your Zoho's address, if not com",
        f"be one of {', '.join(_DATA_CENTRES)}",
        lambda value: value in _DATA_CENTRES,
    ),
    texts("lost_stages", f"the stages that mean lost, if not {' and '.join(_LOST)}"),
    texts("won_stages", f"the stages that mean won, if not {' and '.join(_WON)}"),
    address("api_url", "where its API is, if not where the data centre has it"),
    address("accounts_url", "where its tokens are made, if not where the data centre has it"),
    fields(),
    write(),
    reason_options(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS, whole. Raises SetUpError that names all that is missing or wrong."""
    too_long = any(len(str(token)) > _LONGEST_TOKEN for token in both(config, "token"))
    further = [f"token must have at most {_LONGEST_TOKEN} characters"] if too_long else []
    whole = checked(config, SETTINGS, further)
    centre = whole.get("data_centre", "com")
    defaults = {
        "api_url": f"https://www.zohoapis.{centre}",
        "accounts_url": _LOGINS.get(centre, f"https://accounts.zoho.{centre}"),
        "lost_stages": _LOST,
        "won_stages": _WON,
    }
    return {**defaults, **whole, "data_centre": centre, "channel_id": str(whole["channel_id"])}


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless our token stands in the body: Zoho signs nothing, and sends no header of ours."""
    try:
        given = mapping(parse(incoming.body)).get("token")
    except Unreadable:
        raise Forged("a body without a token") from None
    if not isinstance(given, str) or not same_as_one(given, both(config, "token")):
        raise Forged("the token does not fit")


answer = plain_answer


def kept(incoming: Incoming) -> bytes:
    """The body without our token."""
    return body_with(incoming, _KNOWN)


def delivery_key(incoming: Incoming) -> str:
    """A notification has no name; its body tells the time to the millisecond."""
    return digest(incoming.body)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """What the notification tells of each of its deals; nothing of deals whose stage stayed."""
    return found_in(body, lambda body: each(_alone(whole(body)), lambda one: _events(one, received_at)))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The deal as the API shows it now, with the outcome that the event's own stage means.

    They differ when the event is older than the API's answer. Without a stage the API's word counts.
    Raises Gone, TryLater, and Unreadable for a deal without a stage.
    """
    return zoho_deals.read(http, config, event.external_id, now, stage=event.stage, changed_at=event.at)


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The deal as the API shows it now. Raises as `look` does."""
    return zoho_deals.read(http, config, external_id, now)


closed_since = zoho_lists.closed_since
open_of = zoho_lists.open_of


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read a deal and ourselves: each needs a right of its own. Raises Refused, TryLater, Gone."""
    for path in zoho_deals.TRIED:
        http.get(api(config), path)
    return True


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming:
    """A change of a contact, with our token."""
    told = {"module": "Contacts", "operation": "update", "ids": ["1"], "token": config["token"]}
    return own_sample.of_json(url, own_sample.body(word, told), {})


def _alone(notification: Item) -> list[Item]:
    return one_by_one(notification, "ids") if notification.get("module") == MODULE else []


def _events(notification: Item, received_at: datetime) -> Iterator[DealEvent]:
    """What a notification with one id tells of its deal."""
    external_id = number_at({"id": notification["ids"][0]}, "id")
    at = moment_of_milliseconds(notification.get("server_time")) or received_at
    match notification.get("operation"):
        case "delete":
            yield DealEvent(external_id, EventKind.DELETED, at)
        case "insert" | "update":
            changed = _changed(notification, external_id)
            if changed is None or "Stage" in changed:
                yield DealEvent(external_id, EventKind.UNKNOWN, at, stage=words(changed or {}, "Stage"))
        case operation if not isinstance(operation, str):
            raise Unreadable("operation is missing")


def _changed(notification: Item, external_id: str) -> Item | None:
    """The new values of a deal; None where the channel sends none."""
    affected = items(notification.get("affected_values"))
    return next((mapping(one.get("values")) for one in affected if words(one, "record_id") == external_id), None)
