"""What people mean by `/retro …`, however it is typed."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from bot.domain.commands import (
    Compare,
    Confess,
    Count,
    Find,
    Help,
    HoldWorkshop,
    ListAsks,
    Pick,
    Show,
    Start,
    TakeAlong,
    TooLong,
    TurnGaffe,
    Wish,
    nearest,
    parse,
)
from bot.domain.deals import Outcome

HOSTILE = Path(__file__).parents[1] / "payloads" / "hostile_slack"


def typed(name: str) -> str:
    """The text of a recorded slash command."""
    return parse_qs((HOSTILE / f"command-{name}.txt").read_text())["text"][0]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Pick()),
        ("   \u00a0\u3000 ", Pick()),
        ("start", Pick()),
        ("win", Pick(Outcome.WON)),
        ("START  Northwind", Start("Northwind")),
        ("northwind", Start("northwind")),
        ("start northwind renewal", Start("northwind renewal")),
        ("win northwind", Start("northwind", Outcome.WON)),
        ("Win Back Northwind", Start("Back Northwind", Outcome.WON)),
        ("status", Show()),
        ("patterns", Compare()),
        ("stats", Count()),
        ("Asks", ListAsks()),
        ("export", TakeAlong()),
        ("export northwind", Start("export northwind")),
        ("asks inc", Start("asks inc")),
        ("stats inc", Start("stats inc")),
        ("lesson", Find("")),
        ("Lesson security papers", Find("security papers")),
        ("patterns inc", Start("patterns inc")),
        ("STATUS", Show()),
        ("gaffe", Confess("")),
        ("Workshop", HoldWorkshop()),
        ("workshop gmbh", Start("workshop gmbh")),
        ("Patzer ich  redete zu viel", Confess("ich redete zu viel")),
        ("gaffe on", TurnGaffe(True)),
        ("patzer AUS", TurnGaffe(False)),
        ("gaffe on price", Confess("on price")),
        ('gaffe I said  "never", twice', Confess('I said "never", twice')),
        ("Patzer „Nie“", Confess("„Nie“")),
        ("help", Help()),
        ("help scout", Start("help scout")),
        ("status labs", Start("status labs")),
        ("state farm", Start("state farm")),
        ("smart systems", Start("smart systems")),
        ("stark", Start("stark")),
        ("“Northwind”", Start("Northwind")),
        ("start „Ärger & Söhne“", Start("Ärger & Söhne")),
        ("start Nor\u202eth\u200bwind", Start("Northwind")),
        ("start a\u0000b", Start("ab")),
        ("x" * 300, Start("x" * 300)),
        ("x" * 301, TooLong()),
    ],
)
def test_what_is_meant(text: str, wish: Wish) -> None:
    assert parse(text) == wish


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("word-payload", Start("Acme payload deal")),
        ("shell", Start("Acme; rm -rf . && $(id) `id` | cat")),
        ("smart-quotes-nbsp", Start("Acme Corp —now")),
        ("mentions", Start("<!channel> <@U012ABCDEF|boss> <#C012ABCDEF|general>")),
        ("ten-thousand", TooLong()),
    ],
)
def test_hostile_texts_are_read_literally(name: str, wish: Wish) -> None:
    assert parse(typed(name)) == wish


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("nortwind", "Northwind"),
        ("strat northwind", "Northwind"),
        ("hlep", "help"),
        ("aks", "asks"),
        ("statzs", "stats"),
        ("statuss", "status"),
        ("zzz", None),
        ("", None),
    ],
)
def test_the_nearest_name_or_word_of_ours(words: str, meant: str | None) -> None:
    assert nearest(words, ["Northwind", "Fabrikam"]) == meant
