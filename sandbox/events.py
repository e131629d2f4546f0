"""The Events API: which events the app gets, in their envelope, and again when it did not answer."""

import base64
import uuid
from functools import partial

from sandbox.clock import Seconds
from sandbox.conversations import SCOPE_PREFIX, Conversation, Kind
from sandbox.faults import EVENT, Faults
from sandbox.limits import MINUTE, Window
from sandbox.outbound import AppConnection, Reply
from sandbox.payloads import Payload
from sandbox.schedule import Schedule
from sandbox.workspace import Workspace

# Slack's seconds before each further attempt.
RETRY_AFTER = (0, 60, 300)

# Deliveries that an app gets from one workspace.
MOST_AN_HOUR = 30_000
HOUR: Seconds = 3600.0

# The action of the scope that an event needs, for the kind of its conversation: channels:read, mpim:history …
ACTION_OF = {"message": "history", "member_joined_channel": "read", "member_left_channel": "read"}
SCOPE_OF = {
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_rename": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_rename": "groups:read",
}
AFTER_THE_END = ("app_uninstalled", "tokens_revoked")


class Events:
    """Sends events to the app in the order in which they happened."""

    def __init__(self, workspace: Workspace, app: AppConnection, faults: Faults) -> None:
        self._workspace = workspace
        self._app = app
        self._faults = faults
        self._schedule = Schedule("sandbox-events")
        self._held: list[Payload] = []
        self.volume = Window(MOST_AN_HOUR, HOUR)
        self._limited_minute = 0

    def emit(self, event: Payload, conversation: Conversation | None = None) -> None:
        """Queue an event if the app subscribed to it, may see it, and can be reached."""
        if not self._reaches_app(event, conversation) or self._too_many():
            return
        envelope = self._envelope(event, conversation)
        fault = self._faults.strike(f"{EVENT}{event['type']}")
        if fault and fault.kind == "reorder":
            self._hold(envelope, fault.seconds)
            return
        wait = fault.seconds if fault and fault.kind == "late" else 0.0
        for _ in range({"drop": 0, "duplicate": 2}.get(fault.kind if fault else "", 1)):
            self._schedule.after(wait, partial(self._attempt, envelope, 0, ""))
        for held in self._held:
            self._schedule.after(wait, partial(self._release, held))

    def _too_many(self) -> bool:
        """Whether this hour's events are used up; the app is told once in each minute in which one was lost."""
        now = self._workspace.clock.limits_now()
        if not self.volume.wait(now):
            self.volume.take(now)
            return False
        minute = int(now // MINUTE * MINUTE)
        if minute != self._limited_minute:
            self._limited_minute = minute
            team = self._workspace.team
            told = {"token": "not-used", "type": "app_rate_limited", "team_id": team.id, "api_app_id": team.app_id}
            self._schedule.after(0.0, partial(self._attempt, {**told, "minute_rate_limited": minute}, 0, ""))
        return True

    def _hold(self, envelope: Payload, seconds: Seconds) -> None:
        self._held.append(envelope)
        self._schedule.after(seconds, partial(self._release, envelope))

    def _release(self, envelope: Payload) -> None:
        """Send what was held back until another event had gone out, once."""
        if envelope in self._held:
            self._held.remove(envelope)
            self._attempt(envelope, 0, "")

    def _reaches_app(self, event: Payload, conversation: Conversation | None) -> bool:
        workspace = self._workspace
        if self._app.url is None or (not workspace.installed and event["type"] not in AFTER_THE_END):
            return False
        if conversation is not None and workspace.bot.id not in conversation.members:
            return False
        action = ACTION_OF.get(event["type"]) if conversation else None
        scope = conversation.scope(action) if conversation and action else SCOPE_OF.get(event["type"])
        granted = scope is None or scope in workspace.manifest.scopes
        return granted and workspace.manifest.wants(_subscription(event, conversation.kind if conversation else None))

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
        self._schedule.after(wait, partial(self._attempt, envelope, retry + 1, reply.reason))

    def _note(self, envelope: Payload, reply: Reply, retry: int) -> None:
        event = envelope.get("event", envelope)
        words = [event.get("subtype"), f"retry {retry}" if retry else None, reply.reason]
        self._workspace.journal.add(
            "event",
            event["type"],
            at=self._workspace.clock.now(),
            status=reply.status,
            payload=envelope,
            summary=", ".join(word for word in words if word),
            took=reply.took,
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
