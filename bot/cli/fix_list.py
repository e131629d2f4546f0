"""The list of fixes in words: what is wrong, why that matters, and how to put it right."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.findings import Finding, fine, wrong
from bot.domain.fixes import OF_CONNECTION, FixKind, parts
from bot.storage import connections, deals, fixes
from bot.storage.models import FixRow, PersonRow, RoomRow

NAME = "to fix"
UNKNOWN = "unknown"

# What, why, fix. `about` and `reason` are the row's own, the first in words.
WORDS = {
    FixKind.DELIVERY: (
        "Slack did not take a message to {about} ({reason})",
        "it is not sent again, and the next one there may fail as well",
        "{hint}; the next message that arrives there takes this off the list",
    ),
    FixKind.DIRECTORY: (
        "Slack does not let us look up people ({about}: {reason})",
        "retrospectives of those whom we have not met yet wait",
        "Slack app → OAuth & Permissions: grant what manifest.json asks for, reinstall, copy the token again",
    ),
    FixKind.NO_SLACK_USER: (
        "nobody in Slack has the address {about}",
        "their manager is asked one question about deals that they owned, after a day; as managers they are left out",
        "invite them to Slack, or correct the address in the CRM or the roster (python -m bot people import FILE.csv); "
        "their next retrospective takes this off the list",
    ),
    FixKind.NO_OWNER: (
        "the CRM names no owner with an address for {about}",
        "there is nobody to ask, so its retrospective waits",
        "give the deal an owner in the CRM; it is looked at again within six hours",
    ),
    FixKind.NOBODY_LEFT: (
        "nobody is left in Slack of those who talked about {about}",
        "its retrospective was closed with what was written",
        "give the deal an owner in the CRM, who is then asked whether they take it",
    ),
    FixKind.CRM_REFUSED: (
        "{about} refuses our access token",
        "deals cannot be read there; what it told is tried again for about a day",
        "renew the token or its scopes there, then python -m bot connect <provider> --config FILE",
    ),
    FixKind.CRM_SILENT: (
        "{about} could not be asked to go on telling us about deals",
        "soon it tells nothing, and what is lost meanwhile is not heard of; it is tried again every ten minutes",
        "see what this says of its token, renew it or its scopes, then python -m bot connect <provider> --config FILE",
    ),
    FixKind.CRM_UNWRITTEN: (
        "{about} does not let us write into it",
        "what pairs have written back after a talk does not get there; their card says so, and lets them try again",
        "give its access the rights to write that its page in docs/ names, or correct write in its file, then "
        "python -m bot connect <provider> --config FILE; what is written next takes this off the list",
    ),
    FixKind.CRM_TASKLESS: (
        "{about} does not let us make the task to ask a customer again",
        "the rep is reminded in Slack alone; fields and notes are another matter",
        "give its access the rights to read, make, change and delete tasks that its page in docs/ names, then "
        "python -m bot connect <provider> --config FILE; the next task takes this off the list",
    ),
    FixKind.CRM_UNSWEPT: (
        "{about} cannot be asked what closed lately",
        "a lost deal whose webhook was dropped is not found; it is tried again by itself",
        "see what this says of its token and of the sweep, and the CRM's status page; where its address or rights have "
        "changed, python -m bot connect <provider> --config FILE",
    ),
    FixKind.SHARED_CHANNEL: (
        "the channel {about} is shared with another company",
        "nothing about deals is posted there: lessons and asks are for one's own company only",
        "set another (python -m bot settings set team_channel C…, or the department's), or end the sharing in Slack",
    ),
    FixKind.TEAM_CHANNEL: (
        "no team channel was set when the weekly hour came",
        "celebration and digest were left out",
        "python -m bot settings set team_channel C…; the next weekly hour takes this off the list",
    ),
}
UNWRITTEN = "{about} does not take what we write into it ({reason})"
NO_MEMBER = "{about} is in Slack, but not as a member ({reason}), and these talks are for members"
NOT_UNDERSTOOD = (
    "{about} does not know what we ask for ({reason})",
    "deals cannot be read there; what it told is tried again for about a day",
    "correct what fields names in its file, then python -m bot connect <provider> --config FILE",
)
UNKNOWN_DELIVERY = "it is unknown whether a message to {about} arrived ({reason})"
HINTS = {
    "not_in_channel": "invite the bot there with /invite",
    "channel_not_found": "invite the bot there with /invite, or set another team channel",
    "is_archived": "unarchive the channel, or set another team channel",
    "user_disabled": "one of them has left Slack: name another owner in the CRM, or correct the roster",
    "no_answer": "see whether this machine gets through to Slack, and slack-status.com",
    UNKNOWN: "look in Slack whether it stands there, and grant all the scopes of manifest.json",
}
OTHER_HINT = "look the reason up among the errors of chat.postMessage in Slack's documentation"


def findings(session: Session, workspace_id: UUID) -> Iterator[Finding]:
    """What only an admin can put right, and has not yet."""
    rows = fixes.still_open(session, workspace_id)
    for row in rows:
        yield _finding(session, row)
    if not rows:
        yield fine(NAME, "nothing")


def _finding(session: Session, row: FixRow) -> Finding:
    kind = FixKind(row.kind)
    about, reason = parts(row.subject)
    code = reason.partition(",")[0]
    what, why, fix = WORDS[kind]
    if kind is FixKind.CRM_REFUSED and reason:
        what, why, fix = NOT_UNDERSTOOD
    if kind is FixKind.CRM_UNWRITTEN and reason:
        what = UNWRITTEN
    if kind is FixKind.CRM_TASKLESS and reason:
        what = f"{what} ({{reason}})"
    if kind is FixKind.DELIVERY and code == UNKNOWN:
        what = UNKNOWN_DELIVERY
    if kind is FixKind.NO_SLACK_USER and reason:
        what = NO_MEMBER
    return wrong(
        NAME,
        what.format(about=_named(session, row.workspace_id, kind, about), reason=reason),
        why=f"{why} (since {row.found_at:%Y-%m-%d %H:%M} UTC)",
        fix=fix.format(hint=HINTS.get(code, OTHER_HINT)),
    )


def _named(session: Session, workspace_id: UUID, kind: FixKind, about: str) -> str:
    match kind:
        case FixKind.DELIVERY:
            return _room(session, workspace_id, about)
        case FixKind.NO_OWNER | FixKind.NOBODY_LEFT:
            deal = deals.by_id(session, workspace_id, UUID(about))
            return f"the deal {deal.name} ({deal.external_id})" if deal else "a deal"
        case _ if kind in OF_CONNECTION:
            connection = connections.by_id(session, workspace_id, UUID(about))
            return " ".join(filter(None, (connection.provider, connection.account))) if connection else "a CRM"
    return about


def _room(session: Session, workspace_id: UUID, place: str) -> str:
    """`place` is a channel or, before the room had one, its members."""
    is_here = (RoomRow.channel == place) | (RoomRow.members == place)
    room = session.scalar(select(RoomRow).where(RoomRow.workspace_id == workspace_id, is_here))
    if room is None or room.members is None:
        return f"channel {place}" if room else place
    known = select(PersonRow).where(
        PersonRow.workspace_id == workspace_id, PersonRow.slack_user.in_(room.members.split(","))
    )
    names = {person.slack_user: person.name for person in session.scalars(known)}
    return "the conversation with " + " and ".join(names.get(user) or user for user in room.members.split(","))
