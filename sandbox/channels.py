"""What people do to channels: make, join, leave, rename and share them; and people of other firms in them.

Slack's own lines in a channel ("Ana joined") are not written: only the app is told.
"""

from sandbox.acts import person_of, place_of
from sandbox.conversations import Conversation, Kind
from sandbox.errors import ActFailedError
from sandbox.membership import joined, left
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.site import Site

# How events call a kind of conversation in their names.
NOUNS = {Kind.CHANNEL: "channel", Kind.PRIVATE: "group"}


def create(site: Site, person: Person, name: str, *, private: bool = False) -> Conversation:
    """A new channel with one member. Raises ActFailedError when the name is taken."""
    workspace = site.workspace
    with workspace.lock:
        if any(channel.name == name for channel in workspace.channels()):
            raise ActFailedError(f"There is a channel called {name} already.")
        channel_id = f"{'G' if private else 'C'}0SBX{workspace.number():04d}"
        kind = Kind.PRIVATE if private else Kind.CHANNEL
        created = int(site.clock.now().timestamp())
        channel = Conversation(channel_id, kind, name, [person.id], created=created)
        workspace.conversations[channel_id] = channel
        workspace.on_change()
        return channel


def invite(site: Site, person: Person, where: str, whom: str) -> None:
    """Bring somebody (or the app, by user id) into a channel; the app hears `member_joined_channel`."""
    with site.workspace.lock:
        channel = _channel(site, person, where)
        guest = site.workspace.find_person(whom)
        if guest is None or guest.deleted:
            raise ActFailedError(f"Nobody here is called {whom}.")
        if guest.id not in channel.members:
            channel.members.append(guest.id)
            site.events.emit(joined(site.clock.timestamp(), channel, guest, inviter=person.id), channel)
            site.workspace.on_change()


def leave(site: Site, person: Person, where: str) -> None:
    """Go; the app hears `member_left_channel`."""
    with site.workspace.lock:
        channel = _channel(site, person, where)
        channel.members.remove(person.id)
        site.events.emit(left(site.clock.timestamp(), channel, person), channel)
        site.workspace.on_change()


def remove_app(site: Site, person: Person, where: str) -> None:
    """Take the app out of a channel: it hears nothing of it, and nothing from there any more."""
    with site.workspace.lock:
        members = _channel(site, person, where).members
        members[:] = [member for member in members if member != site.workspace.bot.id]
        site.workspace.on_change()


def rename(site: Site, person: Person, where: str, name: str) -> None:
    """Give a channel another name; its id stays."""
    with site.workspace.lock:
        channel = _channel(site, person, where)
        channel.name = name
        told: Payload = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created}
        if channel.is_public:
            told |= {"is_channel": True, "is_mpim": False}
        kind = f"{NOUNS[channel.kind]}_rename"
        site.events.emit({"type": kind, "channel": told, "event_ts": site.clock.timestamp()}, channel)
        site.workspace.on_change()


def share(site: Site, person: Person, where: str, with_team: str) -> Conversation:
    """Share a channel with another firm. A private one gets a new id at once, under which everything goes on."""
    with site.workspace.lock:
        channel = _channel(site, person, where)
        channel.is_ext_shared = True
        if channel.id.startswith("G"):
            _move(site, channel, f"C{channel.id[1:]}")
        shared = {"type": "channel_shared", "connected_team_id": with_team, "channel": channel.id}
        site.events.emit({**shared, "event_ts": site.clock.timestamp()}, channel)
        site.workspace.on_change()
        return channel


def _move(site: Site, channel: Conversation, new_id: str) -> None:
    old_id = channel.id
    channel.id = new_id
    for message in channel.messages.values():
        message.channel = new_id
    for file in site.workspace.files.values():
        file.shares = {new_id if shared == old_id else shared: stamps for shared, stamps in file.shares.items()}
    conversations = site.workspace.conversations
    site.workspace.conversations = {c.id: c for c in conversations.values()}
    changed = {"type": "channel_id_changed", "old_channel_id": old_id, "new_channel_id": new_id}
    site.events.emit({**changed, "event_ts": site.clock.timestamp()}, channel)


def add_stranger(site: Site, name: str, team_id: str, channel: Conversation) -> Person:
    """Somebody of another firm, in a channel that is shared with it."""
    workspace = site.workspace
    with workspace.lock:
        person = Person(
            id=f"U0EXT{workspace.number():04d}",
            name=name,
            real_name=name.capitalize(),
            email=f"{name}@elsewhere.example",
            tz=workspace.team.zone,
            team_id=team_id,
        )
        workspace.people[person.id] = person
        channel.members.append(person.id)
        workspace.on_change()
        return person


def join_team(site: Site, person: Person) -> None:
    """A new member of the workspace: the app hears `team_join`."""
    with site.workspace.lock:
        site.workspace.people[person.id] = person
        with_email = "users:read.email" in site.workspace.manifest.scopes
        user = person.as_slack(site.clock.now(), with_email=with_email, team_id=site.workspace.team.id)
        site.events.emit({"type": "team_join", "user": user, "event_ts": site.clock.timestamp()})
        site.workspace.on_change()


def _channel(site: Site, person: Person, where: str) -> Conversation:
    channel = place_of(site, person_of(site, person.id), where)
    if channel.kind not in NOUNS:
        raise ActFailedError("This is no channel.")
    return channel
