"""What no line of the gaffe of the week may tell the team: a colleague, a customer's deal, a sum of money."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import open_lines
from bot.domain.open_lines import Known
from bot.storage import deal_searches, deals, people
from bot.storage.models import GaffeLineRow


@dataclass(frozen=True)
class House:
    """Whom and what a workspace knows at one moment. `people` are names by id."""

    people: dict[UUID, str]
    known: Known

    def telling(self, author_id: UUID | None, text: str) -> tuple[str, ...]:
        """The words of a line that hold it back. One's own name is one's own to tell."""
        colleagues = tuple(name for person_id, name in self.people.items() if person_id != author_id)
        return open_lines.telling(text, colleagues, self.known)

    def held_by(self, line: GaffeLineRow) -> tuple[str, ...]:
        """The words for which a line is not shown as it stands."""
        return self.telling(line.author_id, line.text or "")


def of(session: Session, workspace_id: UUID) -> House:
    """What is known of this workspace by now: names come and change after a line was written."""
    latest = [deals.deal(row) for row in deal_searches.latest(session, workspace_id)]
    firms = {*deal_searches.names(session, workspace_id), *(deal.customer for deal in latest if deal.customer)}
    amounts = {deal.amount for deal in latest if deal.amount}
    return House(people.names(session, workspace_id), Known(tuple(sorted(firms)), tuple(sorted(amounts))))
