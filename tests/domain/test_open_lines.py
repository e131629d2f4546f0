"""Which words of a line that the whole team reads tell a colleague, a customer's deal or a sum; others never do."""

from decimal import Decimal

import pytest

from bot.domain import open_lines
from bot.domain.open_lines import Known

PEOPLE = ("Ana Silva", "Will Young", "Jörg Müller", "kim", "李 伟")
FIRMS = ("Northwind Traders", "Contoso", "BMW Fleet", "Target", "Q3 renewal", "New CRM", "华为", "Fabrikam: 50 seats")
KNOWN = Known(FIRMS, (Decimal(48000), Decimal(5)))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Ana knew, and ANA SILVA too.", ("ANA SILVA", "Ana")),
        ("Anas Idee war besser.", ("Anas",)),
        ("Jörg, Joerg and Jorg; Frau Mueller.", ("Jörg", "Joerg", "Jorg", "Mueller")),
        ("will young helped.", ("will young",)),
        ("Forgot @anybody and me@acme.example.", ("@anybody", "me@acme.example")),
        ("Northwinds CFO, and northwind traders.", ("northwind traders", "Northwinds")),
        ("Contoso, CONTOSO and Fabrikam.", ("Contoso", "CONTOSO", "Fabrikam")),
        ("BMW waited.", ("BMW",)),
        ("华为不高兴", ("华为",)),
        ("Quoted 84k, then €90 and 12 Mio.", ("84k", "90", "12 Mio")),
        ("Quoted forty thousand, then five euros.", ("forty thousand", "five")),
        ("It was 48.000 for 5 people.", ("48.000",)),
        ("Zwanzigtausend zu viel.", ("Zwanzigtausend",)),
    ],
)
def test_what_tells(line: str, words: tuple[str, ...]) -> None:
    assert open_lines.telling(line, PEOPLE, KNOWN) == words


@pytest.mark.parametrize(
    "line",
    [
        "Will I ever learn? Young and old.",
        "Missed the Target; a new CRM in Q3, the renewal.",
        "ana and northwind are small here.",
        "5 customers, 10 minutes, 3 m, 2026, 24/7, 49.000 steps.",
        "Thanks a million, a thousand times; five people.",
        "Fr 15 Uhr, 5 Sek zu spät, at @here or @channel",
        "Anaesthetics, contosos' friends and traders",
        "",
    ],
)
def test_what_tells_nothing(line: str) -> None:
    assert open_lines.telling(line, PEOPLE, KNOWN) == ()


def test_where_nothing_is_known_only_money_and_mentions_tell() -> None:
    assert open_lines.telling("Ana quoted 48k to @somebody of Contoso.", (), Known()) == ("@somebody", "48k")
