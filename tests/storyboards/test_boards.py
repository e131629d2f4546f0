"""Every story can be told, costs people no more than it says, and stands in docs/ as it is."""

import pytest

from bot.storage.database import Database
from tests.storyboards import album
from tests.storyboards.board import Board, NoCamera
from tests.storyboards.boards import BOARDS
from tests.storyboards.playing import DOCS, play, title

MAIN = "rep"
PICTURE = b"\x89PNG"
MOST_MESSAGES, MOST_CLICKS = 12, 14


@pytest.mark.parametrize("name", BOARDS)
def test_a_story_is_told_as_its_page_shows(name: str, sqlite_db: Database) -> None:
    """Where this fails, look at the change and run `make storyboards`."""
    with play(name, sqlite_db, lambda _address: NoCamera(), draw=lambda _drawing: PICTURE) as board:
        written = DOCS / f"{name}.md"
        assert written.read_text(encoding="utf-8") == album.page(board, title(name))
        assert album.row(board, title(name)) in (DOCS / "README.md").read_text(encoding="utf-8")
        assert all((DOCS / "pictures" / frame.picture).is_file() for frame in board.frames)
        if name == MAIN:
            stays_short(board)


def stays_short(board: Board) -> None:
    """What the whole conversation may cost rep and manager together."""
    assert board.messages <= MOST_MESSAGES
    assert sum(board.clicked.values()) <= MOST_CLICKS


def test_no_picture_is_left_over() -> None:
    shown = {path.name for path in (DOCS / "pictures").iterdir()}
    assert all(path.partition("-")[0] in BOARDS for path in shown)
