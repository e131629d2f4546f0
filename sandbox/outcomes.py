"""How an act of a person ended, for the person and for the journal."""

from dataclasses import dataclass, field

from sandbox.conversations import Message
from sandbox.journal import Direction
from sandbox.outbound import Reply
from sandbox.payloads import Payload
from sandbox.workspace import Workspace

HTTP_OK = 200


@dataclass(frozen=True)
class Outcome:
    """What the person sees after an act: an `error` of Slack's, or `errors` beside inputs (by block id)."""

    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    answer: Message | None = None

    @property
    def ok(self) -> bool:
        """True when nothing complained."""
        return self.error is None and not self.errors


def note(workspace: Workspace, direction: Direction, name: str, payload: Payload, reply: Reply) -> None:
    """Write an act and the app's answer into the journal."""
    workspace.journal.add(
        direction,
        name,
        at=workspace.clock.now(),
        status=reply.status,
        payload=payload,
        answer=reply.json(),
        summary=reply.reason,
        took=reply.took,
    )
