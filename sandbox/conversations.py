"""Channels, group DMs and DMs, and the messages in them."""

from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.payloads import Payload, without_empty


class Kind(StrEnum):
    """What sort of conversation it is, in the words of an event's `channel_type`."""

    CHANNEL = "channel"
    PRIVATE = "group"
    MPIM = "mpim"
    IM = "im"


# The middle part of the scopes and events that belong to a kind: channels:history, message.mpim …
SCOPE_PREFIX = {Kind.CHANNEL: "channels", Kind.PRIVATE: "groups", Kind.MPIM: "mpim", Kind.IM: "im"}


@dataclass
class Message:
    """A message as Slack stores it: `text` is escaped, `ts` names it within its conversation.

    `thread_ts` is the root's `ts` for replies, and set on a root once it has or had replies.
    `files` are ids. `ephemeral_to` is the one person who sees it; `posted_real` is the real time of posting, in
    seconds.
    """

    channel: str
    ts: str
    user: str
    text: str
    posted_real: float
    blocks: list[Payload] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    subtype: str | None = None
    client_msg_id: str | None = None
    metadata: Payload | None = None
    edited: Payload | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    broadcast: bool = False
    ephemeral_to: str | None = None
    attachments: list[Payload] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """True for an answer inside a thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_tombstone(self) -> bool:
        """True for what is left of a deleted root whose replies stay."""
        return self.subtype == "tombstone"

    def reaction_list(self) -> list[Payload]:
        """The reactions as Slack lists them."""
        return [{"name": n, "users": list(u), "count": len(u)} for n, u in self.reactions.items()]


@dataclass
class Conversation:
    """A place to talk. `members` are user ids; `reads` the newest `ts` each person has seen.

    `thread_reads` is the same for threads, by person and root `ts`.
    """

    id: str
    kind: Kind
    name: str
    members: list[str]
    topic: str = ""
    created: int = 0
    is_archived: bool = False
    is_ext_shared: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    reads: dict[str, str] = field(default_factory=dict)
    thread_reads: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """True for a channel that everybody in the workspace may look into."""
        return self.kind is Kind.CHANNEL

    def scope(self, action: str) -> str:
        """The scope for reading or writing here, such as `mpim:history`."""
        return f"{SCOPE_PREFIX[self.kind]}:{action}"

    def roots(self) -> list[Message]:
        """What stands in the conversation itself, oldest first: no replies, nothing ephemeral."""
        return [message for message in self._durable() if not message.is_reply or message.broadcast]

    def replies(self, root_ts: str) -> list[Message]:
        """The answers below one root, oldest first."""
        return [m for m in self._durable() if m.is_reply and m.thread_ts == root_ts]

    def _durable(self) -> list[Message]:
        return [message for message in self.messages.values() if message.ephemeral_to is None]

    def visible_to(self, person: str) -> list[Message]:
        """Everything this person sees, oldest first, with what only they see."""
        return [m for m in self.messages.values() if m.ephemeral_to in (None, person)]

    def as_slack(self, viewer: str) -> Payload:
        """The channel object of `conversations.info`, as `viewer` (a user id) gets it."""
        return without_empty(
            id=self.id,
            name=None if self.kind is Kind.IM else self.name,
            is_channel=self.is_public,
            is_group=self.kind is Kind.PRIVATE,
            is_im=self.kind is Kind.IM,
            is_mpim=self.kind is Kind.MPIM,
            is_private=not self.is_public,
            is_archived=self.is_archived,
            is_general=self.name == "general",
            is_shared=self.is_ext_shared,
            is_ext_shared=self.is_ext_shared,
            is_member=viewer in self.members,
            created=self.created,
            topic={"value": self.topic, "creator": "", "last_set": 0},
            purpose={"value": "", "creator": "", "last_set": 0},
            user=next((m for m in self.members if m != viewer), viewer) if self.kind is Kind.IM else None,
        )
