"""What whoever leads reads of the choice of the loss of the week, as messages by name."""

from datetime import timedelta
from uuid import UUID

from bot.domain.choices import Candidate
from bot.domain.message import Message
from bot.domain.proposals import Verdict
from bot.messages import proposals
from bot.messages.problems import problem
from tests.messages.facts import MONDAY, RETROSPECTIVE

DAY = MONDAY.date()


def of_choices(name: str) -> dict[str, Message]:
    """A deal called `name` could be told, and some others."""
    bare = Candidate(UUID(int=1), UUID(int=1), MONDAY, name)
    full = Candidate(
        UUID(int=2), UUID(int=2), MONDAY, name, True, True, True, True, 2, 1, 1, MONDAY, MONDAY + timedelta(1), True
    )
    return {
        "choice explained": proposals.why([full, *[bare] * 20]),
        "choice explained alone": proposals.why([bare]),
        "proposal": proposals.card(RETROSPECTIVE, Verdict.PROPOSED, full, [bare] * 120, DAY),
        "proposal, and no other": proposals.card(RETROSPECTIVE, Verdict.PROPOSED, bare, [], DAY),
        "proposal picked": proposals.card(RETROSPECTIVE, Verdict.PICKED, full, [bare], DAY),
        "proposal none": proposals.card(RETROSPECTIVE, Verdict.NONE, None, [bare], DAY),
        "proposal none left": proposals.card(RETROSPECTIVE, Verdict.PROPOSED, None, [], DAY),
        "proposal over": proposals.over(name),
        "proposal over, none told": proposals.over(None),
        "proposal too late": problem("problem/proposal_over"),
        "proposal not to be told": problem("problem/not_to_be_told"),
    }
