"""What somebody meant by `/retro …`."""

import difflib
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.deals import Outcome
from bot.domain.text import clean

LONGEST = 300
QUOTES = str.maketrans(dict.fromkeys('“”„«»"', ""))


# Whole words after `gaffe` that turn it on or off.
TURNS = {"on": True, "an": True, "off": False, "aus": False}


class Verb(StrEnum):
    START = "start"
    WIN = "win"
    STATUS = "status"
    PATTERNS = "patterns"
    STATS = "stats"
    LESSON = "lesson"
    AWAY = "away"
    GAFFE = "gaffe"
    PATZER = "patzer"
    WORKSHOP = "workshop"
    ASKS = "asks"
    EXPORT = "export"
    HELP = "help"


@dataclass(frozen=True)
class Pick:
    """A bare `/retro`: show the list. `outcome` is how the deal ended, as far as they said."""

    outcome: Outcome = Outcome.LOST


@dataclass(frozen=True)
class Start:
    """Begin a retrospective for the deal that these words name. `outcome`: how it ended, as far as they said."""

    words: str
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Show:
    """`status`."""


@dataclass(frozen=True)
class Compare:
    """`patterns`."""


@dataclass(frozen=True)
class Count:
    """`stats`."""


@dataclass(frozen=True)
class Find:
    """`lesson`: what the playbook says of these words; without words, what was kept last."""

    words: str


@dataclass(frozen=True)
class Leave:
    """`away`: until when, or that they are back, in their own words."""

    words: str


@dataclass(frozen=True)
class Confess:
    """`gaffe`, or `patzer`: their line, or nothing yet."""

    words: str


@dataclass(frozen=True)
class TurnGaffe:
    """`gaffe on` and `gaffe off`."""

    is_on: bool


@dataclass(frozen=True)
class HoldWorkshop:
    """`workshop`."""


@dataclass(frozen=True)
class ListAsks:
    """`asks`."""


@dataclass(frozen=True)
class TakeAlong:
    """`export`."""


@dataclass(frozen=True)
class Help:
    """`help`."""


@dataclass(frozen=True)
class TooLong:
    """More than a command can mean."""


Wish = (
    Pick
    | Start
    | Show
    | Compare
    | Count
    | Find
    | Leave
    | Confess
    | TurnGaffe
    | HoldWorkshop
    | ListAsks
    | TakeAlong
    | Help
    | TooLong
)


def parse(text: str) -> Wish:
    """Read a command's text. Whatever does not begin with a word of ours is a deal's name."""
    if len(text) > LONGEST:
        return TooLong()
    words = clean(text.translate(QUOTES), LONGEST).split()
    if not words:
        return Pick()
    match words[0].lower(), words[1:]:
        case Verb.START, []:
            return Pick()
        case Verb.START, rest:
            return Start(" ".join(rest))
        case Verb.WIN, []:
            return Pick(Outcome.WON)
        case Verb.WIN, rest:
            return Start(" ".join(rest), Outcome.WON)
        case Verb.STATUS, []:
            return Show()
        case Verb.PATTERNS, []:
            return Compare()
        case Verb.STATS, []:
            return Count()
        case Verb.LESSON, rest:
            return Find(" ".join(rest))
        case Verb.AWAY, rest:
            return Leave(" ".join(rest))
        case Verb.GAFFE | Verb.PATZER, [word] if word.lower() in TURNS:
            return TurnGaffe(TURNS[word.lower()])
        case Verb.GAFFE | Verb.PATZER, _:
            # Their own words, with the quotation marks that they chose.
            return Confess(clean(text, LONGEST).partition(words[0])[2].strip())
        case Verb.WORKSHOP, []:
            return HoldWorkshop()
        case Verb.ASKS, []:
            return ListAsks()
        case Verb.EXPORT, []:
            return TakeAlong()
        case Verb.HELP, []:
            return Help()
        case _:
            return Start(" ".join(words))


def nearest(words: str, names: list[str]) -> str | None:
    """What `words` most likely mistype: one of `names`, or a word of ours; None when nothing is near."""
    by_lower = {name.lower(): name for name in [*Verb, *names]}
    close = difflib.get_close_matches(words.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None
