"""Misbehaviour on demand: what Slack, the network or an administrator might do to an app."""

import random
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sandbox.errors import Refused
from sandbox.payloads import Payload

FOR_EVER = -1

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
}
ERROR_NAMES = {"revoked": "token_revoked"}


@dataclass
class Fault:
    """One order to misbehave.

    `method` is a Web API method, or `event:<type>`, and may hold `*`. It strikes `times` times (-1: for ever), or
    with `probability`. `retry_after` is in Slack's seconds, `seconds` in real ones.
    """

    method: str
    kind: str
    times: int = 1
    probability: float = 1.0
    seed: int = 0
    retry_after: int = 30
    seconds: float = 30.0
    struck: int = 0
    chance: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def strikes(self, method: str) -> bool:
        """Whether it strikes this call; counts when it does."""
        spent = self.times != FOR_EVER and self.struck >= self.times
        if spent or not fnmatchcase(method, self.method) or self.chance.random() >= self.probability:
            return False
        self.struck += 1
        return True

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
        """Order a fault; `details` are fields of Fault. With a probability and no `times` it stays for ever."""
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
