"""Sending a CRM's webhook, and again when the receiver did not take it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.clock import Seconds
from sandbox.outbound import Reply, post
from sandbox.schedule import Schedule
from sandbox.workspace import Workspace

TAKE_WITHIN: Seconds = 15.0
RETRY_AFTER: tuple[Seconds, ...] = (5, 300, 1800)
GONE = 410


@dataclass(frozen=True)
class Hook:
    """One webhook: its JSON body for each attempt (from 0), and headers for a real time and that body."""

    url: str
    body: Callable[[int], bytes]
    headers: Callable[[Seconds, bytes], Mapping[str, str]]
    name: str


class Webhooks:
    """Sends webhooks. The first attempt is made at once, further ones wait as the pace says."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._schedule = Schedule("sandbox-webhooks")

    def send(self, hook: Hook, attempt: int = 0) -> Reply:
        """Send now; the receiver's answer. Until it is a 2xx, it is tried again later."""
        clock = self._workspace.clock
        body = hook.body(attempt)
        reply = post(hook.url, body, hook.headers(clock.real(), body), TAKE_WITHIN)
        self._workspace.journal.add(
            "webhook",
            hook.name,
            at=clock.now(),
            status=reply.status,
            payload={"url": hook.url, "body": json.loads(body)},
            answer=reply.json(),
            summary=", ".join(filter(None, [f"retry {attempt}" if attempt else "", reply.reason])),
            took=reply.took,
        )
        if not reply.ok and reply.status != GONE and attempt < len(RETRY_AFTER):
            wait = RETRY_AFTER[attempt] / clock.pace
            self._schedule.after(wait, lambda: self._again(hook, attempt + 1))
        return reply

    def soon(self, hook: Hook) -> None:
        """Send after the call that caused it was answered."""
        self._schedule.after(0, lambda: self._again(hook, 0))

    def _again(self, hook: Hook, attempt: int) -> None:
        self.send(hook, attempt)

    def stop(self) -> None:
        """Send nothing more."""
        self._schedule.stop()
