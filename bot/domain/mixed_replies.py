"""Replies that hold answers by their numbers and, behind them, lines of the wrap-up."""

from bot.domain.numbered import is_numbered
from bot.domain.typed_lines import Field, Vocabulary, names_a_field, read


def parted(text: str, words: Vocabulary) -> tuple[str, str]:
    """The numbered answers of a reply, and what may be its wrap-up: all of one that begins with no number."""
    if not is_numbered(text):
        return "", text
    rows = text.strip().split("\n")
    last = max(place for place, row in enumerate(rows) if is_numbered(row))
    ends = next((place for place in range(last, len(rows)) if names_a_field(rows[place], words)), len(rows))
    return "\n".join(rows[:ends]), "\n".join(rows[ends:])


def holds_lesson(text: str, words: Vocabulary) -> bool:
    """Whether a reply, or its end, names the lesson, and so is the wrap-up whatever stands in the thread."""
    return any(line.field is Field.LESSON for line in read(text, words))
