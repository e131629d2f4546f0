"""What somebody sees on Home of themselves alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.message import Block
from bot.messages import yours as parts
from bot.storage.models import PersonRow
from bot.use_cases.app_home import heard


def shown_to(session: Session, person: PersonRow, now: datetime) -> list[Block]:
    """What they may set, and how much reached them."""
    this_week, last_week = heard.of_oneself(session, person, now)
    return parts.settings(parts.Yours(person.language, this_week, last_week))
