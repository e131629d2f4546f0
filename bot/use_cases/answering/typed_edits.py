"""Replies that are edited in Slack, and what follows in thread and channel when an answer changes."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain import chat, permissions
from bot.domain.conversation import Answer, MessageRef, Status
from bot.domain.numbered import Placed
from bot.domain.replies import Deleted, Edited
from bot.domain.text import is_blank
from bot.storage import typed_lines, typed_replies
from bot.use_cases.answering import answers, follow_ups, receipts, typed_drafts
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.week import consents, publications
from bot.use_cases.wrap_up import line_edits, summaries
from bot.use_cases.wrap_up import typed_lines as wrap_ups


def follow(session: Session, actor: Actor, ref: MessageRef, text: str, edited_ts: str, now: datetime) -> str:
    """Follow an edit of what is kept of this reply; what is left of it that is still to be kept, as of a new one."""
    if typed_drafts.edit(session, actor, ref, text, edited_ts, now):
        return ""
    lines = line_edits.find(session, actor.workspace, ref)
    if lines is None:
        return _follow_answers(session, actor, ref, text, edited_ts, now)
    if not line_edits.may_be_edited(actor, lines[1], edited_ts):
        return ""
    rest = line_edits.edit(session, actor, *lines, ref, text, edited_ts, now)
    return _follow_answers(session, actor, ref, rest, edited_ts, now)


def close_behind(session: Session, actor: Actor, ref: MessageRef, text: str, edited_ts: str, now: datetime) -> None:
    """Close as `done` does, where an edit has it stand behind lines of the wrap-up.

    After the end not while others wait for their own `done`: it may have stood here before the edit.
    """
    found = line_edits.find(session, actor.workspace, ref)
    if found is None or not line_edits.reads_as_edited(actor, found[1], edited_ts):
        return
    thread, waiting = found[0], typed_lines.waiting(session, found[0].row)
    if thread.conversation.status is Status.DONE and any(line.author_id != actor.person for line in waiting):
        return
    wrap_ups.close_behind(session, thread, actor, ref, text, now, edited_ts)


def _follow_answers(session: Session, actor: Actor, ref: MessageRef, text: str, edited_ts: str, now: datetime) -> str:
    """The same of answers: all of `text` is left where there are none."""
    row = typed_replies.with_answer_at(session, actor.workspace, ref)
    if row is None:
        return text
    thread = threads.of_row(session, row)
    kept = [answer for answer in thread.conversation.answers if answer.ref == ref]
    own = access.OwnAnswer(actor.workspace, kept[0].id, kept[0].author)
    is_newer = typed_replies.is_newer(session, actor.workspace, ref, edited_ts)
    if not is_newer or not access.allow(actor, Action.EDIT_ANSWER, own):
        return ""
    said, wrap_up = wrap_ups.parted(thread, actor, text)
    _reword(session, thread, kept, ref, said, actor, now)
    typed_replies.note_edit(session, actor.workspace, ref, edited_ts)
    if wrap_up:
        wrap_ups.take_edited(session, thread, actor, ref, wrap_up, now, edited_ts)
    return text if wrap_ups.is_done(text) else ""


def _reword(
    session: Session, thread: Thread, kept: list[Answer], ref: MessageRef, text: str, actor: Actor, now: datetime
) -> None:
    """Have the answers that are `kept` of a reply say `text`, and tell its author where that splits them."""
    news = _edited(thread, kept, ref, text, actor)
    if news is None:
        return
    change(session, thread, news, actor, now)
    if isinstance(news, Edited):
        receipts.tell_where(session, thread, actor, ref, [one.question for one in news.answers], now)


def change(session: Session, thread: Thread, news: Edited | Deleted, by: Actor | str, now: datetime) -> None:
    """Change what is kept, and all that was said of it since, in the thread and in the channel."""
    steps.step(session, thread, news, by, now)
    summaries.correct(session, thread, now)
    publications.correct(session, thread.row, now)
    consents.refresh(session, thread, now)


def _edited(thread: Thread, kept: list[Answer], ref: MessageRef, text: str, actor: Actor) -> Edited | Deleted | None:
    """What an edit comes to of a reply of which `kept` are the answers; None where it says the same."""
    if is_blank(text) or wrap_ups.says_nothing(text):
        return Deleted(ref)
    first = thread.conversation.guide.question(kept[0].question)
    settles = answers.settles(thread, first, actor)
    places = chat.edited(text, kept, thread.conversation, settles=settles)
    if [(asked.key, words) for asked, words in places] == [(one.question, one.text) for one in kept]:
        return None
    given = _reworded(kept, places, actor, ref)
    return Edited(ref, given, settles, follow_ups.of_edit(thread, given))


def _reworded(kept: list[Answer], places: Placed, actor: Actor, ref: MessageRef) -> tuple[Answer, ...]:
    """The answers that a changed reply holds: what goes on from one that was there keeps what was allowed with it."""
    before = {one.question: one for one in kept}
    left = [one for one in kept if one.question not in {asked.key for asked, _ in places}]
    reworded = []
    for asked, words in places:
        same = before.get(asked.key) or (left.pop(0) if left else answers.typed(asked, words, actor, ref))
        new = permissions.reworded(same, words)
        reworded.append(replace(new, question=asked.key, kind=answers.kind_of(asked, words)))
    return tuple(reworded)
