"""What the methods of the Web API share."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from sandbox.calls import check_scopes
from sandbox.conversations import Conversation, Message
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.text import clean
from sandbox.views import Views
from sandbox.workspace import Workspace

TIMESTAMP = re.compile(r"^\d{1,12}\.\d{6}$")
DEFAULT_PAGE = 100
LARGEST_PAGE = 1000


@dataclass(frozen=True)
class Api:
    """What is behind every call."""

    workspace: Workspace
    views: Views
    base_url: str

    def conversation(self, where: str, *, by_name: bool = False) -> Conversation:
        """The conversation that the app can see here. Raises Refused(channel_not_found)."""
        workspace = self.workspace
        found = workspace.find_conversation(where) if by_name else workspace.conversations.get(where)
        if found is None or (not found.is_public and workspace.bot.id not in found.members):
            raise Refused("channel_not_found")
        return found

    def joined(self, conversation: Conversation) -> Conversation:
        """The same conversation. Raises Refused(not_in_channel) when the app is not in it."""
        if self.workspace.bot.id not in conversation.members:
            raise Refused("not_in_channel")
        return conversation

    def person(self, user_id: str) -> Person:
        """The person with this id. Raises Refused(user_not_found)."""
        person = self.workspace.people.get(user_id)
        if person is None:
            raise Refused("user_not_found")
        return person

    def reachable(self, person: Person) -> Person:
        """The same person. Raises Refused when the app cannot talk with them alone."""
        if person.deleted:
            raise Refused("user_disabled")
        if person.is_bot:
            raise Refused("cannot_dm_bot")
        if self._met(person):
            return person
        raise Refused("user_not_visible" if person.guest else "invalid_user_combination")

    def _met(self, person: Person) -> bool:
        """People of other firms and guests are met only where the app is too."""
        if not person.guest and person.team_id == self.workspace.team.id:
            return True
        together = {person.id, self.workspace.bot.id}
        return any(together <= set(place.members) for place in self.workspace.conversations.values())

    def message(self, conversation: Conversation, ts: str, bad: str = "message_not_found") -> Message:
        """The message with this name that all can see. Raises Refused."""
        if not TIMESTAMP.match(ts):
            raise Refused(bad)
        message = conversation.messages.get(ts)
        if message is None or message.ephemeral_to is not None or message.is_tombstone:
            raise Refused("message_not_found")
        return message

    def need_scope(self, scope: str) -> None:
        """Raises Refused(missing_scope) when the app was not granted it."""
        check_scopes([scope], self.workspace.manifest.scopes)


def structure(value: Any, error: str) -> Any:
    """A list or object that came as itself, or as JSON text in a form. Raises Refused(error)."""
    if not isinstance(value, str):
        return value
    try:
        return clean(json.loads(value))
    except (ValueError, RecursionError):
        raise Refused(error, "not valid JSON") from None


def page(items: list[Payload], args: Payload, bad_limit: str = "invalid_arguments") -> tuple[list[Payload], str]:
    """The page of `items` that `limit` and `cursor` ask for, and the cursor of the next, empty at the end.

    Raises Refused with `bad_limit` (methods call it differently) or `invalid_cursor`.
    """
    limit = args.get("limit") or DEFAULT_PAGE
    if not 1 <= limit <= LARGEST_PAGE:
        raise Refused(bad_limit, f"must be between 1 and {LARGEST_PAGE}: limit")
    start = _offset(args.get("cursor") or "")
    end = start + limit
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], cursor


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return max(0, int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:")))
    except (binascii.Error, ValueError):
        raise Refused("invalid_cursor") from None
