"""What of a talk would go into its CRM at this moment, and what has become of what went there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain import outgoing, permissions
from bot.domain import write_backs as domain
from bot.domain.deals import Outcome
from bot.domain.outgoing import Line
from bot.domain.wrap_ups import WrapUp
from bot.domain.write_backs import DAYS, Fate, Since, State, Step, Write
from bot.messages import write_back as messages
from bot.messages.prompts import speaking
from bot.storage import stops, workspaces, wrap_ups, write_backs
from bot.storage.models import WorkspaceRow, WriteBackRow
from bot.use_cases.people import voices
from bot.use_cases.talk.threads import Thread


@dataclass(frozen=True)
class Plan:
    """`wanted` is what each step would write, empty for nothing, and `kept_back` the lines that stay out of it.

    `unquotable` is what the customer said and does not let be quoted.
    """

    wanted: Mapping[Step, str]
    kept_back: tuple[Line, ...]
    unquotable: tuple[str, ...]


def of(session: Session, thread: Thread) -> Plan:
    """The plan, in the workspace's language: more people read a CRM than a thread."""
    unquotable = permissions.not_told_inside(thread.conversation)
    out = outgoing.of(wrap_ups.find(session, thread.row) or WrapUp(""), unquotable)
    with speaking(voices.of_workspace(session, thread.row.workspace_id)):
        wanted = messages.wanted(thread.talk.deal, out.form, _come_back(session, thread))
    return Plan(wanted, out.kept_back, unquotable)


def _come_back(session: Session, thread: Thread) -> str:
    """The day (ISO) to ask again; empty for none, and where nobody may ask this customer."""
    day = thread.call.come_back_on if thread.call else None
    return day.isoformat() if day is not None and not _must_not_contact(session, thread) else ""


def _must_not_contact(session: Session, thread: Thread) -> bool:
    return stops.find(session, thread.row.workspace_id, thread.customer) is not None


def may_go_out(session: Session, thread: Thread) -> bool:
    """Whether the workspace wants it, of a deal that is still lost, and of a talk that is not sensitive."""
    wants_it = workspaces.preferences(session.get_one(WorkspaceRow, thread.row.workspace_id)).crm_write_back
    is_lost = thread.talk.outcome is thread.talk.deal.outcome is Outcome.LOST
    return wants_it and is_lost and not thread.row.is_sensitive and thread.deal.deleted_at is None


def cleared(session: Session, thread: Thread, write: Write, now: datetime) -> Write:
    """The step as it may go out at this moment; UNTOLD where nothing of it may.

    LEFT where there is no day any more, and PAST where it is over.
    """
    plan = of(session, thread)
    wanted = plan.wanted[write.step]
    if write.step in DAYS and write.after:
        if not wanted:
            return replace(write, fate=Fate.LEFT)
        # What a field held before us is put back as it was.
        is_ours = write.step is Step.TASK or write.after == wanted
        if is_ours and domain.is_over(date.fromisoformat(write.after), now):
            return replace(write, fate=Fate.PAST)
    return domain.may_go_out(write, wanted, plan.unquotable)


def since(session: Session, thread: Thread, row: WriteBackRow) -> Since | None:
    """What has become of the talk since it was written; None before, and as long as it says the same."""
    if row.state != State.WRITTEN:
        return None
    writes = write_backs.writes(session, row)
    if thread.row.is_sensitive and domain.is_anything_written(writes):
        return Since.WITHDRAWN
    # Where it may be written, the card offers that the task goes, and leaves the rest.
    if domain.is_day_told(writes) and _must_not_contact(session, thread) and not may_go_out(session, thread):
        return Since.WITHDRAWN
    plan = of(session, thread)
    return domain.since(writes, plan.wanted, plan.unquotable)


def anew(session: Session, thread: Thread, row: WriteBackRow) -> tuple[Write, ...]:
    """The steps as the pair would have them by now; nothing before they were written, and where nothing is to be done.

    Nothing either of what must be taken back first, or may not go out.
    """
    is_over = since(session, thread, row) is Since.WITHDRAWN
    if row.state != State.WRITTEN or is_over or not may_go_out(session, thread):
        return ()
    renewed = domain.anew(write_backs.writes(session, row), of(session, thread).wanted)
    return renewed if domain.is_anything_offered(renewed) else ()
