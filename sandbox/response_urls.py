"""`response_url`: an answer to one act of a person, five times within half an hour."""

import uuid
from dataclasses import dataclass, replace

from sandbox import posting
from sandbox.clock import Seconds
from sandbox.conversations import Conversation, Message
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.web_api.chat import find_root
from sandbox.web_api.content import read_content
from sandbox.workspace import Workspace

LIVES: Seconds = 30 * 60.0
MOST_USES = 5
ARGUMENTS = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "metadata",
    "mrkdwn",
    "unfurl_links",
    "unfurl_media",
}


@dataclass(frozen=True)
class ResponseUrl:
    """Where an answer goes: to `person` in `place`, about the message `original` (its `ts`) if there is one.

    The place itself is kept and not its id: a channel may get another one before the answer comes.
    """

    person: str
    place: Conversation
    original: str | None
    issued_at: Seconds
    thread_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    """The response URLs given out so far."""

    def __init__(self, workspace: Workspace, base_url: str) -> None:
        self._workspace = workspace
        self._base_url = base_url
        self._urls: dict[str, ResponseUrl] = {}

    def new(self, person: str, place: Conversation, original: Message | None = None) -> str:
        """A new address for the answer to what this person did here."""
        response_id = f"{self._workspace.team.id}-{uuid.uuid4().hex}"
        self._urls[response_id] = ResponseUrl(
            person,
            place,
            original.ts if original else None,
            self._workspace.clock.real(),
            thread_ts=original.thread_ts if original and original.is_reply else None,
        )
        return f"{self._base_url}/response/{response_id}"

    def respond(self, response_id: str, body: Payload) -> None:
        """Do what the app posted to a response URL. Raises Refused."""
        target = self._use(response_id)
        unknown = sorted(set(body) - ARGUMENTS)
        if unknown:
            raise Refused("invalid_payload", *(f"unknown argument: {name}" for name in unknown))
        if body.get("response_type") not in (None, "ephemeral", "in_channel"):
            raise Refused("invalid_payload", f"unknown response_type: {body['response_type']}")
        if body.get("thread_ts") and body.get("replace_original") is not False:
            raise Refused("invalid_payload", "thread_ts needs replace_original: false")
        self.apply(target, body)

    def _use(self, response_id: str) -> ResponseUrl:
        target = self._urls.get(response_id)
        if target is None or self._workspace.clock.real() - target.issued_at > LIVES:
            raise Refused("expired_url")
        if target.uses >= MOST_USES:
            raise Refused("used_url")
        self._urls[response_id] = replace(target, uses=target.uses + 1)
        return target

    def apply(self, target: ResponseUrl, body: Payload) -> Message | None:
        """Post, replace or delete as `body` says; the message that stands there then."""
        original = target.place.messages.get(target.original or "")
        if body.get("delete_original"):
            if original:
                posting.delete(self._workspace, original)
            return None
        content = read_content(self._workspace, body)
        if body.get("replace_original") and original:
            posting.edit(self._workspace, original, mark_as=None, **content)
            return original
        return self._post(target, body, content)

    def _post(self, target: ResponseUrl, body: Payload, content: Payload) -> Message:
        open_to_all = body.get("response_type") == "in_channel"
        root = find_root(target.place, body.get("thread_ts"))
        return posting.post(
            self._workspace,
            target.place,
            self._workspace.bot,
            ephemeral_to=None if open_to_all else target.person,
            thread_ts=root.ts if root else target.thread_ts,
            **content,
        )
