"""The weekly digest: the numbers of seven days, what was heard, and one voice of a customer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from bot.domain import paces
from bot.domain.conversation import Quotable
from bot.domain.paces import Pace

WINDOW = timedelta(days=7)
MOST_LESSONS = 3
# Beside the named deals of fewer talks a quote without a name has one all the same.
FEWEST_TO_HIDE_AMONG = 3


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
    """A lesson that its rep lets the team read. `source` is the retrospective that it came from."""

    deal: str
    lesson: str
    evidence: Evidence
    source: UUID | None = field(default=None, compare=False)


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
class Digest:
    """One workspace's week. `pace` is None in a digest of an earlier release, which took its medians of one week."""

    numbers: Numbers
    heard: tuple[Heard, ...] = ()
    quote: Quote | None = None
    pace: Pace | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell the team."""
        numbers = self.numbers
        return bool(self.heard or self.quote or numbers.lost or numbers.talked_through or numbers.conversations)


def sources(digest: Digest) -> frozenset[UUID]:
    """The retrospectives of which a digest tells."""
    return frozenset(one.source for one in (*digest.heard, digest.quote) if one and one.source)


def put_right(digest: Digest, agreed: Mapping[UUID, Mapping[str, Any]], quote: Quote | None) -> Digest:
    """The digest with deal and lesson as they are `agreed` to now, by source; what is not among them goes.

    `quote` is what the customer lets us quote of the same answer by now.
    """
    heard = tuple(
        replace(one, deal=agreed[one.source]["deal"], lesson=agreed[one.source]["lesson"])
        for one in digest.heard
        if one.source is not None and one.source in agreed
    )
    stays = quote if quote and quote.source in agreed else None
    return replace(digest, heard=heard, quote=unrecognised(stays, digest.numbers))


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
    }


def of(data: Mapping[str, Any]) -> Digest:
    """The digest that was stored, by this release or an earlier one."""
    return Digest(
        Numbers(**{one.name: data["numbers"][one.name] for one in fields(Numbers)}),
        tuple(Heard(**_read(one) | {"evidence": Evidence(one["evidence"])}) for one in data["heard"]),
        Quote(**_read(data["quote"])) if data["quote"] else None,
        paces.read(data["pace"]) if data.get("pace") else None,
    )


def _plain(one: Heard | Quote) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, UUID) else value for key, value in asdict(one).items()}


def _read(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: UUID(value) if key in {"source", "answer"} and value else value for key, value in one.items()}


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
