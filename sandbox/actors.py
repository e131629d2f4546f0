"""People who act in tests, and messages as they see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox import acts
from sandbox.block_kit import interactive
from sandbox.conversations import Message
from sandbox.errors import ActFailedError
from sandbox.interactions import Outcome
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.rendering import message_as_slack
from sandbox.site import Site
from sandbox.states import VALUE_KEYS, inputs
from sandbox.text import unescape
from sandbox.views import View
from sandbox.workspace import Workspace

# An overflow menu holds nothing; its action tells what was chosen.
OVERFLOW = ("selected_option", "")


@dataclass(frozen=True)
class Seen:
    """A message as it looked when it was read; it does not change afterwards.

    `text` is the stored (escaped) text, `raw` the whole message object of Slack's API with its metadata.
    """

    channel: str
    ts: str
    thread_ts: str | None
    user: str
    text: str
    blocks: tuple[Payload, ...]
    ephemeral: bool
    raw: Payload

    @classmethod
    def of(cls, site: Site, message: Message) -> "Seen":
        """This message, now."""
        return cls(
            message.channel,
            message.ts,
            message.thread_ts,
            message.user,
            message.text,
            tuple(message.blocks),
            message.ephemeral_to is not None,
            message_as_slack(site.workspace, message, metadata=True),
        )

    @property
    def words(self) -> str:
        """Everything that a reader sees, in one text: all texts of the blocks, or the text."""
        return "\n".join(texts_in(self.blocks)) or unescape(self.text)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order."""
        return [e["text"]["text"] for e in elements_in(self.blocks) if e["type"] == "button"]

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Reaction name → user ids."""
        return {r["name"]: r["users"] for r in self.raw.get("reactions", [])}


def elements_in(blocks: Iterable[Payload]) -> list[Payload]:
    """The usable elements of the blocks, each with its `block_id`."""
    return [{**element, "block_id": block["block_id"]} for block in blocks for element in interactive(block)]


def texts_in(node: Any) -> list[str]:
    """Every text inside blocks, in reading order, as a reader sees it."""
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            raw = node["text"]
            return [raw if node.get("type") in ("plain_text", "text") else unescape(raw)]
        return [text for value in node.values() for text in texts_in(value)]
    if isinstance(node, list | tuple):
        return [text for item in node for text in texts_in(item)]
    return []


def where_of(channel: "str | Seen") -> str:
    """The id of a conversation, or of the one in which a message stands."""
    return channel if isinstance(channel, str) else channel.channel


class Actor:
    """A person of the workspace, acting."""

    def __init__(self, site: Site, person: Person) -> None:
        self._site = site
        self._person = person
        self.id = person.id
        self.email = person.email
        self.name = person.real_name

    @property
    def dm(self) -> str:
        """The id of this person's DM with the app."""
        with self._site.workspace.lock:
            return self._site.workspace.app_dm(self.id).id

    def says(self, channel: "str | Seen", text: str, thread_ts: str | None = None) -> Seen:
        """Write a message. Given a message instead of a channel, the answer goes into its thread."""
        if isinstance(channel, Seen):
            thread_ts = thread_ts or channel.thread_ts or channel.ts
        said = acts.say(self._site, self._person, where_of(channel), text, thread_ts)
        if said is None:
            raise ActFailedError("a command without an answer: use command()")
        return Seen.of(self._site, said)

    def command(self, line: str, channel: str | None = None) -> Seen | None:
        """Type a slash command (in the DM with the app unless told); the answer given at once, if any.

        Raises ActFailedError with what Slack shows when the app did not answer.
        """
        outcome = acts.command(self._site, self._person, channel or self.dm, line)
        self._expect(outcome)
        return Seen.of(self._site, outcome.answer) if outcome.answer else None

    def edits(self, message: Seen, text: str) -> None:
        """Change an own message."""
        acts.edit(self._site, self._person, message.channel, message.ts, text)

    def deletes(self, message: Seen) -> None:
        """Take back an own message."""
        acts.delete(self._site, self._person, message.channel, message.ts)

    def reacts(self, message: Seen, name: str, *, on: bool = True) -> None:
        """Add a reaction, or take it back."""
        acts.react(self._site, self._person, message.channel, message.ts, name, on=on)

    def sees(self, channel: "str | Seen") -> list[Seen]:
        """Everything in a conversation that this person sees, ephemeral messages and replies too."""
        with self._site.workspace.lock:
            conversation = acts.read(self._site, self._person, where_of(channel))
            return [Seen.of(self._site, m) for m in conversation.visible_to(self.id)]

    # Using elements

    def clicks(self, target: "Seen | View", label: str, value: str | None = None) -> None:
        """Press a button, found by its label or action id (and value), on a message, modal or home tab.

        The message may be an old one: the click is sent as it was. Raises ActFailedError with what Slack shows.
        """
        element = _find_button(target, label, value)
        action = {name: element[name] for name in ("type", "block_id", "action_id", "text")}
        if "value" in element:
            action["value"] = element["value"]
        self._expect(self._act(target, action, {}))

    def selects(self, target: "Seen | View", action_id: str, value: Any) -> None:
        """Choose in a select, picker, radio or checkbox group, found by action id.

        `value` is an option's value or label (a list for multi selects), a user or channel id, a date or time.
        """
        element = next((e for e in elements_in(_blocks(target)) if e.get("action_id") == action_id), None) or _complain(
            f"nothing called {action_id} here"
        )
        state = state_of(self._site.workspace, element, value)
        action = {"block_id": element["block_id"], "action_id": action_id, **state}
        values = {element["block_id"]: {action_id: state}}
        self._expect(self._act(target, action, values))

    def _act(self, target: "Seen | View", action: Payload, values: Payload) -> Outcome:
        if isinstance(target, Seen):
            return acts.click(self._site, self._person, target.channel, target.ts, action, values)
        return self._site.interactions.click_view(self._person, target, action, values)

    # Modals and the home tab

    @property
    def modal(self) -> View | None:
        """The modal on top, if any stands open."""
        return self._site.views.modal(self.id)

    @property
    def home(self) -> View | None:
        """What the app published to this person's home tab."""
        return self._site.views.home(self.id)

    def opens_home(self, tab: str = "home") -> View | None:
        """Visit the app's home tab."""
        return acts.open_home(self._site, self._person, tab)

    def submits(self, view: View | None = None, *, unchecked: bool = False, **values: Any) -> dict[str, str]:
        """Send the form of the top modal, with values by block id (or action id); what is not named stays.

        Returns the errors beside its inputs (empty when it was taken). `unchecked` sends what Slack's client
        would have refused. Raises ActFailedError when the app did not answer properly.
        """
        shown = view or acts.modal_of(self._site, self._person)
        filled = fill(self._site.workspace, shown, values)
        outcome = self._site.interactions.submit(self._person, shown, filled, unchecked=unchecked)
        self._expect(outcome)
        return outcome.errors

    def closes(self, view: View | None = None, *, whole_stack: bool = False) -> None:
        """Close the top modal with Cancel, or the whole stack with the X."""
        shown = view or acts.modal_of(self._site, self._person)
        self._site.interactions.close(self._person, shown, whole_stack=whole_stack)

    def _expect(self, outcome: Outcome) -> None:
        if outcome.error:
            raise ActFailedError(outcome.error)


