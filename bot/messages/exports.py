"""What goes with an export."""

from collections.abc import Iterable

from bot.messages.prompts import labels


def readme(names: Iterable[str]) -> str:
    """A line for each of these tables, as plain text."""
    told = {name: labels()["sheets"][name] for name in names}
    return "".join(f"{name}.csv: {text}\n" for name, text in told.items())
