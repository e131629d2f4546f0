"""What a CRM says is wrong with a question or a change of ours, for whoever can put it right."""

from typing import Any

from bot.crm.reading import Item, items, mapping, words
from bot.crm.strict_json import parse
from bot.errors import Unreadable

_LONGEST = 200
_UNSAID = "it does not say why"


def complaint(content: bytes) -> str:
    """The last line of the CRM's message, since Salesforce repeats the question before it."""
    try:
        said = _said(parse(content))
    except Unreadable:
        return _UNSAID
    lines = said.strip().splitlines() or [_UNSAID]
    return words({"line": lines[-1]}, "line", _LONGEST) or _UNSAID


def of_item(item: Item) -> str:
    """The same, of an answer that says of each of several things how it went."""
    return words(item, "message", _LONGEST) or _UNSAID


def _said(answer: Any) -> str:
    """Salesforce answers with a list; Dynamics has the message within `error`, where Pipedrive and Close have text."""
    first = next(iter(items(answer)), {}) or mapping(mapping(answer).get("error")) or mapping(answer)
    return str(first.get("message") or first.get("error") or "")
