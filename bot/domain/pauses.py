"""Pauses between attempts."""

from datetime import timedelta


def doubled(attempts: int, first: timedelta, longest: timedelta) -> timedelta:
    """The pause after so many failed attempts (1 or more): `first`, then twice the last one, at most `longest`."""
    pause = first
    for _ in range(1, attempts):
        if pause >= longest:
            break
        pause *= 2
    return min(pause, longest)
