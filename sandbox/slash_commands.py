"""Slash commands: what a person types, and the private answer."""

from sandbox.conversations import Conversation
from sandbox.errors import ActFailedError, Refused
from sandbox.outbound import AppConnection, Reply
from sandbox.outcomes import HTTP_OK, Outcome, note
from sandbox.people import Person
from sandbox.response_urls import ResponseUrl, ResponseUrls
from sandbox.views import Views
from sandbox.workspace import Workspace


class SlashCommands:
    """Sends commands to the app and shows its answers."""

    def __init__(self, workspace: Workspace, views: Views, app: AppConnection, response_urls: ResponseUrls) -> None:
        self._workspace = workspace
        self._views = views
        self._app = app
        self._response_urls = response_urls

    def send(self, person: Person, place: Conversation, line: str) -> Outcome:
        """A person types a slash command. Raises ActFailedError when Slack does not know it."""
        command, _, text = line.strip().partition(" ")
        known = self._workspace.manifest.find_command(command)
        if known is None:
            raise ActFailedError(f"{command} is not a valid command.")
        with self._workspace.lock:
            if known.should_escape:
                text = self._workspace.as_typed(text)
            fields = self._fields(person, place, command, text.strip())
        reply = self._app.send_form(fields)
        note(self._workspace, "command", command, dict(fields), reply)
        if reply.status != HTTP_OK:
            return Outcome(error=f"{command} failed with the error “{_reason(reply)}”")
        with self._workspace.lock:
            return self._after(person, place, reply)

    def _fields(self, person: Person, place: Conversation, command: str, text: str) -> dict[str, str]:
        team = self._workspace.team
        in_channel = place in self._workspace.channels()
        return {
            "token": "not-used",
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": place.id,
            "channel_name": place.name if in_channel else "directmessage",
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": team.app_id,
            "is_enterprise_install": "false",
            "response_url": self._response_urls.new(person.id, place),
            "trigger_id": self._views.new_trigger(person.id),
        }

    def _after(self, person: Person, place: Conversation, reply: Reply) -> Outcome:
        if not reply.body.strip():
            return Outcome()
        body = reply.json() or {"text": reply.body.decode(errors="replace")}
        if not any(body.get(name) for name in ("text", "blocks", "attachments")):
            return Outcome()
        target = ResponseUrl(person.id, place, None, self._workspace.clock.real())
        try:
            return Outcome(answer=self._response_urls.apply(target, body))
        except Refused as refusal:
            return Outcome(error=f"{refusal.error}: {'; '.join(refusal.messages)}")


def _reason(reply: Reply) -> str:
    return "operation_timeout" if reply.reason == "http_timeout" else "dispatch_failed"
