"""The playbook: lessons that the team keeps, sorted by tags, like-worded ones put together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from bot.domain import likeness
from bot.domain.digests import Evidence
from bot.domain.reasons import Reason
from bot.domain.text import clean
from bot.domain.trials import Record

MOST_TAGS, TAG_LENGTH = 8, 40
MOST_TAGS_IN_ALL = 100  # a menu of Slack's has room for no more


@dataclass(frozen=True)
class Kept:
    """One line of the playbook. `id` is the lesson's; `seen` says how often somebody met it again.

    `took_part`: whoever reads it may open the talk that it came from.
    """

    id: UUID
    deal: str
    lesson: str
    evidence: Evidence
    seen: int = 0
    record: Record = field(default_factory=Record)
    took_part: bool = False


@dataclass(frozen=True)
class Shelf:
    """What somebody finds: the best of what is kept; and for who may keep, what was told lately and is not kept.

    `is_near`: it does not hold what they sought, but what they may have meant.
    """

    kept: tuple[Kept, ...] = ()
    waiting: tuple[Kept, ...] = ()
    may_rename: bool = False
    is_near: bool = False


@dataclass(frozen=True)
class Page:
    """One lesson, all that the team may read of it.

    `parts` are like-worded lessons that were put together with it: their deals and words. `practices` are what a
    workshop made of it. `alike` are kept ones that it
    could be put together with, `under` is the lesson of the one with which it is. `cheers` are colleagues who reacted
    to its celebration. `link` leads to the talk, for whoever takes part in it. `is_own`: whoever reads it gave it, and
    may take it down.
    """

    line: Kept
    ending: str | None = None
    reasons: tuple[Reason, ...] = ()
    quotes: tuple[str, ...] = ()
    cheers: int = 0
    tags: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    practices: tuple[str, ...] = ()
    alike: tuple[Kept, ...] = ()
    under: UUID | None = None
    is_kept: bool = False
    may_keep: bool = False
    link: str | None = None
    is_own: bool = False


def to_practise(kept: Iterable[Kept]) -> Kept | None:
    """The lesson that helped on the most deals, of equals the one that was seen again most often, then the first.

    None when nobody could say of any that it helped, or met one again.
    """
    proven = [one for one in kept if one.record.helped or one.seen]
    return max(proven, key=lambda one: (one.record.helped, one.seen), default=None)


def tags(names: Iterable[str]) -> tuple[str, ...]:
    """Names of tags as they are kept: in one spelling each, without blanks around, as many as a lesson may have."""
    cleaned = (clean(name.strip(" #"), TAG_LENGTH) for name in names)
    by_key = {tag_key(name): name for name in reversed([*cleaned]) if name}
    return tuple(reversed(by_key.values()))[:MOST_TAGS]


def tag_key(name: str) -> str:
    """What two spellings of a tag have in common."""
    return likeness.plain(name)
