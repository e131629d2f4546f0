"""Copper: notifications with the ids of up to thirty opportunities and what changed, and our secret in the body.

https://developer.copper.com/webhooks/overview.html
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.crm import copper_deals, copper_lists, own_sample
from bot.crm.configuration import (
    Setting,
    address,
    both,
    checked,
    fields,
    is_word,
    number,
    reason_options,
    texts,
    word,
    write,
)
from bot.crm.copper_deals import API, api
from bot.crm.http import Http
from bot.crm.ids import number_at
from bot.crm.incoming import Forged, Incoming, Unread, body_with, each, found_in, one_by_one, plain_answer, same
from bot.crm.reading import Item, mapping, moment
from bot.crm.strict_json import parse, whole
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind
from bot.errors import Unreadable

_LOST = ["Lost"]
_KNOWN = {"ids", "type", "event", "subscription_id", "timestamp", "updated_attributes", own_sample.KEY}


def _are_pairs(value: object) -> bool:
    return (
        isinstance(value, dict) and bool(value) and all(is_word(name) and is_word(one) for name, one in value.items())
    )


SETTINGS = (
    Setting(
        "secret",
        'the pair that you gave the webhook as its secret, such as {"retro_token": "…"}',
        'be {"name": "value"} as you gave it to the webhook',
        _are_pairs,
        is_required=True,
        is_secret=True,
    ),
    word("access_token", "an API key of Copper, to read opportunities and users", is_required=True),
    word("user_email", "the address of the user who made the API key", is_required=True),
    number("account_id", "the number in the address of your Copper, for links to deals"),
    texts("lost_statuses", 'which of "Lost" and "Abandoned" mean lost, if not "Lost" alone'),
    address("api_url", f"where its API is, if not {API}"),
    fields(),
    write(),
    reason_options(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS, whole. Raises SetUpError that names all that is missing or wrong."""
    return {"api_url": API, "lost_statuses": _LOST, **checked(config, SETTINGS)}


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless our secret stands in the body: Copper signs nothing."""
    try:
        given = mapping(parse(incoming.body))
    except Unreadable:
        raise Forged("a body without a secret") from None
    holds = [_holds(given, pairs) for pairs in both(config, "secret")]
    if not any(holds):
        raise Forged("the secret does not fit")


answer = plain_answer


def kept(incoming: Incoming) -> bytes:
    """What notifications are known to say, without our secret, whatever it is called."""
    return body_with(incoming, _KNOWN)


def delivery_key(incoming: Incoming) -> str:
    """A notification has no name, and Copper repeats none; its body tells the time to the millisecond."""
    return digest(incoming.body)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """What concerns the status of opportunities, each of the ids alone."""
    return found_in(body, lambda body: each(_alone(whole(body)), lambda one: _events(one, received_at)))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The deal as the API shows it now: in which form events tell the status is nowhere said.

    Raises Gone, TryLater, and Unreadable.
    """
    return copper_deals.read(http, config, event.external_id, now, changed_at=event.at)


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The deal as the API shows it now. Raises as `look` does."""
    return copper_deals.read(http, config, external_id, now)


closed_since = copper_lists.closed_since
open_of = copper_lists.open_of


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read the pipelines: a key of Copper has all the rights of its user. Raises Refused, TryLater, Gone."""
    http.get(api(config), copper_deals.PIPELINES)
    return True


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming:
    """A change of a person, with our secret."""
    told = {"type": "person", "event": "update", "ids": [1], **config["secret"]}
    return own_sample.of_json(url, own_sample.body(word, told), {})


def _holds(given: Item, pairs: Mapping[str, str]) -> bool:
    """Whether all of the secret's pairs stand at the top of the body; each is compared, wherever one differs."""
    fits = [same(str(given.get(name, "")), value) for name, value in pairs.items()]
    return all(fits)


def _kind(notification: Item) -> EventKind | None:
    """What happened to opportunities; None when it is no news of ours."""
    match notification.get("type"), notification.get("event"):
        case "opportunity", "delete":
            return EventKind.DELETED
        case "opportunity", "new":
            return EventKind.UNKNOWN
        case "opportunity", "update" if "status" in mapping(notification.get("updated_attributes")):
            return EventKind.UNKNOWN
    return None


def _alone(notification: Item) -> list[Item]:
    return one_by_one(notification, "ids") if notification.get("type") == "opportunity" else []


def _events(notification: Item, received_at: datetime) -> Iterator[DealEvent]:
    """What a notification with one id tells of its opportunity."""
    kind = _kind(notification)
    if kind is not None:
        external_id = number_at({"id": notification["ids"][0]}, "id")
        yield DealEvent(external_id, kind, moment(notification.get("timestamp")) or received_at)
