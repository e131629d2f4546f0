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
        ("_Northwind_ and *Northwind* and ~48k~, _48k_.", "_FIRM_ and *FIRM* and ~…~, _…_."),
        ("ANA asked; anas did not.", "PERSON asked; anas did not."),
        ("48kEUR, 48 grand, 48\u2009000, 48,000.5 and ４８０００ or ٤٨٠٠٠.", "…, …, …, … and … or …."),
        ("In week 3 48,000 was much, 48,000k is another.", "In week 3 … was much, … is another."),
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


@pytest.mark.parametrize(
    ("deal", "customer", "text", "told"),
    [
        ("Müller AG", None, "Mueller, Muller, Mu\u0308ller, müllers Chef", ("Mueller", "Muller", "Müller", "müllers")),
        ("Mueller AG", None, "Müller", ("Müller",)),
        ("Łódź Søren", None, "Lodz, Soren", ("Lodz", "Soren")),
        ("L'Oréal", None, "L’Oréal and L'Oreal", ("L’Oréal", "L'Oreal")),
        ("Straße", "Weiß GmbH", "Weiss, WEISS", ("Weiss", "WEISS")),
        ("Northwind", None, "Ｎｏｒｔｈｗｉｎｄ", ("Ｎｏｒｔｈｗｉｎｄ",)),
        ("华为续约", "华为", "和华为谈价格", ("华为",)),
        ("株式会社日立", "日立", "日立の人", ("日立",)),
        ("3M", "3M", "3M and 3m", ("3M", "3m")),
        ("Renewal", "o2", "o2 has a renewal", ("o2",)),
        ("EY renewal", "EY", "ey no; EY", ("EY",)),
        ("Renewal Fabrikam 2026", None, "Fabrikam wants a renewal", ("Fabrikam",)),
        ("2026 Fabrikam expansion", None, "fabrikam said no in 2026", ("fabrikam",)),
        ("Q3 – Fabrikam – 50 seats", "", "at fabrikam we saw 50 seats in Q3", ("fabrikam",)),
        ("Relaunch Adventure Works", None, "Adventure, Works; it works", ("Adventure", "Works")),
        ("Renewal – Fabrikam", "Contoso", "Fabrikam and a renewal", ("Fabrikam",)),
        ("\u200b\u200b\u200b", None, "nothing", ()),
    ],
)
def test_a_firm_is_told_by_any_spelling_and_any_telling_word(
    deal: str, customer: str | None, text: str, told: tuple[str, ...]
) -> None:
    assert set(discretion.telling(text, discretion.of(Deal("1", deal, Outcome.LOST, customer=customer)))) == set(told)


@pytest.mark.parametrize(
    ("amount", "text", "is_told"),
    [
        (1_200_000, "1,200k", True),
        (1_200_000, "1.200k", True),
        (1_200_000, "1.2 MEUR", True),
        (1_200_000, "1,2 Mio. €", True),
        (1_200_000, "1.2k", False),
        (48_500, "49k", True),
        (48_499, "49k", False),
        (0, "Week 0 matters, 0k too.", False),
    ],
)
def test_an_amount_is_told_however_it_is_written(amount: int, text: str, is_told: bool) -> None:
    secrets = discretion.of(Deal("1", "X1", Outcome.LOST, amount=Decimal(amount)))
    assert discretion.gives_away(text, secrets) is is_told


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Silva, Ana", "ana silva, Silva and silva", "PERSON, PERSON and silva"),
        ("Dr. Ana Silva - Sales", "Dr. Who lost Sales; Ana did not.", "Dr. Who lost Sales; PERSON did not."),
        ("Anna-Lena Rao (she/her)", "She asked Lena, and anna lena rao.", "She asked PERSON, and PERSON."),
        ("Jan van der Berg", "Van or der; Berg", "Van or der; PERSON"),
    ],
)
def test_people_are_told_by_their_names_however_these_are_written(name: str, text: str, told: str) -> None:
    secrets = discretion.of(Deal("1", "Q3 renewal", Outcome.LOST), [name])
    assert discretion.without(text, secrets, "FIRM", "PERSON") == told


@pytest.mark.parametrize(
    ("deal", "customer", "text", "told"),
    [
        ("Upsell_Fabrikam/2026", None, "Fabrikam has an upsell", "FIRM has an upsell"),
        ("Coca-Cola", None, "coca cola, Cola", "FIRM, FIRM"),
        ("IT rollout \u2013 Fabrikam", None, "IT was late at Fabrikam", "IT was late at FIRM"),
        (
            "Fabrikam Portal Hamburg",
            "Fabrikam GmbH",
            "Das Portal in Hamburg für Fabrikam",
            "Das Portal in Hamburg für FIRM",
        ),
        ("Falcon Hamburg", "Fabrikam GmbH", "Falcon in Hamburg", "FIRM in FIRM"),
        ("Meeting mit Fabrikam", None, "Das Meeting bei Fabrikam", "Das Meeting bei FIRM"),
    ],
)
def test_of_a_deals_name_what_is_common_stays(deal: str, customer: str | None, text: str, told: str) -> None:
    secrets = discretion.of(Deal("1", deal, Outcome.LOST, customer=customer))
    assert discretion.without(text, secrets, "FIRM", "PERSON") == told
