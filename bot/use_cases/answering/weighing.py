"""What the two add to their answers: whose voice weighed most, and what each side put first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain.conversation import TALKING, Status
from bot.domain.gaps import Ranking
from bot.domain.guides import Question, View, Weighs
from bot.domain.influence import NOBODY_KNOWN, Influence
from bot.domain.reasons import Reason
from bot.errors import AlreadySettled, NotFound
from bot.messages.weighing import Known
from bot.storage import influences, rankings
from bot.use_cases.answering import gaps
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import summaries


@dataclass(frozen=True)
class Told:
    """What somebody told to one question, of the kind that it asks for."""

    influence: Influence | None = None
    ranking: Ranking | None = None


def to_weigh(session: Session, actor: Actor, retrospective_id: UUID, question: str) -> tuple[Thread, Question, Known]:
    """The thread, the question, and what is known so far, for the form. Raises AlreadySettled while the talk rests."""
    thread = threads.load_to_answer(session, actor, retrospective_id, question)
    asked = _weighing(thread, question)
    _must_be_open(thread)
    return thread, asked, known(session, thread, asked)


def known(session: Session, thread: Thread, asked: Question) -> Known:
    """What was told to `asked` so far."""
    match asked.weighs:
        case Weighs.INFLUENCE:
            return Known(influence=influences.find(session, thread.row) or NOBODY_KNOWN)
        case Weighs.RANKING:
            return Known(ranking=rankings.of(session, thread.row).get(asked.view))
        case None:
            return Known()


def known_to(session: Session, actor: Actor, thread: Thread, asked: Question) -> Known | None:
    """As `known`, for whoever may answer; None for somebody who only adds words: it is the two's."""
    may_answer = access.allow(actor, threads.action_on(asked.view), thread.pair)
    return known(session, thread, asked) if may_answer else None


def keep(session: Session, actor: Actor, retrospective_id: UUID, question: str, told: Told, now: datetime) -> None:
    """Keep what somebody told who may answer the question; the last word counts, also after the end. The summary and
    the gap follow.

    Raises AlreadySettled while the talk rests.
    """
    thread = threads.load_to_answer(session, actor, retrospective_id, question)
    asked = _weighing(thread, question)
    _must_be_open(thread)
    if asked.weighs is Weighs.INFLUENCE:
        influences.keep(session, thread.row, told.influence or NOBODY_KNOWN, actor.person, now)
        summaries.correct(session, thread, now)
    else:
        rank(session, thread, asked.view, told.ranking, actor, now)


def keep_beside(
    session: Session, actor: Actor, retrospective_id: UUID, question: str, told: Told, now: datetime
) -> None:
    """As `keep`, for fields beside an answer. A question that asks for words alone and empty fields change nothing."""
    thread = threads.load(session, actor, retrospective_id, Action.ADD_WORDS)
    asked = next((one for one in thread.conversation.guide.questions if one.key == question and one.weighs), None)
    if asked is None or told == Told(NOBODY_KNOWN):
        return
    if not access.allow(actor, threads.action_on(asked.view), thread.pair):
        return
    keep(session, actor, retrospective_id, question, told, now)


def customers_ranking(session: Session, thread: Thread) -> Ranking | None:
    """What the customer put first, as far as it was captured."""
    return rankings.of(session, thread.row).get(View.CUSTOMERS)


def keep_customers(session: Session, actor: Actor, retrospective_id: UUID, told: Told, now: datetime) -> None:
    """What the customer put first, captured beside their answers."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    _must_be_open(thread)
    if told.ranking is not None:
        rank(session, thread, View.CUSTOMERS, told.ranking, actor, now)


def conclude(session: Session, thread: Thread, reasons: Sequence[Reason], actor: Actor, now: datetime) -> None:
    """Where nobody has said what we put first, the first of the closing form's `reasons` says it."""
    if reasons and View.OURS not in rankings.of(session, thread.row):
        rank(session, thread, View.OURS, Ranking(reasons[0]), actor, now)


def rank(session: Session, thread: Thread, view: View, ranking: Ranking | None, actor: Actor, now: datetime) -> None:
    """Keep what one side put first, and show the gap once both are known."""
    if rankings.of(session, thread.row).get(view) == ranking:
        return  # who said it first stays who said it
    rankings.keep(session, thread.row, view, ranking, actor.person, now)
    gaps.show(session, thread, now)


def _weighing(thread: Thread, key: str) -> Question:
    """The question `key`, if it asks for more than words. Raises NotFound."""
    try:
        asked = thread.conversation.guide.question(key)
    except KeyError:
        raise NotFound from None
    if asked.weighs is None:
        raise NotFound
    return asked


def _must_be_open(thread: Thread) -> None:
    if thread.conversation.status not in (*TALKING, Status.DONE):
        raise AlreadySettled(deal_name=thread.talk.deal.name)
