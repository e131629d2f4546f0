"""Counters for Prometheus: routes, states and outcomes; never a name, an address or an id of a person."""

from functools import cache
from time import monotonic

from prometheus_client import Counter, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_FRESH_SECONDS = 1.0

requests = Counter("silver_lining_requests", "Requests answered", ["route", "outcome"])
inbox = Counter("silver_lining_inbox", "Inbox rows by what became of them", ["source", "state"])
outbox = Counter("silver_lining_outbox", "Outbox rows by outcome", ["method", "outcome"])
deal_events = Counter("silver_lining_deal_events", "Events about deals by what became of them", ["outcome"])
fixes = Counter("silver_lining_fixes", "Things found that only an admin can put right", ["kind"])
quarantined = Counter("silver_lining_quarantined", "Deliveries set aside for a person to look at", ["source"])
stage_failures = Counter("silver_lining_stage_failures", "Errors that ended a round of a worker's stage", ["stage"])
batch_rows = Histogram(
    "silver_lining_batch_rows", "Deliveries that shared one commit", buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500)
)


@cache  # each look for a part checks all its labels anew, and every request asks for two
def part(counter: Counter, *labels: str) -> Counter:
    """The part of the counter that has these labels, in their order."""
    return counter.labels(*labels)


class Exposition:
    """All counters in Prometheus' text format, made anew after a second: it counts our open files, one by one."""

    def __init__(self) -> None:
        self._text = b""
        self._until = 0.0

    def text(self) -> bytes:
        """What is served; at most a second old."""
        if monotonic() >= self._until:
            self._text, self._until = generate_latest(), monotonic() + _FRESH_SECONDS
        return self._text
