"""Whether two names are the same deal's, however they are written."""

import re
import unicodedata

# What firms are called by law; it is written or left out as it comes.
LEGAL_FORM = re.compile(
    "ab|ag|as|asa|bv|co|corp|corporation|gmbh|inc|incorporated|kg|kgaa|limited|llc|llp|ltd|mbh|nv|ohg|oy|oyj|plc|pty|"
    "sa|sarl|sas|se|spa|srl|sro|ug"
)
# What parts the letters of a name in ordinary writing, for a database that cannot read it as we do.
MARKS = " .,;:-\u2013\u2014_/\\|&+'\u2019\"()*!\u00b7"

# Letters that are often written with an accent, in small.
OFTEN_ACCENTED = "aceinosuyz"

_ACCENT = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")


def key(name: str) -> str:
    """`name` without case, accents, width, blanks, punctuation and legal form: the same for names that read as one."""
    plain = _plain(name)
    words = _WORD.findall(plain.replace(".", ""))
    while len(words) > 1 and LEGAL_FORM.fullmatch(words[-1]):
        words.pop()
    return "".join(words) or plain


def is_visible(name: str) -> bool:
    """Whether there is anything in it that one could read: not marks, blanks and controls alone."""
    return any(unicodedata.category(letter)[0] not in "MZC" for letter in name)


def _plain(name: str) -> str:
    """`name` in small letters of one width, without accents; marks of other scripts stay: there they make letters."""
    apart = unicodedata.normalize("NFKD", name.lower())
    return unicodedata.normalize("NFC", _ACCENT.sub("", apart)).lower()
