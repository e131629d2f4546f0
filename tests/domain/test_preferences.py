"""What a workspace may set, how it is read, and what is said about a mistake."""

import json
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain import preferences
from bot.domain.preferences import Preferences
from bot.domain.voices import Language, Tone, Voice


def test_nothing_set_means_the_defaults() -> None:
    assert preferences.of({}) == Preferences(
        team_channel=None,
        weekly_day=4,
        weekly_time=time(15),
        timezone="UTC",
        grace_minutes=10,
        full_from_amount=None,
        show_amounts=False,
        crm_write_back=False,
        admin=None,
        language=Language.ENGLISH,
        tone=Tone.WARM,
    )


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("team_channel", "C0SALES", "C0SALES"),
        ("team_channel", " C0SALES ", "C0SALES"),
        ("team_channel", "<#C0SALES|sales>", "C0SALES"),
        ("team_channel", "none", None),
        ("language", "DE", Language.GERMAN),
        ("tone", "Plain", Tone.PLAIN),
        ("weekly_day", "monday", 0),
        ("weekly_day", "Thu", 3),
        ("weekly_day", "6", 6),
        ("weekly_time", "9:05", time(9, 5)),
        ("weekly_time", "23:59", time(23, 59)),
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("timezone", "america/new_york", "America/New_York"),
        ("country", "de", "DE"),
        ("country", "none", None),
        ("gaffe", "yes", True),
        ("gaffe_leader", "U0KIM", "U0KIM"),
        ("product_channel", "<#C0PRODUCT|product>", "C0PRODUCT"),
        ("gaffe_day", "wed", 2),
        ("gaffe_reveal_time", "14:00", time(14)),
        ("grace_minutes", "0", 0),
        ("grace_minutes", "1440", 1440),
        ("sweep_hours", "0", 0),
        ("full_from_amount", "10000", Decimal(10000)),
        ("full_from_amount", "1e4", Decimal(10000)),
        ("full_from_amount", "0", Decimal(0)),
        ("full_from_amount", "none", None),
        ("full_per_week", "0", 0),
        ("full_from_days", "14", 14),
        ("fiscal_year_start", "2", 2),
        ("short_pipelines", "Renewals, Partners ,,Renewals", ("Renewals", "Partners")),
        ("silent_pipelines", "none", ()),
        ("quiet_hours", "no", False),
        ("work_from", "8:00", time(8)),
        ("work_to", "18:00", time(18)),
        ("close_after_days", "0", 0),
        ("show_amounts", "YES", True),
        ("show_amounts", "off", False),
        ("quarter_hold", "no", False),
        ("admin", "U0ANA", "U0ANA"),
        ("admin", "<@W0ANA|ana>", "W0ANA"),
        ("admin", "none", None),
    ],
)
def test_words_become_values_and_survive_storage(name: str, text: str, value: object) -> None:
    stored = json.loads(json.dumps(preferences.changed({}, name, text)))
    assert getattr(preferences.of(stored), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("team_channel", "#sales"),
        ("team_channel", "c0sales"),
        ("weekly_day", "7"),
        ("weekly_day", "t"),
        ("weekly_day", "²"),
        ("weekly_time", "24:00"),
        ("weekly_time", "15"),
        ("weekly_time", "15:60"),
        ("weekly_time", "15:\u0665\u0669"),
        ("full_from_amount", "\u0967\u0966"),
        ("timezone", "Berlin/Europe"),
        ("timezone", "../../etc/passwd"),
        ("timezone", ""),
        ("country", "Germany"),
        ("country", "ßß"),
        ("gaffe_leader", "Kim"),
        ("finance_channel", "#finance"),
        ("gaffe_day", "someday"),
        ("grace_minutes", "-1"),
        ("grace_minutes", "1441"),
        ("sweep_hours", "169"),
        ("grace_minutes", "9" * 5000),
        ("grace_minutes", "ten"),
        ("full_from_amount", "10,000"),
        ("full_from_amount", "-1"),
        ("full_from_amount", "NaN"),
        ("full_from_amount", "1e30"),
        ("show_amounts", "maybe"),
        ("quiet_hours", "sometimes"),
        ("work_from", "nine"),
        ("work_from", "17:30"),
        ("work_to", "08:59"),
        ("quarter_hold", "maybe"),
        ("language", "fr"),
        ("tone", "loud"),
        ("admin", "ana"),
        ("admin", "@ana"),
        ("admin", "u0ana"),
        ("admin", "C0SALES"),
        ("admin", "U0ANA U0KIM"),
    ],
)
def test_a_mistake_is_refused_with_the_name_of_the_setting(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=name):
        preferences.changed({}, name, text)


