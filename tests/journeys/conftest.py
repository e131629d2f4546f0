"""A furnished house for each journey, on each database."""

from collections.abc import Iterator

import pytest

from bot.crm import PROVIDERS
from bot.storage.database import Database
from tests.house import GENERIC_SECRET, House, running_house

ANA, PRIYA = "ana@fabrikam.example", "priya@fabrikam.example"


@pytest.fixture
def house(db: Database) -> Iterator[House]:
    with running_house(db) as built:
        built.roster((ANA, PRIYA))
        yield built


@pytest.fixture
def crm(house: House) -> str:
    """The path of a generic connection."""
    return house.connect("generic", PROVIDERS["generic"].check_config({"secret": GENERIC_SECRET}))
