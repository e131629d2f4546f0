"""Strict JSON and single values: what is not plainly said is unknown."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.crm import reading, strict_json
from bot.errors import Unreadable


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a":1}{"b":2}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1,"a":2}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":1e99999999999999999999}',
        b"[" * 20_000 + b"]" * 20_000,
        '{"a":1}'.encode("utf-16"),
        b'{"a":"\xff"}',
    ],
)
def test_what_is_no_strict_json_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        strict_json.parse(body)


def test_a_byte_order_mark_is_welcome() -> None:
    assert strict_json.parse(b'\xef\xbb\xbf{"a": 0.1}') == {"a": Decimal("0.1")}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("48000.00", Decimal("48000.00")),
        (" 48000 ", Decimal(48000)),
        (48000, Decimal(48000)),
        (Decimal("0.5"), Decimal("0.5")),
        ("12e3", Decimal(12000)),
        (0, Decimal(0)),
        ("1.234,56 €", None),
        ("1,234.56", None),
        ("", None),
        ("  ", None),
        (None, None),
        (True, None),
        ([], None),
        ({"value": 1}, None),
        ("-5", None),
        ("１２３", None),
        ("nan", None),
        ("1e99", None),
        (10**15, None),
        (Decimal("1e-99"), None),
    ],
)
def test_amounts(value: Any, expected: Decimal | None) -> None:
    assert reading.amount(value) == expected


def test_an_amount_is_written_out() -> None:
    assert str(reading.amount("1.2E+4")) == "12000"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-16T09:29:51Z", datetime(2026, 11, 16, 9, 29, 51, tzinfo=UTC)),
        ("2026-11-16T10:29:51+01:00", datetime(2026, 11, 16, 9, 29, 51, tzinfo=UTC)),
        ("2026-11-16T09:29:51", None),
        ("2026-11-16", None),
        ("2026-02-30T00:00:00Z", None),
        ("2026-01-01T25:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("0000-00-00", None),
        ("１２３", None),
        ("", None),
        (0, None),
        (-1, None),
        (253402300800000, None),
        (None, None),
    ],
)
def test_moments(value: Any, expected: datetime | None) -> None:
    assert reading.moment(value) == expected


@pytest.mark.parametrize("value", [0, -1, 253402300800000, "1794821391000", True, None, 10**30])
def test_senseless_milliseconds_are_no_moment(value: Any) -> None:
    assert reading.moment_of_milliseconds(value) is None


def test_milliseconds_are_a_moment() -> None:
    assert reading.moment_of_milliseconds(1794821391412) == datetime(2026, 11, 16, 9, 29, 51, 412000, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>1</script>",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:9/",
        "http://[::1]:9/",
        "http://2130706433:9/",
        "https://crm.example@evil.example/",
        "//crm.example/",
        "https://crm.example\\@evil.example/",
        "https://crm.example:8443/",
        "https://crm.example/a|b",
        "https://crm.example/<!channel>",
        "https://[crm.example/",
        " https://crm.example/",
        "https://crm.example/\n",
        None,
        7,
    ],
)
def test_a_link_to_anywhere_else_is_dropped(url: Any) -> None:
    assert reading.link(url, "crm.example") is None


def test_a_link_to_the_crm_is_kept() -> None:
    assert reading.link("https://CRM.example/deals/1?a=b#c", "crm.example") == "https://CRM.example/deals/1?a=b#c"
    assert reading.link("https://crm.example/deals/1", None) is None


@pytest.mark.parametrize("value", [None, "", " ", True, 1.5, [], {}, "a\u200bb", "a\x00b", "\ud800", "x" * 256])
def test_what_cannot_name_a_deal(value: Any) -> None:
    with pytest.raises(Unreadable):
        reading.identifier({"id": value}, "id")


@pytest.mark.parametrize(("value", "expected"), [(7, "7"), (" 1 OR 1=1 ", "1 OR 1=1"), ("x" * 255, "x" * 255)])
def test_what_names_a_deal(value: Any, expected: str) -> None:
    assert reading.identifier({"id": value}, "id") == expected
