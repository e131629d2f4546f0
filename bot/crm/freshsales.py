"""Freshsales: whatever the body of a workflow's webhook holds, by the template of docs/freshsales.md.

All values are text. A placeholder that Freshsales did not fill in is empty, or stands there as it was written.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.crm import freshsales_deals, freshsales_lists, own_sample
from bot.crm.configuration import address, checked, fields, reason_options, secret_header, texts, word, write
from bot.crm.days import closed_when, day, not_before
from bot.crm.freshsales_deals import api
from bot.crm.http import Http
from bot.crm.ids import number_at
from bot.crm.incoming import Incoming, Unread, check_header, found_in, plain_answer, whole_body
from bot.crm.reading import Item, amount, currency, facts, moment, person, words
from bot.crm.strict_json import whole
from bot.crm.telling import KINDS, deal_of, not_ahead
from bot.domain.bodies import digest
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome
from bot.errors import Unreadable

_FACTS = {
    "reason": "lost_reason",
    "competitor": "competitor",
    "vertical": "vertical",
    "region": "region",
    "persona": "persona",
    "segment": "segment",
    "manager": "manager_email",
}
_UNFILLED = re.compile(r"\{\{.*\}\}")
_LOST, _WON = ["Lost"], ["Won"]

SETTINGS = (
    secret_header("header", "the header and value given at the workflow's webhook", is_required=True),
    word("access_token", "an API key, to read deals with"),
    address("api_url", "your Freshsales' address, https://….myfreshworks.com, with an access_token"),
    texts("lost_stages", 'the names of the stages that mean lost, if not "Lost"'),
    texts("won_stages", 'the names of the stages that mean won, if not "Won"'),
    texts(
        "closed_views", f"the names of the views of closed deals, if not {' and '.join(freshsales_lists.CLOSED_VIEWS)}"
    ),
    texts("open_views", f"the names of the views of open deals, if not {' and '.join(freshsales_lists.OPEN_VIEWS)}"),
    fields(),
    write(),
    reason_options(),
)


def check_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What to store of SETTINGS, whole. Raises SetUpError that names all that is missing or wrong."""
    lacks_url = config.get("access_token") and not config.get("api_url")
    whole = checked(config, SETTINGS, ["api_url is missing: where to use the access_token"] if lacks_url else [])
    return {"lost_stages": _LOST, "won_stages": _WON, **whole}


def verify(incoming: Incoming, config: Mapping[str, Any], now: datetime) -> None:
    """Raise Forged unless the header is ours: Freshsales signs nothing."""
    check_header(incoming, config, "header")


answer = plain_answer
kept = whole_body


def delivery_key(incoming: Incoming) -> str:
    """A delivery has no name; the template has it tell the time at which the deal changed."""
    return digest(incoming.body)


def read(body: bytes, config: Mapping[str, Any], received_at: datetime) -> list[DealEvent | Unread]:
    """The one deal that the template tells of, or why it cannot be read; nothing for an event that is none of ours."""
    return found_in(body, lambda body: _events(_filled(whole(body)), received_at))


def look(http: Http, config: Mapping[str, Any], event: DealEvent, now: datetime) -> Deal:
    """The deal as the template told it, with what the API knows better, where we may ask; else as the API shows it.

    Raises Gone, TryLater, and Unreadable.
    """
    if event.kind is EventKind.UNKNOWN and _may_ask(config):
        return freshsales_deals.read(http, config, event.external_id, now)
    told = deal_of(event)
    return freshsales_deals.completed(http, config, told, now) if _may_ask(config) else told


def fetch(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The deal as the API shows it now; None without an API key. Raises Gone, TryLater, Unreadable."""
    return freshsales_deals.read(http, config, external_id, now) if _may_ask(config) else None


closed_since = freshsales_lists.closed_since
open_of = freshsales_lists.open_of


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read stages and owners; False without an API key. Raises Refused, TryLater, Gone."""
    if not _may_ask(config):
        return False
    for path in freshsales_deals.TRIED:
        http.get(api(config), path)
    return True


def sample(word: str, url: str, config: Mapping[str, Any], now: datetime) -> Incoming:
    """A template's event of a kind that we do not know, with the header."""
    given = config["header"]
    return own_sample.of_json(
        url, own_sample.body(word, {"event": "contact.updated"}), {given["name"].lower(): given["value"]}
    )


def _may_ask(config: Mapping[str, Any]) -> bool:
    return "access_token" in config


def _filled(item: Item) -> Item:
    """The values that say something."""
    return {key: value for key, value in item.items() if isinstance(value, str) and not _is_unfilled(value)}


def _is_unfilled(value: str) -> bool:
    return not value.strip() or _UNFILLED.fullmatch(value.strip()) is not None


def _events(item: Item, received_at: datetime) -> list[DealEvent | Unread]:
    if "event" not in item:
        raise Unreadable("event is missing")
    if item["event"] not in KINDS:
        return []
    kind, outcome = KINDS[item["event"]]
    at = not_ahead(item.get("updated_at"), received_at) or received_at
    deal = _deal(item, outcome, at)
    return [DealEvent(deal.external_id, kind, at, deal)]


def _deal(item: Item, outcome: Outcome, at: datetime) -> Deal:
    external_id = number_at(item, "deal_id")
    is_open = outcome is Outcome.OPEN
    return Deal(
        external_id=external_id,
        name=words(item, "deal_name") or external_id,
        outcome=outcome,
        owner=person({"email": item.get("owner_email"), "name": item.get("owner_name")}),
        customer=words(item, "account_name"),
        amount=amount(item.get("deal_amount")),
        currency=currency(item.get("currency")),
        pipeline=words(item, "deal_pipeline"),
        stage=words(item, "deal_stage") if is_open else None,
        created_at=moment(item.get("created_at")),
        closed_at=None if is_open else closed_when(day(item.get("closed_date")), at),
        ended_at=None if is_open else not_before(day(item.get("closed_date"))),
        **facts(item, _FACTS),
    )
