"""The forms of CRMs' ids. One that has its form may stand in a path; nothing else of what a CRM sends may."""

import re
from typing import TypeGuard

from bot.crm.reading import Item, identifier
from bot.errors import Unreadable

_NUMBER = re.compile("[0-9]{1,20}")
_GUID = re.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_HARMLESS = re.compile("[A-Za-z0-9_-]{1,100}")


def is_number(value: object) -> TypeGuard[str]:
    """Whether it is text of digits."""
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def is_guid(value: object) -> TypeGuard[str]:
    """Whether it is text such as 4ef5b371-e89e-e711-8122-000d3aa2331c."""
    return isinstance(value, str) and _GUID.fullmatch(value) is not None


def at(item: Item, key: str, form: re.Pattern[str]) -> str:
    """The id at `key`, as text. Raises Unreadable when it is missing, or not wholly of this form."""
    value = identifier(item, key)
    if not form.fullmatch(value):
        raise Unreadable(f"{key} is no id")
    return value


def number_at(item: Item, key: str) -> str:
    """The number at `key`, as text. Raises Unreadable when it is none."""
    return at(item, key, _NUMBER)


def guid_at(item: Item, key: str) -> str:
    """The GUID at `key`, as it is spelled there. Raises Unreadable when it is none."""
    return at(item, key, _GUID)


def for_path(external_id: str) -> str:
    """A deal's stored id, for a path that is asked with our token. Raises Unreadable for one that could lead elsewhere.

    Most come from `read`, which lets only their form pass; some from files that people import.
    """
    if not _HARMLESS.fullmatch(external_id):
        raise Unreadable("the deal's id is none that its CRM gives")
    return external_id
