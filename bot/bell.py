"""The bell that wakes the worker: rung when something new was committed, heard by every stage that sleeps."""

import threading


class Bell:
    """Each sleeper has an event of its own, so that one who wakes does not take the ring from the others."""

    def __init__(self) -> None:
        self._sleepers: list[threading.Event] = []

    def sleeper(self) -> threading.Event:
        """An event that every ring sets; its owner clears it before it looks for work."""
        event = threading.Event()
        self._sleepers.append(event)
        return event

    def ring(self) -> None:
        """Wake all."""
        for event in self._sleepers:
            event.set()
