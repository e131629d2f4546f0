"""What lost deals ask of a department, played by people in the sandbox."""

from datetime import timedelta

from bot import clock
from bot.domain import months
from bot.domain.months import Monthly
from bot.use_cases.asks.roll_ups import AT
from tests.storyboards.board import PRODUCT_CHANNEL, Board
from tests.storyboards.talks import LESSON, customers_view, our_view, wrapped_up

ZONE = "Europe/Berlin"
MINUTE = timedelta(minutes=1)


def asks(board: Board) -> None:
    """What customers ask for, from a lost deal to what is shipped."""
    board.led("ana", "priya")
    board.house.set("product_channel", PRODUCT_CHANNEL)
    board.closes("ana", "Northwind")
    our_view(board)
    customers_view(board, verbatim=["customers.change"])
    wrapped_up(board, departments=["product"])
    board.frame("ana", "Product should hear this. Ana reads exactly what it would read, without a name.")
    board.presses("ana", "Send to product")
    board.frame_of_channel("dana", "Dana builds the product. She reads one post, and can answer it.", PRODUCT_CHANNEL)
    board.presses_in(PRODUCT_CHANNEL, "dana", "Seen")
    _lost_again(board)
    board.frame("ana", "Another deal, the same wish: Ana may add hers to it instead of asking twice.")
    board.presses("ana", "Add to it")
    board.presses_in(PRODUCT_CHANNEL, "dana", "We take it")
    board.frame_of_channel(
        "dana", "Still one post. Now it counts two deals, and says who takes it on.", PRODUCT_CHANNEL
    )
    board.goes_on(minutes=1)
    board.frame("ana", "What was decided is told once in each thread that it came from.")
    board.presses_in(PRODUCT_CHANNEL, "dana", "Shipped")
    board.goes_on(minutes=1)
    board.frame("ana", "And once more when it is there.")
    _next_month(board)
    board.frame_of_channel("dana", "Once a month: what is open, and what was shipped.", PRODUCT_CHANNEL)


def _lost_again(board: Board) -> None:
    """A second deal, about which one question is enough."""
    board.house.set("full_from_days", "3650")
    board.closes("ana", "Tailspin")
    board.replies("ana", "I would show the first week of onboarding before the demo.")
    board.presses("ana", "Wrap up")
    board.submits("ana", ending="competitor", departments=["product"], **LESSON)
    board.submits("ana", below_price="onboarding")


def _next_month(board: Board) -> None:
    """Until the hour of its first working day."""
    at = months.following(Monthly(AT, ZONE), clock.now()).at
    board.goes_on(minutes=(at - clock.now() + MINUTE) / MINUTE)
