"""What people do in Slack. The page and the tests both act through these functions.

Each raises ActFailedError with the sentence that Slack's client would show.
"""

from sandbox import files, posting
from sandbox.conversations import Conversation, Message
from sandbox.errors import ActFailedError
from sandbox.outcomes import Outcome
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.site import Site
from sandbox.text import clean
from sandbox.views import View
from sandbox.web_api.reactions import EMOJI
from sandbox.workspace import MOST_IN_GROUP_DM


def person_of(site: Site, who: str) -> Person:
    """The human with this id or handle."""
    person = site.workspace.find_person(who)
    if person is None or person.is_bot:
        raise ActFailedError(f"Nobody here is called {who}.")
    if person.deleted:
        raise ActFailedError(f"{person.real_name}'s account is deactivated.")
    return person


def place_of(site: Site, person: Person, where: str) -> Conversation:
    """The conversation with this id or channel name, which the person is in."""
    conversation = site.workspace.find_conversation(where)
    if conversation is None or person.id not in conversation.members:
        raise ActFailedError(f"{person.real_name} is not in {where}.")
    return conversation


def message_of(site: Site, person: Person, where: str, ts: str) -> Message:
    """A message that the person can see."""
    conversation = place_of(site, person, where)
    message = conversation.messages.get(ts)
    if message is None or message.ephemeral_to not in (None, person.id):
        raise ActFailedError("This message is gone.")
    return message


def say(
    site: Site,
    person: Person,
    where: str,
    text: str,
    thread_ts: str | None = None,
    *,
    broadcast: bool = False,
) -> Message | None:
    """Write a message, or a slash command (its private answer is returned, if there is one).

    `broadcast` sends a reply to the channel as well.
    """
    text = _words(text)
    if text.startswith("/"):
        if thread_ts:
            raise ActFailedError(f"{text.split()[0]} is not supported in threads. Sorry!")
        return _checked(command(site, person, where, text)).answer
    with site.workspace.lock:
        conversation = place_of(site, person, where)
        if conversation.is_archived:
            raise ActFailedError("This channel is archived.")
        if thread_ts and thread_ts not in conversation.messages:
            raise ActFailedError("This thread is gone.")
        stored = site.workspace.as_typed(text)
        return posting.post(
            site.workspace,
            conversation,
            person,
            stored,
            thread_ts=_root_ts(conversation, thread_ts),
            broadcast=broadcast and thread_ts is not None,
            blocks=_rich_text(site, text),
        )


def _words(text: str) -> str:
    """What was typed. Raises ActFailedError where Slack's client keeps its button grey."""
    text = clean(text)
    if not text.strip():
        raise ActFailedError("Write something first.")
    return text


def share_file(
    site: Site, person: Person, where: str, name: str, content: bytes, *, text: str = "", thread_ts: str | None = None
) -> Message:
    """Show a file in a conversation, with some words if there are any."""
    workspace = site.workspace
    with workspace.lock:
        conversation = place_of(site, person, where)
        file = files.new(workspace, name, person.id, len(content))
        file.content, file.shown = content, True
        return posting.post(
            workspace,
            conversation,
            person,
            workspace.as_typed(text),
            thread_ts=_root_ts(conversation, thread_ts),
            subtype="file_share",
            files=[file.id],
        )


def _root_ts(conversation: Conversation, thread_ts: str | None) -> str | None:
    parent = conversation.messages.get(thread_ts or "")
    return (parent.thread_ts or parent.ts) if parent else None


def _rich_text(site: Site, text: str) -> list[Payload]:
    """The block in which Slack's client sends what was typed."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": f"rt{site.workspace.number():x}", "elements": [section]}]


def command(site: Site, person: Person, where: str, line: str) -> Outcome:
    """Type a slash command; people of other workspaces cannot."""
    if person.team_id != site.workspace.team.id:
        raise ActFailedError(f"{line.split()[0]} is not a valid command.")
    return site.commands.send(person, place_of(site, person, where), line)


def edit(site: Site, person: Person, where: str, ts: str, text: str) -> None:
    """Change one's own message."""
    text = clean(text)
    with site.workspace.lock:
        message = _own(site, person, where, ts)
        posting.edit(
            site.workspace,
            message,
            mark_as=person.id,
            text=site.workspace.as_typed(text),
            blocks=_rich_text(site, text),
        )


def delete(site: Site, person: Person, where: str, ts: str) -> None:
    """Take back one's own message."""
    with site.workspace.lock:
        posting.delete(site.workspace, _own(site, person, where, ts))


def _own(site: Site, person: Person, where: str, ts: str) -> Message:
    message = message_of(site, person, where, ts)
    if message.user != person.id:
        raise ActFailedError("This is somebody else's message.")
    return message


def react(site: Site, person: Person, where: str, ts: str, name: str, *, on: bool = True) -> None:
    """Add a reaction or take it back."""
    if not EMOJI.match(name):
        raise ActFailedError(f"There is no emoji called {name}.")
    with site.workspace.lock:
        posting.react(site.workspace, message_of(site, person, where, ts), person.id, name, on=on)


def click(site: Site, person: Person, where: str, ts: str, action: Payload, values: Payload) -> Outcome:
    """Use an element of a message. A click may come late: the element need not stand there any more."""
    message = message_of(site, person, where, ts)
    return site.interactions.click_message(person, message, action, values)


def read(site: Site, person: Person, where: str) -> Conversation:
    """Look at a conversation: nothing in it is unread afterwards."""
    with site.workspace.lock:
        conversation = place_of(site, person, where)
        if conversation.messages:
            conversation.reads[person.id] = next(reversed(conversation.messages))
        return conversation


def open_dm(site: Site, person: Person, users: list[str]) -> Conversation:
    """Open a DM or group DM with others (ids or handles; the app's user id counts too)."""
    others = [site.workspace.find_person(user) for user in users]
    if not others or None in others:
        raise ActFailedError("Nobody here is called that.")
    with site.workspace.lock:
        members = {person.id, *(other.id for other in others if other)}
        if len(members) > MOST_IN_GROUP_DM + 1:
            raise ActFailedError(f"No more than {MOST_IN_GROUP_DM} others fit into one conversation.")
        return site.workspace.dm(person.id, *(other.id for other in others if other))


def open_home(site: Site, person: Person, tab: str = "home") -> View | None:
    """Visit the app's home (or messages) tab; what stands there at this moment."""
    with site.workspace.lock:
        home = site.views.home(person.id)
        event: Payload = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": site.workspace.app_dm(person.id).id,
            "tab": tab,
            "event_ts": site.clock.timestamp(),
        }
        if home:
            event["view"] = site.views.as_slack(home)
        site.events.emit(event)
        return home


def modal_of(site: Site, person: Person, view_id: str | None = None) -> View:
    """The modal on top of the person's stack, or the one with this id."""
    with site.workspace.lock:
        view = site.views.find(view_id) if view_id else site.views.modal(person.id)
    if view is None or view.person != person.id:
        raise ActFailedError("This window is closed.")
    return view


def _checked(outcome: Outcome) -> Outcome:
    if outcome.error:
        raise ActFailedError(outcome.error)
    return outcome
