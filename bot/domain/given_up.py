"""What is given up after its last try, and waits for an operator."""

from datetime import timedelta
from enum import StrEnum

# The admin is told once; again only when this long after something of the kind is still on the list.
TOLD_AGAIN_AFTER = timedelta(days=7)


class Kind(StrEnum):
    """Where it stands still: on its way in, as news about a deal, or on its way out."""

    DELIVERY = "delivery"
    NEWS = "news"
    MESSAGE = "message"
