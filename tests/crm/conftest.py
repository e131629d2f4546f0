"""What tests of several CRMs need."""

from collections.abc import Iterator

import pytest

from bot.crm import Http


@pytest.fixture
def http() -> Iterator[Http]:
    """The client that asks a CRM's API."""
    client = Http()
    yield client
    client.close()
