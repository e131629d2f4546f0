"""Slack is asked who people are before a rehearsal begins: while it plays, the clock is not Slack's."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from bot import directory
from bot.errors import SetUpError, TryLater
from bot.on_paper.playing import PastDeal
from bot.slack_client import Slack
from bot.storage.database import Database

LONGEST_WAIT_SECONDS = 90.0


def meet(
    paper: Database,
    slack: Slack,
    workspace_id: UUID,
    past: Sequence[PastDeal],
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> None:
    """Have the owners of `past`, and who leads them as the CRM says, found in Slack at its pace; `sleep` takes seconds.

    What Slack said lately is not asked again. Raises SetUpError when it cannot be asked.
    """
    people = (person for _, deal in past for person in (deal.owner, deal.manager))
    for email in sorted({person.email for person in people if person.email}):
        while (wait := _wait_for(paper, slack, workspace_id, email, now())) is not None:
            sleep(wait)


def _wait_for(paper: Database, slack: Slack, workspace_id: UUID, email: str, now: datetime) -> float | None:
    """How many seconds to wait before Slack is asked again; None: it has said who that is."""
    try:
        directory.find(paper, slack, workspace_id, email, now)
    except TryLater as error:
        if error.after_seconds is None or error.after_seconds > LONGEST_WAIT_SECONDS:
            raise SetUpError(f"Slack does not say who is who: {error}") from None
        return error.after_seconds
    return None