def _blocks(target: "Seen | View") -> Iterable[Payload]:
    return target.blocks if isinstance(target, Seen) else target.content["blocks"]


def _find_button(target: "Seen | View", label: str, value: str | None) -> Payload:
    buttons = [e for e in elements_in(_blocks(target)) if e["type"] == "button"]
    for button in buttons:
        named = label in (button["action_id"], button["text"]["text"])
        if named and value in (None, button.get("value")):
            return button
    labels = ", ".join(button["text"]["text"] for button in buttons) or "none"
    return _complain(f"no button {label!r} here; buttons: {labels}")


def _complain(sentence: str) -> Payload:
    raise LookupError(sentence)


def fill(workspace: Workspace, view: View, values: dict[str, Any]) -> Payload:
    """`state.values` for these values by block id or action id. Raises LookupError for an unknown one."""
    filled: Payload = {}
    left = dict(values)
    for block, element in inputs(view.content["blocks"]):
        for name in (block["block_id"], element["action_id"]):
            if name in left:
                state = state_of(workspace, element, left.pop(name))
                filled.setdefault(block["block_id"], {})[element["action_id"]] = state
                break
    if left:
        raise LookupError(f"no input called {', '.join(left)} in this modal")
    return filled


def state_of(workspace: Workspace, element: Payload, value: Any) -> Payload:
    """The state of an element in which `value` was chosen; people may be named by handle."""
    key, _ = VALUE_KEYS.get(element["type"], OVERFLOW)
    if key == "selected_option":
        value = None if value is None else _option(element, value)
    elif key == "selected_options":
        value = [_option(element, one) for one in value]
    elif key == "selected_user":
        value = value and _user_id(workspace, value)
    elif key == "selected_users":
        value = [_user_id(workspace, one) for one in value]
    return {"type": element["type"], key: value}


def _user_id(workspace: Workspace, who: str) -> str:
    person = workspace.find_person(who)
    return person.id if person else who


def _option(element: Payload, wanted: str) -> Payload:
    options = list(element.get("options", []))
    for group in element.get("option_groups", []):
        options += group["options"]
    for option in options:
        if wanted in (option["value"], option["text"]["text"]):
            return dict(option)
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": wanted}, "value": wanted}
    return _complain(f"no option {wanted!r}; options: {', '.join(o['text']['text'] for o in options)}")
