"""Sending files in three steps: ask for an address, send the bytes, say where to show them."""

from typing import Any

from sandbox import files, posting
from sandbox.conversations import Conversation
from sandbox.errors import Refused
from sandbox.files import File
from sandbox.payloads import Payload
from sandbox.text import from_app
from sandbox.web_api.base import Api, structure
from sandbox.web_api.chat import find_root

LONGEST_ALT_TEXT = 1000
# Slack's own limit for one file.
LARGEST = 1_000_000_000


def get_upload_url(api: Api, args: Payload) -> Payload:
    """`files.getUploadURLExternal`: where to send `length` bytes."""
    if not 0 < args["length"] <= LARGEST:
        raise Refused("file_upload_size_restricted")
    alt_txt = args.get("alt_txt") or ""
    if len(alt_txt) > LONGEST_ALT_TEXT:
        raise Refused("alt_txt_too_large")
    file = files.new(api.workspace, args["filename"], api.workspace.bot.id, args["length"], alt_txt)
    return {"upload_url": files.upload_address(api.workspace, file), "file_id": file.id}


def complete_upload(api: Api, args: Payload) -> Payload:
    """`files.completeUploadExternal`: with a channel the files are shown there; the answer has no message `ts`."""
    titles = _titles(args)
    found = {file_id: _uploaded(api, file_id) for file_id in titles}
    place = _place(api, args)
    for file_id, file in found.items():
        file.title, file.shown = titles[file_id] or file.title, True
    if place is not None:
        _share(api, place, list(found.values()), args)
    return {"files": [files.as_slack(api.workspace, file) for file in found.values()]}


def _titles(args: Payload) -> dict[str, str]:
    listed: Any = structure(args["files"], "invalid_arguments")
    if not isinstance(listed, list) or not listed:
        raise Refused("invalid_arguments", "must be a list with at least one file: files")
    if not all(isinstance(entry, dict) and isinstance(entry.get("id"), str) for entry in listed):
        raise Refused("invalid_arguments", "each file needs an id: files")
    return {entry["id"]: str(entry.get("title") or "") for entry in listed}


def _uploaded(api: Api, file_id: str) -> File:
    file = api.workspace.files.get(file_id)
    if file is None or file.content is None or file.shown:
        raise Refused("file_not_found")
    return file


def _place(api: Api, args: Payload) -> Conversation | None:
    named = [name for name in str(args.get("channel_id") or args.get("channels") or "").split(",") if name]
    if not named:
        return None
    if len(named) > 1:
        raise Refused("channels_limit_exceeded")
    return api.joined(api.conversation(named[0]))


def _share(api: Api, place: Conversation, shared: list[File], args: Payload) -> None:
    root = find_root(place, args.get("thread_ts"))
    posting.post(
        api.workspace,
        place,
        api.workspace.bot,
        from_app(args.get("initial_comment") or ""),
        thread_ts=root.ts if root else None,
        subtype="file_share",
        files=[file.id for file in shared],
    )


def info(api: Api, args: Payload) -> Payload:
    """`files.info`, with the messages in which the file is shown."""
    file = _known(api, args)
    kinds: dict[str, Payload] = {}
    for channel, stamps in file.shares.items():
        public = api.workspace.conversations[channel].is_public
        kinds.setdefault("public" if public else "private", {})[channel] = [{"ts": ts} for ts in stamps]
    told = {**files.as_slack(api.workspace, file), "shares": kinds}
    return {"file": told, "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(api: Api, args: Payload) -> Payload:
    """`files.delete`: own files only."""
    file = _known(api, args)
    if file.user != api.workspace.bot.id:
        raise Refused("cant_delete_file")
    del api.workspace.files[file.id]
    return {}


def _known(api: Api, args: Payload) -> File:
    file = api.workspace.files.get(args["file"])
    if file is None or not file.shown:
        raise Refused("file_not_found")
    return file
