"""Which fields of a deal take one of a list only, and of which: each CRM is asked."""

from collections.abc import Callable, Mapping

from bot.crm import (
    attio_writing,
    close_writing,
    copper_writing,
    dynamics_writing,
    freshsales_writing,
    hubspot_writing,
    pipedrive_writing,
    salesforce_writing,
    zoho_writing,
)
from bot.crm.accounts import Account
from bot.domain.options import Option

Options = tuple[Option, ...]

# None: the field takes any text. Each raises as the questions of `Http` do.
OPTIONS: Mapping[str, Callable[[Account, str], Options | None]] = {
    "attio": attio_writing.options,
    "close": close_writing.options,
    "copper": copper_writing.options,
    "dynamics": dynamics_writing.options,
    "freshsales": freshsales_writing.options,
    "hubspot": hubspot_writing.options,
    "pipedrive": pipedrive_writing.options,
    "salesforce": salesforce_writing.options,
    "zoho": zoho_writing.options,
}
