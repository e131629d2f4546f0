"""The workshop: small mixed groups turn one lesson into practices to adopt, and everybody votes on them."""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from uuid import UUID

from bot.domain.reasons import Reason
from bot.domain.text import clean
from bot.domain.workdays import DAY, Workdays

WRITE_FOR = timedelta(minutes=10)
LAST_CALL = timedelta(minutes=2)  # before the time is up
VOTE_FOR_DAYS = 2  # working days of the workspace
# Later than this the people who were to take part are elsewhere.
LATEST = timedelta(minutes=30)
FEWEST, MOST_PEOPLE = 2, 40
LARGEST_GROUP = 4
MOST_PRACTICES, LONGEST = 2, 200  # that a group writes, and the letters of one
MOST_VOTES = 3
WINNERS = 2  # practices with the most votes
ON_OFFER, LOOKED_AHEAD = 5, 21  # working days with hours to begin at, and among how many days they are looked for

# Words of a role. A manager of accounts leads nobody: who leads whom, the roster says by itself.
_LEADING = {"lead", "leader", "head", "director", "chief", "vp", "leiter", "leiterin", "leitung"}
_LEADING |= {"teamleiter", "teamleiterin", "vertriebsleiter", "vertriebsleiterin"}
_SENIOR = {"senior", "sr", "principal", "staff", "enterprise", "strategic"}
_JUNIOR = {"junior", "jr", "trainee", "intern", "associate", "sdr", "bdr", "azubi"}

# What may be left out without another meaning. "a" may not: to ask few questions is not to ask a few.
_FILLING = frozenset({"the", "please", "bitte"})
_PUNCTUATION = ".,;:!?…\"'“”„‚‘«»()[]*_~`"


class Stage(StrEnum):
    """How far a workshop is: to begin, its groups write, have two minutes left, everybody votes, or it has ended.

    `UNVOTED`: its hour, or its vote, went by while we were away.
    """

    PLANNED = "planned"
    WRITING = "writing"
    LAST_CALL = "last_call"
    VOTING = "voting"
    OVER = "over"
    UNVOTED = "unvoted"
    STOPPED = "stopped"

    @property
    def takes_practices(self) -> bool:
        """Whether its groups may write."""
        return self in (Stage.WRITING, Stage.LAST_CALL)

    @property
    def is_over(self) -> bool:
        """Whether its time came to an end, so that what was written may be taken further."""
        return self in (Stage.OVER, Stage.UNVOTED)

    @property
    def has_ended(self) -> bool:
        """Whether it goes no further."""
        return self.is_over or self is Stage.STOPPED


# It takes its people's time, so that no other may begin beside it.
UNDER_WAY = (Stage.PLANNED, Stage.WRITING, Stage.LAST_CALL)


class Unfit(StrEnum):
    """Why there is no workshop, as whoever asks for one is told."""

    NO_CHANNEL = "no_channel"
    SHARED_CHANNEL = "shared_channel"  # another company reads it
    NO_LESSON = "no_lesson"
    TOO_FEW = "too_few"
    UNDER_WAY = "under_way"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Plan:
    """What somebody who leads asks for. `id` is the workshop's, and decides who comes together with whom.

    `people` are Slack ids. `starts_at` is in UTC; None: at once.
    """

    id: UUID
    lesson: UUID
    people: tuple[str, ...]
    starts_at: datetime | None = None


@dataclass(frozen=True)
class Guest:
    """Somebody who takes part: how senior they are, the higher the more, and how far their clocks are from UTC."""

    id: UUID
    seniority: int = 1
    offset: timedelta = timedelta()


