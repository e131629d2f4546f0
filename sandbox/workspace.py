"""One workspace: its people, conversations and clock. Everything else looks here."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.clock import Clock
from sandbox.conversations import Conversation, Kind
from sandbox.errors import Refused
from sandbox.journal import Journal
from sandbox.manifest import NOTHING_GRANTED, Manifest
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.text import typed

if TYPE_CHECKING:
    from sandbox.files import File

MOST_IN_GROUP_DM = 8
PAIR = 2


@dataclass(frozen=True)
class Team:
    """The workspace's own names. `zone` is an IANA name; `admins_install`: nobody else may install apps."""

    id: str
    name: str
    domain: str
    zone: str
    app_id: str
    email_host: str
    admins_install: bool = False


@dataclass
class Workspace:
    """The state of one Slack workspace, and of the app in it once it is installed.

    `base_url` is where the sandbox is reached; `seed` is what it was made from; `manifest` what is granted here;
    `token` the newest that the app got, good or not, and empty before it got one. Hold `lock` while reading or
    changing it: workspaces side by side share it, and their `numbers`. `on_event` gets every event that Slack would
    tell the app, `on_change` is called whenever a person may see something new.

    `read_lag` hides new messages from reading, `edit_window` closes old ones to changes, None never; in seconds.
    """

    team: Team
    bot: Person
    clock: Clock
    seed: Payload = field(default_factory=dict)
    manifest: Manifest = NOTHING_GRANTED
    token: str = ""
    tokens: set[str] = field(default_factory=set)
    dead_tokens: set[str] = field(default_factory=set)
    people: dict[str, Person] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    files: dict[str, "File"] = field(default_factory=dict)
    base_url: str = ""
    journal: Journal = field(default_factory=Journal)
    lock: threading.RLock = field(default_factory=threading.RLock)
    read_lag: float = 0.0
    edit_window: float | None = None
    story_hint: str = ""
    on_event: Callable[[Payload, Conversation | None], None] = lambda event, conversation: None
    on_change: Callable[[], None] = lambda: None
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def installed(self) -> bool:
        """Whether the app has a good token here."""
        return bool(self.tokens)

    def check_token(self, token: str | None) -> None:
        """Raises Refused unless this is a good token of the app here."""
        if not token:
            raise Refused("not_authed")
        if token in self.dead_tokens:
            raise Refused("token_revoked")
        if token not in self.tokens:
            raise Refused("invalid_auth")

    def install(self, token: str, manifest: Manifest) -> None:
        """Let the app in with this token and what `manifest` grants. Tokens that it had before stay good."""
        self.token = token
        self.tokens.add(token)
        self.manifest = manifest
        self.bot.deleted = False
        self.people[self.bot.id] = self.bot
        self.on_change()

    def revoke(self, tokens: set[str]) -> None:
        """Make these tokens useless. With the last one the app leaves its channels and is deactivated."""
        self.tokens -= tokens
        self.dead_tokens |= tokens
        if not self.installed:
            self._dismiss_app()
        self.on_change()

    def _dismiss_app(self) -> None:
        self.manifest = NOTHING_GRANTED
        self.bot.deleted = True
        for channel in self.channels():
            channel.members = [member for member in channel.members if member != self.bot.id]

    def number(self) -> int:
        """A number that nothing else here has, nor in the workspaces beside it."""
        return next(self.numbers)

    def humans(self) -> list[Person]:
        """The people whose accounts are not deactivated, without the app."""
        return [person for person in self.people.values() if not person.is_bot and not person.deleted]

    def find_person(self, who: str) -> Person | None:
        """The person with this id or handle."""
        by_id = self.people.get(who)
        return by_id or next((p for p in self.people.values() if p.name == who), None)

    def find_conversation(self, where: str) -> Conversation | None:
        """The conversation with this id, or the channel with this name, with or without its #."""
        by_id = self.conversations.get(where)
        name = where.removeprefix("#")
        return by_id or next((c for c in self.channels() if c.name == name), None)

    def channels(self) -> list[Conversation]:
        """The channels, public and private."""
        return [c for c in self.conversations.values() if c.kind in (Kind.CHANNEL, Kind.PRIVATE)]

    def as_typed(self, text: str) -> str:
        """What a person typed, as Slack stores it: escaped, names and links marked."""
        return typed(text, self.people_by_name(), self.channels_by_name())

    def people_by_name(self) -> dict[str, str]:
        """Handles and full names in lower case, with the ids that they stand for."""
        people = self.people.values()
        return {name.lower(): person.id for person in people for name in (person.name, person.real_name)}

    def channels_by_name(self) -> dict[str, str]:
        """Channel names with their ids."""
        return {channel.name: channel.id for channel in self.channels()}

    def dm(self, *members: str) -> Conversation:
        """The DM or group DM of exactly these user ids; the same people get the same conversation."""
        kind = Kind.IM if len(set(members)) <= PAIR else Kind.MPIM
        return self.find_dm(*members) or self._new_dm(kind, list(dict.fromkeys(members)))

    def find_dm(self, *members: str) -> Conversation | None:
        """The DM or group DM of exactly these user ids, if they have one."""
        wanted = sorted(set(members))
        direct = [c for c in self.conversations.values() if c.kind in (Kind.IM, Kind.MPIM)]
        return next((c for c in direct if sorted(c.members) == wanted), None)

    def _new_dm(self, kind: Kind, members: list[str]) -> Conversation:
        number = self.number()
        name = f"D0SBX{number:04d}"
        if kind is Kind.MPIM:
            name = "mpdm-" + "--".join(self.people[m].name for m in members) + "-1"
        prefix = "D" if kind is Kind.IM else "C"
        conversation = Conversation(
            f"{prefix}0SBX{number:04d}", kind, name, members, created=int(self.clock.now().timestamp())
        )
        self.conversations[conversation.id] = conversation
        self.on_change()
        return conversation

    def app_dm(self, person: str) -> Conversation:
        """The conversation of this person with the app."""
        return self.dm(person, self.bot.id)
