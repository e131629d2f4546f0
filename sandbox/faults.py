"""Misbehaviour on demand: what Slack, the network or an administrator might do to an app."""

import logging
import random
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sandbox.errors import Refused
from sandbox.payloads import Payload

logger = logging.getLogger(__name__)

FOR_EVER = -1
EVENT = "event:"
SEEDS = 2**32

# What a fault may do. Any other kind is an error code of Slack's, answered with `ok: false`.
KINDS = {
    "429": "not accepted, with Retry-After",
    "500": "not accepted, HTTP 500",
    "503": "not accepted, HTTP 503",
    "hang": "not accepted, no answer for `seconds`, then the connection is closed",
    "lost_request": "not accepted, the connection is closed",
    "lost_answer": "accepted, then the connection is closed",
    "error_after": "accepted, then HTTP 500",
    "late_answer": "accepted, answered after `seconds`",
    "drop": "an event is never sent",
    "duplicate": "an event is sent twice",
    "late": "an event is sent after `seconds`",
    "reorder": "an event is sent after the one that follows it, or after `seconds`",
}
OF_EVENTS = ("drop", "duplicate", "late", "reorder")
ERROR_NAMES = {"revoked": "token_revoked"}


@dataclass
class Fault:
    """One order to misbehave.

    `method` is a Web API method, or `event:<type>`, and may hold `*`. It strikes `times` times (-1: for ever), or
    with `probability`; the same `seed` strikes the same calls, None has one chosen. `retry_after` is in Slack's
    seconds, `seconds` in real ones. Raises ValueError for numbers that make no sense.
    """

    method: str
    kind: str
    times: int = 1
    probability: float = 1.0
    seed: int | None = None
    retry_after: int = 30
    seconds: float = 30.0
    struck: int = 0
    chance: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        numbers = (self.times, self.probability, self.retry_after, self.seconds)
        if not all(isinstance(number, int | float) for number in numbers) or not 0 <= self.probability <= 1:
            raise ValueError("times, retry_after and seconds are numbers, a probability lies between 0 and 1")
        if self.seconds < 0 or self.retry_after < 0:
            raise ValueError("nothing lasts less than no time")
        if self.seed is None:
            self.seed = random.SystemRandom().randrange(SEEDS)
            if self.probability < 1:
                logger.warning("the sandbox chose a seed: %s", self)
        self.chance = random.Random(self.seed)

    def __str__(self) -> str:
        chance = f" with probability {self.probability} and seed {self.seed}" if self.probability < 1 else ""
        return f"{self.method} {self.kind}{chance}, {self.times} times, struck {self.struck}"

    def strikes(self, method: str) -> bool:
        """Whether it strikes this call; counts when it does."""
        spent = self.times != FOR_EVER and self.struck >= self.times
        if spent or not self._fits(method) or self.chance.random() >= self.probability:
            return False
        self.struck += 1
        return True

    def _fits(self, method: str) -> bool:
        about_events = method.startswith(EVENT)
        return about_events == (self.kind in OF_EVENTS) and fnmatchcase(method, self.method)

    def refuse(self) -> None:
        """Raises Refused when this fault is an answer of Slack's, with its error code."""
        if self.kind not in KINDS:
            error = ERROR_NAMES.get(self.kind, self.kind)
            fields = {"needed": "sandbox:fault", "provided": ""} if error == "missing_scope" else {}
            raise Refused(error, **fields)

    def as_json(self) -> Payload:
        """The fault for the page."""
        return {name: value for name, value in vars(self).items() if name != "chance"}


class Faults:
    """The orders in force, in the order of their giving."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, method: str, kind: str, **details: float) -> Fault:
        """Order a fault; `details` are fields of Fault. With a probability and no `times` it stays for ever.

        Raises ValueError for details that make no sense, TypeError for unknown ones.
        """
        if "probability" in details:
            details.setdefault("times", FOR_EVER)
        fault = Fault(method, kind, **details)  # type: ignore[arg-type]  # numbers from JSON, whole or not
        with self._lock:
            self._faults.append(fault)
        return fault

    def strike(self, method: str) -> Fault | None:
        """The first fault that strikes this call."""
        with self._lock:
            return next((fault for fault in self._faults if fault.strikes(method)), None)

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._faults.clear()

    def listing(self) -> list[Fault]:
        """The orders given so far, spent ones too."""
        with self._lock:
            return list(self._faults)

    def __str__(self) -> str:
        return "; ".join(str(fault) for fault in self.listing()) or "none"
