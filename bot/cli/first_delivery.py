"""What `connect --wait` says of a connection's first delivery: one line for each fact, and what to try at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.deals import Deal


@dataclass(frozen=True)
class Seen:
    """How far the first delivery has come; None: not yet, or nobody.

    `suspects` are the settings to look at, once something came that could not prove itself. `problem` says why the
    delivery, or the deal, could not be read. `owner` and `manager` are names in Slack, of a deal whose
    people were looked for.
    """

    received_at: datetime | None = None
    is_worked_off: bool = False
    problem: str | None = None
    deal: Deal | None = None
    are_people_known: bool = False
    owner: str | None = None
    manager: str | None = None
    suspects: Sequence[str] = ()

    @property
    def is_well(self) -> bool:
        """Whether everything is there that a retrospective needs; without a manager the rep is asked to choose one."""
        return self.owner is not None


def facts(seen: Seen, now: datetime) -> dict[str, str]:
    """What is known so far, each fact by its name."""
    told: dict[str, str] = {}
    if seen.suspects:
        told["refused"] = f"a request came whose proof was wrong; compare {_either(seen.suspects)} here and there"
    if seen.received_at:
        told["received"] = f"{_seconds(now - seen.received_at)} ago"
        told["proof"] = "good"
    if seen.problem:
        told["trouble"] = seen.problem
    if seen.deal:
        told["deal"] = f"{seen.deal.name}, {seen.deal.outcome}"
    if seen.deal and seen.are_people_known:
        told["owner"] = f"matched to @{seen.owner}" if seen.owner else _missing(seen.deal.owner.email)
        told["manager"] = f"found, @{seen.manager}" if seen.manager else "not found; the rep is asked to choose one"
    return told


def advice(seen: Seen, provider: str) -> str:
    """What to try when the wait ends and not everything is there."""
    guide = f"the guide of `python -m bot connect {provider}`"
    if seen.received_at is None and seen.suspects:
        return (
            f"Correct {_either(seen.suspects)} in the file, connect again, and see that this machine's clock is right."
        )
    if seen.received_at is None:
        return f"Nothing came. See that the address is entered there as it stands above, and {guide}."
    if not seen.is_worked_off:
        return "It is stored, and nobody has worked it off: see that the worker runs (python app.py)."
    if seen.problem:
        return "Run `python -m bot doctor`: it tries the token, and says how to go on."
    if seen.deal is None:
        return "It told nothing new about a deal. Close another test deal as lost there; see which events it sends."
    if not seen.are_people_known:
        return "Slack could not be asked about its people yet: `python -m bot doctor` says why."
    if seen.deal.owner.email is None:
        return f"Give the deal an owner with an address there; see what {guide} says of reading owners."
    return f"Invite {seen.deal.owner.email} to Slack, or correct the address in the CRM or the roster."


def _missing(email: str | None) -> str:
    return f"not found; nobody in Slack has the address {email}" if email else "not found; the CRM names no address"


def _either(names: Sequence[str]) -> str:
    return " or ".join(names)


def _seconds(ago: timedelta) -> str:
    seconds = max(0, round(ago.total_seconds()))
    return "1 second" if seconds == 1 else f"{seconds} seconds"
