"""The Events API: which events the app gets, in their envelope, and again when it did not answer."""

import base64
import uuid

from sandbox.conversations import SCOPE_PREFIX, Conversation, Kind
from sandbox.faults import Faults
from sandbox.outbound import AppConnection, Reply
from sandbox.payloads import Payload
from sandbox.schedule import Schedule
from sandbox.workspace import Workspace

# Slack's seconds before each further attempt.
RETRY_AFTER = (0, 60, 300)

SCOPE_OF = {
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
}
AFTER_THE_END = ("app_uninstalled", "tokens_revoked")


class Events:
    """Sends events to the app in the order in which they happened."""

    def __init__(self, workspace: Workspace, app: AppConnection, faults: Faults) -> None:
        self._workspace = workspace
        self._app = app
        self._faults = faults
        self._schedule = Schedule("sandbox-events")

    def emit(self, event: Payload, conversation: Conversation | None = None) -> None:
        """Queue an event if the app subscribed to it, may see it, and can be reached."""
        if not self._reaches_app(event, conversation):
            return
        envelope = self._envelope(event, conversation)
        fault = self._faults.strike(f"event:{event['type']}")
        if fault and fault.kind == "drop":
            return
        wait = fault.seconds if fault and fault.kind == "late" else 0.0
        for _ in range(2 if fault and fault.kind == "duplicate" else 1):
            self._schedule.after(wait, lambda: self._attempt(envelope, 0, ""))

    def _reaches_app(self, event: Payload, conversation: Conversation | None) -> bool:
        workspace = self._workspace
        if self._app.url is None or (not workspace.installed and event["type"] not in AFTER_THE_END):
            return False
        if conversation is not None and workspace.bot.id not in conversation.members:
            return False
        kind = conversation.kind if conversation else None
        scope = f"{SCOPE_PREFIX[kind]}:history" if kind and event["type"] == "message" else None
        scope = scope or SCOPE_OF.get(event["type"])
        granted = scope is None or scope in workspace.manifest.scopes
        return granted and workspace.manifest.wants(_subscription(event, kind))

    def _envelope(self, event: Payload, conversation: Conversation | None) -> Payload:
        team, bot = self._workspace.team, self._workspace.bot
        authorization = {
            "enterprise_id": None,
            "team_id": team.id,
            "user_id": bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "not-used",
            "type": "event_callback",
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": team.app_id,
            "event": event,
            "event_id": f"Ev{uuid.uuid4().hex[:10].upper()}",
            "event_time": int(self._workspace.clock.now().timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": bool(conversation and conversation.is_ext_shared),
            "event_context": base64.b64encode(f"4-{team.id}-{event['type']}".encode()).decode(),
        }

    def _attempt(self, envelope: Payload, retry: int, reason: str) -> None:
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        reply = self._app.send_json(envelope, **headers)
        self._note(envelope, reply, retry)
        stop = reply.headers.get("x-slack-no-retry") == "1"
        if reply.ok or stop or retry >= len(RETRY_AFTER):
            return
        wait = RETRY_AFTER[retry] / self._workspace.clock.pace
        self._schedule.after(wait, lambda: self._attempt(envelope, retry + 1, reply.reason))

    def _note(self, envelope: Payload, reply: Reply, retry: int) -> None:
        event = envelope["event"]
        words = [event.get("subtype"), f"retry {retry}" if retry else None, reply.reason]
        self._workspace.journal.add(
            "event",
            event["type"],
            at=self._workspace.clock.now(),
            status=reply.status,
            payload=envelope,
            summary=", ".join(word for word in words if word),
        )

    def wait_idle(self, timeout: float) -> bool:
        """Wait until every event that is due was delivered or given up for now."""
        return self._schedule.wait_idle(timeout)

    def stop(self) -> None:
        """Send nothing more."""
        self._schedule.stop()


def _subscription(event: Payload, kind: Kind | None) -> str:
    if event["type"] != "message" or kind is None:
        return str(event["type"])
    return f"message.{SCOPE_PREFIX[kind]}"
