"""The workspace's people: members by their Slack user, addresses from the roster, and who leads whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, bindparam, exists, inspect, select, update
from sqlalchemy.orm import Session

from bot.domain.colleagues import Kind
from bot.domain.open_lines import Writer
from bot.storage.insertion import insert_unless_there
from bot.storage.models import PersonRow, Row, WorkspaceRow

# Built once: building a statement takes as long as running these, which every click and command needs.
_BY_ID = select(PersonRow).where(PersonRow.workspace_id == bindparam("of_workspace"), PersonRow.id == bindparam("of"))
_BY_SLACK_USER = select(PersonRow).where(
    PersonRow.workspace_id == bindparam("of_workspace"), PersonRow.slack_user == bindparam("named")
)


@dataclass(frozen=True)
class RosterEntry:
    """One line of the roster. Empty text means: not said."""

    email: str
    manager_email: str = ""
    role: str = ""
    country: str = ""


@dataclass(frozen=True)
class Imported:
    """How many people an import added, changed, and found as they were."""

    added: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True)
class Member:
    """A member as Slack describes them. `zone` is an IANA name or empty, `email` empty when Slack keeps it.

    `locale` is None where Slack was not asked for it.
    """

    slack_user: str
    email: str
    name: str
    zone: str
    is_admin: bool
    active: bool
    kind: Kind = Kind.MEMBER
    locale: str | None = None


def normal_email(email: str) -> str:
    """The form in which addresses are stored and compared."""
    return email.strip().lower()


def by_id(session: Session, workspace_id: UUID, person_id: UUID) -> PersonRow | None:
    """The person with this id in this workspace."""
    return session.scalar(_BY_ID, {"of_workspace": workspace_id, "of": person_id})


def locked(session: Session, workspace_id: UUID, person_id: UUID) -> PersonRow | None:
    """As `by_id`, locked until the transaction ends: what is counted of one person is counted by one at a time."""
    query = select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.id == person_id)
    return session.scalar(query.with_for_update())


def by_slack_user(session: Session, workspace_id: UUID, slack_user: str) -> PersonRow | None:
    """The member with this Slack user id."""
    return session.scalar(_BY_SLACK_USER, {"of_workspace": workspace_id, "named": slack_user})


def by_email(session: Session, workspace_id: UUID, email: str) -> PersonRow | None:
    """The person with this address, in whatever case it is written."""
    return session.scalar(
        select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.email == normal_email(email))
    )


def ensure(session: Session, workspace_id: UUID, slack_user: str) -> PersonRow:
    """The member with this Slack user id, noted now if Slack's payloads never named them before."""
    person = by_slack_user(session, workspace_id, slack_user)
    if person is not None:
        return person
    insert_unless_there(session, PersonRow, workspace_id=workspace_id, slack_user=slack_user)
    return session.scalars(_BY_SLACK_USER, {"of_workspace": workspace_id, "named": slack_user}).one()


def ensure_email(session: Session, workspace_id: UUID, email: str) -> PersonRow:
    """The person with this address, noted now if nobody named it before."""
    email = normal_email(email)
    insert_unless_there(session, PersonRow, workspace_id=workspace_id, email=email)
    return session.scalars(
        select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.email == email)
    ).one()


def unmet(session: Session) -> PersonRow | None:
    """A member whom Slack's payloads named and of whom we know nothing else, in a workspace that has us; or None."""
    query = (
        select(PersonRow)
        .join(WorkspaceRow, WorkspaceRow.id == PersonRow.workspace_id)
        .where(
            PersonRow.slack_user.is_not(None),
            PersonRow.slack_user != WorkspaceRow.bot_user_id,
            PersonRow.checked_at.is_(None),
            WorkspaceRow.revoked_at.is_(None),
            WorkspaceRow.paused.is_(None),
        )
    )
    return session.scalar(query.limit(1))


def everybody(session: Session, workspace_id: UUID) -> dict[UUID, Writer]:
    """What everybody of the workspace is called, also those who left."""
    query = select(PersonRow.id, PersonRow.name, PersonRow.slack_user).where(PersonRow.workspace_id == workspace_id)
    return {row.id: Writer(row.name, row.slack_user or "") for row in session.execute(query)}


def takes_part(person: PersonRow) -> bool:
    """Whether somebody can be in a talk: an active member of the workspace."""
    return bool(person.slack_user) and person.active and person.kind == Kind.MEMBER


