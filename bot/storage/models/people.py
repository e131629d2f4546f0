"""Workspaces, their people, what an admin must fix, and the audit."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.colleagues import Kind
from bot.storage.models.base import Counter, Row, new_id, of_workspace, partial_index
from bot.storage.types import SealedText


class WorkspaceRow(Row):
    """A Slack workspace that installed the bot. `settings` holds only what differs from the defaults."""

    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("enterprise_id", "team_id"),)

    id: Mapped[UUID] = new_id()
    enterprise_id: Mapped[str] = mapped_column(default="")
    team_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")
    # Slack's address of the workspace, with a slash at the end; empty until Slack was asked since this was kept.
    url: Mapped[str] = mapped_column(default="", server_default="")
    app_id: Mapped[str] = mapped_column(default="")
    bot_user_id: Mapped[str] = mapped_column(default="")
    bot_id: Mapped[str] = mapped_column(default="")
    token: Mapped[str | None] = mapped_column(SealedText("workspaces.token"))
    scopes: Mapped[str] = mapped_column(default="")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    installed_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    # Set while Slack refuses our token: the reason, told to the operator. Delivery leaves the workspace alone.
    paused: Mapped[str | None]
    # The next weekly instant; the scheduler asks only for those that have come.
    next_slot_at: Mapped[datetime | None] = mapped_column(index=True)
    # The same for the gaffe of the week: when its leader or the team is to be asked.
    next_gaffe_at: Mapped[datetime | None] = mapped_column(index=True)
    # The same for Monday's reviews.
    next_review_at: Mapped[datetime | None] = mapped_column(index=True)
    # When somebody is asked about the next loss of the week; the same.
    next_proposal_at: Mapped[datetime | None] = mapped_column(index=True)
    # When open deals are next compared with those that were lost; the same.
    next_look_at: Mapped[datetime | None] = mapped_column(index=True)
    # When to look whether departments are to be told which asks are open; the same.
    next_roll_up_at: Mapped[datetime | None] = mapped_column(index=True)


UNMET = text("checked_at IS NULL AND slack_user IS NOT NULL")


class PersonRow(Row):
    """A member of the workspace, or an address from the roster that Slack has not been asked about yet."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_user"),
        UniqueConstraint("workspace_id", "email"),
        Index("ix_people_manager", "manager_id"),
        # Slack is asked about one of these after the other, and looked for every half second.
        partial_index("ix_people_unmet", "workspace_id", where=UNMET),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    slack_user: Mapped[str | None]
    email: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="")
    manager_email: Mapped[str | None]
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    role: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(default="")
    # Slack's name for the language of their Slack, such as de-DE; empty: it told none. None: it was not asked.
    locale: Mapped[str | None]
    # The language that they chose themselves, on Home; None: that of their Slack.
    language: Mapped[str | None]
    # When they last opened Home; None: never, so nothing need be kept up to date there.
    home_at: Mapped[datetime | None]
    # The last day, in their zone, on which they want to hear nothing that they did not ask for.
    away_until: Mapped[date | None]
    # Whether they want to hear that an open deal of theirs looks like deals that were lost.
    wants_look_alikes: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_admin: Mapped[bool] = mapped_column(default=False)
    # Member, guest, of another organisation, or a bot, as Slack says.
    kind: Mapped[str] = mapped_column(default=Kind.MEMBER, server_default=Kind.MEMBER)
    active: Mapped[bool] = mapped_column(default=True)
    # When Slack was last asked about this person; None: never.
    checked_at: Mapped[datetime | None]

    @property
    def speaks(self) -> str | None:
        """Their own choice of a language, else that of their Slack."""
        return self.language or self.locale


class FixRow(Row):
    """Something that only an admin can put right; open while `fixed_at` is empty."""

    __tablename__ = "fixes"
    __table_args__ = (UniqueConstraint("workspace_id", "kind", "subject"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    kind: Mapped[str]
    subject: Mapped[str]
    found_at: Mapped[datetime]
    fixed_at: Mapped[datetime | None]


class NoticeRow(Row):
    """The admin was told that things of one kind were given up; open until none of them is left."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("workspace_id", "kind"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    kind: Mapped[str]
    told_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))


class AuditRow(Row):
    """Who did, or was refused, what. Append-only; ids, never content."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    object: Mapped[str]
    allowed: Mapped[bool]
    reason: Mapped[str | None]
