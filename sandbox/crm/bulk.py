"""Many deals lost at once: at a quarter's end, or when somebody tidies up."""

from dataclasses import dataclass, replace

from sandbox.crm.book import Book
from sandbox.crm.deals import CrmName, Deal, Outcome
from sandbox.crm.edits import person_of
from sandbox.errors import ActFailedError
from sandbox.outbound import Reply
from sandbox.payloads import Payload

MOST = 500


@dataclass(frozen=True)
class Wanted:
    """How many deals to lose, of which CRM and owner (handle or user id; None: anybody), and what to write down."""

    count: int
    crm: CrmName = "generic"
    owner: str | None = None
    competitor: str | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.count <= MOST:
            raise ActFailedError(f"Lose from 1 to {MOST} deals at once.")


@dataclass(frozen=True)
class Progress:
    """How far it is: deals to be told of, those told so far, and how many requests were sent and not taken."""

    total: int
    new: int = 0
    told: int = 0
    requests: int = 0
    refused: int = 0
    status: int = 0

    @property
    def is_done(self) -> bool:
        """Whether the app has been told of every one."""
        return self.told >= self.total

    def after(self, deals: int, reply: Reply) -> "Progress":
        """With one more request about so many deals."""
        return replace(
            self,
            told=self.told + deals,
            requests=self.requests + 1,
            refused=self.refused + (not reply.ok),
            status=reply.status,
        )

    def as_json(self) -> Payload:
        """For the page."""
        return {**vars(self), "done": self.is_done}


def chosen(book: Book, wanted: Wanted) -> tuple[list[Deal], int]:
    """The deals that are lost now, as if ticked in a list and closed together, and how many of them are new.

    Open ones come first; what is missing is made up, for the same owners in turn. Raises ActFailedError.
    """
    owner = person_of(book.workspace, wanted.owner).id if wanted.owner else None
    with book.lock:
        found = book.open_ones(wanted.crm, owner)[: wanted.count]
        owners = [owner] if owner else list(dict.fromkeys(deal.owner for deal in found)) or [book.first_person()]
        people = [book.workspace.people[one] for one in owners]
        missing = wanted.count - len(found)
        made = [book.make_up(people[n % len(people)], wanted.crm) for n in range(missing)]
        now = book.workspace.clock.now()
        lost = [deal.close(Outcome.LOST, now, wanted.competitor, wanted.reason) for deal in [*found, *made]]
        return [book.keep(deal) for deal in lost], missing
