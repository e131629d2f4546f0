"""Taking along what is one's own: asked for here, made and sent by the worker."""

import io
from datetime import datetime
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.sheets import lines
from bot.messages import exports as messages
from bot.messages.exports import Asked
from bot.messages.prompts import speaking
from bot.storage import audit, own_exports, workspaces
from bot.storage.exports import own
from bot.storage.models import OwnExportRow, PersonRow, WorkspaceRow
from bot.use_cases.people import letters, oneself, voices

README = "README.txt"


def ask(session: Session, actor: Actor, now: datetime) -> Asked:
    """Have a copy of what is theirs made for whoever asks. Raises NotFound for somebody unknown, NotAllowed."""
    person = oneself.load(session, actor, Action.SEE_OWN)
    if not workspaces.may_upload(session.get_one(WorkspaceRow, actor.workspace)):
        return Asked.NO_FILES
    if not own_exports.ask(session, person, now):
        return Asked.UNDER_WAY
    audit.note(session, actor.workspace, actor=actor.slack_user, action="export", thing=f"person:{person.id}", now=now)
    return Asked.BEGUN


def made(session: Session, person: PersonRow) -> bytes:
    """An archive of what is theirs, with a word on each table in their language."""
    found = io.BytesIO()
    names = []
    with ZipFile(found, "w", ZIP_DEFLATED) as archive:
        for sheet in own.sheets(session, person):
            with archive.open(f"{sheet.name}.csv", "w") as file:
                file.writelines(lines(sheet))
            names.append(sheet.name)
        archive.writestr(README, messages.readme(names))
    return found.getvalue()


def tell_approver(
    session: Session, workspace_id: UUID, slack_user: str, now: datetime, *, with_sensitive: bool
) -> None:
    """Tell somebody at once that their word stands for an export of what was said in talks: it may not be theirs."""
    with speaking(voices.of_person(session, workspace_id, slack_user)):
        message = messages.approved(workspaces.admin(session, workspace_id), with_sensitive=with_sensitive)
    letters.write(session, workspace_id, slack_user, message, f"export_approved:{slack_user}:{now.isoformat()}", now)


def give_up(session: Session, row: OwnExportRow, now: datetime) -> None:
    """Nobody knows whether it arrived: tell them, who may ask again."""
    person = session.get_one(PersonRow, row.person_id)
    if person.slack_user:
        with speaking(voices.of_person(session, row.workspace_id, person.slack_user)):
            message = messages.lost()
        letters.write(session, row.workspace_id, person.slack_user, message, f"export:{row.id}", now)
    session.delete(row)
