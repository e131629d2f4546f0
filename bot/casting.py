"""Who talks about a deal: found in Slack by the addresses of the CRM and the roster; and whoever cannot be found.

Asking Slack happens outside any transaction.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot import directory
from bot.domain.colleagues import Kind
from bot.domain.deals import Deal
from bot.domain.fixes import FixKind
from bot.slack_client import Slack
from bot.storage import fixes, people
from bot.storage.database import Database
from bot.storage.models import PersonRow

Missing = tuple[FixKind, str]  # as the list of fixes names it


def rep(db: Database, slack: Slack, workspace_id: UUID, deal: Deal, now: datetime) -> UUID | None:
    """The deal's owner, or None where the CRM names nobody or nobody whom Slack knows. Raises TryLater."""
    if deal.owner.email is None:
        return None
    person = directory.find(db, slack, workspace_id, deal.owner.email, now)
    return person.id if person else None


def manager(db: Database, slack: Slack, workspace_id: UUID, deal: Deal, rep_id: UUID, now: datetime) -> UUID | None:
    """Whoever leads the rep: as the CRM says, else as the rep chose or the roster says. None: the rep is asked.

    Raises TryLater.
    """
    with db.read() as session:
        person = session.get_one(PersonRow, rep_id)
        known = people.manager_of(session, person)
        email = deal.manager.email or person.manager_email
    if known is not None and people.takes_part(known) and not deal.manager.email:
        found: PersonRow | None = known
    else:
        found = directory.find(db, slack, workspace_id, email, now) if email else None
    if email:
        with db.begin() as session:
            if found is None:
                _report(session, workspace_id, _user(email), now)
            else:
                fixes.fixed(session, workspace_id, *_user(email), now)
    return found.id if found else None


def stand_in(
    db: Database, slack: Slack, workspace_id: UUID, deal: Deal, absent: Missing, patience: timedelta, now: datetime
) -> UUID | None:
    """Whoever leads the owner `absent`, once that one has stood on the list of fixes for so long.

    As the CRM says, else the roster. Raises TryLater.
    """
    with db.read() as session:
        since = fixes.open_since(session, workspace_id, *absent)
        owner = people.by_email(session, workspace_id, deal.owner.email) if deal.owner.email else None
        known = people.manager_of(session, owner) if owner else None
    if since is None or now - since < patience:
        return None
    email = deal.manager.email or (owner.manager_email if owner else None)
    if email is None:
        return known.id if known is not None and people.takes_part(known) else None
    found = directory.find(db, slack, workspace_id, email, now)
    return found.id if found else None


def missing(deal_id: UUID, deal: Deal) -> Missing:
    """How the list of fixes names the owner who cannot be found."""
    return _user(deal.owner.email) if deal.owner.email else (FixKind.NO_OWNER, str(deal_id))


def note_missing(
    session: Session, workspace_id: UUID, deal_id: UUID, seen: Iterable[Deal], absent: Missing | None, now: datetime
) -> None:
    """Have the list of fixes say who is missing for this deal, and no longer who was, also in an earlier round.

    `seen`: the deal as it is and as it was; its owner may have had another address.
    """
    owners = {_user(deal.owner.email) for deal in seen if deal.owner.email}
    of_deal = {(kind, str(deal_id)) for kind in (FixKind.NO_OWNER, FixKind.NOBODY_LEFT)}
    settled = (owners | of_deal) - {absent}
    for kind, about in sorted(settled):
        fixes.fixed(session, workspace_id, kind, about, now)
    if absent is not None:
        _report(session, workspace_id, absent, now)


def _report(session: Session, workspace_id: UUID, absent: Missing, now: datetime) -> None:
    """Put it on the list of fixes, with what Slack says they are where they are no member."""
    kind, about = absent
    person = people.by_email(session, workspace_id, about) if kind is FixKind.NO_SLACK_USER else None
    reason = person.kind if person is not None and person.kind != Kind.MEMBER else ""
    fixes.report(session, workspace_id, kind, about, now, reason=reason)


def _user(email: str) -> Missing:
    return FixKind.NO_SLACK_USER, people.normal_email(email)
