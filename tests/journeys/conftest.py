"""A furnished house for each journey.

The main story says `pytestmark = pytest.mark.both_databases`; what the others add is no matter of the database, and
each of them runs on one: see `kinds_for`.
"""

from collections.abc import Iterator

import pytest

from bot.crm import PROVIDERS
from bot.storage.database import Database
from tests.conftest import kinds_for
from tests.house import GENERIC_SECRET, House, running_house

ANA, PRIYA = "ana@fabrikam.example", "priya@fabrikam.example"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_url" in metafunc.fixturenames:
        metafunc.parametrize("database_url", kinds_for(metafunc), indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def house(db: Database) -> Iterator[House]:
    with running_house(db) as built:
        built.roster((ANA, PRIYA))
        yield built


@pytest.fixture
def crm(house: House) -> str:
    """The path of a generic connection."""
    return house.connect("generic", PROVIDERS["generic"].check_config({"secret": GENERIC_SECRET}))
