"""What a rehearsal came to: to whom what would have been said, and when."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import weeks
from bot.domain.conversation import Status
from bot.domain.rules import Size, Why
from bot.messages import retrospectives as cards
from bot.storage import rehearsals, workspaces
from bot.storage.models import OutboxRow, RetrospectiveRow, RoomRow, WorkspaceRow
from bot.use_cases.people import hours

_MENTION = re.compile(r"<@(\w+)>")


@dataclass(frozen=True)
class Line:
    """Something said, at a time in the zone of whoever reads it."""

    at: datetime
    text: str


@dataclass
class Reader:
    """What one person would have read, and how many messages that is in each ISO week ("2026-W47").

    A talk's first messages come together and are one line.
    """

    name: str
    lines: list[Line] = field(default_factory=list)
    weeks: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Told:
    """All of it. `held` are the deals whose talk would still wait, `left_alone` those about which nobody is asked."""

    readers: list[Reader]
    team: list[Line]
    held: list[str]
    left_alone: list[str]


@dataclass(frozen=True)
class _Talk:
    deal: str
    row: RetrospectiveRow

    @property
    def line(self) -> str:
        return f"{self.deal}. {cards.why(Why(self.row.why or Why.ORDINARY), is_short=self.row.size == Size.SHORT)}"


def tell(session: Session, workspace_id: UUID) -> Told:
    """Read it from the database in which it was played."""
    talks = _talks(session, workspace_id)
    posts = rehearsals.posts(session, workspace_id)
    return Told(
        readers=_readers(session, workspace_id, talks, posts),
        team=_team(session, workspace_id, posts),
        held=[talk.deal for talk in talks.values() if talk.row.status == Status.HELD],
        left_alone=[talk.deal for talk in talks.values() if talk.row.status == Status.SKIPPED],
    )


Post = tuple[OutboxRow, RoomRow]


def _talks(session: Session, workspace_id: UUID) -> dict[UUID, _Talk]:
    return {row.id: _Talk(name, row) for name, row in rehearsals.talks(session, workspace_id)}


def _readers(session: Session, workspace_id: UUID, talks: Mapping[UUID, _Talk], posts: list[Post]) -> list[Reader]:
    people = {row.slack_user: row for row in rehearsals.everybody(session, workspace_id) if row.slack_user}
    names = {user: person.name or person.email or user for user, person in people.items()}
    zone = workspaces.preferences(session.get_one(WorkspaceRow, workspace_id)).timezone
    by_root = {talk.row.root_id: talk for talk in talks.values() if talk.row.root_id}
    begun = {post.id: post.due_at for post, _ in posts}
    found: dict[str, Reader] = {}
    for post, room in posts:
        for user in room.members.split(",") if room.members else []:
            reader = found.setdefault(user, Reader(names.get(user, user)))
            reader.weeks[weeks.iso_week(post.due_at, zone)] += 1
            if post.thread_id is None or post.due_at > begun.get(post.thread_id, post.due_at):
                at = post.due_at.astimezone(ZoneInfo(hours.workdays(session, people[user]).zone))
                reader.lines.append(Line(at, _said(post, by_root, names)))
    return sorted(found.values(), key=lambda reader: reader.name.casefold())


def _said(post: OutboxRow, by_root: Mapping[int, _Talk], names: Mapping[str, str]) -> str:
    if post.id in by_root:
        return by_root[post.id].line
    first = _plain((post.payload or {}).get("text", ""), names).partition("\n")[0]
    talk = by_root.get(post.thread_id) if post.thread_id else None
    return f"{talk.deal}: {first}" if talk and talk.deal not in first else first


def _team(session: Session, workspace_id: UUID, posts: list[Post]) -> list[Line]:
    zone = ZoneInfo(workspaces.preferences(session.get_one(WorkspaceRow, workspace_id)).timezone)
    of_channels = [post for post, room in posts if room.members is None]
    return [
        Line(post.due_at.astimezone(zone), _plain((post.payload or {}).get("text", ""), {})) for post in of_channels
    ]


def _plain(text: str, names: Mapping[str, str]) -> str:
    """Slack's markup as a terminal shows it."""
    return unescape(_MENTION.sub(lambda found: names.get(found[1], found[1]), text).replace("*", ""))
