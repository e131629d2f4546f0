"""The workspace's people: members by their Slack user, addresses from the roster, and who leads whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.insertion import insert_unless_there
from bot.storage.models import PersonRow


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


def normal_email(email: str) -> str:
    """The form in which addresses are stored and compared."""
    return email.strip().lower()


def by_id(session: Session, workspace_id: UUID, person_id: UUID) -> PersonRow | None:
    """The person with this id in this workspace."""
    return session.scalar(select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.id == person_id))


def by_slack_user(session: Session, workspace_id: UUID, slack_user: str) -> PersonRow | None:
    """The member with this Slack user id."""
    return session.scalar(
        select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.slack_user == slack_user)
    )


def by_email(session: Session, workspace_id: UUID, email: str) -> PersonRow | None:
    """The person with this address, in whatever case it is written."""
    return session.scalar(
        select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.email == normal_email(email))
    )


def ensure(session: Session, workspace_id: UUID, slack_user: str) -> PersonRow:
    """The member with this Slack user id, noted now if Slack's payloads never named them before."""
    insert_unless_there(session, PersonRow, workspace_id=workspace_id, slack_user=slack_user)
    return session.scalars(
        select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.slack_user == slack_user)
    ).one()


def ensure_email(session: Session, workspace_id: UUID, email: str) -> PersonRow:
    """The person with this address, noted now if nobody named it before."""
    email = normal_email(email)
    insert_unless_there(session, PersonRow, workspace_id=workspace_id, email=email)
    return session.scalars(
        select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.email == email)
    ).one()


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
