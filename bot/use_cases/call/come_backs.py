"""The day to ask a customer again: chosen after they spoke, remembered weeks or months later, also after the talk."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import calls as domain
from bot.domain.conversation import texts
from bot.domain.deals import Outcome
from bot.domain.guides import View
from bot.errors import NotFound, OddDay
from bot.messages import afterwards as cards
from bot.storage import calls, outbox, wrap_ups
from bot.use_cases.call import stops
from bot.use_cases.people import days, hours
from bot.use_cases.talk import threads
from bot.use_cases.talk.quoting import COME_BACK
from bot.use_cases.talk.threads import Thread
from bot.use_cases.write_back import crm_offers


def choose(session: Session, actor: Actor, retrospective_id: UUID, day: date | None, now: datetime) -> None:
    """Remind the rep and whoever leads on `day`; None: not at all. The last word counts, a repeat changes nothing.

    Raises OddDay for a day that is past or years away, and MustNotBeContacted.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    call = thread.call
    if call is None:
        raise NotFound
    if call.come_back_on == day:
        return
    if day is not None:
        stops.must_be_free(session, thread)
        if not domain.may_come_back(day, days.today(session, actor.workspace, thread.caller_id, now)):
            raise OddDay(deal_name=thread.talk.deal.name)
    call.come_back_on = day
    call.come_back_at = days.first_hour(session, actor.workspace, thread.caller_id, day) if day else None
    _show(session, thread, day, now)
    crm_offers.ask(session, thread, now)


def remind(session: Session, call_id: UUID, now: datetime) -> bool:
    """Say that the day has come, when whoever leads is at work; False when they are not yet, somebody else did, or
    nobody should ask any more.

    A deal that is open again needs no reminder.
    """
    row = calls.lock_talk(session, call_id)
    call = calls.claim_come_back(session, call_id, now)
    if row is None or call is None or row.root_id is None:
        return False
    thread = threads.of_row(session, row)
    if thread.talk.deal.outcome is Outcome.OPEN or stops.is_listed(session, thread):
        return False
    opens_at = hours.next_open(session, [thread.caller_id], now)
    if opens_at > now:
        call.come_back_at = opens_at
        return False
    form = wrap_ups.find(session, row)
    day, today = call.come_back_on, days.today(session, row.workspace_id, thread.caller_id, now)
    words = texts(thread.conversation, View.CUSTOMERS).get(domain.AGAIN, "")
    message = cards.reminder(
        thread.talk, words, form.lesson if form else "", was_on=day if day and day < today else None
    )
    threads.say(session, thread, message, f"reminder:{day}", now)
    return True


def _show(session: Session, thread: Thread, day: date | None, now: datetime) -> None:
    card = cards.come_back(thread.talk, day)
    standing = outbox.find_by_key(session, thread.row.workspace_id, f"{thread.row.id}:{COME_BACK}")
    if standing is None:
        threads.say(session, thread, card, COME_BACK, now)
    else:
        outbox.update(session, thread.row.workspace_id, target_id=standing, message=card, now=now)
