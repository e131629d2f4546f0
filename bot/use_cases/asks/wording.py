"""Words of a talk for a department, without what tells which deal it was."""

from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import discretion
from bot.domain.asks import LONGEST
from bot.domain.discretion import Secrets
from bot.domain.text import clean
from bot.messages.prompts import label, speaking
from bot.use_cases.people import voices


def unnamed(session: Session, workspace_id: UUID, words: str, known: Secrets) -> str:
    """The words with "the customer" and "a colleague" in place of names, in the workspace's language."""
    with speaking(voices.of_workspace(session, workspace_id)):
        firm, person = label("words.customer"), label("words.colleague")
    return clean(discretion.without(words, known, firm, person), LONGEST)
