"""What was typed of the wrap-up, as the closing form would hold it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.conversation import MessageRef
from bot.domain.text import clean
from bot.domain.typed_lines import OF_LOSSES, Field, Line, fill
from bot.domain.wrap_ups import WrapUp
from bot.messages.vocabulary import vocabulary
from bot.messages.wrap_ups import ACTION_LENGTH, LESSON_LENGTH, SKILL_LENGTH, TURNING_POINT_LENGTH
from bot.storage import typed_lines
from bot.storage.models import TypedLineRow
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import typed_actions

# What the form has one line for.
LENGTHS = {
    Field.TURNING_POINT: TURNING_POINT_LENGTH,
    Field.ACTION: ACTION_LENGTH,
    Field.SKILL: SKILL_LENGTH,
}

# How many characters are kept of each. The other fields hold words of the menus.
ROOM = {**LENGTHS, Field.LESSON: LESSON_LENGTH}


def is_cut(session: Session, thread: Thread, ref: MessageRef, line: Line) -> bool:
    """Whether the end of a line at `ref`, in one with what it adds to, finds no room in the form."""
    rows = [row for row in typed_lines.waiting(session, thread.row) if row.slack_ts != ref.ts]
    before = typed_lines.joined(rows).get(Field.LESSON, "") if line.field is Field.LESSON else ""
    room = ROOM.get(line.field)
    return room is not None and len(clean(f"{before}\n{line.text}", room + 1)) > room


def is_asked(thread: Thread, field: Field) -> bool:
    """Whether the form of this talk has such a field."""
    return field not in OF_LOSSES or not (thread.talk.won or thread.talk.midway)


def on(session: Session, thread: Thread, form: WrapUp, now: datetime) -> WrapUp:
    """`form` with what was typed since it was kept in place of what stood there."""
    rows = typed_lines.waiting(session, thread.row)
    typed = {field: text for field, text in typed_lines.joined(rows).items() if is_asked(thread, field)}
    lines = {field: clean(text, LENGTHS[field]) if field in LENGTHS else text for field, text in typed.items()}
    filled = fill(form, lines, vocabulary())
    actions = [row for row in rows if row.field == Field.ACTION]
    return _with_its_own(session, thread, filled, actions[-1], now) if actions else filled


def _with_its_own(session: Session, thread: Thread, form: WrapUp, line: TypedLineRow, now: datetime) -> WrapUp:
    """`form` with owner and day as the line of its action names them; what cannot be taken stays as it was."""
    day = typed_actions.day_of(session, thread, line.text, line.author_id, line.said_at)
    if day and typed_actions.may_be_due(session, thread, day, line.author_id, now):
        form = replace(form, due_on=day)
    owner = typed_actions.owner_of(session, thread, form.action)
    return replace(form, action=owner.task, action_owner=owner.person_id) if owner else form
