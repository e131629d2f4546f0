"""Replies that answer by numbers and end with the wrap-up."""

import pytest

from bot.domain.mixed_replies import holds_lesson, parted
from bot.messages.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("text", "answers", "wrap_up"),
    [
        ("1: Calm.\n2: Dana.\nLesson: ask.", "1: Calm.\n2: Dana.", "Lesson: ask."),
        (
            "1: Calm.\nAnd speed.\nReasons: price\nLesson: ask\nwho.",
            "1: Calm.\nAnd speed.",
            "Reasons: price\nLesson: ask\nwho.",
        ),
        ("1: Calm.\nReason: trust\n2: Dana.", "1: Calm.\nReason: trust\n2: Dana.", ""),
        ("3: Timing.", "3: Timing.", ""),
        (
            "1: Calm.\n2: Dana.\nReasons: price\nLesson: Two things:\n1: ask\n2: show",
            "1: Calm.\n2: Dana.",
            "Reasons: price\nLesson: Two things:\n1: ask\n2: show",
        ),
        ("Lesson: ask.\n2: Dana.", "", "Lesson: ask.\n2: Dana."),
        ("They trusted Contoso.\nLesson: ask.", "", "They trusted Contoso.\nLesson: ask."),
        ("", "", ""),
    ],
)
def test_the_wrap_up_stands_behind_the_last_number_or_begins_with_the_lesson(
    text: str, answers: str, wrap_up: str
) -> None:
    assert parted(text, vocabulary()) == (answers, wrap_up)


@pytest.mark.parametrize(
    ("text", "holds"), [("Reasons: price\nLesson: ask.", True), ("Reasons: price", False), ("So.\nLesson: ask.", False)]
)
def test_what_names_the_lesson_anywhere_is_the_wrap_up(text: str, holds: bool) -> None:
    assert holds_lesson(text, vocabulary()) is holds
