"""What a workshop's messages say, as it stands: its opening and the vote in the channel, a card for each group."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import workshops as domain
from bot.domain.message import Message
from bot.domain.reasons import Reason
from bot.domain.workshops import Ballot, Facts, Stage
from bot.messages import ballots, workshops
from bot.messages.prompts import speaking
from bot.messages.workshops import Group
from bot.storage import lessons, outbox, practices, workspaces
from bot.storage import workshops as rows
from bot.storage.models import WorkshopGroupRow, WorkshopRow, WorkspaceRow
from bot.use_cases.people import voices
from bot.use_cases.playbook import told_lessons
from bot.use_cases.workshop import secrets


def facts(session: Session, row: WorkshopRow) -> Facts | None:
    """What may be told of its lesson now: neither name nor amount. None once that was taken back."""
    lesson = lessons.by_id(session, row.workspace_id, row.lesson_id)
    told = told_lessons.find(session, lesson) if lesson else None
    if told is None:
        return None
    return Facts(
        told.deal_name,
        told.words,
        ending=told.agreed.get("ending"),
        reasons=tuple(Reason(one) for one in told.agreed.get("reasons", ())),
        quotes=told_lessons.quotes(session, told),
    )


def cast(session: Session, row: WorkshopRow) -> tuple[Ballot, ...]:
    """What there is to vote on, with the votes so far."""
    told = secrets.tellable(session, row, practices.of_workshop(session, row))
    written = domain.ballots([(one.id, one.text) for one in told])
    return domain.counted(written, practices.votes(session, [one.id for one in written]))


def opening(session: Session, row: WorkshopRow) -> Message:
    """The post that says how far it is."""
    with speaking(voices.of_workspace(session, row.workspace_id)):
        told, groups = facts(session, row), len(rows.groups(session, row))
        return workshops.opening(told, Stage(row.stage), groups, row.ends_at or row.starts_at)


def card(session: Session, row: WorkshopRow, group: WorkshopGroupRow) -> Message:
    """What a group sees in its thread."""
    texts = tuple(one.text for one in practices.of_group(session, group))
    shown = Group(group.id, texts, is_done=group.done_at is not None)
    with speaking(voices.of_workspace(session, row.workspace_id)):
        return workshops.card(facts(session, row), shown, Stage(row.stage), row.ends_at or row.starts_at)


def vote(session: Session, row: WorkshopRow) -> Message:
    """All practices together, to be voted on."""
    told, preferences = facts(session, row), workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    until = (row.votes_until or row.starts_at).astimezone(ZoneInfo(preferences.timezone))
    with speaking(preferences.voice):
        if told is None:
            return ballots.gone()
        return ballots.vote(told.deal, cast(session, row), until, Stage(row.stage))


def show(session: Session, row: WorkshopRow, now: datetime) -> None:
    """Have all of its messages say what holds now."""
    for group in rows.groups(session, row):
        show_group(session, row, group, now)
    if row.opening_id is not None:
        _update(session, row, row.opening_id, opening(session, row), now)
    show_vote(session, row, now)


def show_group(session: Session, row: WorkshopRow, group: WorkshopGroupRow, now: datetime) -> None:
    """Have the card of one group say what holds now."""
    if group.card_id is not None:
        _update(session, row, group.card_id, card(session, row, group), now)


def show_vote(session: Session, row: WorkshopRow, now: datetime) -> None:
    """Have the vote show what was cast by now; several changes that wait together become one."""
    if row.vote_id is not None:
        _update(session, row, row.vote_id, vote(session, row), now)


def _update(session: Session, row: WorkshopRow, post: int, message: Message, now: datetime) -> None:
    outbox.update(session, row.workspace_id, target_id=post, message=message, now=now)
