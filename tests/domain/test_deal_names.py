"""Whether two names are the same deal's."""

import pytest

from bot.domain.deal_names import key


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
    ],
)
def test_names_that_somebody_would_read_as_one(one: str, other: str, same: bool) -> None:
    assert (key(one) == key(other)) is same
