"""The chart of the digest: what is drawn, as Vega-Lite reads it, and the same in words."""

from collections.abc import Iterator
from typing import Any

from bot.domain.message import Block
from bot.domain.paces import Pace
from bot.domain.text import clip
from bot.messages.blocks import image
from bot.messages.prompts import axis_day, label, render

ALT_TEXT = 1000  # what an upload takes; a block takes twice that
WIDTH, HEIGHT = 640, 300
# On a white card of its own, so that it reads the same in light and in dark.
LOST, WON = "#b3541e", "#12546e"
SOLID, DASHED = [1, 0], [5, 3]  # for whoever does not tell the colours apart


def words(pace: Pace) -> str:
    """What the chart shows, in one line for everybody."""
    lost, won = ([days for _, days in line] for line in (pace.lost, pace.won))
    return render("weekly/chart", lost=lost, won=won, since=min(on for on, _ in pace.lost + pace.won))


def alt_text(pace: Pace) -> str:
    """Every point of it, for those who cannot see it. Plain text."""
    lost, won = ([f"{axis_day(on)} {days}" for on, days in line] for line in (pace.lost, pace.won))
    return clip(render("weekly/chart_alt", lost=lost, won=won), ALT_TEXT)


def picture(pace: Pace, file: str) -> Block:
    """The picture that was uploaded as `file`."""
    return image(file, title(), alt_text(pace))


def title() -> str:
    """What stands above it."""
    return label("chart.title")


def drawing(pace: Pace) -> dict[str, Any]:
    """The chart as a Vega-Lite specification. What cannot be told is left out of the lines."""
    kinds = [label("chart.lost"), label("chart.won")]
    legend = {"orient": "bottom", "labelFontSize": 12, "symbolType": "stroke", "symbolSize": 600}
    by_kind = {"field": "kind", "type": "nominal", "title": None, "legend": legend}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 16,
        "background": "white",
        "title": {"text": title(), "subtitle": label("chart.subtitle"), "anchor": "start", "offset": 12},
        "data": {"values": list(_values(pace))},
        "mark": {"type": "line", "strokeWidth": 2.5, "point": {"filled": True, "size": 70, "opacity": 1}},
        "encoding": {
            "x": {"field": "on", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
            "y": {"field": "days", "type": "quantitative", "title": label("chart.days"), "scale": {"zero": True}},
            "color": by_kind | {"scale": {"domain": kinds, "range": [LOST, WON]}},
            "strokeDash": by_kind | {"scale": {"domain": kinds, "range": [SOLID, DASHED]}},
        },
    }


def _values(pace: Pace) -> Iterator[dict[str, Any]]:
    for point in pace.points:
        on = axis_day(point.on)
        yield {"on": on, "kind": label("chart.lost"), "days": point.to_lose}
        yield {"on": on, "kind": label("chart.won"), "days": point.to_win}
