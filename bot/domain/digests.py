"""The weekly digest: numbers, what was heard, what to practise, one voice of a customer, and why deals are won."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from bot.domain import paces
from bot.domain.conversation import Quotable
from bot.domain.paces import Pace
from bot.domain.reasons import Reason

WINDOW = timedelta(days=7)
MOST_LESSONS = 3
# Among fewer, what is told without a name has one all the same, for whoever knows the deals.
FEWEST_TO_HIDE_AMONG = 3
# No win is told of by name: nobody was asked. So many that were talked through, of a quarter, say something together.
FEWEST_WINS = 5
WINS_OF = timedelta(weeks=13)
# What a digest has told is not what to practise in one of the next ones.
TOLD_LATELY = timedelta(weeks=4)


class Evidence(StrEnum):
    """What a lesson rests on. Opinion and evidence are never mixed."""

    WE_THINK = "we_think"
    CUSTOMER_SAID = "customer_said"


@dataclass(frozen=True)
class Numbers:
    """Seven days in figures."""

    lost: int = 0
    talked_through: int = 0
    conversations: int = 0


@dataclass(frozen=True)
class Heard:
    """A lesson that its rep lets the team read. `source` is the retrospective that it came from.

    `id` is the lesson's own, None in a digest of an earlier release.
    """

    deal: str
    lesson: str
    evidence: Evidence
    source: UUID | None = field(default=None, compare=False)
    id: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Quote:
    """A customer's words, said as `answer` in the retrospective `source`. `firm` None: to be quoted without a name.

    A digest of an earlier release does not know which answer it was.
    """

    text: str
    firm: str | None
    source: UUID | None = field(default=None, compare=False)
    answer: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Practice:
    """A lesson of the playbook that proved itself: on how many deals it `helped`, how often it was `seen` again."""

    deal: str
    lesson: str
    evidence: Evidence
    helped: int
    seen: int
    source: UUID | None = field(default=None, compare=False)
    id: UUID | None = field(default=None, compare=False)


Told = TypeVar("Told", Heard, Practice)


@dataclass(frozen=True)
class WinReason:
    """What came first in `count` of the `talks` about deals that were won lately."""

    reason: Reason
    count: int
    talks: int


@dataclass(frozen=True)
class Digest:
    """One workspace's week. `pace` is None in a digest of an earlier release, which took its medians of one week."""

    numbers: Numbers
    heard: tuple[Heard, ...] = ()
    quote: Quote | None = None
    pace: Pace | None = None
    practice: Practice | None = None
    win: WinReason | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell the team."""
        numbers = self.numbers
        return bool(self.heard or self.quote or numbers.lost or numbers.talked_through or numbers.conversations)


def sources(digest: Digest) -> frozenset[UUID]:
    """The retrospectives of which a digest tells."""
    return frozenset(one.source for one in (*digest.heard, digest.quote, digest.practice) if one and one.source)


def most_often(first: Mapping[Reason, int]) -> WinReason | None:
    """The reason that came first most often; None while too few wins were talked through, or when it is not one alone.

    A reason that no CRM has is another one each time.
    """
    talks = sum(first.values())
    named = {reason: count for reason, count in first.items() if reason is not Reason.OTHER}
    most = max(named.values(), default=0)
    best = [reason for reason, count in named.items() if count == most]
    if talks < FEWEST_WINS or most < FEWEST_TO_HIDE_AMONG or len(best) > 1:
        return None
    return WinReason(best[0], most, talks)


def put_right(digest: Digest, agreed: Mapping[UUID, Mapping[str, Any]], quote: Quote | None) -> Digest:
    """The digest with deal and lesson as they are `agreed` to now, by source; what is not among them goes.

    `quote` is what the customer lets us quote of the same answer by now.
    """
    stays = quote if quote and quote.source in agreed else None
    return replace(
        digest,
        heard=tuple(right for one in digest.heard if (right := _put_right(one, agreed))),
        practice=_put_right(digest.practice, agreed) if digest.practice else None,
        quote=unrecognised(stays, digest.numbers),
    )


def _put_right(one: Told, agreed: Mapping[UUID, Mapping[str, Any]]) -> Told | None:
    if one.source is None or one.source not in agreed:
        return None
    return replace(one, deal=agreed[one.source]["deal"], lesson=agreed[one.source]["lesson"])


def unrecognised(quote: Quote | None, numbers: Numbers) -> Quote | None:
    """The quote, unless it is to be without a name and so few customers spoke that everybody would know whose it is."""
    is_nameless = quote is not None and quote.firm is None
    return None if is_nameless and numbers.conversations < FEWEST_TO_HIDE_AMONG else quote


def stored(digest: Digest) -> dict[str, Any]:
    """The digest as plain data; `of` reads it again."""
    return {
        "numbers": asdict(digest.numbers),
        "heard": [_plain(one) for one in digest.heard],
        "quote": _plain(digest.quote) if digest.quote else None,
        "pace": paces.stored(digest.pace) if digest.pace else None,
        "practice": _plain(digest.practice) if digest.practice else None,
        "win": asdict(digest.win) if digest.win else None,
    }


def of(data: Mapping[str, Any]) -> Digest:
    """The digest that was stored, by this release or an earlier one."""
    return Digest(
        Numbers(**{one.name: data["numbers"][one.name] for one in fields(Numbers)}),
        tuple(Heard(**_read(one)) for one in data["heard"]),
        Quote(**_read(data["quote"])) if data["quote"] else None,
        paces.read(data["pace"]) if data.get("pace") else None,
        Practice(**_read(data["practice"])) if data.get("practice") else None,
        WinReason(**_read(data["win"])) if data.get("win") else None,
    )


_VALUES = {"id": UUID, "source": UUID, "answer": UUID, "evidence": Evidence, "reason": Reason}


def _plain(one: Heard | Practice | Quote) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, UUID) else value for key, value in asdict(one).items()}


def _read(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _VALUES[key](value) if key in _VALUES and value else value for key, value in one.items()}


def permitted(
    text: str, quotable: Quotable | None, firm: str, source: UUID | None = None, answer: UUID | None = None
) -> Quote | None:
    """The quote as the customer allows it, or None. Nobody asked means no."""
    match quotable:
        case Quotable.INSIDE:
            return Quote(text, firm, source, answer)
        case Quotable.NO_NAME:
            return Quote(text, None, source, answer)
        case _:
            return None
