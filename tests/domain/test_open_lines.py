"""Which words of a line that the whole team reads tell a colleague, a customer's deal or a sum; others never do."""

from decimal import Decimal

import pytest

from bot.domain import open_lines
from bot.domain.open_lines import Writer

PEOPLE = ("Ana Silva", "Will Young", "Jörg Müller", "kim", "李 伟")
FIRMS = ("Northwind Traders", "Contoso", "BMW Fleet", "Target", "Q3 renewal", "New CRM", "华为", "Fabrikam: 50 seats")
AMOUNTS = (Decimal(48000), Decimal(5))


def told(line: str, *firms: str, writer: Writer = Writer(), people: tuple[str, ...] = PEOPLE) -> tuple[str, ...]:  # noqa: B008
    """The telling words of a line where these deals are known."""
    keys = {key for name in firms or FIRMS for key in open_lines.keys(name)}
    return open_lines.telling(line, people, keys.intersection(open_lines.sought(line)), AMOUNTS, writer)


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
    assert told(line) == words


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
    assert told(line) == ()


def test_where_nothing_is_known_only_money_and_mentions_tell() -> None:
    assert open_lines.telling("Ana quoted 48k to @somebody of Contoso.", ()) == ("@somebody", "48k")


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("Silva, Ana", "Ana Silva knew, and so did Silva.", ("Ana Silva", "Silva")),
        ("Silva, Ana", "silva, ana knew", ("silva, ana",)),
        ("Dr. Ana Silva", "Dr. Strange; ana silva and Ana", ("ana silva", "Ana")),
        ("Prof. Dr. med. Ana von Silva", "Prof or Med; Von Ana", ("Ana",)),
        ("Ana Silva - Sales", "Sales lost; ana silva", ("ana silva",)),
        ("Ana Silva \u2013 EMEA Lead", "Lead times in EMEA, Silva", ("Silva",)),
        ("Ana Silva | Acme", "Silva and ana silva", ("ana silva", "Silva")),
        ("Ana Silva (she/her)", "She knew, Her too; Ana", ("Ana",)),
        ("Robert (Bobby) Silva", "Bobby, and robert silva", ("robert silva", "Bobby")),
        ("Anna-Lena Müller-Schmidt", "Anna, Lena, Anna Lena", ("Anna", "Lena", "Anna Lena")),
        ("Anna-Lena Müller-Schmidt", "Schmidt and Mueller", ("Schmidt", "Mueller")),
        ("ana.silva", "Ana and Silva", ("Ana", "Silva")),
        ("ana.silva@acme.example", "Ana at Acme, Example", ("Ana",)),
        ("Ana Silva, Acme GmbH", "ana silva knew", ("ana silva",)),
        ("Drew Barry", "Drew no line; Barry did, drew barry", ("drew barry", "Barry")),
    ],
)
def test_names_of_people_as_rosters_write_them(name: str, line: str, words: tuple[str, ...]) -> None:
    assert set(told(line, people=(name,))) == set(words)


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("Renewal_Fabrikam", "Fabrikam waited.", ("Fabrikam",)),
        ("Upsell/Fabrikam|Q3", "Fabrikam waited.", ("Fabrikam",)),
        ("Erstgespräch Fabrikam", "Das Erstgespräch bei Fabrikam", ("Fabrikam",)),
        ("Demo-Termin:Fabrikam", "Die Demo, der Termin, Fabrikam", ("Fabrikam",)),
        ("Meeting \u2013 Adventure Works", "The Meeting at Adventure, at Works", ("Adventure", "Works")),
        ("Coca-Cola renewal", "coca cola renewal; Cola and Coca", ("coca cola renewal", "Cola", "Coca")),
        ("IT rollout Fabrikam", "IT was late.", ()),
        ("Studio 54 renewal", "54 people at studio 54", ("studio 54",)),
        ("GE renewal 90", "GE waited, ge did not", ("GE",)),
        ("GE Fabrikam", "GE alone, ge fabrikam", ("ge fabrikam",)),
        ("made for Fabrikam", "We made it for fabrikam", ()),
        ("7-Eleven", "7 eleven of 7 people", ("7 eleven",)),
        ("Deutsche Bahn AG", "Deutsche Papiere bei der Bahn", ("Bahn",)),
        ("3M", "3M and 3m", ("3M", "3m")),
        ("Call", "Call them", ()),
        ("C++ (new)", "c and C", ()),
        ("Fabrikam Northwind Contoso Litware Adventure Works of the South", "Litware said no", ("Litware",)),
    ],
)
def test_names_of_deals_tell_by_every_word_that_is_not_common(name: str, line: str, words: tuple[str, ...]) -> None:
    assert set(told(line, name)) == set(words)


