"""HubSpot's `deals/search`: filters, order and pages.

https://developers.hubspot.com/docs/api-reference/search/guide
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.crm.deals import Deal
from sandbox.crm.hubspot_deals import deal_object, properties
from sandbox.payloads import Payload
from sandbox.workspace import Workspace

Known = dict[str, str | None]
Comparison = Callable[[str, str, Payload], bool]

PAGE, LONGEST_PAGE, MOST_FOUND = 10, 200, 10_000
MOST_GROUPS, MOST_FILTERS = 5, 6
TIMES = ("createdate", "closedate", "hs_lastmodifieddate")
NUMBERS = ("amount", "amount_in_home_currency")
SEARCHED = ("dealname", "pipeline", "dealstage")

COMPARISONS: dict[str, Comparison] = {
    "EQ": lambda name, value, wanted: _same(name, value, wanted.get("value")),
    "NEQ": lambda name, value, wanted: not _same(name, value, wanted.get("value")),
    "LT": lambda name, value, wanted: value != "" and _size(name, value) < _size(name, wanted["value"]),
    "LTE": lambda name, value, wanted: value != "" and _size(name, value) <= _size(name, wanted["value"]),
    "GT": lambda name, value, wanted: value != "" and _size(name, value) > _size(name, wanted["value"]),
    "GTE": lambda name, value, wanted: value != "" and _size(name, value) >= _size(name, wanted["value"]),
    "BETWEEN": lambda name, value, wanted: (
        value != "" and _size(name, wanted["value"]) <= _size(name, value) <= _size(name, wanted["highValue"])
    ),
    "IN": lambda name, value, wanted: any(_same(name, value, one) for one in wanted.get("values", [])),
    "NOT_IN": lambda name, value, wanted: not any(_same(name, value, one) for one in wanted.get("values", [])),
    "HAS_PROPERTY": lambda name, value, wanted: value != "",
    "NOT_HAS_PROPERTY": lambda name, value, wanted: value == "",
    "CONTAINS_TOKEN": lambda name, value, wanted: _token(wanted) in value.lower(),
    "NOT_CONTAINS_TOKEN": lambda name, value, wanted: _token(wanted) not in value.lower(),
}


def search(workspace: Workspace, deals: list[Deal], query: Payload) -> Payload:
    """One page of the deals that are asked for; groups of filters are alternatives, the filters of one all hold.

    Raises ValueError for what HubSpot refuses: unknown operators, too many filters, pages past the end of its index.
    """
    start, limit = int(query.get("after") or 0), int(query.get("limit", PAGE))
    groups = query.get("filterGroups", [])
    _check(start, limit, groups)
    known = {deal.id: properties(workspace, deal) for deal in deals}
    found = [deal for deal in deals if _matches(known[deal.id], groups) and _says(known[deal.id], query)]
    ordered = _ordered(found, known, query.get("sorts") or [])
    end = start + limit
    results = [deal_object(workspace, deal, query.get("properties", []), []) for deal in ordered[start:end]]
    paging = {"paging": {"next": {"after": str(end)}}} if end < len(found) else {}
    return {"total": len(found), "results": results, **paging}


def _check(start: int, limit: int, groups: list[Payload]) -> None:
    if not 0 < limit <= LONGEST_PAGE:
        raise ValueError(f"limit must be from 1 to {LONGEST_PAGE}")
    if start < 0 or start + limit > MOST_FOUND:
        raise ValueError(f"paging ends at {MOST_FOUND} results")
    if len(groups) > MOST_GROUPS or any(len(group.get("filters", [])) > MOST_FILTERS for group in groups):
        raise ValueError(f"at most {MOST_GROUPS} groups of {MOST_FILTERS} filters")


def _matches(known: Known, groups: list[Payload]) -> bool:
    return not groups or any(all(_holds(known, one) for one in group.get("filters", [])) for group in groups)


def _holds(known: Known, condition: Payload) -> bool:
    operator, name = condition.get("operator"), str(condition.get("propertyName"))
    if operator not in COMPARISONS:
        raise ValueError(f"operator {operator} is not supported")
    try:
        return COMPARISONS[operator](name, known.get(name) or "", condition)
    except KeyError as missing:
        raise ValueError(f"operator {operator} needs {missing}") from None


def _says(known: Known, query: Payload) -> bool:
    words = str(query.get("query") or "").lower().split()
    text = " ".join(known[name] or "" for name in SEARCHED).lower()
    return all(word in text for word in words)


def _ordered(found: list[Deal], known: dict[str, Known], sorts: list[Payload | str]) -> list[Deal]:
    """As asked, in HubSpot's one order; else as the deals came into the CRM."""
    if not sorts:
        return sorted(found, key=lambda deal: int(deal.id))
    wanted = sorts[0] if isinstance(sorts[0], dict) else {"propertyName": sorts[0]}
    name = str(wanted.get("propertyName"))
    return sorted(
        found,
        key=lambda deal: _size(name, known[deal.id].get(name) or ""),
        reverse=wanted.get("direction") == "DESCENDING",
    )


def _same(name: str, value: str, wanted: object) -> bool:
    if value and name in (*TIMES, *NUMBERS):
        return _size(name, value) == _size(name, wanted)
    return value == str(wanted)


def _size(name: str, value: object) -> tuple[float, str]:
    """What orders a value: times (ISO or milliseconds) and numbers by their size, all else as text."""
    text = str(value)
    if text and name in TIMES:
        return _milliseconds(text), ""
    if text and name in NUMBERS:
        return float(text), ""
    return 0.0, text


def _milliseconds(text: str) -> float:
    if text.isdecimal():
        return float(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000


def _token(wanted: Payload) -> str:
    return str(wanted["value"]).strip("*").lower()
