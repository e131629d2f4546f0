"""Whether two names are the same deal's."""

import pytest

from bot.domain.deal_names import is_visible, key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Northwind", "northwind", True),
        ("Northwind", "North Wind", True),
        ("Northwind", " North-wind! ", True),
        ("Northwind", "Northwind, Inc.", True),
        ("Northwind GmbH & Co. KG", "NORTHWIND", True),
        ("Northwind S.A.", "Northwind sa", True),
        ("Österreichische Bahn AG", "ÖSTERREICHISCHE BAHN", True),
        ("Northwind", "Northwind Traders", False),
        ("Northwind", "Northwind 2", False),
        ("Inc.", "Ltd.", False),
        ("AG Spa", "AG", True),
        ("!!!", "???", False),
        ("日本", "日本 Ltd", True),
        ("Fabrika\u0301m", "Fabrik\u00e1m", True),
        ("Fabrik\u00e1m", "Fabrikam", True),
        ("\uff26\uff41\uff42\uff52\uff49\uff4b\uff41\uff4d", "Fabrikam", True),
        ("\u00d6sterreichische Bahn", "Osterreichische Bahn", True),
        ("\ufb01ne", "Fine", True),
        ("カス", "ガス", False),
    ],
)
def test_names_that_somebody_would_read_as_one(one: str, other: str, same: bool) -> None:
    assert (key(one) == key(other)) is same


@pytest.mark.parametrize(
    ("name", "visible"), [("A", True), ("!!!", True), ("日", True), ("\u0301 \ufe0f", False), ("", False)]
)
def test_a_name_has_something_to_read(name: str, visible: bool) -> None:
    assert is_visible(name) is visible
