"""What was typed of the wrap-up, as the closing form would hold it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.text import clean
from bot.domain.typed_lines import OF_LOSSES, Field, Vocabulary, fill, owner_in
from bot.domain.wrap_ups import WrapUp
from bot.messages.vocabulary import vocabulary
from bot.messages.wrap_ups import ACTION_LENGTH, SKILL_LENGTH, TURNING_POINT_LENGTH
from bot.storage import people, typed_lines
from bot.use_cases.people import days
from bot.use_cases.talk.threads import Thread

# What the form has one line for.
LENGTHS = {
    Field.TURNING_POINT: TURNING_POINT_LENGTH,
    Field.ACTION: ACTION_LENGTH,
    Field.SKILL: SKILL_LENGTH,
}


def words(thread: Thread) -> Vocabulary:
    """What may be typed in this talk: the fields that its form has."""
    of_loss = not (thread.talk.won or thread.talk.midway)
    return vocabulary() if of_loss else vocabulary().without(OF_LOSSES)


def on(session: Session, thread: Thread, form: WrapUp, now: datetime) -> WrapUp:
    """`form` with what was typed since it was kept in place of what stood there."""
    typed = typed_lines.words(session, thread.row)
    lines = {field: clean(text, LENGTHS[field]) if field in LENGTHS else text for field, text in typed.items()}
    today = days.today(session, thread.row.workspace_id, thread.row.rep_id, now)
    filled = fill(form, lines, words(thread), today)
    return _with_owner(session, thread, filled) if Field.ACTION in typed else filled


def _with_owner(session: Session, thread: Thread, form: WrapUp) -> WrapUp:
    """An action that begins with a mention is that colleague's. Of whom we do not know stays in its words."""
    named = owner_in(form.action)
    person = people.by_slack_user(session, thread.row.workspace_id, named[0]) if named else None
    if named is None or person is None or not people.takes_part(person):
        return form
    return replace(form, action=named[1], action_owner=person.id)
