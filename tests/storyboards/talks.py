"""How a talk goes in most stories."""

from typing import Any

from tests.storyboards.board import Board

OURS = (
    "Less risk. Contoso felt like the safe choice.",
    "The plant manager, I think. We never spoke with her.",
    "How long it would take their people to get going.",
)
CUSTOMERS = {
    "customers.winner": "They walked us through week one, hour by hour.",
    "customers.change": "Show us the first week before you show us features.",
}
LESSON = {"lesson": "Show week one of onboarding before any demo."}


def our_view(board: Board) -> None:
    for answer in OURS:
        board.replies("ana", answer)


def customers_view(board: Board, **chosen: Any) -> None:
    """Priya writes down what the customer said; `chosen` is what she chooses besides that it may be quoted."""
    board.presses("priya", "Capture answers")
    caption = "Priya called the customer, and writes down what they said."
    board.fills("priya", caption, CUSTOMERS, quotable="inside", **chosen)


def wrapped_up(board: Board, **chosen: Any) -> None:
    """Ana closes the talk; `chosen` is what she chooses in the form besides how it ended."""
    board.presses("ana", "Wrap up")
    board.fills("ana", "Ten minutes of talk become one lesson.", LESSON, ending="competitor", **chosen)
    board.fills("ana", "Price was the CRM's reason. One layer deeper, in one click.", {}, below_price="onboarding")
