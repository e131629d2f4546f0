"""One story played from an empty house to its last frame."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import charting
from bot.storage.database import Database
from tests.house import running_house
from tests.storyboards.board import Board, Camera
from tests.storyboards.boards import BOARDS

DOCS = Path(__file__).parent.parent.parent / "docs" / "conversation"


@contextmanager
def play(
    name: str, db: Database, camera: Callable[[str], Camera], draw: charting.Draw = charting.png
) -> Iterator[Board]:
    """Play a story in an empty database. `camera` is made for the address of the page, `draw` makes its charts."""
    with running_house(db) as house:
        house.draw = draw
        board = Board(name, house, camera(house.sandbox.base_url))
        BOARDS[name](board)
        yield board


def title(name: str) -> str:
    """What the story is called: the first sentence of its description."""
    told = BOARDS[name].__doc__ or name
    return told.strip().splitlines()[0].rstrip(".")
