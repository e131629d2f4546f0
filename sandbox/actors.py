"""People who act, for tests and for stories."""

from collections.abc import Iterable
from typing import Any

from sandbox import acts
from sandbox.errors import ActFailedError
from sandbox.filling import fill, state_of
from sandbox.outcomes import Outcome
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.seen import Seen, elements_in, texts_in, where_of
from sandbox.site import Site
from sandbox.views import View


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

    def says(self, channel: "str | Seen", text: str, thread_ts: str | None = None, *, broadcast: bool = False) -> Seen:
        """Write a message. Given a message instead of a channel, the answer goes into its thread.

        `broadcast` sends a reply to the channel as well.
        """
        if isinstance(channel, Seen):
            thread_ts = thread_ts or channel.thread_ts or channel.ts
        where = where_of(channel)
        said = acts.say(self._site, self._person, where, text, thread_ts, broadcast=broadcast)
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

    @property
    def modal_words(self) -> str:
        """Everything that this person reads in the top modal, its errors too; empty when none is open."""
        view = self.modal
        return "\n".join([*texts_in(view.content), *view.errors.values()]) if view else ""

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
