"""Whether two names are the same deal's, however they are written."""

import re

# What firms are called by law; it is written or left out as it comes.
LEGAL_FORM = re.compile(
    "ab|ag|as|asa|bv|co|corp|corporation|gmbh|inc|incorporated|kg|kgaa|limited|llc|llp|ltd|mbh|nv|ohg|oy|oyj|plc|pty|"
    "sa|sarl|sas|se|spa|srl|sro|ug"
)
# What parts the letters of a name in ordinary writing, for a database that cannot read it as we do.
MARKS = " .,;:-\u2013\u2014_/\\|&+'\u2019\"()*!\u00b7"

_WORD = re.compile(r"[^\W_]+")


def key(name: str) -> str:
    """`name` without case, blanks, punctuation and legal form; the same for names that somebody would read as one."""
    words = _WORD.findall(name.lower().replace(".", ""))
    while len(words) > 1 and LEGAL_FORM.fullmatch(words[-1]):
        words.pop()
    return "".join(words) or name.lower()
