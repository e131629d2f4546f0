"""What people are called: their whole names, and each part that tells who they are, as rosters and Slack write them."""

import re
from itertools import permutations

from bot.domain import spellings

SHORTEST = 3  # letters of a part; what is shorter stands in other words as well
SHORTEST_UNSPACED = 2  # where words stand without blanks: most names have no more

# They stand beside names, and are none: titles, pronouns, what parts them, what people do.
_BESIDE = """
dr prof mr mrs ms miss mx sir herr frau dipl ing med phil rer nat mag mba phd msc bsc jun jnr sen snr iii
she her hers he him his they them their theirs sie ihr ihre er ihm
von van vom der den del della des dos das the and und zum zur
sales marketing support team product finance legal admin manager head lead intern external contractor consultant
vertrieb einkauf extern emea dach apac ceo cto cfo cio coo cmo sdr bdr csm
"""
_NO_NAMES = frozenset(_BESIDE.split())
_AFTERWARDS = re.compile(r"\s[-\u2010-\u2015]+\s.*", re.DOTALL)  # Ana Silva - Sales
_AT = re.compile(r"(?<=\w)@\S*")  # an address in place of a name
_IN_BRACKETS = re.compile(r"[(\[{<][^)\]}>]*[)\]}>]?")
_BETWEEN = re.compile(r"[\s,;/|()\[\]{}<>._\"\u201c-\u201f]+")
_HYPHEN = re.compile(r"[-\u2010-\u2015]")


def wholes(name: str) -> tuple[str, ...]:
    """Somebody's whole name, also with the first name first where a comma parts it; nothing of a single word."""
    kept = re.split(r"[,;]", _IN_BRACKETS.sub(" ", _AFTERWARDS.sub("", name)).partition("|")[0])
    pieces = [piece for piece in (_joined(one) for one in kept) if piece][:2]
    orders = permutations(pieces) if len(pieces) > 1 else [pieces]
    written = [", ".join(pieces)] if len(pieces) > 1 else []
    told = (*written, *(" ".join(order) for order in orders), *pieces)
    return tuple(dict.fromkeys(one for one in told if " " in one))


def parts(name: str) -> tuple[str, ...]:
    """The parts of a name that tell whose it is, both halves of one with a hyphen as well."""
    written = _AT.sub("", _AFTERWARDS.sub("", name))
    words = [word.strip("'\u2019`") for word in _BETWEEN.split(written)]
    halves = [half for word in words for half in (word, *_HYPHEN.split(word))]
    return tuple(dict.fromkeys(part for part in halves if _tells(part)))


def key(part: str) -> str:
    """What two spellings of a part have in common."""
    return spellings.spelled(part).plain.casefold()


def _joined(words: str) -> str:
    return " ".join(word for word in words.split() if word.strip(".").casefold() not in _NO_NAMES)


def _tells(part: str) -> bool:
    least = SHORTEST_UNSPACED if spellings.is_unspaced(part) else SHORTEST
    return len(part) >= least and part.casefold() not in _NO_NAMES
