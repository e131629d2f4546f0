"""Private drafts as replies in the thread of their card, in the author's own DM; edited and deleted there as well.

As everywhere, whoever looks at what is kept has locked the talk before.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain import drafts as domain
from bot.domain.conversation import RESTING, MessageRef
from bot.domain.numbered import Placed
from bot.domain.text import is_blank
from bot.domain.typed_words import plain_word
from bot.errors import AlreadySettled, BotError
from bot.messages.drafts import Drafting
from bot.messages.problems import problem
from bot.messages.prompts import speaking
from bot.messages.vocabulary import share_words
from bot.storage import drafts as rows
from bot.storage import outbox, retrospectives, rounds, typed_replies
from bot.storage.models import DraftRow, RetrospectiveRow
from bot.use_cases.answering import draft_cards, drafts, receipts, unkept
from bot.use_cases.people import authors
from bot.use_cases.people.whispers import whisper
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def take(
    session: Session,
    actor: Actor,
    ref: MessageRef,
    thread_ts: str,
    text: str,
    now: datetime,
    *,
    is_edited: bool = False,
) -> None:
    """Keep a reply to the author's card as the draft of one question, or share all with `share`.

    Anything else that is written anywhere is left alone. Why it cannot be kept is said to the author. `is_edited`: it
    reads so by now; as first written nothing counts of what was edited since.
    """
    card = _card_at(session, actor.workspace, ref.channel, thread_ts)
    if card is None or card[1] != actor.person:
        return
    try:
        _take(session, actor, card[0], ref, text, now, is_edited=is_edited)
    except BotError as error:
        with speaking(actor.voice):
            said = problem(error.prompt, **error.words)
        place = {"channel": ref.channel, "thread_ts": thread_ts}
        whisper(session, actor, said, **place, key=f"draft:{ref.channel}:{ref.ts}", now=now)


def edit(session: Session, actor: Actor, ref: MessageRef, text: str, edited_ts: str, now: datetime) -> bool:
    """A reply was changed in Slack at `edited_ts`; False when nothing of it is a draft of `actor`'s.

    An edit that comes after a newer one changes nothing.
    """
    there = rows.typed_at(session, actor.workspace, actor.person, ref)
    row = _locked(session, actor, ref, there[0].retrospective_id) if there else None
    there = rows.typed_at(session, actor.workspace, actor.person, ref)
    if row is None or not there:
        return False
    own = access.OwnDrafts(actor.workspace, row.id, there[0].author_id)
    if access.allow(actor, Action.WRITE_PRIVATELY, own) and (there[0].edited_ts or "") < edited_ts:
        thread, author, card_ts = threads.of_row(session, row), there[0].author_id, _card_ts(session, row, actor)
        kept = _change(session, thread, there, ref, text, edited_ts)
        _show(session, row, author, now)
        receipts.tell_where(session, thread, actor, ref, kept, now, card_ts)
    return True


def delete(session: Session, workspace_id: UUID, ref: MessageRef, thread_ts: str, now: datetime) -> None:
    """A reply was deleted in Slack: it is gone here too, and the card says so when it was the last."""
    card = _card_at(session, workspace_id, ref.channel, thread_ts)
    row = retrospectives.locked(session, workspace_id, card[0]) if card else None
    if card is not None and row is not None and rows.forget(session, workspace_id, ref):
        _show(session, row, card[1], now)


def _locked(session: Session, actor: Actor, ref: MessageRef, retrospective_id: UUID) -> RetrospectiveRow | None:
    """The talk that keeps a reply, locked: the next round, where that has taken the reply along meanwhile."""
    row = retrospectives.locked(session, actor.workspace, retrospective_id)
    if row is None or row.status not in RESTING:
        return row
    rounds.lock(session, row)
    there = rows.typed_at(session, actor.workspace, actor.person, ref)
    return retrospectives.locked(session, actor.workspace, there[0].retrospective_id) if there else None


def _change(
    session: Session, thread: Thread, there_now: Sequence[DraftRow], ref: MessageRef, text: str, edited_ts: str
) -> Collection[str]:
    """Have what was typed at `ref` say `text`; what is typed to one question moves to others if the words name some.
    The questions of which anything is kept.

    What it was about and is kept no more does not come back: the form has taken it out, or up.
    """
    first = min(there_now, key=lambda one: thread.conversation.guide.place(one.question))
    there = {one.question for one in there_now}
    author, written_at, own, before = first.author_id, first.written_at, first.question, set(first.named or there)
    named = domain.by_number(text, thread.conversation, rows.of(session, thread.row, author))
    said = {question.key: words for question, words in named} or {own: text.strip()}
    kept = {question: words for question, words in said.items() if question in there or question not in before}
    rows.forget(session, thread.row.workspace_id, ref)
    rows.add(session, thread.row, author, ref, kept, before | said.keys(), written_at, edited_ts)
    return kept


def _show(session: Session, row: RetrospectiveRow, author_id: UUID, now: datetime) -> None:
    """Have the author's card say whether there is something left that they wrote."""
    author = authors.of(session, row.workspace_id, author_id)
    if author is None:
        return
    state = Drafting.WRITING if rows.of(session, row, author_id) else Drafting.WITHDRAWN
    draft_cards.show(session, threads.of_row(session, row), author, state, now)


def _take(
    session: Session,
    actor: Actor,
    retrospective_id: UUID,
    ref: MessageRef,
    text: str,
    now: datetime,
    *,
    is_edited: bool,
) -> None:
    thread, kept = drafts.own(session, actor, retrospective_id)
    if not is_edited and typed_replies.was_edited(session, actor.workspace, ref):
        return
    if is_blank(text):
        unkept.tell_wordless_privately(session, thread, actor, ref, _card_ts(session, thread.row, actor), now)
        return
    # What the form, `Share` or `Delete` has taken up keeps its sign and is told again by a late edit.
    if receipts.is_given(session, actor, ref) or typed_replies.is_buried(session, actor.workspace, ref):
        return
    if plain_word(text) in share_words():
        drafts.share(session, actor, retrospective_id, now)
        receipts.give(session, actor, ref, now)
        return
    _write(session, thread, actor, ref, domain.placed(text, thread.conversation, kept), now)


def _write(session: Session, thread: Thread, actor: Actor, ref: MessageRef, places: Placed, now: datetime) -> None:
    """Keep a reply as the drafts of the questions to which it belongs."""
    if not places or actor.person is None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    said = {question.key: words for question, words in places}
    rows.add(session, thread.row, actor.person, ref, said, said, now)
    receipts.give(session, actor, ref, now)
    draft_cards.show(session, thread, actor, Drafting.WRITING, now)
    receipts.tell_where(session, thread, actor, ref, said, now, _card_ts(session, thread.row, actor))


def _card_ts(session: Session, row: RetrospectiveRow, actor: Actor) -> str:
    """Where the author's card stands in their DM; replies to it show that it does."""
    return outbox.stands_at(session, row.workspace_id, draft_cards.subject_of_card(row.id, actor.person)) or ""


def _card_at(session: Session, workspace_id: UUID, channel: str, thread_ts: str) -> tuple[UUID, UUID] | None:
    """The talk and the author whose card stands here, or None."""
    root = outbox.find_by_ts(session, workspace_id, channel, thread_ts)
    kind, _, names = ((root.subject if root else None) or "").partition(":")
    retrospective_id, _, author = names.partition(":")
    return (UUID(retrospective_id), UUID(author)) if kind == draft_cards.CARD else None
