"""The lines of the gaffe of the week: shown together or not at all, put right when one is taken back, forgotten."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import gaffes as domain
from bot.domain.gaffes import Line, NotShown, Shown, Stage
from bot.domain.message import Message
from bot.messages import gaffes as messages
from bot.messages.prompts import speaking
from bot.storage import gaffes, outbox, people, workspaces
from bot.storage.models import GaffeLineRow, GaffeRow, OutboxRow, RoomRow, WorkspaceRow
from bot.storage.slots import Kind
from bot.use_cases import channels
from bot.use_cases.gaffe import gaffe_secrets
from bot.use_cases.people import hours, letters, voices
from bot.use_cases.week import occasions
from bot.use_cases.week.occasions import LATEST, TOO_LATE

AT_ONCE = 100
TOO_FEW, FIRST_IS_GONE = "too few lines", "the leader's line is gone"
WHY = {
    TOO_FEW: NotShown.TOO_FEW,
    FIRST_IS_GONE: NotShown.NOT_TOGETHER,
    TOO_LATE: NotShown.TOO_LATE,
    channels.SHARED: NotShown.NO_CHANNEL,
}


def due(session: Session, now: datetime) -> list[UUID]:
    """Rounds whose lines are to be shown now, or their writers forgotten."""
    return gaffes.due(session, now, AT_ONCE)


def settle(session: Session, gaffe_id: UUID, now: datetime) -> bool:
    """Show the lines of a round whose hour has come, or forget whose they were; False when somebody else did."""
    row = gaffes.claim(session, gaffe_id, now)
    if row is None:
        return False
    if row.stage == Stage.SHOWN:
        _forget(session, row)
    else:
        _reveal(session, row, now)
    return True


def keep(session: Session, row: GaffeRow, now: datetime, why: NotShown) -> None:
    """End a round without showing anything. Each who wrote is told so once, in private, and the lines are deleted."""
    house = gaffe_secrets.of(session, row.workspace_id)
    for line in gaffes.lines(session, row):
        words = house.held_by(line)
        _tell_writer(session, line, now, NotShown.TELLS if words else why, words)
    gaffes.drop(session, row)
    row.stage, row.due_at = Stage.KEPT, None
    _close_prompt(session, row, now)


def correct(session: Session, row: GaffeRow, now: datetime) -> None:
    """Have the post show the lines that are left, and keep no copy of what it said before."""
    if row.post_id is None:
        return
    message = _shown(session, row)
    outbox.update(session, row.workspace_id, target_id=row.post_id, message=message, subject=_subject(row), now=now)
    outbox.erase(session, row.workspace_id, _subject(row))


def receipt_key(gaffe_id: UUID, slack_user: str) -> str:
    """The key of the one private message that somebody has about their line in a round."""
    return f"gaffe:{gaffe_id}:{slack_user}"


def lane(row: GaffeRow) -> str:
    """In which order the team's channel reads of the week."""
    return f"weekly:{row.workspace_id}"


def _reveal(session: Session, row: GaffeRow, now: datetime) -> None:
    house = gaffe_secrets.of(session, row.workspace_id)
    held = [line for line in gaffes.lines(session, row) if house.held_by(line)]
    reason = _stands_against(session, row, held, now)
    occasions.take(session, row.workspace_id, Kind.GAFFE_REVEAL, row.reveals_at, row.week, reason, now)
    if reason is None:
        for line in held:
            _tell_writer(session, line, now, NotShown.TELLS, house.held_by(line))
            session.delete(line)
        session.flush()
        _show(session, row, now)
    else:
        keep(session, row, now, WHY[reason])


def _stands_against(session: Session, row: GaffeRow, held: Sequence[GaffeLineRow], now: datetime) -> str | None:
    """Why nothing is shown, or None. Some lines are `held` back, and the others go on without them."""
    if now - row.reveals_at > LATEST or row.prompt_id is None:
        return TOO_LATE
    first = gaffes.line_of(session, row, row.leader_id)
    if first is None or first in held:
        return FIRST_IS_GONE
    channel = session.get_one(RoomRow, _room(session, row)).channel
    if channel is not None and channels.is_shared(session, row.workspace_id, channel):
        return channels.SHARED
    return None if len(gaffes.lines(session, row)) - len(held) >= domain.ENOUGH else TOO_FEW


def _show(session: Session, row: GaffeRow, now: datetime) -> None:
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    row.stage, row.due_at = Stage.SHOWN, now + domain.KEPT_FOR
    row.month = domain.month_of(row.reveals_at, preferences.timezone)
    row.post_id = outbox.post(
        session,
        row.workspace_id,
        lane=lane(row),
        room_id=_room(session, row),
        message=_shown(session, row),
        dedupe_key=f"gaffe_reveal:{row.week}",
        subject=_subject(row),
        now=now,
    )
    _close_prompt(session, row, now)


def _forget(session: Session, row: GaffeRow) -> None:
    """From now on only the channel knows the lines, and nobody whose they were."""
    gaffes.forget(session, row)
    outbox.erase(session, row.workspace_id, _subject(row))


def _subject(row: GaffeRow) -> str:
    return f"gaffe:{row.id}"


def _room(session: Session, row: GaffeRow) -> UUID:
    """Where the prompt stands: whoever wrote was told that their line is shown there."""
    room_id = session.get_one(OutboxRow, row.prompt_id).room_id
    assert room_id is not None, "a prompt is posted in a room"
    return room_id


def _shown(session: Session, row: GaffeRow) -> Message:
    leader = _slack_user(session, row.workspace_id, row.leader_id)
    lines = [
        Line(line.text or "", leader if line.is_named and line.author_id == row.leader_id else None)
        for line in gaffes.lines(session, row)
    ]
    with speaking(voices.of_workspace(session, row.workspace_id)):
        return messages.shown(Shown(leader, tuple(lines), _themes(session, row)))


def _themes(session: Session, row: GaffeRow) -> tuple[tuple[domain.Theme, int], ...]:
    """What last month's lines were about, for the first reveal of a month."""
    if row.month is None or not gaffes.is_first_of_month(session, row):
        return ()
    return domain.themes(gaffes.by_theme(session, row.workspace_id, domain.month_before(row.month)))


def _close_prompt(session: Session, row: GaffeRow, now: datetime) -> None:
    """The prompt keeps no button that leads nowhere."""
    if row.prompt_id is None:
        return
    with speaking(voices.of_workspace(session, row.workspace_id)):
        message = messages.over(_slack_user(session, row.workspace_id, row.leader_id))
    outbox.update(session, row.workspace_id, target_id=row.prompt_id, message=message, now=now)


def _tell_writer(session: Session, line: GaffeLineRow, now: datetime, why: NotShown, words: Sequence[str]) -> None:
    writer = _slack_user(session, line.workspace_id, line.author_id)
    if writer is None or line.author_id is None:
        return
    with speaking(voices.of_person(session, line.workspace_id, writer)):
        message = messages.not_shown(why, words)
    at = hours.next_open(session, [line.author_id], now)
    key = f"gaffe_not_shown:{line.gaffe_id}:{line.author_id}"
    letters.write(session, line.workspace_id, writer, message, key, now, at=at)


def _slack_user(session: Session, workspace_id: UUID, person_id: UUID | None) -> str | None:
    person = people.by_id(session, workspace_id, person_id) if person_id else None
    return person.slack_user if person else None
