"""What goes with an export, and what is said about one's own."""

from collections.abc import Iterable
from enum import StrEnum

from bot.domain.message import Message
from bot.messages.blocks import section
from bot.messages.prompts import label, labels, render


class Asked(StrEnum):
    """What becomes of somebody's wish for what is theirs."""

    BEGUN = "begun"
    UNDER_WAY = "under_way"
    NO_FILES = "no_files"  # the workspace lets us send none


def readme(names: Iterable[str]) -> str:
    """A line for each of these tables, as plain text."""
    told = {name: labels()["sheets"][name] for name in names}
    return "".join(f"{name}.csv: {text}\n" for name, text in told.items())


def asked(what: Asked) -> Message:
    """The private answer to `/retro export`."""
    match what:
        case Asked.NO_FILES:
            return _plain(render("exports/no_files"))
        case _:
            return _plain(render("exports/begun"))


def comment() -> str:
    """What stands above the file."""
    return render("exports/ready")


def title() -> str:
    """What the file is called."""
    return label("exports.title")


def lost() -> Message:
    """It may not have arrived."""
    return _plain(render("exports/lost"))


def _plain(text: str) -> Message:
    return Message(text, (section(text),))
