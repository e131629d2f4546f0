"""The recorded lists of each CRM's deals: two pages of what closed, an entry among them unreadable, and open ones."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bot.crm.listing import PAGE
from tests.crm.local_server import PAYLOADS, LocalServer, recorded, reworded
from tests.crm.samples import at, config


@dataclass(frozen=True)
class Listing:
    """How a CRM is asked for lists. `fills`: only a full page is followed by another; of what it fills its pages with.

    `keyless` are the settings with which it cannot be asked at all.
    """

    path: str
    method: str = "GET"
    fills: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    keyless: tuple[str, ...] = ()


LISTINGS = {
    "attio": Listing("/records/query$", "POST", "data", {"won_status_ids": ["3a1fa37c-0b8e-4c33-9d26-77a0b1f5a0c2"]}),
    "close": Listing(r"/opportunity/\?", keyless=("api_key",)),
    "copper": Listing("/opportunities/search$", "POST", ""),
    "dynamics": Listing(r"/opportunities\?"),
    "freshsales": Listing(r"/deals/view/\d+\?", settings={"access_token": "fs-made-up"}, keyless=("access_token",)),
    "hubspot": Listing("/search$", "POST"),
    "pipedrive": Listing(r"/api/v2/deals\?", keyless=("api_token",)),
    "salesforce": Listing(r"/query\?q=SELECT%20Id", fills="records", keyless=("api_url", "client_id", "client_secret")),
    "zoho": Listing(r"/Deals(/search)?\?"),
}


@contextmanager
def listed(
    provider: str, *files: str, replaced: Mapping[bytes, bytes] = MappingProxyType({})
) -> Iterator[tuple[LocalServer, dict[str, Any]]]:
    """The provider's API, whose lists are these recordings one after the other, and the settings that lead to it."""
    listing = LISTINGS[provider]
    with recorded(provider, replaced) as api:
        for number, file in reversed(list(enumerate(files))):
            is_last = number == len(files) - 1
            api.answer(
                listing.path,
                _page(provider, file, api.url, replaced, is_full=not is_last),
                times=None if is_last else 1,
                method=listing.method,
            )
        yield api, config(provider, **listing.settings, **at(provider, api.url))


def _page(provider: str, file: str, url: str, replaced: Mapping[bytes, bytes], *, is_full: bool) -> object:
    recording = (PAYLOADS / provider / "api" / f"{file}.json").read_bytes()
    page = json.loads(reworded(recording, {**replaced, b"{API}": url.encode()}))
    fills = LISTINGS[provider].fills
    if is_full and fills is not None:
        rows = page[fills] if fills else page
        rows += [rows[0]] * (PAGE - len(rows))
    return page
