"""Thin answers: what they lack, and the word that they were all there is to say."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import thin
from bot.domain.conversation import Kind
from bot.domain.guides import Question
from bot.domain.replies import Sufficed
from bot.domain.thin import Thin
from bot.messages import guides
from bot.messages.prompts import speaking
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread


def suffice(session: Session, actor: Actor, retrospective_id: UUID, question: str, now: datetime) -> None:
    """`That is all` under a follow-up: the talk goes on. Raises AlreadySettled when it has done so."""
    thread = threads.load_to_answer(session, actor, retrospective_id, question)
    steps.step(session, thread, Sufficed(question), actor, now)


def lacks(thread: Thread, asked: Question, kind: Kind, text: str) -> Thin | None:
    """What is missing from all that was said to a question, `text` included. Only what is said can be thin."""
    if kind is not Kind.SAID:
        return None
    return thinness(thread, asked, f"{thread.conversation.so_far(asked.key)}\n{text}")


def thinness(thread: Thread, asked: Question, text: str) -> Thin | None:
    """What `text` lacks as an answer, by the words of the thread's language; the price may be named in any."""
    if any(thin.is_price_alone(text, signs) for signs in guides.signs_of_all()):
        return Thin.BESIDE_PRICE
    with speaking(thread.talk.voice):
        return thin.thinness(text, guides.signs(), enough=asked.enough)
