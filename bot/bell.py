"""The bell that wakes the worker: rung when something new was committed, heard by the stages that sleep."""

import threading


class Bell:
    """Each sleeper has an event of its own, so that one who wakes does not take the ring from the others."""

    def __init__(self) -> None:
        self._sleepers: dict[str, threading.Event] = {}

    def sleeper(self, name: str) -> threading.Event:
        """An event that a ring for `name` sets; its owner clears it before it looks for work."""
        return self._sleepers.setdefault(name, threading.Event())

    def ring(self, *names: str) -> None:
        """Wake these, or all."""
        for name, event in self._sleepers.items():
            if not names or name in names:
                event.set()
