"""The pages that show the stories: one each, and a table of what they cost people."""

from collections.abc import Iterable

from tests.storyboards.board import Board

HEAD = """# The conversation, in pictures

Each story is played in the sandbox and photographed by `make storyboards`. *Messages* is what the bot wrote to the
people of that talk, *posts* what it wrote into channels; a click is a button, a choice in a menu, or a form
sent.

| story | messages | posts | clicks | words typed |
|---|---|---|---|---|
"""


def overview(rows: Iterable[str]) -> str:
    """The page that leads to all of them."""
    return HEAD + "".join(f"{row}\n" for row in rows)


def row(board: Board, title: str) -> str:
    """What one story costs, as a row of the overview."""
    clicks, words = sum(board.clicked.values()), sum(board.typed.values())
    return f"| [{title}]({board.name}.md) | {board.messages} | {board.posts} | {clicks} | {words} |"


def page(board: Board, title: str) -> str:
    """One story: its pictures in order, each with what happens in it, and the counts."""
    shown = [
        f"{number}. {frame.caption}\n\n   ![{frame.caption}](pictures/{frame.picture})\n"
        for number, frame in enumerate(board.frames, 1)
    ]
    return f"# {title}\n\n{_costs(board)}\n\n" + "\n".join(shown)


def _costs(board: Board) -> str:
    each = [
        f"{who.title()} clicked {_times(board.clicked[who])} and typed {board.typed[who]} words."
        for who in sorted(board.clicked | board.typed)
    ]
    messages = "1 message" if board.messages == 1 else f"{board.messages} messages"
    return " ".join([f"The bot wrote {messages} to them.", *each])


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
