"""The file of past deals: checked as a whole, so that it is taken as a whole or not at all."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal

from bot.cli import csv_files
from bot.cli.csv_files import Columns, Complaint, Record
from bot.crm import reading
from bot.domain import text
from bot.domain.deals import Deal, Outcome, Person

COLUMNS = Columns(
    known=(
        "deal_id",
        "name",
        "outcome",
        "stage",
        "closed_at",
        "lost_at",
        "created_at",
        "amount",
        "currency",
        "owner_email",
        "manager_email",
        "customer",
        "competitor",
        "vertical",
        "region",
        "persona",
        "reason",
        "pipeline",
        "segment",
    ),
    needed=("deal_id", "name"),
    others=True,
)
STAGES = {
    "lost": Outcome.LOST,
    "closedlost": Outcome.LOST,
    "won": Outcome.WON,
    "closedwon": Outcome.WON,
}
# A day without an hour is taken at noon UTC, which is the same day nearly everywhere.
NOON = time(12, 0)
DATES = {"iso": None, "day-first": (2, 1, 0), "month-first": (2, 0, 1)}
_NUMBERS = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})", re.ASCII)
_GROUPED = {"point": re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?"), "comma": re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")}


@dataclass(frozen=True)
class Format:
    """How the file writes dates (`iso`, `day-first`, `month-first`) and decimals (`point`, `comma`)."""

    dates: str = "iso"
    decimals: str = "point"


@dataclass
class PastDeals:
    """What a file says: closed deals by id, how many are open, what it says twice differently, and what is wrong."""

    deals: dict[str, Deal] = field(default_factory=dict)
    still_open: int = 0
    conflicts: list[Complaint] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


def read(content: bytes, written: Format) -> PastDeals:
    """Read past deals: CSV in UTF-8 with commas, semicolons or tabs, and a header line."""
    found = PastDeals()
    try:
        records = csv_files.records(csv_files.text(content))
        names = csv_files.header(records, COLUMNS)
        for one_of in (("outcome", "stage"), ("closed_at", "lost_at")):
            if not set(one_of) & set(names):
                raise Complaint(1, f"there is no column {' or '.join(one_of)}")
        for record in records:
            _take(found, record, names, written)
    except Complaint as complaint:  # after a quote gone wrong nothing that follows can be trusted
        found.complaints.append(complaint)
    if not found.deals and not found.still_open and not found.complaints:
        found.complaints.append(Complaint(1, "no deal follows the line with the columns"))
    return found


def _take(found: PastDeals, record: Record, names: list[str], written: Format) -> None:
    line, cells = record
    try:
        said = csv_files.cells_by_name(line, cells, names)
        if said.get("outcome", "").lower() == Outcome.OPEN:
            found.still_open += 1
            return
        deal = _deal(line, said, written)
    except Complaint as complaint:
        found.complaints.append(complaint)
        return
    known = found.deals.setdefault(deal.external_id, deal)
    if known != deal:
        later = max(known, deal, key=_closed_at)
        found.deals[deal.external_id] = later
        told = f"says something else about the deal {deal.external_id}; the later closing counts ({later.outcome})"
        found.conflicts.append(Complaint(line, told))


def _deal(line: int, said: Mapping[str, str], written: Format) -> Deal:
    deal_id, name = text.clean(said["deal_id"]), text.clean(said["name"])
    if not deal_id or not name:
        raise Complaint(line, "needs a deal_id and a name")
    return Deal(
        external_id=deal_id,
        name=name,
        outcome=_outcome(line, said.get("outcome") or said.get("stage", "")),
        owner=Person(_email(line, said, "owner_email")),
        manager=Person(_email(line, said, "manager_email")),
        customer=_words(said, "customer"),
        amount=_amount(line, said.get("amount", ""), written),
        currency=_currency(line, said.get("currency", "")),
        pipeline=_words(said, "pipeline"),
        segment=_words(said, "segment"),
        reason=_words(said, "reason"),
        competitor=_words(said, "competitor"),
        vertical=_words(said, "vertical"),
        region=_words(said, "region"),
        persona=_words(said, "persona"),
        created_at=_moment(line, said, "created_at", written),
        closed_at=_needed_closing(line, said, written),
    )


def _outcome(line: int, stage: str) -> Outcome:
    outcome = STAGES.get(re.sub(r"[\s_-]", "", stage.lower()))
    if outcome is None:
        raise Complaint(line, f"{stage[:40]!r} is neither closed lost nor closed won")
    return outcome


def _needed_closing(line: int, said: Mapping[str, str], written: Format) -> datetime:
    closed = _moment(line, said, "closed_at", written) or _moment(line, said, "lost_at", written)
    if closed is None:
        raise Complaint(line, "does not say when the deal was closed")
    return closed


def _moment(line: int, said: Mapping[str, str], name: str, written: Format) -> datetime | None:
    value = said.get(name, "")
    if not value:
        return None
    found = _iso(value) if written.dates == "iso" else _numbers(value, written)
    if found is None or not reading.EARLIEST <= found < reading.LATEST:
        raise Complaint(line, f"{name} {value[:30]!r} is no date as 2026-01-31; for others there is --dates")
    return found


def _iso(value: str) -> datetime | None:
    try:
        if len(value) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(value), NOON, UTC)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _numbers(value: str, written: Format) -> datetime | None:
    order, parts = DATES[written.dates], _NUMBERS.fullmatch(value)
    if order is None or parts is None:
        return None
    year, month, day = (int(parts.group(place + 1)) for place in order)
    try:
        return datetime.combine(date(year, month, day), NOON, UTC)
    except ValueError:
        return None


def _amount(line: int, value: str, written: Format) -> Decimal | None:
    if not value:
        return None
    plain = value.replace(" ", "").replace("\u00a0", "")
    if _GROUPED[written.decimals].fullmatch(plain):
        plain = plain.replace("." if written.decimals == "comma" else ",", "")
    if written.decimals == "comma":
        # A point is no decimal sign here: 1.5 could be anything, and nothing is guessed.
        plain = "?" if "." in plain else plain.replace(",", ".")
    amount = reading.amount(plain)
    if amount is None:
        raise Complaint(line, f"amount {value[:30]!r} cannot be read; is its decimal sign a comma? --decimals comma")
    return amount


def _currency(line: int, value: str) -> str | None:
    currency = reading.currency(value)
    if value and currency is None:
        raise Complaint(line, f"currency {value[:20]!r} is not three letters such as EUR")
    return currency


def _email(line: int, said: Mapping[str, str], name: str) -> str | None:
    value = said.get(name, "")
    if not value:
        return None
    address = text.address(value)
    if address is None:
        raise Complaint(line, f"{name} {value[:60]!r} is not an address")
    return address


def _words(said: Mapping[str, str], name: str) -> str | None:
    return text.clean(said.get(name, "")) or None


def _closed_at(deal: Deal) -> datetime:
    assert deal.closed_at is not None  # read as needed
    return deal.closed_at


def in_order(found: PastDeals) -> Iterator[Deal]:
    """The deals, the earliest closed first."""
    yield from sorted(found.deals.values(), key=_closed_at)
