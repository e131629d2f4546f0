"""The shape of everything that crosses a wire here: JSON objects."""

from typing import Any

Payload = dict[str, Any]


def without_empty(**fields: Any) -> Payload:
    """The given fields, leaving out those that are None: Slack omits what it does not know."""
    return {name: value for name, value in fields.items() if value is not None}
