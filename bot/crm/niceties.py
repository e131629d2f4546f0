"""What a deal can do without. A deal goes on when its CRM does not tell its company, or no longer knows its owner."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bot.crm.http import Gone
from bot.crm.reading import Item
from bot.errors import TryLater

P = ParamSpec("P")
T = TypeVar("T")


def nicety(ask: Callable[P, Item], *what: P.args, **how: P.kwargs) -> Item:
    """What the CRM answers; an empty object where it has no such thing, refuses, or is busy: nobody waits for it."""
    try:
        return ask(*what, **how)
    except (Gone, TryLater):
        return {}


def or_none(ask: Callable[P, T | None], *what: P.args, **how: P.kwargs) -> T | None:
    """As `nicety`, of what is no object: None where there is none to be had."""
    try:
        return ask(*what, **how)
    except (Gone, TryLater):
        return None


def unless_gone(ask: Callable[P, Item], *what: P.args, **how: P.kwargs) -> Item:
    """What the CRM answers; an empty object where it has no such thing. Raises TryLater: it is worth waiting for."""
    try:
        return ask(*what, **how)
    except Gone:
        return {}
