"""Who can be asked to join a talk: somebody of this workspace who works here, and nobody else."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

SLACKBOT = "USLACKBOT"


class Kind(StrEnum):
    """What Slack says somebody is."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDE = "outside"  # of another organisation, met in a shared channel
    BOT = "bot"


class Objection(StrEnum):
    """Why somebody cannot be asked."""

    NOBODY = "nobody"
    BOT = "bot"
    GUEST = "guest"
    OUTSIDE = "outside"
    GONE = "gone"
    IN_ALREADY = "in_already"
    FULL = "full"  # the room takes no more


@dataclass(frozen=True)
class Candidate:
    """Somebody who was chosen, as Slack knows them."""

    slack_user: str
    kind: Kind = Kind.MEMBER
    active: bool = True


OF_KIND = {Kind.GUEST: Objection.GUEST, Kind.OUTSIDE: Objection.OUTSIDE, Kind.BOT: Objection.BOT}


def objection(candidate: Candidate, inside: Collection[str]) -> Objection | None:
    """Why `candidate` cannot join those who are `inside` already (Slack ids); None when they can."""
    if not candidate.slack_user:
        return Objection.NOBODY
    if candidate.slack_user == SLACKBOT:
        return Objection.BOT
    if candidate.slack_user in inside:
        return Objection.IN_ALREADY
    if candidate.kind in OF_KIND:
        return OF_KIND[candidate.kind]
    return None if candidate.active else Objection.GONE
