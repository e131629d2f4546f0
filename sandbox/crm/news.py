"""What became of a deal, before a CRM puts it into its own words."""

from dataclasses import dataclass
from enum import StrEnum

from sandbox.crm.deals import Deal


class What(StrEnum):
    """What somebody did to a deal."""

    STAGE = "stage"
    FIELDS = "fields"
    DELETED = "deleted"
    RESTORED = "restored"
    MERGED = "merged"


@dataclass(frozen=True)
class News:
    """A deal as it stands now, and what was done: `fields` were changed, or `merged` went into it."""

    deal: Deal
    what: What = What.STAGE
    fields: tuple[str, ...] = ()
    merged: Deal | None = None
    by_app: bool = False
