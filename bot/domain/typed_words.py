"""How typed words are compared with ours: what is forgiven, and what a colon divides."""

import re

_COLON = re.compile(r"[:：]")


def plain_word(text: str) -> str:
    """`text` without what is forgiven: case, blanks, a phone's apostrophes, and full stops at its end."""
    return " ".join(text.replace("’", "'").casefold().split()).rstrip(".! ")


def named(text: str) -> tuple[str, str]:
    """The plain word before the first colon, and what follows it; two empty texts where there is none."""
    name, *rest = _COLON.split(text, maxsplit=1)
    return (plain_word(name), rest[0].lstrip()) if rest else ("", "")
