"""Honest senders at an ordinary pace: Slack with events and clicks, a CRM with deliveries; each answer is measured."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from sandbox import outbound
from sandbox.errors import ActFailedError
from sandbox.journal import Entry
from sandbox.seen import Seen
from tests.chaos.stage import Cast, Stage
from tests.crm_signatures import standard_webhook
from tests.house import GENERIC_SECRET

PAUSE_SECONDS = 0.25
BODY = b'{"type": "deal.unheard_of", "data": {}}'
CRM_SECONDS = 10.0
ROOT_SECONDS = 30.0
BUTTON = "Don't know"


class Honest:
    """Somebody who talks, somebody who clicks, and a CRM, four times a second each. All knock at `url` directly."""

    def __init__(self, stage: Stage, url: str) -> None:
        self._stage = stage
        self._url = url
        self._stopping = threading.Event()
        self._cast: Cast = stage.casts[0]
        self._rep = self._cast.slack.person(self._cast.reps[0])
        self._room = self._cast.slack.group_dm(self._cast.reps[0], self._cast.manager)
        self._said = 0
        self._since = 0
        self._deliveries: list[tuple[str, int, float]] = []
        self._card: Seen | None = None

    def prepare(self) -> None:
        """Lose a deal, and wait for the card whose button will be pressed."""
        self._stage.slack.connect(f"{self._url}/slack/events")
        manager = self._cast.slack.person(self._cast.manager)
        data = {
            "deal_id": "flooded",
            "name": "flooded",
            "owner": {"email": self._rep.email, "name": self._rep.name},
            "manager": {"email": manager.email, "name": manager.name},
        }
        lost = {"type": "deal.lost", "timestamp": self._cast.slack.now().isoformat(), "data": data}
        assert self._deliver("msg_flooded", json.dumps(lost).encode()).ok
        self._card = self._cast.slack.wait_for(self._find_card, timeout=ROOT_SECONDS)
        self._since = len(self._cast.slack.workspace.journal.after())

    def __enter__(self) -> None:
        """Begin to send."""
        acts = (self._say, self._click, self._crm)
        self._threads = [threading.Thread(target=self._again, args=(act,)) for act in acts]
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        """End with what is under way."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._stage.slack.deliver()

    def answers(self) -> dict[str, list[tuple[int, float]]]:
        """Status (0: none) and seconds of each request since it was prepared, by kind; attempts count each."""
        journal = self._cast.slack.workspace.journal.after(self._since)
        return {
            "event": _of(journal, "event"),
            "click": _of(journal, "action"),
            "CRM": [(status, took) for _, status, took in self._deliveries],
        }

    def taken(self) -> Counter[str]:
        """The delivery keys that were answered 2xx: Slack's events and the CRM's deliveries."""
        events = self._cast.slack.workspace.journal.of("event")
        keys = {entry.payload["event_id"] for entry in events if entry.ok}
        return Counter(keys | {key for key, status, _ in self._deliveries if status == 200})

    def _find_card(self) -> Seen | None:
        for root in self._cast.slack.messages(self._room):
            for seen in self._cast.slack.messages(self._room, root.ts):
                if BUTTON in seen.buttons:
                    return seen
        return None

    def _again(self, act: Callable[[], None]) -> None:
        while not self._stopping.wait(PAUSE_SECONDS):
            act()

    def _say(self) -> None:
        self._said += 1
        self._rep.says(self._room, f"word {self._said}")

    def _click(self) -> None:
        assert self._card
        with suppress(ActFailedError):  # the journal has it
            self._rep.clicks(self._card, BUTTON)

    def _crm(self) -> None:
        key = f"honest_{time.time_ns()}"
        reply = self._deliver(key, BODY)
        self._deliveries.append((key, reply.status, reply.took or 0.0))

    def _deliver(self, key: str, body: bytes) -> outbound.Reply:
        headers = {"content-type": "application/json"} | standard_webhook(GENERIC_SECRET, key, body)
        return outbound.post(f"{self._url}{self._cast.path}", body, headers, CRM_SECONDS)


def _of(journal: list[Entry], direction: str) -> list[tuple[int, float]]:
    return [(entry.status, entry.took or 0.0) for entry in journal if entry.direction == direction]
