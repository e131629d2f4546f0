"""The stories of the week, each played by people in the sandbox."""

from datetime import timedelta

from bot import clock
from bot.storage.models import WorkspaceRow
from tests.storyboards.board import Board

MINUTE = timedelta(minutes=1)


def gaffe(board: Board) -> None:
    """What everybody got wrong, in one line each, the leader first."""
    board.people = ("ana", "priya", "kim")
    priya = board.house.sandbox.person("priya")
    board.later("friday_1500")
    board.house.set("gaffe", "yes")
    board.house.set("gaffe_leader", priya.id)
    board.goes_on(minutes=1)
    _until_somebody_is_asked(board)
    board.frame_of_channel("priya", "Priya leads the team, so she is asked first, and alone.", priya.dm)
    board.presses("priya", "Write my line")
    board.fills("priya", "One line. Her name stands beside it only if she says so.", {"line": "Talked price too soon."})
    _until_somebody_is_asked(board)
    board.frame_of_channel("ana", "Thursday: the team reads that Priya has gone first, and not what she wrote.")
    board.presses("ana", "Add mine")
    theirs = {"line": "Never met the CFO."}
    board.fills("ana", "Ana adds hers. Nobody sees who takes part.", theirs, theme="deciders")
    board.commands("kim", "/retro gaffe Sent the quote too late.")
    board.later("friday_1500")
    board.frame_of_channel("ana", "Friday: all lines together, without names, in an order that tells nothing.")
    board.presses("kim", "Take my line back")
    board.frame_of_channel("ana", "Whoever takes theirs back leaves no trace; the others stay.")


def _until_somebody_is_asked(board: Board) -> None:
    """Until the leader's hour has come, or the team's."""
    with board.house.db.read() as session:
        at = session.get_one(WorkspaceRow, board.house.workspace_id).next_gaffe_at
    assert at is not None
    board.goes_on(minutes=(at - clock.now() + MINUTE) / MINUTE)
