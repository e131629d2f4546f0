"""Reading what somebody typed about a deal."""

import re
from typing import TypedDict

from sandbox.crm.deals import EDITABLE, CrmName, Deal
from sandbox.errors import ActFailedError
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.workspace import Workspace

LONGEST_NAME = 255
# Digits, in groups of three where commas or blanks stand between them: "12,50" is no amount, and not 1250 either.
_AMOUNT = re.compile(r"(?:[0-9]{1,15}|[0-9]{1,3}(?:[ ,][0-9]{3}){1,4})(?:\.[0-9]{1,6})?")
_CURRENCY = re.compile("[A-Z]{3}")


class Facts(TypedDict, total=False):
    """What a new deal is made of. `owner` and `manager` are handles or user ids.

    Without `manager` the seed's manager of the owner is taken; None means that the CRM knows none.
    """

    owner: str
    crm: CrmName
    amount: str | None
    currency: str | None
    manager: str | None
    deal_id: str | None


def person_of(workspace: Workspace, who: str) -> Person:
    """The person with this handle or user id. Raises ActFailedError."""
    person = workspace.find_person(who)
    if person is None:
        raise ActFailedError(f"Nobody here is called {who}.")
    return person


def amount_of(text: str | None) -> str | None:
    """An amount as the CRM keeps it: digits and a decimal point; commas between thousands may be typed.

    Raises ActFailedError for what is no amount, and from a thousand million million on.
    """
    typed = (text or "").strip()
    if not typed:
        return None
    if not _AMOUNT.fullmatch(typed):
        raise ActFailedError("The amount must be a number, such as 12,500.")
    return typed.replace(",", "").replace(" ", "")


def currency_of(text: str | None) -> str | None:
    """A currency's three letters; None for none. Raises ActFailedError for anything else."""
    typed = (text or "").strip().upper()
    if typed and not _CURRENCY.fullmatch(typed):
        raise ActFailedError("The currency must be three letters, such as EUR.")
    return typed or None


def changes_of(workspace: Workspace, deal: Deal, given: Payload) -> Payload:
    """Those of the given fields (see EDITABLE) that differ from the deal; an empty one is taken away.

    Raises ActFailedError for what no deal can have.
    """
    read = {name: _read(workspace, name, given[name]) for name in EDITABLE if name in given}
    return {name: value for name, value in read.items() if value != getattr(deal, name)}


def _read(workspace: Workspace, name: str, value: object) -> str | None:
    text = str(value).strip() if value is not None else ""
    if name == "amount":
        return amount_of(text)
    if name == "currency":
        text = currency_of(text) or ""
    if name in ("owner", "manager") and text:
        return person_of(workspace, text).id
    if name in ("name", "owner", "currency") and not text:
        raise ActFailedError(f"A deal needs its {name}.")
    if name == "name" and len(text) > LONGEST_NAME:
        raise ActFailedError(f"The name may have {LONGEST_NAME} characters.")
    return text or None
