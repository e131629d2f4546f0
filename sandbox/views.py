"""Modals and home tabs: who sees which view, and the one-use triggers that may open them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.block_kit import check_view, view_too_large
from sandbox.clock import Clock, Seconds
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.states import complete
from sandbox.stored_blocks import stored
from sandbox.workspace import Workspace

TRIGGER_LIVES: Seconds = 3.0
DEEPEST_STACK = 3


@dataclass
class Trigger:
    """A permission to open one view, bought by a person's act at real time `issued_at`."""

    person: str
    issued_at: Seconds
    used: bool = False


@dataclass
class View:
    """A view that a person has before them. `errors` (by block id) are shown beside its inputs."""

    id: str
    person: str
    content: Payload
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Payload = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def external_id(self) -> str:
        """The app's own name for this view, or an empty text."""
        return str(self.content.get("external_id", ""))


class Views:
    """Every view of the workspace: one stack of modals and one home tab per person."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._clock: Clock = workspace.clock
        self._triggers: dict[str, Trigger] = {}
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def new_trigger(self, person: str) -> str:
        """A trigger id for what this person has just done."""
        trigger_id = f"{self._workspace.number()}.{uuid.uuid4().int % 10**10}.{uuid.uuid4().hex}"
        self._triggers[trigger_id] = Trigger(person, self._clock.real())
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """The person of this trigger, which is used up by it. Raises Refused when it is not good any more."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._clock.real() - trigger.issued_at > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.person

    def modal(self, person: str) -> View | None:
        """The modal on top of this person's stack."""
        stack = self._stacks.get(person)
        return stack[-1] if stack else None

    def stack(self, person: str) -> list[View]:
        """This person's modals, the root first."""
        return self._stacks.get(person, [])

    def home(self, person: str) -> View | None:
        """What was published to this person's home tab."""
        return self._homes.get(person)

    def find(self, view_id: str | None, external_id: str | None = None) -> View | None:
        """The view with this id, or with this external id."""
        for view in self._all():
            if view.id == view_id or (external_id and view.external_id == external_id):
                return view
        return None

    def _all(self) -> Iterator[View]:
        for stack in self._stacks.values():
            yield from stack
        yield from self._homes.values()

    def open(self, person: str, content: Payload) -> View:
        """Show a modal to a person, in place of any that stood open."""
        view = self._make(person, self.checked(content, "modal"))
        self._stacks[person] = [view]
        return view

    def push(self, person: str, content: Payload) -> View:
        """Put a modal on top of the person's stack. Raises Refused above three."""
        stack = self._stacks.get(person)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise Refused("push_limit_reached")
        view = self._make(person, self.checked(content, "modal"))
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def publish(self, person: str, content: Payload, known_hash: str | None) -> View:
        """Set a person's home tab. Raises Refused when the hash is not that of what is there."""
        checked = self.checked(content, "home")
        before = self._homes.get(person)
        if known_hash and before and known_hash != before.hash:
            raise Refused("hash_conflict")
        view = self._make(person, checked)
        if before:
            view.id = view.root_id = before.id
        self._homes[person] = view
        return view

    def replace(self, view: View, content: Payload, known_hash: str | None = None) -> View:
        """Change what a view shows; inputs keep their values where block and action ids stay."""
        if known_hash and known_hash != view.hash:
            raise Refused("hash_conflict")
        checked = self.checked(content, str(view.content["type"]), replaces=view)
        view.content = self._named(checked)
        view.values = complete(view.content["blocks"], view.values, {})
        view.hash = self._new_hash()
        view.errors = {}
        return view

    def close(self, view: View) -> None:
        """Take one view, and what lies on it, off its stack."""
        stack = self._stacks.get(view.person, [])
        if view in stack:
            del stack[stack.index(view) :]

    def clear(self, person: str) -> None:
        """Close every modal of a person."""
        self._stacks.pop(person, None)

    def checked(self, content: Payload, kind: str, replaces: View | None = None) -> Payload:
        """The same content. Raises Refused when Slack would not show it."""
        if not isinstance(content, dict):
            raise Refused("invalid_arguments", "must be an object [json-pointer:/view]")
        if view_too_large(content):
            raise Refused("view_too_large")
        mistakes = check_view(content)
        if not mistakes and content["type"] != kind:
            mistakes = [f"must be a {kind} [json-pointer:/view/type]"]
        if mistakes:
            raise Refused("invalid_arguments", *mistakes)
        external_id = content.get("external_id")
        twin = self.find(None, external_id) if external_id else None
        if twin is not None and twin is not replaces:
            raise Refused("duplicate_external_id")
        return content

    def _make(self, person: str, content: Payload) -> View:
        view_id = f"V0SBX{self._workspace.number():04d}"
        return View(view_id, person, self._named(content), self._new_hash(), root_id=view_id)

    def _named(self, content: Payload) -> Payload:
        try:
            return {**content, "blocks": stored(self._workspace, content["blocks"])}
        except Refused as refusal:
            raise Refused("invalid_arguments", *refusal.messages) from None

    def _new_hash(self) -> str:
        return f"{int(self._clock.real())}.{uuid.uuid4().hex[:8]}"

    def as_slack(self, view: View) -> Payload:
        """The view object of answers and payloads."""
        team, bot = self._workspace.team, self._workspace.bot
        defaults: Payload = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            "submit_disabled": False,
        }
        return {
            **defaults,
            **view.content,
            "id": view.id,
            "team_id": team.id,
            "hash": view.hash,
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
            "app_id": team.app_id,
            "app_installed_team_id": team.id,
            "bot_id": bot.bot_id,
            "state": {"values": view.values},
        }
