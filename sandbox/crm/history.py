"""Half a year of closed deals, drawn from `facts/history.toml`: the same ones for everybody who starts on one day."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from sandbox.crm.deals import CLOSED_STAGES, FIRST_STAGE, CrmName, Customer, Deal, Outcome
from sandbox.facts import table
from sandbox.payloads import Payload

Sold = tuple[Customer, str, float]

SATURDAY = 5
QUARTER_MONTHS = 3
LAST_DAYS = timedelta(days=4)
# How much likelier a deal is closed on one of the last days of a month, and of a quarter.
MONTH_END, QUARTER_END = 2, 4
SPREAD_DAYS, SPREAD_AMOUNT = 0.38, 0.55
SHORTEST_DAYS, LONGEST_DAYS = 6, 320
FIRST_ID = {"generic": 1001, "hubspot": 30117720001}


def _facts() -> Payload:
    return table("history")


def past_deals(today: date, people: Mapping[str, str], leads: Mapping[str, str | None]) -> list[Deal]:
    """The closed deals of those sellers who are among `people` (user ids by handle), oldest closing first.

    `today` (UTC) is the day of the start: the newest closing was the working day before. `leads` names managers.
    """
    return [
        replace(deal, owner=people[deal.owner], manager=leads.get(people[deal.owner]))
        for deal in _drawn(today)
        if deal.owner in people
    ]


def made_up(number: int) -> tuple[str, Customer]:
    """A name for a new deal, and its customer: always the same for one number."""
    chance = random.Random(number)
    customer, product, _ = chance.choice(_sold())
    return f"{customer.name} - {product} {number}", customer


@lru_cache(maxsize=4)
def _drawn(today: date) -> tuple[Deal, ...]:
    """All of them, with handles for owners."""
    chance = random.Random(_facts()["seed"])
    days = [today - timedelta(days=back) for back in range(1, _facts()["days"] + 1)]
    closings = chance.choices(days, [_weight(day) for day in days], k=_facts()["closed"])
    sold = chance.sample(_sold(), k=len(closings))
    drawn = [_deal(chance, number, day, sold[number]) for number, day in enumerate(sorted(closings))]
    return tuple(sorted(drawn, key=lambda deal: deal.changed_at))


def _weight(day: date) -> int:
    """How likely a deal is closed on this day."""
    if day.weekday() >= SATURDAY:
        return 0
    soon = day + LAST_DAYS
    if soon.month == day.month:
        return 1
    return QUARTER_END if day.month % QUARTER_MONTHS == 0 else MONTH_END


@cache
def _sold() -> list[Sold]:
    """Everything that could be sold to everybody."""
    facts = _facts()
    return [(Customer(*firm), product, size) for firm in facts["customers"] for product, size in facts["products"]]


def _deal(chance: random.Random, number: int, day: date, sold: Sold) -> Deal:
    customer, product, size = sold
    seller, rival = _weighted(chance, "sellers"), _weighted(chance, "rivals")
    won = chance.random() < rival["won"] + seller["lift"]
    closed_at = datetime.combine(day, time(8 + chance.randrange(8), chance.randrange(60), chance.randrange(60)), UTC)
    age = _around(chance, rival["days_won" if won else "days_lost"], SPREAD_DAYS)
    created_at = closed_at - timedelta(days=min(max(age, SHORTEST_DAYS), LONGEST_DAYS), hours=chance.randrange(5))
    crm: CrmName = chance.choice(("generic", "hubspot"))
    amount = round(_around(chance, seller["amount"] * size, SPREAD_AMOUNT) / 100) * 100
    outcome = Outcome.WON if won else Outcome.LOST
    identifier = FIRST_ID[crm] + number
    return Deal(
        id=f"D-{identifier}" if crm == "generic" else str(identifier),
        crm=crm,
        name=f"{customer.name} - {product}",
        owner=seller["handle"],
        stage=CLOSED_STAGES[crm][outcome.value],
        open_stage=FIRST_STAGE[crm],
        created_at=created_at,
        changed_at=closed_at,
        closed_at=closed_at,
        amount=f"{amount}.00",
        currency=seller["currency"],
        outcome=outcome,
        competitor=rival["name"] or None,
        reason=_reason(chance, rival, won=won),
        customer=customer,
    )


def _reason(chance: random.Random, rival: Payload, *, won: bool) -> str | None:
    """What somebody wrote into the CRM: price far more often than it was the reason."""
    if won:
        return _pick(chance, _facts()["won_reasons"]) or None
    return "Price" if chance.random() < rival["price"] else _pick(chance, rival["reasons"]) or None


def _weighted(chance: random.Random, table: str) -> Payload:
    entries: list[Payload] = _facts()[table]
    return chance.choices(entries, [entry["weight"] for entry in entries])[0]


def _pick(chance: random.Random, pairs: list[list[Any]]) -> str:
    return str(chance.choices([words for words, _ in pairs], [weight for _, weight in pairs])[0])


def _around(chance: random.Random, middle: float, spread: float) -> int:
    """A whole number around `middle`, sometimes much above it, as sizes and durations are."""
    return int(middle * chance.lognormvariate(0, spread))
