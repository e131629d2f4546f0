"""What the fields of a form showed, and what they leave of what stands when they come back."""

import pytest

from bot.domain.shown import FIELD, in_field, mark, marks, merged, read, whole

LONG = "Word. " * 1000


@pytest.mark.parametrize(
    ("shown", "stands", "sent", "left"),
    [
        ("", "", "New.", "New."),
        ("Old.", "Old.", "New.", "New."),
        ("Old.", "Old.", "", ""),
        ("", "Typed meanwhile.", "", "Typed meanwhile."),
        ("Old.", "Old.\nTyped meanwhile.", "Old.", "Old.\nTyped meanwhile."),
        ("", "Typed meanwhile.", "New.", "Typed meanwhile.\nNew."),
        ("", "Typed meanwhile.\nNew.", "New.", "Typed meanwhile.\nNew."),  # sent twice
        ("Old.", "Typed meanwhile.", "", "Typed meanwhile."),
        ("Old.", "", "Old.", ""),  # shared meanwhile
        (LONG, LONG, in_field(LONG), LONG),
        (LONG, LONG, "Short.", "Short."),
        ("\ud800 <!channel>", "\ud800 <!channel>", "", ""),
    ],
)
def test_what_a_field_leaves(shown: str, stands: str, sent: str, left: str) -> None:
    assert merged(stands, mark(shown), sent) == left


def test_marks_are_read_as_they_were_written() -> None:
    shown = {"ours.value": "Less risk, a=b.", "ours.voices": "", "ours.decided": LONG}
    assert read(marks(shown)) == {"ours.value": mark("Less risk, a=b."), "ours.decided": mark(LONG)}
    assert read("") == {}
    assert read("x,=,a=b=c") == {"x": "", "": "", "a": "b=c"}


def test_what_had_no_room_in_the_field_is_kept_unless_the_field_was_changed() -> None:
    assert len(in_field(LONG)) <= FIELD
    assert whole(in_field(LONG), LONG) == LONG
    assert whole("Short.", LONG) == "Short."
    assert whole("", LONG) == ""
