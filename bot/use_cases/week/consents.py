"""The rep's word on the loss of the week: asked with the exact text, taken back at any time, asked anew for a new text.

What is told is always what was agreed to. While a new text waits for its answer, what the team has read stands, and
nothing more is told: whoever takes a word back must not read it in the channel on Friday.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import celebrations as domain
from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.message import Message
from bot.domain.permissions import told_inside
from bot.domain.wrap_ups import Consent, WrapUp
from bot.errors import AlreadySettled, TextChanged
from bot.messages import consents as messages
from bot.messages import weekly
from bot.messages.prompts import speaking
from bot.storage import audit, outbox, workspaces, wrap_ups
from bot.storage.models import RetrospectiveRow, WorkspaceRow
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.week import publications


def ask(session: Session, thread: Thread, form: WrapUp, now: datetime) -> None:
    """Ask the rep of a lost deal whether the team may read its lesson; the question shows exactly what it would read.

    A text that is not agreed to yet replaces the one in the question that stands there; after a yes a new question is
    asked, and the old one says so, until the text is the agreed one again. The same text is not asked about twice, and
    nothing about a sensitive talk.
    """
    if thread.talk.outcome is not Outcome.LOST or thread.row.is_sensitive:
        return
    row, told = thread.row, _announcement(session, thread, form)
    if domain.mark(told) == domain.mark(_asked(row) or {}):
        return
    if row.proposed is not None and domain.mark(told) == domain.mark(row.announced or {}):
        row.proposed = None
        _settle(session, thread, messages.agreed_already(thread.talk), now)
        return
    if wrap_ups.consent(session, row) in wrap_ups.YES:
        _ask_anew(session, thread, told, now)
    else:
        row.announced, row.proposed = told, None
        _post_or_correct(session, thread, now)


def refresh(session: Session, thread: Thread, now: datetime) -> None:
    """What the customer said or allows has changed: a question that nobody has answered yet shows what it is by now."""
    row, form = thread.row, wrap_ups.find(session, thread.row)
    is_unanswered = row.proposed is not None or wrap_ups.consent(session, row) is None
    if form is not None and row.announced is not None and is_unanswered:
        ask(session, thread, form, now)


def answer(
    session: Session, actor: Actor, retrospective_id: UUID, choice: Consent, now: datetime, mark: str = ""
) -> Message:
    """Keep the rep's word; the last one counts, also for what the team has read already. Returns the private thanks.

    `mark` says which text the rep was shown; a message of an earlier release says nothing. A no counts at any time and
    whatever was shown. Raises AlreadySettled before there is a text, and for a yes before the end or while the talk is
    sensitive; and TextChanged when another text is being asked about by now.
    """
    thread = threads.load(session, actor, retrospective_id, Action.CONSENT)
    row, asked = thread.row, _asked(thread.row)
    is_yes = choice is not Consent.NO
    is_late = thread.conversation.status is not Status.DONE or row.is_sensitive
    if asked is None or (is_yes and is_late):
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    is_another = mark != domain.mark(asked) and bool(mark or row.proposed is not None)
    if is_yes and is_another:
        raise TextChanged(deal_name=thread.talk.deal.name)
    if not is_another:
        row.announced, row.proposed = asked, None
    earlier = wrap_ups.consent(session, row)
    wrap_ups.keep_consent(session, row, choice, now)
    audit.note_talk(session, row, actor.slack_user, f"consent_{choice}", now)
    publications.correct(session, row, now)
    return _thanks(session, actor, thread, choice, earlier)


def _thanks(session: Session, actor: Actor, thread: Thread, choice: Consent, earlier: Consent | None) -> Message:
    """What the rep alone reads, with the way back: from a yes, and from a no that took a yes back."""
    mark = domain.mark(thread.row.announced or {})
    with speaking(actor.voice):
        told = wrap_ups.is_celebrated(session, thread.row)
        return messages.thanks(thread.talk, choice, mark, earlier=earlier, is_told=told)


def _asked(row: RetrospectiveRow) -> dict[str, object] | None:
    """The text that the latest question shows."""
    return row.proposed or row.announced


def _announcement(session: Session, thread: Thread, form: WrapUp) -> dict[str, object]:
    """What the team channel would read of it, as plain data without the name."""
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, thread.row.workspace_id))
    facts = domain.facts(
        thread.talk.deal,
        form.lesson,
        rep=thread.talk.rep,
        called=thread.conversation.has_talked,
        show_amount=preferences.show_amounts,
        ending=form.ending,
        reasons=form.reasons,
        quotes=told_inside(thread.conversation),
    )
    return domain.stored(facts)


def _question(session: Session, thread: Thread) -> Message:
    asked = _asked(thread.row)
    assert asked is not None, "asked about only after it was made"
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, thread.row.workspace_id))
    facts = domain.of(asked, rep=thread.talk.rep, show_amount=preferences.show_amounts)
    with speaking(preferences.voice):
        announcement, more = weekly.celebration_text(facts), weekly.more(facts)
    is_told = wrap_ups.is_celebrated(session, thread.row)
    amounts = () if preferences.show_amounts else domain.amounts(facts.lesson, thread.talk.deal)
    return messages.question(thread.talk, announcement, more, domain.mark(asked), is_told=is_told, amounts=amounts)


def _ask_anew(session: Session, thread: Thread, told: dict[str, object], now: datetime) -> None:
    """Ask about a text other than the one that was agreed to, in one further question, whatever becomes of the text."""
    row, stands_already = thread.row, thread.row.proposed is not None
    row.proposed = told
    if stands_already:
        _post_or_correct(session, thread, now)
        return
    _settle(session, thread, messages.asked_anew(thread.talk), now)
    _post(session, thread, f"consent:{now.timestamp()}", now)


def _post(session: Session, thread: Thread, key: str, now: datetime) -> None:
    asides.ask_rep(session, thread, _question(session, thread), key, now, subject=_subject(thread.row))


def _post_or_correct(session: Session, thread: Thread, now: datetime) -> None:
    standing = outbox.latest_of(session, thread.row.workspace_id, _subject(thread.row))
    if standing is None:
        _post(session, thread, "consent", now)
        return
    question = _question(session, thread)
    outbox.update(session, thread.row.workspace_id, target_id=standing, message=question, now=now)


def _settle(session: Session, thread: Thread, card: Message, now: datetime) -> None:
    """The question that stands there is about a text that nobody means any more: `card` without buttons replaces it."""
    standing = outbox.latest_of(session, thread.row.workspace_id, _subject(thread.row))
    if standing is not None:
        outbox.update(session, thread.row.workspace_id, target_id=standing, message=card, now=now)


def _subject(row: RetrospectiveRow) -> str:
    return f"consent:{row.id}"
