"""A seat in a talk goes to somebody else: the rep's by `Hand over`, the manager's when they worked the deal too."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.errors import AlreadySettled
from bot.messages import colleagues as cards
from bot.storage import audit, participants
from bot.storage.models import PersonRow
from bot.use_cases.people import colleagues, days, hours
from bot.use_cases.talk import moves, threads
from bot.use_cases.talk.threads import Thread


def to_hand_over(session: Session, actor: Actor, retrospective_id: UUID) -> Thread:
    """The thread, for the form that asks to whom. Raises AlreadySettled when the talk is over."""
    thread = threads.load(session, actor, retrospective_id, Action.HAND_OVER)
    threads.must_be_talking(thread)
    return thread


def hand_over(session: Session, actor: Actor, retrospective_id: UUID, *, before: str, to: str, now: datetime) -> None:
    """Have `to` talk about it instead of the rep `before` (Slack ids), in the room of the new pair.

    What was answered stays with whoever gave it. It goes on as soon as either of the new pair is at work; a rep who is
    away is welcomed when they are back. Raises NotAColleague, NotMetYet, and AlreadySettled when the talk is over or
    not that rep's any more.
    """
    thread = to_hand_over(session, actor, retrospective_id)
    row, talk = thread.row, thread.talk
    if talk.rep != before:
        raise AlreadySettled(deal_name=talk.deal.name)
    pair = [user for user in (talk.rep, talk.manager) if user]
    colleague = colleagues.chosen(session, actor.workspace, to, pair, talk.deal.name)
    threads.forget_news(session, row, now)
    news = cards.handed_over(talk, actor.slack_user, to, _back_on(session, colleague, now))
    threads.say(session, thread, news, f"handed_over:{now.timestamp()}", now)
    row.rep_id = colleague.id
    participants.remove(session, row, colleague.id)
    moved = _move(session, thread, now, hours.first_open(session, (row.rep_id, row.manager_id), now))
    welcome = cards.handed_to(moved.talk, actor.slack_user)
    threads.say_at_work(session, moved, welcome, f"handed_to:{now.timestamp()}", [colleague.id], now)
    audit.note_talk(session, thread.row, actor.slack_user, "handed_over", now)


def to_replace_leader(session: Session, actor: Actor, retrospective_id: UUID) -> Thread:
    """The thread, for the form that asks for somebody neutral. The manager's to ask for.

    Raises AlreadySettled when the talk is over.
    """
    thread = threads.load(session, actor, retrospective_id, Action.STEP_ASIDE)
    threads.must_be_talking(thread)
    return thread


def step_aside(session: Session, actor: Actor, retrospective_id: UUID, *, before: str, to: str, now: datetime) -> None:
    """Have `to` lead instead of the manager `before` (Slack ids), who worked on the deal and stays to add their view.

    It goes on as soon as the rep or the new lead is at work; the new lead is welcomed when they are. Raises as
    `hand_over` does.
    """
    thread = to_replace_leader(session, actor, retrospective_id)
    row, talk = thread.row, thread.talk
    if talk.manager != before or row.manager_id is None:
        raise AlreadySettled(deal_name=talk.deal.name)
    colleague = colleagues.chosen(session, actor.workspace, to, [talk.rep, before], talk.deal.name)
    moves.must_fit({*talk.members, to}, talk.deal.name)
    threads.forget_news(session, row, now)
    participants.remove(session, row, colleague.id)
    participants.add(session, row, row.manager_id, now)
    row.manager_id = colleague.id
    moved = _move(session, thread, now, hours.first_open(session, (row.rep_id, row.manager_id), now))
    welcome = cards.neutral_leads(moved.talk, before)
    threads.say_at_work(session, moved, welcome, f"neutral:{now.timestamp()}", [colleague.id], now)
    audit.note_talk(session, thread.row, actor.slack_user, "stepped_aside", now)


def _back_on(session: Session, person: PersonRow, now: datetime) -> date | None:
    """The day on which this person is at work next; None where that is today."""
    today, at_work = (
        days.today(session, person.workspace_id, person.id, at)
        for at in (now, hours.next_open(session, [person.id], now))
    )
    return at_work if at_work > today else None


def _move(session: Session, thread: Thread, now: datetime, from_then: datetime) -> Thread:
    there = threads.of_row(session, thread.row)
    return moves.move(session, there, cards.went_on(there.talk), now, from_then=from_then)
