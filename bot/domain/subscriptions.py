"""When a CRM that tells us about deals for a while is asked to go on, and when an admin must know that it will not."""

from datetime import datetime, timedelta

# Half of a week is left for whatever is wrong; only its last day is worth a person's attention.
TOLD_BEFORE = timedelta(days=1)
TRIED_AGAIN_AFTER = timedelta(minutes=10)


def renewed_at(ends_at: datetime, now: datetime) -> datetime:
    """When to have a subscription renewed that was made `now`: after half of its time."""
    return now + (ends_at - now) / 2


def is_ending(ends_at: datetime | None, now: datetime) -> bool:
    """Whether an admin must hear that it could not be renewed; None: there never was one."""
    return ends_at is None or ends_at - now < TOLD_BEFORE
