"""What a CRM is asked for now and then, in case that its webhook dropped something, and what of it is news."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.deals import ANOTHER_AFTER, Deal, DealEvent, EventKind, Outcome, Standing, latest_of

FIRST_AFTER = SHORTEST_REST = timedelta(hours=1)
TRIED_AGAIN_AFTER = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=6)
# Whatever else asks the same CRM goes on meanwhile.
BETWEEN_PAGES = timedelta(seconds=2)
# Who owns what is asked for in the background, a day for everybody.
BETWEEN_OWNERS = timedelta(seconds=30)
OWNERS_EVERY = timedelta(days=1)
# No list is that long; one whose pages lead round and round is left.
LONGEST = timedelta(hours=6)
# A CRM may be away for a day, and one that says odd things is perhaps being repaired; later an admin must look.
SILENT_FOR = timedelta(days=1)
ODD_FOR = timedelta(hours=1)
# Most CRMs keep only the day of a closing, people enter it late, and lists lag behind.
OVERLAP = timedelta(days=3)
# After a long absence of ours nobody is asked about what they have long forgotten.
OLDEST = timedelta(days=14)


@dataclass(frozen=True)
class Found:
    """A closed deal of a list.

    `changed_at`: when it was last changed, where its CRM does not tell when it closed; what it names as its time is
    then a guess.
    """

    deal: Deal
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Known:
    """What we know of a deal: how it stands, when it was last closed, and whether the CRM told that it was deleted."""

    standing: Standing
    closed_at: datetime | None = None
    is_deleted: bool = False


def since(horizon: datetime, swept_at: datetime | None, begun_at: datetime) -> datetime:
    """What closed since then a sweep asks for that begins at `begun_at`; what closed before `horizon` never."""
    return max(horizon, (swept_at or horizon) - OVERLAP, begun_at - OLDEST)


def is_endless(begun_at: datetime | None, now: datetime) -> bool:
    """Whether a sweep has run for so long that its list cannot be what it seems."""
    return begun_at is not None and now - begun_at > LONGEST


def is_stuck(begun_at: datetime | None, now: datetime, patience: timedelta) -> bool:
    """Whether a sweep that fails has been under way for longer than anybody should be patient."""
    return begun_at is not None and now - begun_at >= patience


def pause(begun_at: datetime | None, now: datetime) -> timedelta:
    """Until a page is asked for again after a failure: the longer it has failed, the longer."""
    failing = now - begun_at if begun_at else TRIED_AGAIN_AFTER
    return min(max(failing, TRIED_AGAIN_AFTER), LONGEST_PAUSE)


def is_past(found: Found, known: Known | None, horizon: datetime) -> bool:
    """Whether a deal may well have closed before the `horizon`, since nothing tells when.

    Not one that we know, nor one that was created since then: those have closed since we know of them.
    """
    created_at = found.deal.created_at
    return found.changed_at is not None and known is None and (created_at is None or created_at < horizon)


def news(found: Found, known: Known | None, now: datetime) -> DealEvent | None:
    """What a closed deal of a list tells us beyond what we know of it.

    It is dated as it was closed, unless we have heard something newer: then the list has the last word, as of `now`.
    Lists lag behind, so how the deal stands is left to be read.
    """
    if known is not None and not known.is_deleted and known.standing.outcome is found.deal.outcome:
        return None
    closed_at = found.changed_at or found.deal.closed_at or now
    heard_at = known.standing.last_source_at if known else None
    is_newer = heard_at is None or closed_at > heard_at
    return _closing(found, closed_at if is_newer else now)


def perhaps_another(found: Found, known: Known) -> DealEvent | None:
    """A loss that seems to be later than the one that we know, as if the deal had been open in between.

    People may have changed the time, or it was moved from one lost stage to another: only the deal itself can tell.
    """
    closed_at = found.deal.ended_at or found.deal.closed_at
    if found.changed_at is not None or found.deal.outcome is not Outcome.LOST or closed_at is None:
        return None
    latest = latest_of(known.closed_at, known.standing.last_source_at)
    is_later = latest is not None and closed_at > latest + ANOTHER_AFTER
    return _closing(found, found.deal.closed_at or closed_at) if is_later else None


def _closing(found: Found, at: datetime) -> DealEvent:
    return DealEvent(found.deal.external_id, EventKind.UNKNOWN, at, found.deal)
