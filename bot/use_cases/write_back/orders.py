"""What the worker is to do in a CRM, and what came of it: each step is settled for itself, and done once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.fixes import FixKind
from bot.domain.write_backs import (
    MOST_ATTEMPTS,
    UNDO_FOR,
    Fate,
    State,
    Step,
    Write,
    given_up,
    is_anything_written,
    note_tag,
    task_tag,
)
from bot.messages import write_back as messages
from bot.messages.prompts import speaking
from bot.storage import fixes, people, workspaces, write_backs
from bot.storage.models import DealRow, OutboxRow, RetrospectiveRow, WorkspaceRow, WriteBackRow
from bot.use_cases.people import voices
from bot.use_cases.write_back import cards, crm_offers, plans

_REFUSED = (Fate.REFUSED, Fate.STUCK)
_UNSETTLED = (*_REFUSED, Fate.UNSURE)


@dataclass(frozen=True)
class Order:
    """One talk's share of work as it was claimed, ours `until` then. `external_id` is the deal's in the CRM.

    `tags` mark our notes, one for each round of writing, this round's at the end. `link` leads to the talk, `author` is
    the address of whoever pressed, `by` the line that names them. `task_title` is what our task is called.
    """

    id: UUID
    workspace_id: UUID
    retrospective_id: UUID
    connection_id: UUID
    external_id: str
    state: State
    writes: tuple[Write, ...]
    tags: tuple[str, ...]
    link: str | None
    author: str | None
    by: str
    task_title: str
    attempts: int
    until: datetime | None

    @property
    def tag(self) -> str:
        """What the note of this round bears."""
        return self.tags[-1]

    @property
    def task_tag(self) -> str:
        """What our task bears."""
        return task_tag(self.id)


class Overtaken(Exception):
    """The order is no longer ours: our lease ran out and somebody else has it, or the talk has gone on."""


def claim(session: Session, now: datetime, lease: timedelta) -> Order | None:
    """What is due first, ours until the lease runs out."""
    row = write_backs.claim(session, now, lease)
    if row is None:
        return None
    talk = session.get_one(RetrospectiveRow, row.retrospective_id)
    deal = session.get_one(DealRow, talk.deal_id)
    person = people.by_id(session, row.workspace_id, row.pressed_by) if row.pressed_by else None
    with speaking(voices.of_workspace(session, row.workspace_id)):
        by = messages.author_line(person.name if person else "")
        task_title = messages.task_title(deal.name)
    return Order(
        id=row.id,
        workspace_id=row.workspace_id,
        retrospective_id=talk.id,
        connection_id=deal.connection_id,
        external_id=deal.external_id,
        state=State(row.state),
        writes=write_backs.writes(session, row),
        tags=tuple(note_tag(row.id, its_round) for its_round in range(1, row.round + 1)),
        link=_link(session, talk),
        author=person.email if person else None,
        by=by,
        task_title=task_title,
        attempts=row.attempts,
        until=row.due_at,
    )


def clear(session: Session, order: Order, write: Write, now: datetime) -> Write:
    """What of a step may be sent at this very moment, kept as UNSURE until its answer is known; else why it may not.

    Raises Overtaken.
    """
    thread, row = crm_offers.loaded(session, order.id)
    if not _is_ours(row, order):
        raise Overtaken
    if not plans.may_go_out(session, thread):
        return replace(write, fate=Fate.LEFT)
    cleared = plans.cleared(session, thread, write, now)
    if cleared.fate not in (Fate.UNTOLD, Fate.LEFT, Fate.PAST):
        cleared = replace(cleared, fate=Fate.UNSURE)
        _keep(session, row, cleared)
    return cleared


def settle(session: Session, order: Order, write: Write, now: datetime) -> None:
    """Keep what became of one step; what a CRM refuses stands on the admin's list until it takes such a thing."""
    _, row = crm_offers.loaded(session, order.id)
    _keep(session, row, write)
    if write.fate in _REFUSED:
        report(session, order, write.step, write.reason, now)
    elif write.fate is Fate.WRITTEN and _is_fixed(session, row, fix_kind(write.step)):
        fixes.fixed(session, order.workspace_id, fix_kind(write.step), str(order.connection_id), now)


def report(session: Session, order: Order, step: Step | None, reason: str, now: datetime) -> None:
    """Have the admin's list say what the CRM refuses; `step` is None where it is asked what it holds."""
    about = (order.workspace_id, fix_kind(step), str(order.connection_id))
    fixes.report(session, *about, now, reason=reason)


def fix_kind(step: Step | None) -> FixKind:
    """What the admin's list calls it where a CRM refuses this step."""
    return FixKind.CRM_TASKLESS if step is Step.TASK else FixKind.CRM_UNWRITTEN


def finish(session: Session, order: Order, now: datetime) -> None:
    """Every step is settled: the card says so, and for a day offers to take back what was written."""
    thread, row = crm_offers.loaded(session, order.id)
    if _is_ours(row, order):
        _end(row, write_backs.writes(session, row), now)
        cards.show(session, thread, row, now)


def end_undo(session: Session, order: Order, now: datetime) -> None:
    """The day is over in which it could be taken back, and so the card stops offering it."""
    thread, row = crm_offers.loaded(session, order.id)
    if row.state == State.WRITTEN:
        row.due_at = None
        cards.show(session, thread, row, now)


def give_up(session: Session, order: Order, now: datetime) -> None:
    """There is no CRM that could be asked: the card says what stands there, as far as we know."""
    thread, row = crm_offers.loaded(session, order.id)
    if order.state is State.LOOKING:
        crm_offers.withhold(session, thread, row, now)
    else:
        write_backs.keep(session, row, given_up(order.state, write_backs.writes(session, row)))
        finish(session, order, now)


def put_off(session: Session, order: Order, due_at: datetime, now: datetime) -> None:
    """Try again then; what was tried often enough is left to people. Of what the CRM holds it is asked for ever."""
    _, row = crm_offers.loaded(session, order.id)
    if not _is_ours(row, order):
        return
    if row.attempts < MOST_ATTEMPTS or order.state is State.LOOKING:
        row.due_at = due_at
    else:
        give_up(session, order, now)


def _is_fixed(session: Session, row: WriteBackRow, kind: FixKind) -> bool:
    """Whether no step of that kind waits for the admin."""
    alike = (one for one in write_backs.writes(session, row) if fix_kind(one.step) is kind)
    return not any(one.fate in _UNSETTLED for one in alike)


def _is_ours(row: WriteBackRow, order: Order) -> bool:
    return row.state == order.state and row.due_at == order.until


def _keep(session: Session, row: WriteBackRow, write: Write) -> None:
    steps = write_backs.writes(session, row)
    write_backs.keep(session, row, (write if one.step is write.step else one for one in steps))


def _end(row: WriteBackRow, writes: tuple[Write, ...], now: datetime) -> None:
    is_undone = row.state == State.UNDOING
    row.state = State.UNDONE if is_undone else State.WRITTEN
    row.due_at = now + UNDO_FOR if not is_undone and is_anything_written(writes) else None
    row.attempts = 0


def _link(session: Session, talk: RetrospectiveRow) -> str | None:
    root = session.get(OutboxRow, talk.root_id) if talk.root_id else None
    workspace = session.get_one(WorkspaceRow, talk.workspace_id)
    return workspaces.link(workspace, root.channel, root.slack_ts) if root else None