def test_an_unknown_name_gets_the_nearest_one() -> None:
    with pytest.raises(ValueError, match="Did you mean weekly_day"):
        preferences.changed({}, "week_day", "monday")


def test_a_zone_with_a_slip_gets_the_nearest_one() -> None:
    with pytest.raises(ValueError, match="Did you mean Europe/Berlin"):
        preferences.changed({}, "timezone", "Europe/Berln")


def test_only_what_differs_from_the_defaults_is_kept() -> None:
    changed = preferences.changed({"grace_minutes": 0}, "weekly_time", "09:00")
    assert changed == {"grace_minutes": 0, "weekly_time": "09:00"}
    assert preferences.changed(changed, "weekly_time", "15:00") == {"grace_minutes": 0}
    assert preferences.changed(changed, "grace_minutes", "10") == {"weekly_time": "09:00"}


def test_the_mapping_given_stays_as_it_was() -> None:
    given = {"grace_minutes": 0}
    preferences.changed(given, "grace_minutes", "5")
    assert given == {"grace_minutes": 0}


def test_settings_of_a_later_release_are_passed_over_and_kept() -> None:
    assert preferences.of({"toast_day": "thursday"}) == Preferences()
    assert preferences.changed({"toast_day": "thursday"}, "grace_minutes", "5") == {
        "toast_day": "thursday",
        "grace_minutes": 5,
    }


def test_a_language_of_a_later_release_is_passed_over() -> None:
    assert preferences.of({"language": "fr", "tone": "plain"}).voice == Voice(tone=Tone.PLAIN)
    assert preferences.voice({"language": "fr", "tone": "loud"}) == preferences.voice({}) == Voice()
    assert preferences.voice({"language": "de"}) == Voice(Language.GERMAN)


def test_all_are_shown_as_they_are_typed() -> None:
    mapping = preferences.changed({"team_channel": "C0SALES"}, "full_from_amount", "1e4")
    assert preferences.shown(mapping) == [
        "team_channel=C0SALES",
        "weekly_day=friday",
        "weekly_time=15:00",
        "loss_of_the_week=yes",
        "proposal=yes",
        "digest=yes",
        "pay_back=yes",
        "timezone=UTC",
        "country=",
        "gaffe=no",
        "gaffe_leader=",
        "gaffe_day=thursday",
        "gaffe_time=10:00",
        "gaffe_reveal_day=friday",
        "gaffe_reveal_time=14:30",
        "review=yes",
        "review_day=monday",
        "review_time=09:00",
        "head_of_sales=",
        "product_channel=",
        "marketing_channel=",
        "finance_channel=",
        "enablement_channel=",
        "look_alikes=yes",
        "grace_minutes=10",
        "sweep_hours=1",
        "full_from_amount=10000",
        "full_from_days=0",
        "full_per_week=2",
        "short_pipelines=",
        "silent_pipelines=",
        "short_segments=",
        "fiscal_year_start=1",
        "quiet_hours=yes",
        "work_from=09:00",
        "work_to=17:30",
        "quarter_hold=yes",
        "bundle_from=5",
        "burst_from=11",
        "close_after_days=5",
        "show_amounts=no",
        "crm_write_back=no",
        "admin=",
        "language=en",
        "tone=warm",
    ]


def test_what_is_shown_can_be_set_again() -> None:
    mapping = {
        "team_channel": "C0SALES",
        "weekly_day": 0,
        "full_from_amount": "12.50",
        "short_pipelines": ["Renewals", "Partners"],
        "short_segments": ["Small, and micro", "none", 'The "others"'],
        "show_amounts": True,
    }
    again: dict[str, object] = {}
    for line in preferences.shown(mapping):
        name, _, text = line.partition("=")
        again = preferences.changed(again, name, text)
    assert again == mapping


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in preferences.NAMES if f"| `{name}` |" not in page] == []
