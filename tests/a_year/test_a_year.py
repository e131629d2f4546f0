"""The page of the year is what its script prints."""

from bot.storage.database import Database
from tests.a_year import pages, plan
from tests.a_year.year import played


def test_the_year_begins_as_its_page_shows(sqlite_db: Database) -> None:
    """Where this fails, look at the change and run `python -m tests.a_year`."""
    assert pages.FILE.read_text(encoding="utf-8").startswith(pages.page(played(sqlite_db, weeks=1)))


def test_what_happens_is_drawn_alike_each_time() -> None:
    year = plan.deals()
    assert year == plan.deals()
    assert all(one.opens_on < one.ends_on for one in year)
