"""Replies that hold answers by their numbers and, behind them, lines of the wrap-up."""

from bot.domain.numbered import is_numbered
from bot.domain.typed_lines import Field, Vocabulary, field_of, read


def parted(text: str, words: Vocabulary) -> tuple[str, str]:
    """The numbered answers of a reply, and what may be its wrap-up: all of one that begins with no number.

    Whatever stands behind the lesson belongs to it, also a list by numbers.
    """
    if not is_numbered(text):
        return "", text
    rows = text.strip().split("\n")
    fields = [field_of(row, words) for row in rows]
    lesson = fields.index(Field.LESSON) if Field.LESSON in fields else len(rows)
    last = max(place for place, row in enumerate(rows[:lesson]) if is_numbered(row))
    ends = next((place for place in range(last, len(rows)) if fields[place]), len(rows))
    return "\n".join(rows[:ends]), "\n".join(rows[ends:])


def holds_lesson(text: str, words: Vocabulary) -> bool:
    """Whether a reply, or its end, names the lesson, and so is the wrap-up whatever stands in the thread."""
    return any(line.field is Field.LESSON for line in read(text, words))
