"""`python -m tests.a_year`: play the year and write `docs/a-year.md`."""

from tests.a_year import pages
from tests.a_year.plan import WEEKS
from tests.a_year.year import played
from tests.storyboards.__main__ import new_database

if __name__ == "__main__":
    with new_database() as db:
        pages.FILE.write_text(pages.page(played(db, WEEKS)), encoding="utf-8")
