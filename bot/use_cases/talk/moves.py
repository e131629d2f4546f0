"""A talk and its room: the room of those who take part, and the way from one room to another."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.colleagues import Objection
from bot.domain.conversation import Status
from bot.domain.message import Message
from bot.errors import NotAColleague
from bot.messages import retrospectives as cards
from bot.storage import outbox, retrospectives, rooms, unsaid
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import call_cards
from bot.use_cases.people import voices
from bot.use_cases.talk import seats, steps, threads
from bot.use_cases.talk.threads import Thread


def move(
    session: Session, thread: Thread, signpost: Message, now: datetime, *, from_then: datetime | None = None
) -> Thread:
    """Go on in the room of those who take part now. The old card becomes `signpost`, which says where that is.

    Nothing is said in the new room before `from_then`, and nothing any more in an old one that has read nothing yet.
    """
    row = thread.row
    if row.root_id is not None and not unsaid.thread(session, row.workspace_id, row.root_id, now):
        outbox.update(session, row.workspace_id, target_id=row.root_id, message=signpost, now=now)
    return begin_again(session, row, from_then or now)


def begin_again(session: Session, row: RetrospectiveRow, now: datetime) -> Thread:
    """Leave the room of `row` without a word, and go on in that of those who take part now."""
    retrospectives.leave_thread(session, row)
    voices.choose(session, row)
    moved = threads.of_row(session, row)
    settle_in(session, moved, now)
    seats.settle_for_seated(session, moved, now)
    return moved


def must_fit(slack_users: Collection[str], deal_name: str) -> None:
    """Raise NotAColleague when these are more people than one room takes."""
    if len(slack_users) > rooms.MOST_MEMBERS:
        raise NotAColleague(Objection.FULL, deal_name=deal_name)


def settle_in(session: Session, thread: Thread, now: datetime) -> None:
    """The thread in the room of those who take part: root card, call card, and what is asked for now.

    Where the talk has been in this room before, it goes on in the thread that stands there.
    """
    row, talk = thread.row, thread.talk
    row.room_id = rooms.of_members(session, row.workspace_id, talk.members)
    key = f"{row.id}:root:{row.room_id}"
    stood_here = outbox.find_by_key(session, row.workspace_id, key) is not None
    row.root_id = outbox.post(
        session,
        row.workspace_id,
        lane=f"retrospective:{row.id}:{row.room_id}",
        room_id=row.room_id,
        message=cards.root(talk, thread.conversation),
        dedupe_key=key,
        subject=f"retrospective:{row.id}",
        now=now,
    )
    if stood_here:
        steps.show_root(session, thread, now)
    call_cards.show(session, thread, now)
    steps.ask(session, thread, now)
    if thread.conversation.status is not Status.OPEN:  # then the root card has said it
        steps.offer_next(session, thread, now)
