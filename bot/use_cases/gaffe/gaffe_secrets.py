"""What no line of the gaffe of the week may tell the team: a colleague, a customer's deal, a sum of money."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import open_lines
from bot.domain.open_lines import Writer
from bot.storage import deal_searches, deals, known_names, people
from bot.storage.models import DealRow, GaffeLineRow


@dataclass(frozen=True)
class House:
    """Whom and what a workspace knows at one moment. `names` are those of deals that are to be learnt still."""

    session: Session
    workspace_id: UUID
    people: dict[UUID, Writer]
    names: frozenset[str]
    amounts: tuple[Decimal, ...]

    def telling(self, author_id: UUID | None, text: str) -> tuple[str, ...]:
        """The words of a line that hold it back. One's own name is one's own to tell."""
        colleagues = [person.name for person_id, person in self.people.items() if person_id != author_id]
        writer = self.people.get(author_id, Writer()) if author_id else Writer()
        known = known_names.of(self.session, self.workspace_id, open_lines.sought(text)) | self.names
        return open_lines.telling(text, colleagues, known, self.amounts, writer)

    def held_by(self, line: GaffeLineRow) -> tuple[str, ...]:
        """The words for which a line is not shown as it stands."""
        return self.telling(line.author_id, line.text or "")


def of(session: Session, workspace_id: UUID) -> House:
    """What is known of this workspace by now: names come and change after a line was written."""
    latest = deal_searches.latest(session, workspace_id)
    unlearnt = [deals.deal(row) for row in latest if not known_names.is_known(session, row)]
    names = (key for deal in unlearnt for key in open_lines.keys(deal.name, deal.customer))
    return House(session, workspace_id, people.everybody(session, workspace_id), frozenset(names), _amounts(latest))


def unlearnt(session: Session, _now: datetime) -> list[str]:
    """What there is to learn: names of deals, where some were written by an older release or under an older key."""
    return ["names of deals"] if known_names.outdated(session) else []


def learn(session: Session, _what: str, _now: datetime) -> bool:
    """Learn some of them."""
    return known_names.write_again(session) > 0


def _amounts(rows: list[DealRow]) -> tuple[Decimal, ...]:
    return tuple(sorted({amount for row in rows if (amount := deals.deal(row).amount)}))
