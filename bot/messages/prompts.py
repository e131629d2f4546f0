"""The words. Every sentence a person reads comes from a file in `prompts/<language>/`; this room fills in the
facts.

Whatever is filled in is escaped once, here (`& < >`), so that no name or answer can ping, link or format as markup of
Slack's. What must stay markup, such as a mention, is wrapped in `Raw` by the functions below.
"""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.domain.deals import Deal
from bot.domain.text import clip

PROMPTS = Path(__file__).parents[2] / "prompts"
ENGLISH = PROMPTS / "en"
NAME_LENGTH = 80  # of a name inside a sentence


class Raw(str):
    """Text that is Slack markup on purpose."""


def escape(value: object) -> str:
    """`value` as text that Slack shows literally."""
    if isinstance(value, Raw):
        return value
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention(slack_user: str) -> Raw:
    """A person by Slack id, notified and shown by name."""
    return Raw(f"<@{slack_user}>")


def plural(count: int, one: str, many: str) -> str:
    """`1 day`, `2 days`."""
    return f"{count} {one if count == 1 else many}"


def short_date(day: date) -> str:
    """`Thursday 26 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def render(name: str, **words: object) -> str:
    """The prompt `name` with `words` filled in. An unknown or missing word is a bug and raises UndefinedError."""
    return _environment().get_template(f"{name}.mrkdwn").render(**words).strip()


def label(name: str) -> str:
    """A button's, field's or title's text: plain, unescaped, by dotted name in `labels.toml`."""
    value: Any = labels()
    for part in name.split("."):
        value = value[part]
    if not isinstance(value, str):
        raise KeyError(name)
    return value


def customer(deal: Deal) -> str:
    """Whom to name as the customer. Where the CRM leaves the account empty, nobody is guessed."""
    return deal.customer or label("words.customer")


@cache
def labels() -> dict[str, Any]:
    """All labels, as nested tables."""
    return tomllib.loads((ENGLISH / "labels.toml").read_text())


@cache
def _environment() -> Environment:
    environment = Environment(  # noqa: S701  # Slack's own three entities are escaped by `finalize`; this is not HTML
        loader=FileSystemLoader(ENGLISH),
        undefined=StrictUndefined,
        finalize=escape,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"short": lambda text: clip(str(text), NAME_LENGTH), "clip": clip}
    environment.globals |= {"mention": mention, "plural": plural, "short_date": short_date}
    return environment
