"""Figures of several rounds, and what they say."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table. `held` tells whether the promise holds; None: it is a figure without a promise."""

    what: str
    against: str
    promise: str
    figure: str
    held: bool | None
    remarks: str = ""


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ours by theirs, round by round."""
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def spread(values: Sequence[float], digits: int = 2) -> str:
    """The median, and between which values the rounds were."""
    low, high = min(values), max(values)
    return f"{median(values):.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def whole(values: Sequence[float]) -> str:
    """As `spread`, of large numbers."""
    return f"{median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def table(rows: Sequence[Row]) -> str:
    """The lines as a Markdown table."""
    words = {True: "yes", False: "**no**", None: "—"}
    lines = [
        f"| {row.what} | {row.against} | {row.promise} | {row.figure} | {words[row.held]} | {row.remarks} |"
        for row in rows
    ]
    return "\n".join(["| what | against | at least | measured | holds | |", "|---|---|---|---|---|---|", *lines])
