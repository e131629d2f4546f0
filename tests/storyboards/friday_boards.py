"""The stories of Fridays: what the team reads of a lost deal, and what becomes of its lesson."""

from datetime import timedelta
from uuid import UUID

from bot import clock
from bot.domain.deals import DealEvent, EventKind, Outcome
from bot.domain.trials import TRY_FOR
from bot.storage.models import DealRow, WorkspaceRow
from bot.use_cases.losses import deals
from tests import lost_deals
from tests.storyboards.board import Board
from tests.storyboards.talks import CUSTOMERS

MINUTE = timedelta(minutes=1)
WEEKS_BEFORE = 12
UPLOADING = "chat:write,files:write"


def week(board: Board) -> None:
    """A good week: a loss that the team learns from, and the numbers beside it."""
    _closed_before(board)
    _talked_through(board)
    board.frame("ana", "At the end, and only once: may the team read it? Ana sees the exact text first.")
    board.presses("ana", "Yes, with my name")
    board.later("friday_1500")
    caption = "Friday: the loss of the week, and the digest right after, its chart said in words as well."
    board.frame_of_channel("kim", caption)
    board.frame_of_channel(
        "kim", "The chart has a white card of its own, so that it reads the same in the dark.", is_dark=True
    )
    board.presses("kim", "Tell me more")
    board.frame("kim", "Whoever wants to know more reads what Ana agreed to, and no more.", {})


def no_consent(board: Board) -> None:
    """A talk that stays between the two."""
    _talked_through(board)
    board.presses("ana", "No")
    board.frame("ana", "No is an answer like any other, and she may think again.")
    board.later("friday_1500")
    board.frame_of_channel(
        "kim", "Friday: no loss of the week. The talk counts in the numbers, and nobody reads whose."
    )


def empty_week(board: Board) -> None:
    """A week of which there is little to tell, and one of which there is nothing."""
    board.led("ana", "priya")
    board.closes("ana", "Northwind", closed_at=clock.now().isoformat())
    board.later("friday_1500")
    board.frame_of_channel("kim", "One deal, and no talk yet: below five, the numbers say that they are too few.")
    board.later("friday_1500")
    board.frame_of_channel("kim", "A week later there is nothing to tell, and nothing is posted.")


def lesson(board: Board) -> None:
    """From a lost deal to a won one, and the thanks to whoever gave the lesson."""
    _talked_through(board)
    board.presses("ana", "Yes, with my name")
    board.people = ("ana", "priya", "kim")
    fabrikam = _is_open(board, "kim", "Fabrikam")
    board.later("friday_1500")
    board.presses("kim", "I can use this")
    board.frame("kim", "Kim can use what Ana's deal taught, and says where.", {})
    board.submits("kim", deal=str(fabrikam))
    board.goes_on(minutes=(TRY_FOR + timedelta(days=3)) / MINUTE)
    board.frame_of_channel("kim", "Two weeks later Kim is asked, once and in private.", board.dm("kim"))
    board.presses("kim", "It helped")
    _is_won(board, fabrikam)
    board.goes_on(minutes=60)
    board.frame_of_channel("ana", "Fabrikam is won, and Ana hears that her lesson was used on it.", board.dm("ana"))


def _talked_through(board: Board) -> None:
    """What Northwind taught, with the customer's words, until Ana is asked whether the team may read it."""
    board.led("ana", "priya")
    board.closes("ana", "Northwind", closed_at=clock.now().isoformat())
    for answer in ("It felt safe.", "The plant manager.", "Getting their people going."):
        board.replies("ana", answer)
    board.presses("priya", "Capture answers")
    board.submits("priya", quotable="inside", verbatim=["customers.change"], **CUSTOMERS)
    board.replies("ana", "lesson: Show week one of onboarding before any demo.")
    board.replies("ana", "done")


def _closed_before(board: Board) -> None:
    """Enough deals of the weeks before for a chart, which the workspace lets us upload."""
    with board.house.db.begin() as session:
        workspace = session.get_one(WorkspaceRow, board.house.workspace_id)
        workspace.scopes = UPLOADING
        for weeks_ago in range(WEEKS_BEFORE):
            closed_at = clock.now() - timedelta(weeks=weeks_ago, days=1)
            for outcome, days in ((Outcome.LOST, 94 - weeks_ago), (Outcome.WON, 40 + 2 * weeks_ago)):
                for name in ("Woodgrove", "Litware"):
                    lost_deals.deal(session, workspace, name, outcome=outcome, days=days, closed_at=closed_at)


def _is_open(board: Board, who: str, name: str) -> UUID:
    """A deal that somebody is working on."""
    owner = board.house.sandbox.person(who).id
    with board.house.db.begin() as session:
        workspace = session.get_one(WorkspaceRow, board.house.workspace_id)
        return lost_deals.deal(session, workspace, name, owner=owner, outcome=Outcome.OPEN, closed_at=None).id


def _is_won(board: Board, deal_id: UUID) -> None:
    with board.house.db.begin() as session:
        row = session.get_one(DealRow, deal_id)
        event = DealEvent(row.external_id, EventKind.WON, clock.now())
        of = {"workspace_id": row.workspace_id, "connection_id": row.connection_id}
        deals.record(session, **of, event=event, deal=None, now=clock.now())
    board.house.settle()
