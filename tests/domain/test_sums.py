"""An amount is found in digits and in words, English and German; other numbers are left alone."""

from decimal import Decimal

import pytest

from bot.domain import discretion
from bot.domain.deals import Deal, Outcome


def told(amount: str, text: str) -> tuple[str, ...]:
    deal = Deal("1", "X1", Outcome.LOST, amount=Decimal(amount))
    return discretion.telling(text, discretion.of(deal))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("48000", "forty-eight thousand"),
        ("48000.00", "Forty eight thousand"),
        ("48000", "achtundvierzigtausend"),
        ("48000", "achtundvierzig Tausend"),
        ("48000", "48 thousand"),
        ("48000", "48-thousand"),
        ("48300", "forty-eight k"),
        ("48500", "forty-eight k"),
        ("48500", "49k"),
        ("1250000", "1.3m"),
        ("1250000", "1.2m"),
        ("50000", "fifty k"),
        ("50000", "fünfzig Tsd"),
        ("50000", "fuenfzigtausend"),
        ("35000", "fünfunddreißigtausend"),
        ("35000", "fuenfunddreissigtausend"),
        ("50000", "fifty grand"),
        ("500000", "half a million"),
        ("510000", "half a million"),
        ("500000", "halbe Million"),
        ("250000", "a quarter of a million"),
        ("250000", "Viertelmillion"),
        ("750000", "dreiviertel Million"),
        ("750000", "three quarters of a million"),
        ("1500000", "one and a half million"),
        ("1500000", "million and a half"),
        ("1500000", "anderthalb Millionen"),
        ("2500000", "zweieinhalb Millionen"),
        ("2500000", "zwei Komma fünf Millionen"),
        ("2500000", "two point five million"),
        ("1200000", "one million two hundred thousand"),
        ("1200000", "Million zweihunderttausend"),
        ("120000", "one hundred and twenty thousand"),
        ("120000", "hundertzwanzigtausend"),
        ("100000", "hundred thousand"),
        ("4800", "forty-eight hundred"),
        ("1000000", "million"),
        ("2750000", "two point seven five million"),
        ("2050000", "two point zero five million"),
        ("2750000", "zwei Komma sieben fünf Millionen"),
        ("2250000", "zwei Komma fünfundzwanzig Millionen"),
        ("2250000", "two point twenty five million"),
        ("1200000000", "one point two billion"),
        ("2000000000", "zwei Milliarden"),
        ("48000", "TEUR 48"),
        ("48000", "48 TEUR"),
        ("500000", "½ Mio"),
        ("1500000", "1½ million"),
        ("2500000", "2 ½ million"),
        ("250000", "¼ Mio"),
        ("1200000", "1.2MM"),
        ("1200000000", "1,2 Mrd"),
    ],
)
def test_an_amount_in_words_is_found_as_it_stands(amount: str, words: str) -> None:
    assert told(amount, f"We asked for about {words}, too early.") == (words,)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("48000", "Forty-eight people waited, and fifty thousand users."),
        ("48000", "achtundvierzig Leute, und tausend Dank"),
        ("48000", "forty-nine thousand, eight thousand, forty thousand"),
        ("90000", "between forty and fifty thousand users"),
        ("1400000", "A million reasons, 1 million rows."),
        ("600000", "Thanks a million; eine Million Zeilen."),
        ("1000", "A thousand thanks, tausend Dank."),
        ("0", "Zero sense, half a day, one person."),
        ("500", "five hundred users"),
        ("11", "Elf Leute, eleven people"),
        ("1", "One of us; ein Fehler; half a day"),
        ("2", "Two hours; zwei Stunden"),
        ("70000", "seventythousands of them, sevenths, tenants"),
        ("50000", "k, m, and, und, hundred"),
    ],
)
def test_other_numbers_in_words_are_left_alone(amount: str, text: str) -> None:
    assert told(amount, text) == ()


def test_of_two_amounts_in_words_the_deals_own_is_found() -> None:
    assert told("50000", "between forty and fifty thousand") == ("fifty thousand",)
    assert told("200000", "between one hundred and two hundred thousand") == ("two hundred thousand",)


@pytest.mark.parametrize(
    ("amount", "text", "number"),
    [
        ("5", "It was €5.", "5"),
        ("5", "It was EUR 5 a seat.", "5"),
        ("5", "It was 5 euros a seat.", "5"),
        ("5", "Es waren 5 € je Platz.", "5"),
        ("5", "Es waren 5,- je Platz.", "5"),
        ("5", "It was US$ 5.00 a seat.", "5.00"),
        ("5", "It was five dollars a seat.", "five"),
        ("5", "Es waren fünf Euro je Platz.", "fünf"),
        ("999", "CHF 999 were too much.", "999"),
        ("500", "0.5k was too much.", "0.5k"),
        ("1000", "They had 1,000 in mind.", "1,000"),
    ],
)
def test_a_small_amount_is_found_beside_its_currency(amount: str, text: str, number: str) -> None:
    assert told(amount, text) == (number,)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("5", "5 customers, 5 minutes, 5% and week 5."),
        ("10", "10 minutes; Q4 10 times; zehn Minuten; ten people."),
        ("5", "5 europeans and 5 frames"),
        ("5", "€50 for 5 people"),
        ("500", "500 users waited."),
        ("999.50", "999 steps"),
    ],
)
def test_a_small_amount_keeps_no_innocent_number_back(amount: str, text: str) -> None:
    assert told(amount, text) == ()


def test_a_number_of_any_length_is_read() -> None:
    assert told("48000", f"0.{'0' * 60}1k, {'9' * 400}k and {'one ' * 400}") == ()
