"""The chart of the digest: drawn in the reader's language, and said in words."""

from datetime import date, timedelta

import pytest

from bot import charting
from bot.domain import paces, tallies
from bot.domain.deals import Outcome
from bot.domain.digests import Digest, Numbers
from bot.domain.paces import Closed, Pace
from bot.domain.voices import Language, Tone, Voice
from bot.messages import charts, weekly
from bot.messages.prompts import speaking
from sandbox.block_kit import check_blocks

TODAY = date(2026, 11, 20)


def pace(*losses: tuple[int, int]) -> Pace:
    """Five deals lost so many weeks ago after so many days, and five that were won today."""
    monday = tallies.monday(TODAY)
    lost = [Closed(monday - timedelta(weeks=ago), Outcome.LOST, [(days, 5)]) for ago, days in losses]
    return paces.of([*lost, Closed(monday, Outcome.WON, [(40, 5)])], TODAY)


LATELY = pace((2, 94), (1, 80))


def test_what_is_drawn_is_said_in_one_line() -> None:
    assert charts.words(LATELY) == (
        "Week by week since Sunday 8 November, the median days to lose lay between 87 and 94, "
        "the median days to win at 40."
    )


def test_who_cannot_see_it_hears_every_point() -> None:
    assert charts.alt_text(LATELY) == (
        "Line chart of the median days until a deal is lost or won; each point is what closed in the four weeks up to "
        "that day. Lost: 8 Nov 94, 15 Nov 87, 20 Nov 87. Won: 20 Nov 40."
    )


def test_points_that_cannot_be_told_are_gaps() -> None:
    values = charts.drawing(LATELY)["data"]["values"]
    assert [value["days"] for value in values if value["kind"] == "Lost"][-4:] == [None, 94, 87, 87]


def test_it_speaks_the_workspaces_language() -> None:
    with speaking(Voice(Language.GERMAN, Tone.WARM)):
        drawn = str(charts.drawing(LATELY))
    for words in ("Median der Tage", "Verloren", "Gewonnen", "20. Nov.", "Tage"):
        assert words in drawn


def test_too_few_points_are_not_drawn() -> None:
    few = pace((1, 80))
    assert not few.is_drawable
    assert "Week by week" not in weekly.digest(Digest(Numbers(), pace=few)).text


def test_the_picture_stands_below_the_numbers() -> None:
    message = weekly.digest(Digest(Numbers(), pace=LATELY), "F0CHART")
    assert [block["type"] for block in message.blocks] == ["section", "image"]
    assert check_blocks(list(message.blocks)) == []
    assert charts.words(LATELY) in message.text


def test_it_can_be_drawn() -> None:
    pytest.importorskip("vl_convert")
    assert (charting.png(charts.drawing(LATELY)) or b"").startswith(b"\x89PNG")