def test_a_firm_is_named_without_its_legal_form_as_well() -> None:
    keys = open_lines.keys("Q3 renewal", "Adventure Works Inc.")
    assert open_lines.telling("Late for adventure works.", (), keys) == ("adventure works",)


def test_of_a_deal_whose_customer_is_known_what_was_sold_tells_nothing() -> None:
    keys = open_lines.keys("Portal Ausbau Hamburg Northwind", "Northwind Traders")
    line = "Das war in Hamburg bei Northwind, northwind traders"
    assert set(open_lines.telling(line, (), keys)) == {"Northwind", "northwind traders"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Ana here, Ana Silva: I forgot.", ()),
        ("<@U0ANA> forgot, @ana.silva, @Ana too", ()),
        ("Ana Berg forgot with Ana", ("Ana Berg",)),
        ("@ana.berg and <@U0BEN> and ana@acme.example", ("@ana.berg", "@U0BEN", "ana@acme.example")),
    ],
)
def test_ones_own_name_is_ones_own_to_tell(line: str, words: tuple[str, ...]) -> None:
    assert told(line, people=("Ana Berg", "Ana Silva"), writer=Writer("Ana Silva", "U0ANA")) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("TEUR 48 too much", ("TEUR 48",)),
        ("48 TEUR or 48 T€ or T€ 48", ("48 TEUR", "48 T", "T€ 48")),
        ("2 Mrd, 2bn or 2 billion", ("2 Mrd", "2bn", "2 billion")),
        ("Eine Million zu viel, eine Million verlangt", ("Million",)),
        ("'ne Million; two thousand and five hundred", ("Million", "two thousand")),
        ("Lost a million. Asked for half a million.", ("million", "half a million")),
        ("We asked a thousand too much", ("thousand",)),
        ("Zwei Milliarden, two billion", ("Zwei Milliarden", "two billion")),
        ("It was 1.2MM", ("1.2MM",)),
        ("Fr. 500 and 90 Fr. and SFr. 90", ("500", "90")),
        ("90 kr, kr 80, 70 zł, 60 Kč", ("90", "80", "70", "60")),
        ("½ million, 1½ Mio, 2 ½ m€", ("½ million", "1½ Mio", "2 ½ m")),
        ("5 CAD per seat, 500 CAD.", ("5", "500")),
        ("10k too much, 10k", ("10k",)),
        ("Euro 90 and EUR 2024", ("90", "2024")),
        ("Zweitausend zu viel, neunzehnhundert Euro", ("Zweitausend", "neunzehnhundert")),
    ],
)
def test_sums_however_they_are_said(line: str, words: tuple[str, ...]) -> None:
    assert set(told(line)) == set(words)


@pytest.mark.parametrize(
    "line",
    [
        "Sent 3 CAD files, 2 CAD-Dateien and 5 CAD licences.",
        "Drei Termine in Franken verpasst; 3 Franken-Kunden, Region Franken 3 Mal",
        "Watched Euro 2024 in the demo.",
        "Walked 10k steps, forty thousand steps, zehntausend Schritte; 50k rows.",
        "Seit neunzehnhundertneunzig, seit zweitausendvier, since two thousand and twelve.",
        "Drew the wrong line, and sued nobody.",
        "A million reasons, eine Million Gründe, eine Million Fehler, a million details.",
        "Fr. 15 Uhr, Fr. 27.11., am Fr. 9.00",
        "Thanks a million. Tausend Dank. 5 MB, 30 mm, 3 b",
        "B2B, M2M and 7B; K8s, P2P",
    ],
)
def test_innocent_numbers_and_words(line: str) -> None:
    assert told(line) == ()
