"""Writing privately first: answers that only their author can read, until they share them in one go."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, OwnDrafts
from bot.domain.conversation import RESTING, TALKING, Answer, Kind, Status
from bot.domain.drafts import to_write_about
from bot.domain.guides import Question, View
from bot.domain.replies import Shared
from bot.domain.shown import mark, merged
from bot.errors import AlreadySettled, NotAllowed, NotFound, Resting
from bot.messages import questions
from bot.messages.drafts import Drafting
from bot.messages.prompts import speaking
from bot.storage import drafts, retrospectives, rounds, subjects
from bot.storage.models import RetrospectiveRow
from bot.use_cases.answering import draft_cards
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import summaries


def to_write(
    session: Session, actor: Actor, retrospective_id: UUID
) -> tuple[Thread, tuple[Question, ...], Mapping[str, str]]:
    """The thread, the questions that may still be written about, and what `actor` wrote so far, for their form.

    Raises AlreadySettled when there is nothing to write about any more.
    """
    thread, kept = own(session, actor, retrospective_id)
    asked = to_write_about(thread.conversation, kept)
    if not asked:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return thread, asked, kept


def save(
    session: Session,
    actor: Actor,
    retrospective_id: UUID,
    texts: Mapping[str, str],
    now: datetime,
    shown: Mapping[str, str] | None = None,
) -> None:
    """Keep what `actor` wrote, question → text, for them alone. An empty text leaves nothing.

    `shown` are the marks of what the form held that we opened for `actor`, and Slack hands back as we wrote them: a
    field that is as it was shown changes nothing. None: `texts` takes the place of what stands there.
    However the talk stands: nobody's words are lost because it was paused or handed over meanwhile.
    """
    thread, before = own(session, actor, retrospective_id, had_form=shown is not None)
    if actor.person is None:
        raise NotAllowed(action=Action.WRITE_PRIVATELY, thing=f"retrospective:{retrospective_id}")
    ours = {question.key for question in thread.conversation.guide.of(View.OURS)}
    said = {(one.question, one.text) for one in thread.conversation.answers if one.author == actor.person}
    # A form that was open since before it was shared brings the same words once more.
    new = {key: "" if (key, text) in said else text for key, text in texts.items() if key in ours | before.keys()}
    if shown is not None:
        new = {key: merged(before.get(key, ""), shown.get(key, mark("")), text) for key, text in new.items()}
    drafts.keep(session, thread.row, actor.person, new, now)
    if drafts.of(session, thread.row, actor.person):
        draft_cards.show(session, thread, actor, Drafting.WRITING, now)
    elif before:
        draft_cards.show(session, thread, actor, Drafting.WITHDRAWN, now)


def share(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """Put everything that the rep wrote into the thread, as their answers.

    Raises Resting while the talk rests, and AlreadySettled when there is nothing to share.
    """
    thread = threads.load(session, actor, retrospective_id, Action.SHARE)
    conversation, row = thread.conversation, thread.row
    if conversation.status not in (*TALKING, Status.DONE):
        raise Resting(deal_name=thread.talk.deal.name)
    kept = drafts.of(session, row, actor.person)
    asked = [question for question in conversation.guide.of(View.OURS) if question.key in kept]
    if not asked:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    given = tuple(Answer(uuid4(), one.key, one.view, Kind.SAID, actor.person, kept[one.key]) for one in asked)
    for answer in given:
        if answer.question != conversation.question:  # that one stands there already and is settled by the step
            _say(session, thread, answer, now)
    steps.step(session, thread, Shared(given), actor, now)
    drafts.drop(session, row, actor.person, [one.key for one in asked])
    summaries.correct(session, thread, now)
    draft_cards.show(session, thread, actor, Drafting.SHARED, now)


def withdraw(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """Delete what `actor` wrote for themselves. Raises AlreadySettled when there is nothing."""
    thread, kept = own(session, actor, retrospective_id)
    if not kept:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    drafts.drop(session, thread.row, actor.person, kept)
    draft_cards.show(session, thread, actor, Drafting.WITHDRAWN, now)


def own(
    session: Session, actor: Actor, retrospective_id: UUID, *, had_form: bool = False
) -> tuple[Thread, dict[str, str]]:
    """The thread and the actor's own drafts: for its rep, and for whoever was and left some there, or `had_form`.

    Raises NotFound or NotAllowed.
    """
    row = retrospectives.locked(session, actor.workspace, retrospective_id)
    if row is None or row.rep_id is None:
        raise NotFound
    row = _where_they_go_on(session, actor, row)
    thread, kept = threads.of_row(session, row), drafts.of(session, row, actor.person)
    thing = OwnDrafts(actor.workspace, row.id, actor.person) if kept or had_form else thread.pair
    if not access.allow(actor, Action.WRITE_PRIVATELY, thing):
        raise NotAllowed(action=Action.WRITE_PRIVATELY, thing=f"retrospective:{row.id}")
    return thread, kept


def _where_they_go_on(session: Session, actor: Actor, row: RetrospectiveRow) -> RetrospectiveRow:
    """The next round of a talk that rests, if the actor's drafts went along with it; a form may still name this one."""
    if row.status not in RESTING:
        return row
    rounds.lock(session, row)
    if drafts.of(session, row, actor.person):
        return row
    later = rounds.next_of(session, row)
    there = retrospectives.locked(session, row.workspace_id, later.id) if later else None
    return there if there is not None and there.rep_id == actor.person else row


def _say(session: Session, thread: Thread, answer: Answer, now: datetime) -> None:
    """Put a question with its answer into the thread; what is typed after it belongs to it."""
    author = threads.slack_user(session, thread.row.workspace_id, answer.author)
    talk = thread.talk
    with speaking(talk.voice):
        message = questions.settled_question(
            talk.deal, thread.conversation.guide, answer.question, answer, author, talk.id
        )
    subject = subjects.of_question(thread.row, answer.question)
    threads.say(session, thread, message, f"shared:{answer.id}", now, subject=subject)