def manager_of(session: Session, person: PersonRow) -> PersonRow | None:
    """Whoever leads this person: as they chose themselves, else as the roster says."""
    if person.manager_id is not None:
        return by_id(session, person.workspace_id, person.manager_id)
    return by_email(session, person.workspace_id, person.manager_email) if person.manager_email else None


def emails_led_by(session: Session, manager: PersonRow) -> list[str]:
    """The addresses of those whom `manager` leads, by their own choice or the roster's."""
    led = PersonRow.manager_id == manager.id
    if manager.email:
        led |= PersonRow.manager_email == manager.email
    query = select(PersonRow.email).where(PersonRow.workspace_id == manager.workspace_id, led)
    return [email for email in session.scalars(query) if email]


def leads_somebody(session: Session, manager: PersonRow) -> bool:
    """Whether anybody who is here has this person as their manager, by their own choice or the roster's."""
    here = (PersonRow.workspace_id == manager.workspace_id, PersonRow.active)
    led = PersonRow.manager_id == manager.id
    if manager.email:
        led |= PersonRow.manager_email == manager.email
    return bool(session.scalar(select(exists().where(*here, led))))


def shares_address(session: Session, workspace_id: UUID, member: Member) -> bool:
    """Whether another account that takes part here has the same address."""
    holder = by_email(session, workspace_id, member.email) if member.email else None
    return holder is not None and holder.slack_user != member.slack_user and takes_part(holder)


def note_member(session: Session, workspace_id: UUID, member: Member, now: datetime) -> PersonRow:
    """Store what Slack just said about a member. What the roster said under the same address becomes theirs.

    Another account that had their address is asked about anew: it may be gone.
    """
    person = _known(session, workspace_id, member) or ensure(session, workspace_id, member.slack_user)
    if member.email:
        _take_address(session, person, normal_email(member.email))
    person.name = member.name or person.name
    person.zone = member.zone or person.zone
    person.locale = person.locale if member.locale is None else member.locale
    person.kind, person.is_admin, person.active = member.kind, member.is_admin, member.active
    person.checked_at = now
    session.flush()
    return person


def note_absence(session: Session, person: PersonRow, now: datetime) -> None:
    """Slack does not know this person, or no longer."""
    person.active, person.checked_at = False, now
    session.flush()


def _known(session: Session, workspace_id: UUID, member: Member) -> PersonRow | None:
    person = by_slack_user(session, workspace_id, member.slack_user)
    if person is not None:
        return person
    from_roster = by_email(session, workspace_id, member.email)
    if from_roster is None or from_roster.slack_user is not None:
        return None
    from_roster.slack_user = member.slack_user
    return from_roster


def _take_address(session: Session, person: PersonRow, email: str) -> None:
    other = by_email(session, person.workspace_id, email)
    if other is not None and other is not person:
        other.email = None
        session.flush()  # an address has one owner at any time
        if other.slack_user is None:
            _merge(session, other, person)
        else:
            other.checked_at = None
    person.email = email


def _merge(session: Session, roster: PersonRow, person: PersonRow) -> None:
    for name in ("manager_email", "manager_id", "role", "country"):
        setattr(person, name, getattr(person, name) or getattr(roster, name))
    session.flush()
    for column in _references():
        session.execute(update(column.table).where(column == roster.id).values({column.name: person.id}))
    session.delete(roster)
    session.flush()


def _references() -> list[Column[Any]]:
    person = inspect(PersonRow).primary_key[0]
    keys = (key for table in Row.metadata.sorted_tables for key in table.foreign_keys)
    return [key.parent for key in keys if key.column is person]


def import_roster(session: Session, workspace_id: UUID, entries: Iterable[RosterEntry]) -> Imported:
    """Store what the roster says about each address; what it leaves empty stays as it was."""
    added = changed = same = 0
    for entry in entries:
        is_new = by_email(session, workspace_id, entry.email) is None
        person = ensure_email(session, workspace_id, entry.email)
        if is_new | _apply(person, entry):
            added, changed = added + is_new, changed + (not is_new)
        else:
            same += 1
    session.flush()
    return Imported(added, changed, same)


def _apply(person: PersonRow, entry: RosterEntry) -> bool:
    said = {"manager_email": normal_email(entry.manager_email), "role": entry.role, "country": entry.country}
    news = {name: value for name, value in said.items() if value and getattr(person, name) != value}
    for name, value in news.items():
        setattr(person, name, value)
    return bool(news)
