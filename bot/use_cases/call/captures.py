"""What the customer said or wrote: taken down in one form, with what of it may be quoted."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import captures as domain
from bot.domain.calls import Call
from bot.domain.captures import Shown
from bot.domain.conversation import Answer, Quotable, answer_id, joined
from bot.domain.guides import View
from bot.domain.replies import Captured
from bot.domain.shown import whole
from bot.messages import calls as cards
from bot.use_cases.answering.answers import kind_of
from bot.use_cases.call import calls
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


@dataclass(frozen=True)
class Capture:
    """The form as it was sent: question key → words, and the keys of those that are the customer's own words.

    `quotable` is what they allow with all of it, None: nobody asked; `each` is what they allow with single answers
    where it is something else. `how` they were given: TALKED or WROTE. `shown` is what the form held when it was
    opened; that makes way for what it holds now. `id` names the form, which may be sent twice.
    """

    texts: Mapping[str, str]
    quotable: Quotable | None = None
    verbatim: Collection[str] = ()
    shown: Shown = field(default_factory=Shown)
    how: Call = Call.TALKED
    id: str = ""
    each: Mapping[str, Quotable] = field(default_factory=dict)


def to_capture(session: Session, actor: Actor, retrospective_id: UUID) -> Thread:
    """The thread, for the form. Raises AlreadySettled when the talk is over."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.must_be_talking(thread)
    return thread


def capture(session: Session, actor: Actor, retrospective_id: UUID, form: Capture, now: datetime) -> None:
    """Keep what the customer said. Keys of other questions are passed over; the same form sent twice counts once.

    Of a form that stood open while something changed, `domain.captures` says what is still meant.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    of_form = {_id(thread, form, asked.key) for asked in thread.conversation.guide.of(View.CUSTOMERS) if form.id}
    before, sent = thread.conversation.status, _answers(thread, form, actor, form.shown.answers | of_form)
    answers = domain.still_meant(thread.conversation, sent, form.shown)
    replaced = form.shown.answers | of_form | {answer.id for answer in answers}
    standing = {answer for answer in thread.conversation.answers if answer.id in replaced}
    if standing == set(answers) or _was_sent(standing, answers, of_form):
        return
    calls.step(session, thread, Captured(answers, replaced, form.how), actor, now)
    if answers and thread.conversation.status is before:
        calls.say(session, thread, "captured", cards.captured(thread.talk, len(answers)), now)


def _was_sent(standing: Iterable[Answer], answers: Iterable[Answer], of_form: Collection[UUID]) -> bool:
    """Whether this very form was kept before; what was allowed since then stays allowed."""
    known = {answer.id: answer.text for answer in standing}
    return any(one in of_form for one in known) and known == {answer.id: answer.text for answer in answers}


def _answers(thread: Thread, form: Capture, actor: Actor, replaced: Collection[UUID]) -> tuple[Answer, ...]:
    """What the form says now, in place of the answers that are `replaced`."""
    held = joined(answer for answer in thread.conversation.answers if answer.id in replaced)
    return tuple(
        Answer(
            _id(thread, form, asked.key),
            asked.key,
            View.CUSTOMERS,
            kind_of(asked, text),
            actor.person,
            whole(text, held.get(asked.key, "")),
            quotable=form.each.get(asked.key, form.quotable),
            verbatim=asked.key in form.verbatim,
        )
        for asked in thread.conversation.guide.of(View.CUSTOMERS)
        if (text := form.texts.get(asked.key, "").strip())
    )


def _id(thread: Thread, form: Capture, question: str) -> UUID:
    return answer_id(thread.row.id, form.id, question) if form.id else uuid4()
