"""The page about what works with which CRM says what the code does."""

from tests.crm import table


def test_the_page_is_fresh() -> None:
    assert table.PAGE.read_text(encoding="utf-8") == table.page(), "run `python -m tests.crm.table`"
