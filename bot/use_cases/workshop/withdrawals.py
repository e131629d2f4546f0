"""A workshop follows what may be told of its lesson: once that is taken back, it ends, and tells nothing of it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.workshops import Stage
from bot.messages import ballots
from bot.messages.prompts import speaking
from bot.storage import lessons, outbox, people, workshops
from bot.storage.models import RetrospectiveRow, WorkshopRow
from bot.use_cases.people import voices
from bot.use_cases.workshop import cards, leaders_card, outcomes, stages


def follow(session: Session, talk: RetrospectiveRow, now: datetime) -> None:
    """What may be told of a talk has changed: have every workshop on its lesson say what may be said now."""
    lesson = lessons.of(session, talk)
    for workshop_id in workshops.about(session, lesson.id) if lesson else ():
        row = workshops.locked(session, talk.workspace_id, workshop_id)
        if row is None:
            continue
        if cards.facts(session, row) is None:
            _withdraw(session, row, now)
        else:
            cards.show(session, row, now)


def _withdraw(session: Session, row: WorkshopRow, now: datetime) -> None:
    if not Stage(row.stage).has_ended:
        stages.end(session, row, now)
    else:
        cards.show(session, row, now)
        leaders_card.show(session, row, now)
    for key, slack_user in _told(session, row):
        post = outbox.find_by_key(session, row.workspace_id, key)
        voice = voices.of_person(session, row.workspace_id, slack_user) if slack_user else None
        if post is not None:
            with speaking(voice or voices.of_workspace(session, row.workspace_id)):
                outbox.update(session, row.workspace_id, target_id=post, message=ballots.gone(), now=now)


def _told(session: Session, row: WorkshopRow) -> Iterator[tuple[str, str | None]]:
    """The keys of all that was said once, and to whom alone by Slack id, if so."""
    yield outcomes.result_key(row), None
    yield stages.nothing_key(row), None
    for person in workshops.members(session, row):
        yield outcomes.ask_key(row, person.id), person.slack_user
    leader = people.by_id(session, row.workspace_id, row.leader_id) if row.leader_id else None
    if leader is not None:
        yield outcomes.offer_key(row), leader.slack_user
