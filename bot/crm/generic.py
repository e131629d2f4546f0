"""Any system that can sign a request, with a deal in the body: Standard Webhooks. Weaker: a fixed token sent along."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.crm import own_sample, standard_webhooks
from bot.crm.configuration import both, checked, crm_host, secret
from bot.crm.http import Http
from bot.crm.incoming import Forged, Incoming, Unread, found_in, header, plain_answer, same_as_one, whole_body
from bot.crm.listing import Closings
from bot.crm.reading import Item, amount, currency, identifier, link, mapping, moment, person, words
from bot.crm.strict_json import whole
from bot.crm.telling import KINDS, deal_of, not_ahead
from bot.domain.deals import Deal, DealEvent, Outcome, Person
from bot.errors import Unreadable

_BEARER = "Bearer "
_NO_PROOF = (
    "secret is missing: the signing secret of the sender, whsec_ and then base64 (or bearer_token, which is weaker)"
)
SETTINGS = (
    standard_webhooks.signing_secret("secret", "the signing secret of the sender, whsec_ and then base64"),
    secret("bearer_token", "for tools that cannot sign: a long random word, sent as `Authorization: Bearer …`"),
    crm_host(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS. Raises SetUpError that names all that is missing or wrong."""
    further = [] if config.get("secret") or config.get("bearer_token") else [_NO_PROOF]
    return checked(config, SETTINGS, further)


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless a signature fits, its time as well, or the fixed token came where the connection has one."""
    given = header(incoming, "authorization")
    if not header(incoming, "webhook-signature") and given.startswith(_BEARER):
        if not same_as_one(given.removeprefix(_BEARER), both(config, "bearer_token")):
            raise Forged("the bearer token does not fit")
        return
    standard_webhooks.check(incoming, both(config, "secret"), now)


answer = plain_answer
kept = whole_body


def delivery_key(incoming: Incoming) -> str:
    """The sender's own name for this message, or its bytes."""
    return standard_webhooks.delivery_key(incoming)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """The one event in the body, or why it cannot be read; nothing when it is of no kind that we know."""
    return found_in(body, lambda body: _events(whole(body), config, received_at))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The deal as the event told it: there is nobody to ask."""
    return deal_of(event)


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """Always None: no better knowledge than what was sent."""
    return None


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """Always None: there is nobody to ask."""
    return None


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """Always None: there is nobody to ask."""
    return None


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Always False: there is no token."""
    return False


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming:
    """An event of a kind that we do not know, signed; by bearer where there is no secret to sign with."""
    body = own_sample.body(word, {"type": "silver_lining.test", "timestamp": now.isoformat()})
    if config.get("secret"):
        return own_sample.of_json(url, body, standard_webhooks.signed(config["secret"], word, body, now))
    return own_sample.of_json(url, body, {"authorization": _BEARER + config["bearer_token"]})


def _events(item: Item, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    kind = item.get("type")
    if not isinstance(kind, str):
        raise Unreadable("type is missing")
    if kind not in KINDS:
        return []
    data = mapping(item.get("data"))
    event_kind, outcome = KINDS[kind]
    if words(data, "outcome") in set(Outcome) - {outcome}:
        raise Unreadable("type and outcome contradict each other")
    at = not_ahead(item.get("timestamp"), received_at) or received_at
    deal = _deal(data, outcome, config)
    if outcome is not Outcome.OPEN:
        deal = replace(deal, closed_at=not_ahead(data.get("closed_at"), received_at) or at)
    return [DealEvent(deal.external_id, event_kind, at, deal)]


def _deal(data: Item, outcome: Outcome, config: Mapping[str, Any]) -> Deal:
    external_id = identifier(data, "deal_id")
    return Deal(
        external_id=external_id,
        name=words(data, "name") or external_id,
        outcome=outcome,
        owner=person(data.get("owner")),
        manager=person(data.get("manager")),
        customer=words(data, "customer"),
        amount=amount(data.get("amount")),
        currency=currency(data.get("currency")),
        pipeline=words(data, "pipeline"),
        segment=words(data, "segment"),
        stage=words(data, "stage"),
        reason=words(data, "lost_reason"),
        competitor=words(data, "competitor"),
        vertical=words(data, "vertical"),
        region=words(data, "region"),
        persona=words(data, "persona"),
        created_at=moment(data.get("created_at")),
        url=link(data.get("url"), config.get("crm_host")),
    )
