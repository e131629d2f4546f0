"""What a CRM is asked for now and then, in case that its webhook dropped something, and what of it is news."""

from datetime import datetime, timedelta

from bot.domain.deals import Deal, DealEvent, Standing

FIRST_AFTER = SHORTEST_REST = timedelta(hours=1)
TRIED_AGAIN_AFTER = timedelta(minutes=10)
# Whatever else asks the same CRM goes on meanwhile.
BETWEEN_PAGES = timedelta(seconds=2)
# Who owns what is asked for in the background, a day for everybody.
BETWEEN_OWNERS = timedelta(seconds=30)
OWNERS_EVERY = timedelta(days=1)
# No list is that long; one whose pages lead round and round is left.
LONGEST = timedelta(hours=6)
# Most CRMs keep only the day of a closing, people enter it late, and lists lag behind.
OVERLAP = timedelta(days=3)
# After a long absence of ours nobody is asked about what they have long forgotten.
OLDEST = timedelta(days=14)


def since(past: datetime, swept_at: datetime | None, begun_at: datetime) -> datetime:
    """What closed since then a sweep asks for that begins at `begun_at`; what closed before `past` never."""
    return max(past, (swept_at or past) - OVERLAP, begun_at - OLDEST)


def is_endless(begun_at: datetime | None, now: datetime) -> bool:
    """Whether a sweep has run for so long that its list cannot be what it seems."""
    return begun_at is not None and now - begun_at > LONGEST


def news(deal: Deal, known: Standing | None, *, is_deleted: bool, now: datetime) -> DealEvent | None:
    """What a closed deal of a list tells us beyond what we know of it; None: nothing.

    It is dated as it was closed, unless we have heard something newer: then the list, which tells how the deal stands
    `now`, has the last word.
    """
    if known is not None and known.outcome is deal.outcome and not is_deleted:
        return None
    heard_at = known.last_source_at if known else None
    closed_at = deal.closed_at or now
    return DealEvent.telling(deal, closed_at if heard_at is None or closed_at > heard_at else now)
