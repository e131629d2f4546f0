"""Clicks and forms: what people do that the app answers at once."""

from sandbox.conversations import Message
from sandbox.errors import Refused
from sandbox.outbound import AppConnection, Reply
from sandbox.outcomes import HTTP_OK, Outcome, note
from sandbox.payloads import Payload, without_empty
from sandbox.people import Person
from sandbox.rendering import message_as_slack
from sandbox.response_urls import ResponseUrls
from sandbox.states import VALUE_KEYS, complete, inputs, missing
from sandbox.views import View, Views
from sandbox.workspace import Workspace

NO_ANSWER = "The app did not respond. Try again?"
NO_OPTIONS = "The options could not be loaded. Try again?"
TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    """Builds what Slack sends, sends it outside the lock, and does what the app's answer says."""

    def __init__(self, workspace: Workspace, views: Views, app: AppConnection, response_urls: ResponseUrls) -> None:
        self._workspace = workspace
        self._views = views
        self._app = app
        self._response_urls = response_urls

    def click_message(self, person: Person, message: Message, action: Payload, values: Payload) -> Outcome:
        """A person uses an element of a message."""
        workspace = self._workspace
        with workspace.lock:
            conversation = workspace.conversations[message.channel]
            payload = {
                **self._common("block_actions", person),
                "trigger_id": self._views.new_trigger(person.id),
                "response_url": self._response_urls.new(person.id, conversation, message),
                "container": _message_container(message),
                "channel": {"id": conversation.id, "name": conversation.name},
                "state": {"values": complete(message.blocks, {}, values)},
                "actions": [self._action(action)],
            }
            if message.ephemeral_to is None:
                payload["message"] = message_as_slack(workspace, message)
        return self._send_click(payload)

    def click_view(self, person: Person, view: View, action: Payload, values: Payload) -> Outcome:
        """A person uses an element of a modal or of the home tab."""
        with self._workspace.lock:
            view.values = complete(view.content["blocks"], view.values, values)
            payload = {
                **self._common("block_actions", person),
                "trigger_id": self._views.new_trigger(person.id),
                "container": {"type": "view", "view_id": view.id},
                "view": self._views.as_slack(view),
                "state": {"values": view.values},
                "actions": [self._action(action)],
            }
        return self._send_click(payload)

    def suggest(self, person: Person, where: Message | View, action: Payload, typed: str) -> Payload:
        """A person types into an external select: what the app offers, or the error that is shown instead."""
        with self._workspace.lock:
            payload = {
                **self._common("block_suggestion", person),
                "action_id": action["action_id"],
                "block_id": action["block_id"],
                "value": typed,
                **self._where(where),
            }
        reply = self._app.send_interaction(payload)
        note(self._workspace, "action", f"options for {action['action_id']}", payload, reply)
        offered = {name: reply.json().get(name) for name in ("options", "option_groups")}
        if reply.status != HTTP_OK or not any(isinstance(found, list) for found in offered.values()):
            return {"ok": False, "error": NO_OPTIONS}
        return {"ok": True, **without_empty(**offered)}

    def _where(self, where: Message | View) -> Payload:
        if isinstance(where, View):
            return {"container": {"type": "view", "view_id": where.id}, "view": self._views.as_slack(where)}
        conversation = self._workspace.conversations[where.channel]
        told: Payload = {
            "container": _message_container(where),
            "channel": {"id": conversation.id, "name": conversation.name},
        }
        return told if where.ephemeral_to else {**told, "message": message_as_slack(self._workspace, where)}

    def _send_click(self, payload: Payload) -> Outcome:
        action = payload["actions"][0]
        reply = self._app.send_interaction(payload)
        note(self._workspace, "action", action["action_id"], payload, reply)
        return Outcome(error=None if reply.status == HTTP_OK else NO_ANSWER)

    def _action(self, action: Payload) -> Payload:
        return {**action, "action_ts": self._workspace.clock.timestamp()}

    def submit(self, person: Person, view: View, values: Payload, *, unchecked: bool = False) -> Outcome:
        """A person sends a form; `unchecked` leaves out what Slack's client would have complained about."""
        with self._workspace.lock:
            blocks = view.content["blocks"]
            view.values = complete(blocks, view.values, values)
            if unchecked:
                view.values |= values
            view.errors = {} if unchecked else missing(blocks, view.values)
            if view.errors:
                return Outcome(errors=view.errors)
            payload = {
                **self._common("view_submission", person),
                "trigger_id": self._views.new_trigger(person.id),
                "view": self._views.as_slack(view),
                "response_urls": self._response_urls_of(person, view),
            }
        reply = self._app.send_interaction(payload)
        note(self._workspace, "action", f"submit {view.content.get('callback_id', '')}", payload, reply)
        with self._workspace.lock:
            return self._after_submit(person, view, reply)

    def _response_urls_of(self, person: Person, view: View) -> list[Payload]:
        """An address for each place that was chosen in a select with `response_url_enabled`."""
        found: list[Payload] = []
        for block, element in inputs(view.content["blocks"]):
            block_id, action_id = block["block_id"], element["action_id"]
            chosen = view.values[block_id][action_id].get(VALUE_KEYS[element["type"]][0])
            if element.get("response_url_enabled") and chosen in self._workspace.conversations:
                address = self._response_urls.new(person.id, self._workspace.conversations[chosen])
                place = {"block_id": block_id, "action_id": action_id, "channel_id": chosen}
                found.append({**place, "response_url": address})
        return found

    def _after_submit(self, person: Person, view: View, reply: Reply) -> Outcome:
        if reply.status != HTTP_OK:
            return Outcome(error=TROUBLE)
        answer = reply.json()
        if reply.body.strip() and not answer and reply.body.strip() != b"{}":
            return Outcome(error=TROUBLE)
        try:
            outcome = self._obey(person, view, answer)
        except Refused as refusal:
            outcome = Outcome(error=f"{TROUBLE} ({refusal.error}: {'; '.join(refusal.messages)})")
        self._workspace.on_change()
        return outcome

    def _obey(self, person: Person, view: View, answer: Payload) -> Outcome:
        match answer.get("response_action"):
            case None:
                self._views.close(view)
            case "clear":
                self._views.clear(person.id)
            case "update":
                self._views.replace(view, answer.get("view", {}))
            case "push":
                self._views.push(person.id, answer.get("view", {}))
            case "errors":
                return _show_errors(view, answer.get("errors") or {})
            case other:
                raise Refused("invalid_arguments", f"unknown response_action: {other}")
        return Outcome()

    def close(self, person: Person, view: View, *, whole_stack: bool = False) -> Outcome:
        """A person closes a modal: with Cancel, or the whole stack with the X."""
        with self._workspace.lock:
            everything = whole_stack or bool(view.content.get("clear_on_close"))
            payload = {
                **self._common("view_closed", person),
                "view": self._views.as_slack(view),
                "is_cleared": everything,
            }
            if everything:
                self._views.clear(person.id)
            else:
                self._views.close(view)
            self._workspace.on_change()
        if not view.content.get("notify_on_close"):
            return Outcome()
        reply = self._app.send_interaction(payload)
        note(self._workspace, "action", f"close {view.content.get('callback_id', '')}", payload, reply)
        return Outcome()

    def _common(self, kind: str, person: Person) -> Payload:
        team = self._workspace.team
        return {
            "type": kind,
            "user": {
                "id": person.id,
                "username": person.name,
                "name": person.name,
                "team_id": person.team_id,
            },
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": team.app_id,
            "token": "not-used",
        }


def _message_container(message: Message) -> Payload:
    return without_empty(
        type="message",
        message_ts=message.ts,
        channel_id=message.channel,
        is_ephemeral=message.ephemeral_to is not None,
        thread_ts=message.thread_ts,
    )


def _show_errors(view: View, errors: dict[str, str]) -> Outcome:
    known = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    strange = sorted(set(errors) - known)
    if strange or not errors:
        raise Refused("invalid_arguments", f"no input blocks: {', '.join(strange)}")
    view.errors = dict(errors)
    return Outcome(errors=view.errors)
