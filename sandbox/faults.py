"""Misbehaviour on demand: what Slack, the network or an administrator might do to an app."""

import logging
import random
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sandbox.calls import METHODS
from sandbox.errors import Refused
from sandbox.payloads import Payload

logger = logging.getLogger(__name__)

FOR_EVER = -1
EVENT = "event:"
SEEDS = 2**32

# What a fault may do beside answering with one of Slack's error codes.
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
# Codes that every method may answer with, beside those of its own; `CODE` orders one that Slack does not document.
COMMON_CODES = {
    "access_denied",
    "account_inactive",
    "fatal_error",
    "internal_error",
    "invalid_auth",
    "missing_scope",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "token_expired",
    "token_revoked",
}
CODES = COMMON_CODES.union(*(method["errors"] for method in METHODS.values()))
CODE = "error:"
ERROR_NAMES = {"revoked": "token_revoked"}


@dataclass
class Fault:
    """One order to misbehave.

    `method` is a Web API method, or `event:<type>`, and may hold `*`. It strikes `times` times (-1: for ever), or
    with `probability`; the same `seed` strikes the same calls, None has one chosen. `retry_after` is in Slack's
    seconds, `seconds` in real ones. Raises ValueError for kinds and methods that do not exist, and for numbers that
    make no sense.
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
        self._check_names()
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

    def _check_names(self) -> None:
        if self.kind not in {*KINDS, *ERROR_NAMES, *CODES} and not self.kind.startswith(CODE):
            kinds = ", ".join([*KINDS, *ERROR_NAMES])
            raise ValueError(
                f"there is no fault {self.kind!r}; there are {kinds}, and Slack's error codes, such as "
                f"channel_not_found ({CODE}<code> for one that Slack does not document)"
            )
        about_events = self.method.startswith(EVENT) or self.kind in OF_EVENTS
        if not about_events and not any(fnmatchcase(method, self.method) for method in METHODS):
            raise ValueError(f"there is no method {self.method!r}, and none that it fits")

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
            error = ERROR_NAMES.get(self.kind, self.kind.removeprefix(CODE))
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

        Raises ValueError as Fault does, TypeError for unknown details.
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
