"""The year as a page: every post in order, as the team would read it."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from tests.a_year.posts import Payload, Post
from tests.a_year.year import ZONE, Week

HEAD = """# A year

A year of an invented team, played by `python -m tests.a_year`: six reps, two who lead them (Priya and Marco), Helen
who leads sales, and Petra who builds the product. Deals are lost and won, some are talked through, some lessons are
tried. Every post of every week stands here as it stood at the end of that week, in the order in which it came, with
its buttons under it. What is private says so.
"""
FILE = Path(__file__).parent.parent.parent / "docs" / "a-year.md"
CHANNELS = {"C0SALES": "#sales", "C0PRODUCT": "#product"}


def page(weeks: Iterable[Week]) -> str:
    """The whole page, or its beginning."""
    return "\n".join([HEAD, *(line for week in weeks for line in _week(week))])


def _week(week: Week) -> Iterator[str]:
    friday = week.monday + timedelta(days=4)
    yield f"## Week {week.monday.isocalendar().week}, {week.monday:%-d %B} to {friday:%-d %B}\n"
    if not week.posts:
        yield "Nothing was posted.\n"
    for post in week.posts:
        yield f"**{_where(post)}**, {post.at.astimezone(ZONE):%A}\n"
        yield "\nLater in the week the same post said:\n\n".join(map(_shown, post.said))


def _where(post: Post) -> str:
    return CHANNELS.get(post.room) or f"To {_name(post.room)}, in private"


def _shown(said: Payload) -> str:
    return _quoted(said.get("text", "")) + _buttons(said.get("blocks", ()))


def _quoted(text: str) -> str:
    lines = (f"> {_markdown(line)}\\" if line else ">" for line in text.strip().splitlines())
    return re.sub(r"\\\n(>\n|$)", r"\n\1", "\n".join(lines) + "\n")


def _markdown(line: str) -> str:
    line = re.sub(r"<@(U0[A-Z]+)>", lambda found: f"@{_name(found[1])}", line)
    line = re.sub(r"(?<!\w)\*(?=\S)(.+?)(?<=\S)\*(?!\w)", r"**\1**", line)
    line = re.sub(r"<!date\^(\d+)\^{time}\|[^>]*>", lambda found: f"{_moment(found[1]):%H:%M}", line)
    return line.replace(":clinking_glasses:", "🥂")


def _buttons(blocks: Iterable[Payload]) -> str:
    held = [one for block in blocks for one in (*block.get("elements", ()), block.get("accessory", {}))]
    labels = [one["text"]["text"] for one in held if one.get("type") == "button"]
    return "\n" + " ".join(f"`{label}`" for label in labels) + "\n" if labels else ""


def _name(slack_user: str) -> str:
    return slack_user.removeprefix("U0").title()


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), ZONE)
