"""The words. Every sentence a person reads comes from a file in `prompts/<language>/`; this room fills in the facts.

Whatever is filled in is escaped once, here (`& < >`), so that no name or answer can ping, link or format as markup of
Slack's. What must stay markup, such as a mention, is wrapped in `Raw` by the functions below. Numbers, money and dates
are written as the language writes them.
"""

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_symbol, parse_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.domain.deals import Deal
from bot.domain.text import clip
from bot.domain.voices import DEFAULT, Tone, Voice

PROMPTS = Path(__file__).parents[2] / "prompts"
NAME_LENGTH = 80  # of a name inside a sentence

_voice: ContextVar[Voice] = ContextVar("voice", default=DEFAULT)


class Raw(str):
    """Text that is Slack markup on purpose."""


@contextmanager
def speaking(voice: Voice) -> Iterator[None]:
    """Whatever is rendered inside is in this voice. Outside of any such block it is warm English."""
    before = _voice.set(voice)
    try:
        yield
    finally:
        _voice.reset(before)


def folders(voice: Voice) -> list[Path]:
    """Where the words of a voice stand, what comes first wins: the plain tone overrides what it says otherwise."""
    language = PROMPTS / voice.language
    return [language / Tone.PLAIN, language] if voice.tone is Tone.PLAIN else [language]


def current() -> Voice:
    """The voice that is spoken in now."""
    return _voice.get()


def escape(value: object) -> str:
    """`value` as text that Slack shows literally."""
    if isinstance(value, Raw):
        return value
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention(slack_user: str) -> Raw:
    """A person by Slack id, notified and shown by name."""
    return Raw(f"<@{slack_user}>")


def mentions(slack_users: Iterable[str]) -> Raw:
    """Several people, each as `mention` has them."""
    return Raw(", ".join(map(mention, slack_users)))


def time_of_day(at: datetime) -> Raw:
    """The time at an instant by the clock of each reader, as Slack shows it; where it cannot, in UTC.

    https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    """
    return Raw(f"<!date^{int(at.timestamp())}^{{time}}|{at.astimezone(UTC):%H:%M} UTC>")


def number(value: int | Decimal) -> str:
    """`1,200`, in German `1.200`."""
    return str(format_decimal(value, locale=current().language))


def read_number(text: str) -> Decimal:
    """The number that somebody typed as their language writes it: `48.000,50` in German. Raises ValueError."""
    return Decimal(parse_decimal(text, locale=current().language, strict=True))


def plural(count: int, **forms: str) -> str:
    """`1 day`, `2 days`: `forms` are named as CLDR names them, `one="day", other="days"`; a language may need more.

    Raises KeyError when the form that this count takes is missing.
    """
    form = Locale(current().language).plural_form(count)
    return f"{number(count)} {forms[form]}"


def short_date(day: date) -> str:
    """`Thursday 26 November`, in German `Donnerstag, 26. November`."""
    return str(format_date(day, label("formats.day"), locale=current().language))


def axis_day(day: date) -> str:
    """`26 Nov`, in German `26. Nov.`: where there is little room."""
    return str(format_date(day, label("formats.axis"), locale=current().language))


def calendar_date(day: date) -> str:
    """`26 November 2026`, in German `26. November 2026`: for a day that may be long past."""
    return str(format_date(day, label("formats.date"), locale=current().language))


def moment(at: datetime) -> str:
    """`Thursday 26 November, 09:00`, in German `Donnerstag, 26. November, 09:00 Uhr`, by the zone that `at` is in."""
    return str(format_datetime(at, label("formats.moment"), tzinfo=at.tzinfo, locale=current().language))


def money(amount: Decimal, currency: str | None) -> str:
    """`€48,000`, in German `48.000 €`; a currency that nobody named stays unnamed."""
    digits = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    locale = Locale(current().language)
    if currency is None:
        return str(format_decimal(amount, format=digits, locale=locale))
    pattern = str(locale.currency_formats["standard"].pattern).replace("#,##0.00", digits)
    if get_currency_symbol(currency, locale=locale)[-1:].isalpha():
        pattern = pattern.replace("¤#", "¤\xa0#")  # `CHF 48,000`, and `€48,000` all the same
    return str(format_currency(amount, currency, format=pattern, currency_digits=False, locale=locale))


def country(code: str) -> str:
    """`Germany`, in German `Deutschland`, by its two letters; what is no country's stays as it is."""
    return str(Locale(current().language).territories.get(code.upper(), code))


def render(name: str, **words: object) -> str:
    """The prompt `name` with `words` filled in. An unknown or missing word is a bug and raises UndefinedError."""
    return _filled(current(), name, words) if words else _unchanging(current(), name)


def label(name: str) -> str:
    """A button's, field's or title's text: plain, unescaped, by dotted name in `labels.toml`. Raises KeyError."""
    value: Any = labels()
    for part in name.split("."):
        value = value[part]
    if not isinstance(value, str):
        raise KeyError(name)
    return value


def customer(deal: Deal) -> str:
    """Whom to name as the customer. Where the CRM leaves the account empty, nobody is guessed."""
    return deal.customer or label("words.customer")


def labels() -> dict[str, Any]:
    """All labels, as tables of texts."""
    return _labels(current())


def _filled(voice: Voice, name: str, words: dict[str, object]) -> str:
    return _template(voice, name).render(words).strip()


@cache
def _unchanging(voice: Voice, name: str) -> str:
    """A prompt into which nothing is filled: the same each time."""
    return _filled(voice, name, {})


@cache
def _labels(voice: Voice) -> dict[str, Any]:
    merged: dict[str, dict[str, str]] = {}
    for folder in reversed(folders(voice)):
        path = folder / "labels.toml"
        for table, texts in (tomllib.loads(path.read_text("utf-8")) if path.exists() else {}).items():
            merged[table] = merged.get(table, {}) | texts
    return merged


@cache
def _template(voice: Voice, name: str) -> Template:
    template = _environment(voice).get_template(f"{name}.mrkdwn")
    # Copied at each rendering, which takes a plain table a fraction of the time of the chain that stands there.
    template.globals = dict(template.globals)
    return template


@cache
def _environment(voice: Voice) -> Environment:
    # Each voice has an environment, because what a template includes or counts is in the same voice.
    environment = Environment(  # noqa: S701  # Slack's own three entities are escaped by `finalize`; this is not HTML
        loader=FileSystemLoader(folders(voice)),
        undefined=StrictUndefined,
        finalize=_written,
        auto_reload=False,  # words change with a release, and to look for that at each word takes as long as the word
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"short": lambda text: clip(str(text), NAME_LENGTH), "clip": clip}
    environment.globals |= {
        "mention": mention,
        "plural": plural,
        "short_date": short_date,
        "calendar_date": calendar_date,
    }
    return environment


def _written(value: object) -> str:
    """What a template fills in, as the reader should see it."""
    return escape(number(value) if isinstance(value, int | Decimal) else value)
