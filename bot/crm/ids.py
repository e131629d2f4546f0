"""The forms of CRMs' ids. One that has its form may stand in a path; nothing else of what a CRM sends may."""

import re
from typing import TypeGuard

_NUMBER = re.compile("[0-9]{1,20}")
_GUID = re.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def is_number(value: object) -> TypeGuard[str]:
    """Whether it is text of digits."""
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def is_guid(value: object) -> TypeGuard[str]:
    """Whether it is text such as 4ef5b371-e89e-e711-8122-000d3aa2331c."""
    return isinstance(value, str) and _GUID.fullmatch(value) is not None
