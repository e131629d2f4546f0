"""What goes with an export, and what is said about one's own."""

from collections.abc import Iterable
from enum import StrEnum

from bot.domain.message import Message
from bot.messages.blocks import section
from bot.messages.prompts import label, labels, mention, render


class Asked(StrEnum):
    """What becomes of somebody's wish for what is theirs."""

    BEGUN = "begun"
    UNDER_WAY = "under_way"
    NO_FILES = "no_files"  # the workspace lets us send none


def readme(names: Iterable[str]) -> str:
    """A line for each of these tables, as plain text."""
    told = {name: labels()["sheets"][name] for name in names}
    return "".join(f"{name}.csv: {text}\n" for name, text in told.items())


def is_told_of(name: str) -> bool:
    """Whether an export has a table of this name."""
    return name in labels()["sheets"]


def house_readme(names: Iterable[str]) -> str:
    """The same for what goes with an export of the whole workspace."""
    return readme(names) + "settings.json: " + label("exports.settings") + "\n"


def approved(admin: str | None, *, with_sensitive: bool) -> Message:
    """To whoever approved that what was said in talks is exported; `admin` is the Slack id of whom to ask."""
    asked_of = mention(admin) if admin else None
    return _plain(render("exports/approved", admin=asked_of, with_sensitive=with_sensitive))


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
