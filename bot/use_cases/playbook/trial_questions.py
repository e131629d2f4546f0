"""Whether a lesson helped: whoever tries it on a deal is asked after two weeks, in private, and when that deal ends."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Own
from bot.domain.message import Message
from bot.domain.trials import MOST_ASKED, Result, next_question
from bot.errors import NotAllowed, NotFound
from bot.messages import trials as messages
from bot.messages.prompts import speaking
from bot.storage import outbox, people, trials, wrap_ups
from bot.storage.models import DealRow, LessonRow, PersonRow, RetrospectiveRow, TrialRow
from bot.use_cases.people import hours, letters, voices

AT_ONCE = 100


def due(session: Session, now: datetime) -> list[UUID]:
    """Trials of which somebody is to be asked now."""
    return trials.to_ask(session, now, AT_ONCE)


def ask(session: Session, trial_id: UUID, now: datetime) -> bool:
    """Ask whether it helped, in the person's own hours; False when that was done, or may not be."""
    row = trials.claim_question(session, trial_id, now)
    person = people.by_id(session, row.workspace_id, row.person_id) if row else None
    if row is None or person is None or person.slack_user is None or not people.takes_part(person):
        return False
    lesson, talk = trials.lesson_of(session, row)
    words = _may_read(session, person, lesson, talk)
    if not Result(row.status).is_open:
        return False
    if words is None or _is_deleted(session, row):
        row.is_withdrawn = True
        return False
    opens_at = hours.next_open(session, [person.id], now)
    if opens_at > now:  # by then the lesson may be taken back
        row.ask_at = opens_at
        return True
    row.asked += 1
    message = _question(session, row, person, talk, words)
    letters.write(session, row.workspace_id, person.slack_user, message, _key(row, row.asked), now)
    return True


def answer(session: Session, actor: Actor, trial_id: UUID, result: Result, now: datetime) -> None:
    """They say whether it helped; the last word counts.

    A typed deal has no end that we hear of, so whoever gave the lesson hears now. Raises NotFound or NotAllowed.
    """
    row = trials.locked(session, actor.workspace, trial_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, Action.CHANGE_OWN, Own(row.workspace_id, row.person_id)):
        raise NotAllowed(action=Action.CHANGE_OWN, thing=f"trial:{row.id}")
    row.status, row.ask_at = result, next_question(result, row.asked, now)
    if row.deal_id is None:
        row.tell_at = now if result is Result.HELPED else None
    _, talk = trials.lesson_of(session, row)
    with speaking(actor.voice):
        noted = messages.noted(row.deal_name, _taught_on(session, talk), result, row.id)
    _replace(session, row, noted, now)


def follow(session: Session, talk: RetrospectiveRow, now: datetime) -> None:
    """What may be told of a talk has changed: questions with its words go, and come back, for who may read them."""
    for row in trials.unanswered(session, talk):
        person = people.by_id(session, row.workspace_id, row.person_id)
        lesson, _ = trials.lesson_of(session, row)
        if person is None or person.slack_user is None:
            continue
        words = _may_read(session, person, lesson, talk)
        if row.is_withdrawn is (words is None):
            continue
        row.is_withdrawn = words is None
        if words is None:
            with speaking(voices.of_person(session, row.workspace_id, person.slack_user)):
                _replace(session, row, messages.withdrawn(row.deal_name), now)
        else:
            row.ask_at = row.ask_at or (now if _is_overdue(row) else None)
            _replace(session, row, _standing(session, row, person, talk, words), now)


def _is_overdue(row: TrialRow) -> bool:
    """Whether the hour of a question fell while the lesson could not be read."""
    return row.asked == 0 or (row.status == Result.TOO_EARLY and row.asked < MOST_ASKED)


def _standing(session: Session, row: TrialRow, person: PersonRow, talk: RetrospectiveRow, words: str) -> Message:
    """What stands in place of a question: the question, or what they have answered so far."""
    if row.status != Result.TOO_EARLY or row.asked == MOST_ASKED:
        return _question(session, row, person, talk, words)
    with speaking(voices.of_person(session, row.workspace_id, person.slack_user or "")):
        return messages.noted(row.deal_name, _taught_on(session, talk), Result.TOO_EARLY, row.id)


def _question(session: Session, row: TrialRow, person: PersonRow, talk: RetrospectiveRow, words: str) -> Message:
    with speaking(voices.of_person(session, row.workspace_id, person.slack_user or "")):
        return messages.did_it_help(row.deal_name, _taught_on(session, talk), words, row.id)


def _replace(session: Session, row: TrialRow, message: Message, now: datetime) -> None:
    """Put `message` in place of every question about a trial."""
    for asked in range(1, row.asked + 1):
        question = outbox.find_by_key(session, row.workspace_id, _key(row, asked))
        if question is not None:
            outbox.update(session, row.workspace_id, target_id=question, message=message, now=now)


def _may_read(session: Session, person: PersonRow, lesson: LessonRow, talk: RetrospectiveRow) -> str | None:
    """The lesson as this person may read it, or None once it was taken back."""
    if person.id in (talk.rep_id, talk.manager_id):
        return lesson.text
    if not wrap_ups.may_be_told(session, talk):
        return None
    return str((talk.announced or {}).get("lesson", lesson.text))


def _is_deleted(session: Session, row: TrialRow) -> bool:
    """Whether the CRM knows the deal no more that it is tried on."""
    return row.deal_id is not None and session.get_one(DealRow, row.deal_id).deleted_at is not None


def _taught_on(session: Session, talk: RetrospectiveRow) -> str:
    """The deal as its rep agreed to have it named, whatever it is called since."""
    return str((talk.announced or {}).get("deal") or session.get_one(DealRow, talk.deal_id).name)


def _key(row: TrialRow, asked: int) -> str:
    return f"trial:{row.id}:{asked}"
