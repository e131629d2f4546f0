"""The events of somebody's coming to a conversation, and of their going."""

from sandbox.conversations import Conversation
from sandbox.payloads import Payload, without_empty
from sandbox.people import Person


def joined(ts: str, channel: Conversation, person: Person, inviter: str | None = None) -> Payload:
    """`member_joined_channel`; `inviter` is a user id, None when the person came unasked."""
    return without_empty(**_membership("member_joined_channel", ts, channel, person), inviter=inviter)


def left(ts: str, channel: Conversation, person: Person) -> Payload:
    """`member_left_channel`."""
    return _membership("member_left_channel", ts, channel, person)


def _membership(kind: str, ts: str, channel: Conversation, person: Person) -> Payload:
    return {
        "type": kind,
        "user": person.id,
        "channel": channel.id,
        "channel_type": "C" if channel.is_public else "G",
        "team": person.team_id,
        "event_ts": ts,
    }
