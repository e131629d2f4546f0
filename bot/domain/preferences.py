"""What a workspace may set for itself: read from words, kept as JSON, shown as words again.

A stored mapping holds only what differs from the defaults, in JSON's own types.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import time
from decimal import Decimal
from typing import Any

from bot.domain import name_lists, typed_settings
from bot.domain.voices import Language, Tone, Voice
from bot.domain.wrap_ups import Department

LONGEST_GRACE = 24 * 60
LONGEST_BETWEEN_SWEEPS = 7 * 24


@dataclass(frozen=True)
class Preferences:
    """A workspace's settings. Days count from Monday = 0; times of the week are local to `timezone` (IANA).

    `head_of_sales` reads Monday's brief about all teams. `admin` is the Slack id of whoever is told when an operator
    has to act. `quiet_hours`: people are written to between `work_from` and `work_to` only, by their own clocks.
    `proposal`: whoever leads is asked about the loss of the week before it is told. `country`: whose public holidays
    move the weekly posts. A department without a channel is asked for nothing. `crm_write_back`: the pair is asked
    whether the CRM takes what their talk ended with.
    """

    team_channel: str | None = None
    weekly_day: int = 4
    weekly_time: time = time(15)
    loss_of_the_week: bool = True
    proposal: bool = True
    digest: bool = True
    pay_back: bool = True
    timezone: str = "UTC"
    country: str | None = None
    gaffe: bool = False
    gaffe_leader: str | None = None
    gaffe_day: int = 3
    gaffe_time: time = time(10)
    gaffe_reveal_day: int = 4
    gaffe_reveal_time: time = time(14, 30)
    review: bool = True
    review_day: int = 0
    review_time: time = time(9)
    head_of_sales: str | None = None
    product_channel: str | None = None
    marketing_channel: str | None = None
    finance_channel: str | None = None
    enablement_channel: str | None = None
    look_alikes: bool = True
    grace_minutes: int = 10
    sweep_hours: int = 1
    full_from_amount: Decimal | None = None
    full_from_days: int = 0
    full_per_week: int = 2
    short_pipelines: tuple[str, ...] = ()
    silent_pipelines: tuple[str, ...] = ()
    short_segments: tuple[str, ...] = ()
    fiscal_year_start: int = 1
    quiet_hours: bool = True
    work_from: time = time(9)
    work_to: time = time(17, 30)
    quarter_hold: bool = True
    bundle_from: int = 5
    burst_from: int = 11
    close_after_days: int = 5
    show_amounts: bool = False
    crm_write_back: bool = False
    admin: str | None = None
    language: Language = Language.ENGLISH
    tone: Tone = Tone.WARM

    @property
    def voice(self) -> Voice:
        """How we speak in channels, and to those whose own language we do not know."""
        return Voice(self.language, self.tone)

    @property
    def goes_first(self) -> str | None:
        """The Slack id of whoever goes first with the gaffe of the week; None: nobody, so there is none."""
        return self.gaffe_leader or self.admin

    @property
    def department_channels(self) -> Mapping[Department, str]:
        """The channel of each department that has one."""
        channels = {
            Department.PRODUCT: self.product_channel,
            Department.MARKETING: self.marketing_channel,
            Department.FINANCE: self.finance_channel,
            Department.ENABLEMENT: self.enablement_channel,
        }
        return {department: channel for department, channel in channels.items() if channel}


DEFAULTS = Preferences()
NAMES = tuple(field.name for field in fields(Preferences))


def of(mapping: Mapping[str, Any]) -> Preferences:
    """The preferences that a stored mapping stands for. Names of other releases are passed over."""
    known = {name: _LOADED.get(name, _as_is)(mapping[name]) for name in NAMES if mapping.get(name) is not None}
    return Preferences(**known)


def voice(mapping: Mapping[str, Any]) -> Voice:
    """The voice of the workspace with this stored mapping, for those who need nothing else of it."""
    return Voice(_language(mapping.get("language", "")), _tone(mapping.get("tone", "")))


def changed(mapping: Mapping[str, Any], name: str, text: str) -> dict[str, Any]:
    """The mapping after `name` was set to what `text` says. Raises ValueError with a sentence for the person."""
    if name not in NAMES:
        raise ValueError(unknown(name))
    value = _READ[name](text.strip())
    rest = {key: kept for key, kept in mapping.items() if key != name}
    after = rest if value == _stored(getattr(DEFAULTS, name)) else rest | {name: value}
    _check_hours(name, of(after))
    return after


def shown(mapping: Mapping[str, Any]) -> list[str]:
    """Every preference as "name=value", in the order of the class; what is not set has nothing after the sign."""
    preferences = of(mapping)
    return [f"{name}={_words(name, getattr(preferences, name))}" for name in NAMES]


def _words(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name.endswith("_day"):
        return typed_settings.DAYS[value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return name_lists.written(value)
    return str(_stored(value))


def _stored(value: Any) -> Any:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return list(value)
    return format(value, "f") if isinstance(value, Decimal) else value


def _as_is(value: Any) -> Any:
    return value


def unknown(name: str) -> str:
    """A sentence that says that there is no such setting, and which there are."""
    near = difflib.get_close_matches(name, NAMES, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"There is no setting {name!r}.{hint} The settings are: {', '.join(NAMES)}."


def _check_hours(name: str, preferences: Preferences) -> None:
    """Raise ValueError when the working day would end before it begins."""
    if name in {"work_from", "work_to"} and preferences.work_from >= preferences.work_to:
        raise ValueError(
            f"{name} would make the working day end before it begins: "
            f"it is {preferences.work_from:%H:%M} to {preferences.work_to:%H:%M} then. Set the other one first."
        )


def _language(stored: str) -> Language:
    return Language(stored) if stored in set(Language) else DEFAULTS.language  # a later release may know more


def _tone(stored: str) -> Tone:
    return Tone(stored) if stored in set(Tone) else DEFAULTS.tone


_READ: dict[str, Callable[[str], Any]] = {
    "team_channel": typed_settings.channel("team_channel"),
    "weekly_day": typed_settings.day("weekly_day"),
    "weekly_time": typed_settings.time("weekly_time", "15:00"),
    "loss_of_the_week": typed_settings.yes_or_no("loss_of_the_week"),
    "proposal": typed_settings.yes_or_no("proposal"),
    "digest": typed_settings.yes_or_no("digest"),
    "pay_back": typed_settings.yes_or_no("pay_back"),
    "timezone": typed_settings.zone,
    "country": typed_settings.country,
    "gaffe": typed_settings.yes_or_no("gaffe"),
    "gaffe_leader": typed_settings.user("gaffe_leader"),
    "gaffe_day": typed_settings.day("gaffe_day"),
    "gaffe_time": typed_settings.time("gaffe_time", "10:00"),
    "gaffe_reveal_day": typed_settings.day("gaffe_reveal_day"),
    "gaffe_reveal_time": typed_settings.time("gaffe_reveal_time", "14:30"),
    "review": typed_settings.yes_or_no("review"),
    "review_day": typed_settings.day("review_day"),
    "review_time": typed_settings.time("review_time", "09:00"),
    "head_of_sales": typed_settings.user("head_of_sales"),
    "product_channel": typed_settings.channel("product_channel"),
    "marketing_channel": typed_settings.channel("marketing_channel"),
    "finance_channel": typed_settings.channel("finance_channel"),
    "enablement_channel": typed_settings.channel("enablement_channel"),
    "look_alikes": typed_settings.yes_or_no("look_alikes"),
    "grace_minutes": typed_settings.count("grace_minutes", LONGEST_GRACE),
    "sweep_hours": typed_settings.count("sweep_hours", LONGEST_BETWEEN_SWEEPS),
    "full_from_amount": typed_settings.amount,
    "full_from_days": typed_settings.count("full_from_days", 3650),
    "full_per_week": typed_settings.count("full_per_week", 50),
    "short_pipelines": typed_settings.names("short_pipelines"),
    "silent_pipelines": typed_settings.names("silent_pipelines"),
    "short_segments": typed_settings.names("short_segments"),
    "fiscal_year_start": typed_settings.count("fiscal_year_start (the month that it begins with)", 12, 1),
    "quiet_hours": typed_settings.yes_or_no("quiet_hours"),
    "work_from": typed_settings.time("work_from", "09:00"),
    "work_to": typed_settings.time("work_to", "17:30"),
    "quarter_hold": typed_settings.yes_or_no("quarter_hold"),
    "bundle_from": typed_settings.count("bundle_from", 50),
    "burst_from": typed_settings.count("burst_from", 1000),
    "close_after_days": typed_settings.count("close_after_days", 60),
    "show_amounts": typed_settings.yes_or_no("show_amounts"),
    "crm_write_back": typed_settings.yes_or_no("crm_write_back"),
    "admin": typed_settings.user("admin"),
    "language": typed_settings.one_of("language", Language),
    "tone": typed_settings.one_of("tone", Tone),
}
_LOADED: dict[str, Callable[[Any], Any]] = {
    "weekly_time": time.fromisoformat,
    "gaffe_time": time.fromisoformat,
    "gaffe_reveal_time": time.fromisoformat,
    "review_time": time.fromisoformat,
    "work_from": time.fromisoformat,
    "work_to": time.fromisoformat,
    "full_from_amount": Decimal,
    "short_pipelines": tuple,
    "silent_pipelines": tuple,
    "short_segments": tuple,
    "language": _language,
    "tone": _tone,
}
