"""Which fields of a deal take one of a list only, and of which; for those CRMs whose documentation says how to ask."""

from collections.abc import Callable, Mapping

from bot.crm import hubspot_writing, salesforce_writing, zoho_writing
from bot.crm.accounts import Account
from bot.domain.options import Option

Options = tuple[Option, ...]

# None: the field takes any text. Each raises as the questions of `Http` do.
OPTIONS: Mapping[str, Callable[[Account, str], Options | None]] = {
    "hubspot": hubspot_writing.options,
    "salesforce": salesforce_writing.options,
    "zoho": zoho_writing.options,
}
