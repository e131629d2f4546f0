"""A talk whose room Slack would not open, because of somebody in it: it goes on without them, and the rep hears why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.conversation import TALKING
from bot.messages import colleagues as cards
from bot.storage import audit, outbox, participants, people, stranded
from bot.storage.models import OutboxRow, RetrospectiveRow
from bot.use_cases.talk import moves, steps, threads
from bot.use_cases.talk.threads import Thread


def due(session: Session, _now: datetime) -> list[UUID]:
    """The talks that wait to be rescued, of all workspaces."""
    return stranded.find(session)


def rescue(session: Session, retrospective_id: UUID, now: datetime) -> bool:
    """Go on with the pair where others were added, else with the rep alone, who may choose somebody else to lead.

    False when there is nothing to do any more. Where Slack refuses that room as well, it comes here once more.
    """
    row = session.get(RetrospectiveRow, retrospective_id, with_for_update=True, populate_existing=True)
    if row is None or row.status not in TALKING or not _is_refused(session, row):
        return False
    before = threads.of_row(session, row)
    audit.note_talk(session, row, "slack", "room_refused", now)
    if before.others:
        _without_others(session, before, now)
    elif row.manager_id is not None:
        _without_manager(session, before, now)
    return True


def _without_others(session: Session, before: Thread, now: datetime) -> None:
    for person_id in before.others:
        participants.remove(session, before.row, person_id)
    there = moves.begin_again(session, before.row, now)
    not_joined = cards.not_joined(there.talk, before.talk.others)
    threads.say(session, there, not_joined, f"not_joined:{now.timestamp()}", now)


def _without_manager(session: Session, before: Thread, now: datetime) -> None:
    row = before.row
    rep = people.by_id(session, row.workspace_id, row.rep_id) if row.rep_id else None
    if rep is not None and rep.manager_id == row.manager_id:
        rep.manager_id = None  # who was chosen once is not asked for again
    row.manager_id = None
    there = moves.begin_again(session, row, now)
    unreachable = cards.unreachable(there.talk, before.talk.manager or "")
    subject = steps.subject_of_choice(row)
    threads.say(session, there, unreachable, f"unreachable:{now.timestamp()}", now, subject=subject)


def _is_refused(session: Session, row: RetrospectiveRow) -> bool:
    root = session.get(OutboxRow, row.root_id) if row.root_id else None
    return root is not None and root.state == "dead" and root.reason != outbox.UNINSTALLED
