"""What of a talk would go into its CRM at this moment, and what has become of what went there."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.domain import outgoing, permissions
from bot.domain import write_backs as domain
from bot.domain.outgoing import Line
from bot.domain.wrap_ups import WrapUp
from bot.domain.write_backs import Since, State, Step, Write
from bot.messages import write_back as messages
from bot.messages.prompts import speaking
from bot.storage import wrap_ups, write_backs
from bot.storage.models import WriteBackRow
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
    day = thread.call.come_back_on if thread.call else None
    with speaking(voices.of_workspace(session, thread.row.workspace_id)):
        wanted = messages.wanted(thread.talk.deal, out.form, day.isoformat() if day else "")
    return Plan(wanted, out.kept_back, unquotable)


def cleared(session: Session, thread: Thread, write: Write) -> Write:
    """The step as it may go out at this moment; UNTOLD where nothing of it may."""
    plan = of(session, thread)
    return domain.may_go_out(write, plan.wanted[write.step], plan.unquotable)


def since(session: Session, thread: Thread, row: WriteBackRow) -> Since | None:
    """What has become of the talk since it was written; None before, and as long as it says the same."""
    if row.state != State.WRITTEN:
        return None
    writes = write_backs.writes(session, row)
    if thread.row.is_sensitive and domain.is_anything_written(writes):
        return Since.WITHDRAWN
    plan = of(session, thread)
    return domain.since(writes, plan.wanted, plan.unquotable)
