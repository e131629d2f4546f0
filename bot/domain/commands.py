"""What somebody meant by `/retro …`."""

import difflib
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.deals import Outcome
from bot.domain.text import clean

LONGEST = 300
QUOTES = str.maketrans(dict.fromkeys('“”„«»"', ""))


class Verb(StrEnum):
    START = "start"
    WIN = "win"
    STATUS = "status"
    HELP = "help"


@dataclass(frozen=True)
class Pick:
    """A bare `/retro`: show the list."""


@dataclass(frozen=True)
class Start:
    """Begin a retrospective for the deal that these words name."""

    words: str
    outcome: Outcome = Outcome.LOST


@dataclass(frozen=True)
class Show:
    """`status`."""


@dataclass(frozen=True)
class Help:
    """`help`."""


@dataclass(frozen=True)
class TooLong:
    """More than a command can mean."""


Wish = Pick | Start | Show | Help | TooLong


def parse(text: str) -> Wish:
    """Read a command's text. Unknown words are a deal's name, unless they nearly are one of ours."""
    if len(text) > LONGEST:
        return TooLong()
    words = clean(text.translate(QUOTES), LONGEST).split()
    if not words:
        return Pick()
    match _verb(words), words[1:]:
        case Verb.START, []:
            return Pick()
        case Verb.START, rest:
            return Start(" ".join(rest))
        case Verb.WIN, rest if rest:
            return Start(" ".join(rest), Outcome.WON)
        case Verb.STATUS, _:
            return Show()
        case Verb.HELP, _:
            return Help()
        case _:
            return Start(" ".join(words))


def nearest(words: str, names: list[str]) -> str | None:
    """The name that `words` most likely mistype, or None."""
    by_lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(words.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def _verb(words: list[str]) -> Verb | None:
    """The first word as one of ours. `status` and `help` stand alone, so a deal may begin with a word like them."""
    close = difflib.get_close_matches(words[0].lower(), list(Verb), n=1, cutoff=0.75)
    if not close:
        return None
    verb = Verb(close[0])
    exact = words[0].lower() == verb
    if verb in {Verb.STATUS, Verb.HELP} and len(words) > 1:
        return None
    return verb if exact or len(words) == 1 or verb is Verb.START else None