@dataclass(frozen=True)
class Facts:
    """What the groups read of the lesson that they work on: no name, no amount, only what its rep agreed to."""

    deal: str
    lesson: str
    ending: str | None = None
    reasons: tuple[Reason, ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ballot:
    """One practice to vote on. `also` are those that other groups worded the same."""

    id: UUID
    text: str
    also: tuple[str, ...] = ()
    votes: int = 0


def seniority(role: str, *, leads: bool) -> int:
    """How senior somebody is by the words of the roster: 3 leads others, 2 is senior, 0 is new to it, 1 all others."""
    words = set(role.casefold().replace("-", " ").replace(".", " ").split())
    if leads or words & _LEADING:
        return 3
    if words & _JUNIOR:
        return 0
    return 2 if words & _SENIOR else 1


def sizes(people: int) -> tuple[int, ...]:
    """How large the groups of so many people are: three or four each. Two people are a pair.

    Five stay together, since two of them alone would be no group. Fewer than two are none.
    """
    if people < FEWEST:
        return ()
    count = 1 if people <= LARGEST_GROUP + 1 else -(-people // LARGEST_GROUP)
    return tuple(people // count + (place < people % count) for place in range(count))


def groups(guests: Collection[Guest], seed: UUID) -> list[tuple[Guest, ...]]:
    """Everybody in one group, those of one seniority spread over all, then those of one zone; the same for one seed."""
    formed: list[list[Guest]] = [[] for _ in sizes(len(guests))]
    if not formed:
        return []
    for guest in sorted(guests, key=lambda one: (-one.seniority, _drawn(seed, one.id))):
        min(formed, key=lambda group: _fullness(group, guest)).append(guest)
    return [tuple(group) for group in formed]


def starts(workdays: Workdays, now: datetime) -> list[datetime]:
    """Each hour after `now` of somebody's next five working days, in UTC."""
    today = now.astimezone(workdays.local).date()
    ahead = (today + DAY * number for number in range(LOOKED_AHEAD))
    days = islice((day for day in ahead if workdays.includes(day)), ON_OFFER)
    return [at for day in days for at in _hours(*workdays.hours(day)) if at > now]


def lines(written: Iterable[str]) -> tuple[str, ...]:
    """Practices as they are kept: one line each, no empty ones, two at most."""
    cleaned = (clean(text, LONGEST) for text in written)
    return tuple(text for text in cleaned if text)[:MOST_PRACTICES]


def ballots(practices: Sequence[tuple[UUID, str]]) -> tuple[Ballot, ...]:
    """What there is to vote on: practices of the same words in the same order are one, under the first of them.

    Likeness would not do: nobody looks at it before the vote, and one word, or another order, may mean the opposite.
    """
    heads: dict[tuple[str, ...], Ballot] = {}
    for practice_id, text in practices:
        worded = _worded(text)
        head = heads.get(worded)
        heads[worded] = replace(head, also=(*head.also, text)) if head else Ballot(practice_id, text)
    return tuple(heads.values())


def counted(cast: Sequence[Ballot], votes: Mapping[UUID, int]) -> tuple[Ballot, ...]:
    """The same with their votes."""
    return tuple(replace(one, votes=votes.get(one.id, 0)) for one in cast)


def adopted(cast: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """The practices that won: the two with the most votes, and whatever is level with the second; none without any."""
    ranked = sorted((one for one in cast if one.votes), key=lambda one: -one.votes)
    bar = ranked[:WINNERS][-1].votes if ranked else 0
    return tuple(one for one in ranked if one.votes >= bar)


def _drawn(seed: UUID, guest: UUID) -> bytes:
    """Chance, the same for the same seed."""
    return hashlib.sha256(seed.bytes + guest.bytes).digest()


def _fullness(group: Sequence[Guest], guest: Guest) -> tuple[int, int, int]:
    """How much speaks against this group for a guest: its size, those as senior as they, those of their zone."""
    as_senior = sum(one.seniority == guest.seniority for one in group)
    return len(group), as_senior, sum(one.offset == guest.offset for one in group)


def _hours(opens_at: datetime, closes_at: datetime) -> Iterator[datetime]:
    at = opens_at
    while at < closes_at:
        yield at
        at += timedelta(hours=1)


def _worded(text: str) -> tuple[str, ...]:
    """The words of a practice in their order, as far as they can make a difference. Accents do: fordern, fördern."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    words = (word.strip(_PUNCTUATION) for word in folded.split())
    return tuple(word for word in words if word and word not in _FILLING) or (text,)
