"""`doctor` says of each CRM whether what pairs press can be written there."""

import pytest

from bot.cli import write_checks
from bot.storage.models import ConnectionRow
from tests.crm.local_server import recorded
from tests.crm.samples import NOW, at, config
from tests.crm.written import WRITTEN


@pytest.mark.parametrize(
    ("provider", "without", "level", "what"),
    [
        (
            "hubspot",
            "",
            "fine",
            "hubspot takes closed_lost_reason, a note, a task for the day to ask again, once somebody presses",
        ),
        ("generic", "", "note", "generic cannot be written"),
        ("close", "api_key", "note", "close cannot be written"),
        ("close", "", "fine", "close takes a note, a task for the day to ask again, once somebody presses"),
    ],
)
def test_each_crm_is_told_of(provider: str, without: str, level: str, what: str) -> None:
    settings = {name: value for name, value in config(provider).items() if name != without}
    [finding] = write_checks.write_backs([ConnectionRow(provider=provider, config=settings)], NOW)
    assert (finding.level, finding.what) == (level, what)


def test_a_field_that_salesforce_does_not_let_us_change_is_named() -> None:
    with recorded("salesforce") as server:
        for (method, path), answer in WRITTEN["salesforce"].deal.items():
            server.answer(path, answer, method=method)
        settings = config("salesforce", write={"come_back": "Amount"}, **at("salesforce", server.url))
        [finding] = write_checks.write_backs([ConnectionRow(provider="salesforce", config=settings)], NOW)
    assert (finding.level, finding.what) == ("note", "salesforce has no Amount that we may change")
