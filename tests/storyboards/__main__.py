"""`python -m tests.storyboards`: play the stories, photograph them, and write `docs/conversation/`."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import click
from playwright.sync_api import Page, sync_playwright

from bot.storage import schema
from bot.storage.database import Database
from tests.browsers import launch
from tests.conftest import KEYS
from tests.storyboards import album
from tests.storyboards.boards import BOARDS
from tests.storyboards.camera import SIZE, PageCamera
from tests.storyboards.playing import DOCS, play, title


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(BOARDS)), help="Only these; the overview is left alone.")
def main(only: tuple[str, ...]) -> None:
    """Play the stories and write the pages."""
    pictures = DOCS / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    played = {}
    with opened_page() as page:
        for name in only or BOARDS:
            with (
                new_database() as db,
                play(name, db, lambda address: PageCamera(page, address, pictures)) as board,
            ):
                (DOCS / f"{name}.md").write_text(album.page(board, title(name)), encoding="utf-8")
                played[name] = album.row(board, title(name))
            click.echo(f"{name}: {played[name]}")
    if not only:
        (DOCS / "README.md").write_text(album.overview(played.values()), encoding="utf-8")


@contextmanager
def new_database() -> Iterator[Database]:
    """An empty database in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/story.db", KEYS)
        schema.migrate(db)
        yield db
        db.close()


@contextmanager
def opened_page() -> Iterator[Page]:
    """A page in a browser, as wide as a thread beside its conversation needs."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
        yield page
        browser.close()


if __name__ == "__main__":
    main()
