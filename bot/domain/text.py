"""Text from outside, made safe to store and show: nothing invisible, nothing endless, nothing a database refuses."""

import re
import unicodedata

LINE = 255
ELLIPSIS = "…"

# Directional marks, zero-width characters, tags, and letters that are blank: they change how text looks, not what it
# says. Joiners go as well: two names that read the same must be the same.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\|]{1,64}@[^\s@<>,;:\"()\[\]\\|]{1,190}")


def clean(text: str, limit: int = LINE) -> str:
    """`text` as one line of at most `limit` code points, cut with an ellipsis.

    Controls and invisible marks are removed, blanks of any kind become one space, half a surrogate pair becomes U+FFFD.
    """
    shown = "".join(map(_shown, _INVISIBLE.sub("", whole(text))))
    line = unicodedata.normalize("NFC", " ".join(shown.split()))
    return clip(line, limit)


def is_blank(text: str) -> bool:
    """Whether nothing of it can be read."""
    return not clean(text)


def whole(text: str) -> str:
    """`text` as every database takes it: half a surrogate pair becomes U+FFFD, NUL goes."""
    if text.isascii():  # which nearly everything is, and no surrogates are
        return text.replace("\0", "")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")


def clip(text: str, limit: int) -> str:
    """`text` cut to `limit` code points with an ellipsis. Cut before escaping, so that no entity is split."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def address(text: str) -> str | None:
    """An e-mail address, trimmed and in lower case; None when it holds blanks, controls or is no address."""
    trimmed = text.strip().lower()
    if not _ADDRESS.fullmatch(trimmed) or clean(trimmed) != trimmed:
        return None
    return trimmed


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) == "Cc" else character
