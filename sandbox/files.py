"""Files: an address to send the bytes to, the bytes, and where they are shown. Everything stays in memory."""

import mimetypes
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote

from sandbox.payloads import Payload, without_empty
from sandbox.text import escape
from sandbox.workspace import Workspace

# What an image block may show.
PICTURES = ("image/png", "image/jpeg", "image/gif")


@dataclass
class File:
    """One file. `length` bytes are announced, `content` is None until they came; `created` is in Unix seconds.

    `shown` once it was completed: until then it is nobody's. `shares`: channel id → the messages that hold it.
    """

    id: str
    name: str
    user: str
    length: int
    key: str
    created: int
    title: str = ""
    alt_txt: str = ""
    content: bytes | None = None
    shown: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)

    @property
    def mimetype(self) -> str:
        """Its type, as far as its name tells."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def is_picture(self) -> bool:
        """Whether an image block may show it."""
        return self.shown and self.mimetype in PICTURES


def new(workspace: Workspace, name: str, user: str, length: int, alt_txt: str = "") -> File:
    """A file of which the bytes are still to come."""
    file = File(
        id=f"F0SBX{workspace.number():04d}",
        name=name,
        user=user,
        length=length,
        key=f"{workspace.team.id}-{uuid.uuid4().hex}",
        created=int(workspace.clock.now().timestamp()),
        alt_txt=alt_txt,
    )
    workspace.files[file.id] = file
    return file


def by_key(workspace: Workspace, key: str) -> File | None:
    """The file with this key, which only those know who were given an address with it."""
    return next((file for file in workspace.files.values() if file.key == key), None)


def by_slack_file(workspace: Workspace, named: Payload) -> File | None:
    """The file that a block names by `id` or by `url`."""
    if "id" in named:
        return workspace.files.get(named["id"])
    for file in workspace.files.values():
        if named["url"] in (_address(workspace, file), _permalink(workspace, file)):
            return file
    return None


def upload_address(workspace: Workspace, file: File) -> str:
    """Where the bytes go."""
    return f"{workspace.base_url}/upload/{file.key}"


def _address(workspace: Workspace, file: File) -> str:
    return f"{workspace.base_url}/files/{file.key}/{quote(file.name)}"


def _permalink(workspace: Workspace, file: File) -> str:
    return f"{workspace.base_url}/files/{file.user}/{file.id}/{quote(file.name)}"


def shown_in_block(workspace: Workspace, file: File) -> Payload:
    """The `slack_file` of a stored block."""
    return {"id": file.id, "url": _address(workspace, file)}


def as_slack(workspace: Workspace, file: File) -> Payload:
    """The file object of answers, messages and events."""
    kind = file.mimetype
    suffix = file.name.rpartition(".")[2].lower()
    address = _address(workspace, file)
    return without_empty(
        id=file.id,
        created=file.created,
        timestamp=file.created,
        name=file.name,
        title=file.title or file.name,
        mimetype=kind,
        filetype=suffix,
        pretty_type=suffix.upper(),
        user=file.user,
        user_team=workspace.team.id,
        editable=False,
        size=file.length,
        mode="hosted",
        is_external=False,
        external_type="",
        is_public=any(workspace.conversations[channel].is_public for channel in file.shares),
        public_url_shared=False,
        display_as_bot=False,
        alt_txt=file.alt_txt or None,
        url_private=address,
        url_private_download=address,
        permalink=_permalink(workspace, file),
        file_access="visible",
        has_rich_preview=False,
        **({"thumb_360": address} if kind in PICTURES else {}),
    )


def as_block(workspace: Workspace, file: File) -> Payload:
    """The file as the page shows it below a message: a picture, or a link."""
    title, address = file.title or file.name, _address(workspace, file)
    if not file.is_picture:
        return {"type": "section", "text": {"type": "mrkdwn", "text": f"<{address}|{escape(title)}>"}}
    caption = {"type": "plain_text", "text": title}
    return {"type": "image", "image_url": address, "alt_text": file.alt_txt or title, "title": caption}
