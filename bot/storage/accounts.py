"""Accounts in Slack as it tells of them: one that is gone, and two that share an address."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.colleagues import Kind
from bot.storage import departures, people
from bot.storage.models import PersonRow
from bot.storage.people import Member


def doubtful_address(session: Session, workspace_id: UUID, slack_user: str, member: Member | None) -> str | None:
    """The address of which only Slack can say whose it is now; None where there is no doubt.

    That of an account that is gone, or that another account has as well. `member`: `slack_user` as Slack describes
    them, None: it does not know them.
    """
    if member is not None and _takes_part(member):
        return member.email if people.shares_address(session, workspace_id, member) else None
    known = people.by_slack_user(session, workspace_id, slack_user)
    if known is None or not people.takes_part(known):
        return None
    return (member.email if member else None) or known.email


def note(
    session: Session, workspace_id: UUID, slack_user: str, member: Member | None, holder: Member | None, now: datetime
) -> PersonRow:
    """Store what Slack just told of the account `slack_user`; `holder` is whoever has its doubtful address.

    An account that took part and is gone leaves its seats to be settled. Slack may answer with a newer account, to
    which the asked one was moved.
    """
    person = people.ensure(session, workspace_id, slack_user)
    took_part = people.takes_part(person)
    if member is not None and member.slack_user != slack_user:
        member, holder = None, member
    is_theirs = holder is None or holder.slack_user == slack_user
    heir = None if holder is None or is_theirs else people.note_member(session, workspace_id, holder, now)
    if member is None:
        people.note_absence(session, person, now)
    else:
        person = people.note_member(session, workspace_id, member if is_theirs else replace(member, email=""), now)
    if took_part and not people.takes_part(person):
        departures.note(session, person, heir, now)
    return person


def _takes_part(member: Member) -> bool:
    return member.active and member.kind is Kind.MEMBER
