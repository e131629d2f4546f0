"""The stories of the week, each played by people in the sandbox."""

from datetime import timedelta

from bot import clock
from bot.storage import people
from bot.storage.models import WorkspaceRow
from tests.storyboards.board import Board

MINUTE = timedelta(minutes=1)
VOTE_MINUTES = 4 * 24 * 60  # from a Friday until after the second working day began


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


def workshop(board: Board) -> None:
    """One lesson, two mixed groups, ten minutes: what a team makes of it."""
    team = ("ana", "kim", "marco", "dana", "sam", "noor")
    board.later("friday_1500")  # so that the vote ends on a Tuesday, whenever this is played
    board.house.set("review", "no")
    board.meets("priya", *team)
    _lesson_for_all(board)
    board.people = ("ana", "priya", "kim")
    board.commands("priya", "/retro workshop")
    board.frame("priya", "Priya leads the team. She chooses a lesson, who takes part, and when.", {})
    board.submits("priya")
    board.frame(
        "priya", "The groups before anything starts, mixed by seniority and zone. Mix again, as often as she likes.", {}
    )
    board.submits("priya")
    board.frame_of_channel(
        "ana", "It begins: one post in the channel, and a group message with a thread for each group."
    )
    ana, kim = board.group_of("ana"), board.group_of("kim")
    board.types("ana", ana, "practice: Show week one before any demo.")
    board.types("kim", kim, "practice: Bring the plant manager in early.")
    board.frame_of_thread("ana", "In her group's thread: the facts, the timer, and what they wrote so far.", ana)
    board.goes_on(minutes=8)
    board.goes_on(minutes=2)
    board.frame_of_channel("ana", "The time is up. All practices stand together, and nobody's name beside them.")
    board.presses("ana", "Vote for this")
    board.frame_of_channel("ana", "Up to three votes each; only she sees hers, and may take them back.")
    board.goes_on(minutes=VOTE_MINUTES)
    board.frame_of_channel("priya", "Two working days later: the result, once.")
    board.frame_of_channel("ana", "Whoever took part is asked for an open deal, in private.", board.dm("ana"))
    board.frame_of_channel("priya", "Priya may keep a practice beside the lesson in the playbook.", board.dm("priya"))


def monday(board: Board) -> None:
    """Monday, in private: what a manager and the head of sales read, and the meeting's agenda."""
    board.meets("priya", "ana", "kim")
    noor = board.house.sandbox.person("noor")
    with board.house.db.begin() as session:
        people.ensure(session, board.house.workspace_id, noor.id)
    board.house.set("head_of_sales", noor.id)
    board.later("friday_1500")
    _lesson_for_all(board)
    board.closes("kim", "Tailspin", closed_at=clock.now().isoformat())
    board.people = ("ana", "priya", "kim")
    _until(board, "next_review_at")
    board.frame_of_channel(
        "priya", "Priya reads what her team lost and talked through, with one question.", board.dm("priya")
    )
    board.presses("priya", "Open agenda")
    board.frame("priya", "One click makes the meeting's list of it.", {})
    board.people = ("ana", "priya", "kim", "noor")
    board.frame_of_channel("noor", "Noor leads sales: the same by team, ranked by nobody.", board.dm("noor"))


def _lesson_for_all(board: Board) -> None:
    """What Northwind taught, and the team may read."""
    board.led("ana", "priya")
    board.closes("ana", "Northwind", closed_at=clock.now().isoformat())
    for answer in ("It felt safe.", "The plant manager.", "Getting their people going."):
        board.replies("ana", answer)
    board.presses("priya", "They declined")
    board.replies("ana", "lesson: Show week one of onboarding before any demo.")
    board.replies("ana", "done")
    board.presses("ana", "Yes, no name")


def _until_somebody_is_asked(board: Board) -> None:
    """Until the leader's hour has come, or the team's."""
    _until(board, "next_gaffe_at")


def _until(board: Board, hour: str) -> None:
    """Until an hour of the workspace has come."""
    with board.house.db.read() as session:
        at = getattr(session.get_one(WorkspaceRow, board.house.workspace_id), hour)
    assert at is not None
    board.goes_on(minutes=(at - clock.now() + MINUTE) / MINUTE)
