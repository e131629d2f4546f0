"""The stories, each played by people in the sandbox. Captions are what a newcomer reads beside the pictures."""

from collections.abc import Callable

from tests.storyboards.ask_boards import asks
from tests.storyboards.board import Board
from tests.storyboards.friday_boards import empty_week, lesson, no_consent, week
from tests.storyboards.talks import CUSTOMERS, OURS, customers_view, our_view, wrapped_up
from tests.storyboards.week_boards import gaffe, monday, workshop

DEALS = ("Northwind", "Tailspin", "Woodgrove", "Fabrikam", "Adventure Works")
OURS_IN_GERMAN = (
    "Weniger Risiko. Contoso wirkte wie die sichere Wahl.",
    "Die Werksleiterin, denke ich. Wir haben nie mit ihr gesprochen.",
    "Wie lange ihre Leute zum Einarbeiten brauchen.",
)


def rep(board: Board) -> None:
    """The main story, as the rep lives it."""
    board.led("ana", "priya")
    board.closes("ana", "Northwind")
    board.frame("ana", "Ana lost Northwind. Minutes later she and her manager Priya have one thread for it.")
    our_view(board)
    board.frame("ana", "Three replies later our view is in. Priya has the customer's on her card.")
    customers_view(board)
    wrapped_up(board)
    board.frame("ana", "The summary stays in their thread. May the team learn from it? Ana reads the exact text first.")
    board.presses("ana", "Yes, with my name")
    board.later("friday_1500")
    board.frame_of_channel("ana", "Friday at three: the team reads it, and nobody is blamed.")


def manager(board: Board) -> None:
    """The same deal, as the manager lives it."""
    board.led("ana", "priya")
    board.closes("ana", "Northwind")
    board.frame("priya", "Priya has the customer call on a card of its own: what to say first, and five questions.")
    board.presses("priya", "No answer yet")
    board.frame("priya", "The customer did not pick up. That is noted; nobody is late.")
    our_view(board)
    customers_view(board)
    board.frame("priya", "Both views are in. Either of the two may wrap up.")


def solo(board: Board) -> None:
    """A rep without a manager talks alone."""
    board.led("ana", "ana")
    board.closes("ana", "Northwind")
    board.frame("ana", "Ana leads herself, so the bot asks her alone.")
    our_view(board)
    board.presses("ana", "They declined")
    wrapped_up(board)
    board.frame("ana", "What she learned is hers until she says otherwise.")


def declined(board: Board) -> None:
    """The customer would rather not talk."""
    board.led("ana", "priya")
    board.closes("ana", "Northwind")
    board.presses("priya", "They declined")
    board.frame("priya", "The customer's no stands. The retrospective goes on as our view.")
    our_view(board)
    board.frame("ana", "Three replies later it is time to wrap up.")


def reopened(board: Board) -> None:
    """A deal is open again, and lost again."""
    board.led("ana", "priya")
    number = board.closes("ana", "Northwind")
    board.replies("ana", OURS[0])
    board.closes("ana", "Northwind", "reopened", number)
    board.frame("ana", "Good news: Northwind is open again. The talk rests, and nothing is lost.")
    board.closes("ana", "Northwind", "lost", number)
    board.frame("ana", "Lost again. The same thread goes on, as round two.")


def bundle(board: Board) -> None:
    """Five deals of one pair lost in a week."""
    board.led("ana", "priya")
    board.waits_for_more(bundle_from=5)
    for name in DEALS[:5]:
        board.closes("ana", name, competitor=None)
    board.goes_on(minutes=11)
    board.frame_of_channel("ana", "Five losses in a week are one message, not five threads.", board.room)
    board.chooses("ana", "gathering.choose_one", DEALS[0])
    board.frame_of_channel("ana", "One gets the full guide, the others one question each.", board.room)


def burst(board: Board) -> None:
    """Somebody tidies up, and thirty deals close together."""
    board.led("ana", "priya")
    board.people = ("ana",)
    board.waits_for_more(burst_from=11)
    for number in range(30):
        board.closes("ana", f"Old lead {number + 1}", competitor=None)
    board.goes_on(minutes=11)
    board.frame_of_channel(
        "ana", "Thirty closings in a quarter of an hour look like tidying up. Ana is asked once.", board.room
    )
    board.presses("ana", "Review none")
    board.frame_of_channel("ana", "None of them opens, and none counts as a reason.", board.room)


def sensitive(board: Board) -> None:
    """A talk that nobody else shall hear of."""
    board.led("ana", "priya")
    board.closes("ana", "Northwind")
    board.replies("ana", OURS[0])
    board.chooses("ana", "retrospective.more", "Make it sensitive")
    board.frame("ana", "The bot says what that means before anything changes.", {})
    board.submits("ana")
    board.frame("ana", "From now on it is in no list, digest or figure. Either of the two can undo it.")


def win(board: Board) -> None:
    """A won deal, with the same machine."""
    board.led("ana", "priya")
    board.closes("ana", "Fabrikam renewal", "won", competitor=None, lost_reason=None)
    board.commands("ana", "/retro win Fabrikam")  # the bot has never met her, and looks her up
    board.commands("ana", "/retro win Fabrikam")
    board.frame("ana", "Ana asks for a retrospective of a deal that she won.")
    our_view(board)
    board.frame("ana", "The questions are those of a win.")


def german(board: Board) -> None:
    """Two people whose Slack is German."""
    for who in ("ana", "priya"):
        board.house.sandbox.change_person(who, locale="de-DE")
    board.led("ana", "priya")
    board.closes("ana", "Nordwind")
    board.frame("ana", "Both read German, so the thread is German.")
    for answer in OURS_IN_GERMAN:
        board.replies("ana", answer)
    board.presses("priya", "Antworten festhalten")
    board.fills("priya", "What the customer said, in a German form.", CUSTOMERS, quotable="inside")
    board.frame("priya", "All that they read is German; the team channel keeps its own language.")


BOARDS: dict[str, Callable[[Board], None]] = {
    story.__name__: story
    for story in (
        *(rep, manager, solo, declined, reopened, bundle, burst, sensitive, win, german),
        *(week, no_consent, empty_week, lesson, monday, gaffe, workshop, asks),
    )
}
