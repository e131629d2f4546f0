"""What tells which deal it was is found in a text, and taken out; ordinary words stay."""

from decimal import Decimal

import pytest

from bot.domain import discretion
from bot.domain.deals import Deal, Outcome, Person

DEAL = Deal(
    "1",
    "Q3 renewal",
    Outcome.LOST,
    owner=Person(name="Will Ng"),
    customer="Northwind Traders",
    amount=Decimal("48000.00"),
)
SECRETS = discretion.of(DEAL, ["Ana Silva", ""])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Show week one before any demo.", "Show week one before any demo."),
        ("NORTHWIND TRADERS' people waited.", "FIRM' people waited."),
        ("Northwind's people waited.", "FIRM's people waited."),
        ("Northwinds Leute warteten.", "FIRM Leute warteten."),
        ("A north wind blew, and traders will wait.", "A north wind blew, and traders will wait."),
        ("Will and Ana Silva left the q3 renewal late.", "PERSON and PERSON left the FIRM late."),
        ("Anaesthetics need week one.", "Anaesthetics need week one."),
        ("It was 48,000, or 48.000,00, or 48 000.", "It was …, or …, or …."),
        ("It was €48k, 48’000, 0.048m or 48 Tsd.", "It was €…, …, … or …."),
        ("It took 480 days and 4 demos, 50k lines.", "It took 480 days and 4 demos, 50k lines."),
        ("NORTHWIND waited, northwind too, and North\u00adwind.", "FIRM waited, FIRM too, and FIRM."),
        ("ana silva left, and ana did not.", "PERSON left, and ana did not."),
    ],
)
def test_what_is_left_of_a_text(text: str, told: str) -> None:
    assert discretion.without(text, SECRETS, "FIRM", "PERSON") == told
    assert discretion.gives_away(text, SECRETS) is (text != told)


def test_what_holds_a_text_back_is_named_as_it_stands_there() -> None:
    said = "northwind's Ana Silva wanted 48k, and Northwind 48k."
    assert discretion.telling(said, SECRETS) == ("northwind", "Northwind", "Ana Silva", "48k")
    assert discretion.telling("Show week one before any demo.", SECRETS) == ()


def test_where_nothing_is_known_nothing_is_given_away() -> None:
    assert not discretion.gives_away("It was 48000.", discretion.of(Deal("1", "AB", Outcome.LOST)))


def test_a_firm_with_a_short_name_is_told_by_it() -> None:
    short = discretion.of(Deal("1", "BMW Fleet 2026", Outcome.LOST, customer="SAP SE"))
    assert discretion.without("BMW and SAP asked for a fleet.", short, "FIRM", "") == "FIRM and FIRM asked for a fleet."


def test_a_name_is_no_pattern() -> None:
    odd = discretion.of(Deal("1", "C++ (new)", Outcome.LOST, customer="a.c"))
    assert (
        discretion.without("abc stays, a.c goes, C++ (new) too.", odd, "FIRM", "") == "abc stays, FIRM goes, FIRM too."
    )
