"""Replies typed in the thread of a talk, edited and deleted there.

A reply and its own edit or deletion may be worked off at the same time, by different processes: all three wait for the
thread before they look at what is kept.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain import chat, numbered
from bot.domain.chat import Standing
from bot.domain.conversation import GOING_ON, RESTING, MessageRef, Status
from bot.domain.numbered import Placed
from bot.domain.replies import Answered, AnsweredTogether, Deleted, Restarted
from bot.domain.text import is_blank
from bot.errors import AlreadySettled, TryLater
from bot.storage import outbox, rounds, subjects, typed_lines, typed_replies
from bot.storage.models import RetrospectiveRow
from bot.use_cases.answering import answers, follow_ups, old_threads, receipts, typed_drafts, typed_edits, unkept
from bot.use_cases.call import call_edits, typed_calls
from bot.use_cases.talk import carried_over, steps, threads
from bot.use_cases.talk import retrospectives as talks
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import line_edits, summaries
from bot.use_cases.wrap_up import typed_lines as wrap_ups


def reply(
    session: Session,
    actor: Actor,
    ref: MessageRef,
    thread_ts: str,
    text: str,
    now: datetime,
    edited_ts: str = "",
) -> None:
    """A reply typed in a thread. What others write than those who take part is left alone.

    Who takes part hears in private where nothing of it is kept. When somebody of another organisation writes there, the
    talk rests. `edited_ts`: it reads so since then, which wins over the original, whichever comes first. Raises
    TryLater while the thread's root card may have arrived in Slack without our knowing.
    """
    thread = _thread_at(session, actor.workspace, ref, thread_ts)
    if thread is None:
        if not old_threads.tell(session, actor, ref, thread_ts, now):
            typed_drafts.take(session, actor, ref, thread_ts, text, now, is_edited=edited_ts != "")
        return
    if actor.is_outside:
        talks.overheard(session, thread, actor, now)
        return
    if not access.allow(actor, Action.ADD_WORDS, thread.pair):
        return
    if _is_known(session, thread, ref, text, is_edited=edited_ts != ""):
        return
    if outbox.is_on_its_way(session, actor.workspace, subjects.of_what_is_asked(thread.row)):
        raise TryLater("a question of this thread is not settled yet", after_seconds=1)
    if (later := _overtaken_by(session, thread, edited_ts or ref.ts)) is not None:
        there = threads.of_row(session, later)
        if not typed_calls.take_back(session, thread, there, actor, ref, text, now, edited_ts):
            unkept.tell_overtaken(session, thread, later, actor, ref, text, now, edited_ts)
        return
    if typed_calls.take(session, thread, actor, ref, text, now, edited_ts):
        return
    if is_blank(text):
        if not edited_ts:
            unkept.tell_wordless(session, thread, actor, ref, now)
        return
    if rest := wrap_ups.take(session, thread, actor, ref, text, now, edited_ts):
        _keep(session, thread, actor, ref, rest, now, edited_ts)
    wrap_ups.close_behind(session, thread, actor, ref, text, now, edited_ts)
    carried_over.follow(session, thread, now)


def edit(
    session: Session, actor: Actor, ref: MessageRef, thread_ts: str, text: str, edited_ts: str, now: datetime
) -> None:
    """A reply was changed in Slack at `edited_ts`; one that we had not seen yet counts as it now is.

    Slack's last word wins, kept or not: an edit that comes after a newer one, or once more, changes nothing.
    """
    if outbox.find_by_ts(session, actor.workspace, ref.channel, thread_ts) is not None:
        _thread_at(session, actor.workspace, ref, thread_ts)
        if not typed_replies.heed_edit(session, actor.workspace, ref, edited_ts):
            return
    rest = typed_edits.follow(session, actor, ref, text, edited_ts, now)
    if rest or call_edits.has_said(session, actor.workspace, ref):
        reply(session, actor, ref, thread_ts, rest, now, edited_ts)
        # While this waited for the thread, somebody else may have kept the reply as it was before the edit.
        typed_edits.follow(session, actor, ref, text, edited_ts, now)
    typed_edits.close_behind(session, actor, ref, text, edited_ts, now)
    if (row := typed_replies.with_answer_at(session, actor.workspace, ref)) is not None:
        carried_over.follow(session, threads.of_row(session, row), now)


def delete(session: Session, workspace_id: UUID, ref: MessageRef, thread_ts: str, now: datetime) -> None:
    """A reply was deleted in Slack, by whoever may: it is gone here too, even when its own event comes later.

    `thread_ts` is empty for a message that was no reply. Raises TryLater as `reply` does.
    """
    if thread_ts:
        _thread_at(session, workspace_id, ref, thread_ts)
    typed_replies.bury(session, workspace_id, ref, now)
    typed_drafts.delete(session, workspace_id, ref, thread_ts, now)
    line_edits.delete(session, workspace_id, ref, now)
    call_edits.delete(session, workspace_id, ref, now)
    row = typed_replies.with_answer_at(session, workspace_id, ref)
    if row is not None:
        typed_edits.change(session, threads.of_row(session, row), Deleted(ref), "slack", now)


def _thread_at(session: Session, workspace_id: UUID, ref: MessageRef, thread_ts: str) -> Thread | None:
    """The talk to which a reply at this place belongs, locked until the transaction ends, or None."""
    root = outbox.find_by_ts(session, workspace_id, ref.channel, thread_ts)
    if root is None:
        if outbox.unsettled_root(session, workspace_id, ref.channel):
            raise TryLater("the root card of this thread is not settled yet", after_seconds=5)
        return None
    row = rounds.of_message(session, root, ref.ts)
    return threads.of_row(session, row) if row and not old_threads.has_left(session, row, root, ref) else None


def _overtaken_by(session: Session, thread: Thread, ts: str) -> RetrospectiveRow | None:
    """The next round of the deal, where it has begun and what was written at `ts` is nothing of this one any more.

    What was written before a talk was paused or left out still is. One that silence closed does not go on beside it.
    """
    status = thread.conversation.status
    in_time = status is not Status.PARTIAL and thread.stopped_behind(ts)
    return rounds.next_of(session, thread.row) if status in RESTING and not in_time else None


def _is_known(session: Session, thread: Thread, ref: MessageRef, text: str, *, is_edited: bool) -> bool:
    """Whether this reply is kept already, reads otherwise by now, or was deleted.

    An edit may add answers to what was the wrap-up alone.
    """
    lines = typed_lines.at(session, thread.row.workspace_id, ref)
    is_older = not is_edited and any(line.edited_ts for line in lines)
    return (
        any(answer.ref == ref for answer in thread.conversation.answers)
        or (lines != [] and (is_older or not numbered.is_numbered(text)))
        or typed_replies.is_buried(session, thread.row.workspace_id, ref)
        or (not is_edited and typed_replies.was_edited(session, thread.row.workspace_id, ref))
    )


def _keep(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str, now: datetime, edited_ts: str
) -> None:
    """Keep a reply as an answer to the question to which it belongs, or say that it is not kept."""
    before, standing = thread.conversation, subjects.standing_at(session, thread.row, ref.ts)
    places = _places(thread, actor, ref, text, standing)
    if not places:
        _go_on_without(session, thread, actor, now)
        unkept.tell(session, thread, actor, ref, text, now, edited_ts)
        return
    try:
        for given in _replies(thread, actor, ref, places, edited_ts):
            steps.step(session, thread, given, actor, now)
    except AlreadySettled:
        unkept.tell(session, thread, actor, ref, text, now, edited_ts)
        return
    receipts.give(session, actor, ref, now)
    receipts.tell_where(session, thread, actor, ref, [asked.key for asked, _ in places], now)
    if thread.conversation.status is Status.PAUSED and len(places) == 1:
        receipts.tell_late(session, thread, actor, ref, places[0][0].key, now)
    if chat.is_elsewhere(places, before, standing):
        receipts.tell_elsewhere(session, thread, actor, ref, places[0][0].key, now)
    if chat.is_afterthought(places, text, before, standing):
        receipts.tell_added(session, thread, actor, ref, places[0][0].key, now)
    summaries.correct(session, thread, now)


def _places(thread: Thread, actor: Actor, ref: MessageRef, text: str, standing: Standing) -> Placed:
    """The questions to which a reply belongs, and what it says to each."""
    if wrap_ups.says_nothing(text):
        return ()
    leads, is_rep = threads.leads_call(thread, actor), actor.person == thread.row.rep_id
    return chat.placed(text, ref, actor.person, thread.conversation, standing, leads=leads, is_rep=is_rep)


def _replies(
    thread: Thread, actor: Actor, ref: MessageRef, places: Placed, edited_ts: str
) -> list[Answered | AnsweredTogether]:
    """What a typed message comes to: several answers that a talk waits for are one step of it."""
    given = tuple(answers.typed(asked, words, actor, ref) for asked, words in places)
    if len(given) > 1 and thread.conversation.status in GOING_ON:
        moves_on = any(answers.settles(thread, asked, actor) for asked, _ in places)
        return [AnsweredTogether(given, moves_on, follow_ups.beside_price(thread, given))]
    in_time = thread.stopped_behind(edited_ts or ref.ts)
    return [
        answers.answered(thread, asked, answer, actor, in_time=in_time)
        for (asked, _), answer in zip(places, given, strict=True)
    ]


def _go_on_without(session: Session, thread: Thread, actor: Actor, now: datetime) -> None:
    """A reply has a talk that silence closed go on, as its card says, also where it answers nothing."""
    if thread.conversation.status is Status.PARTIAL and access.allow(actor, Action.DECLINE, thread.pair):
        steps.step(session, thread, Restarted(), actor, now)
