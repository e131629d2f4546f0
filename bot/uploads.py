"""Files for Slack: an address for the bytes, the bytes, and last where they are shown.

Until the last step a file is seen by nobody, so that the first two may be repeated.
"""

import json
from dataclasses import dataclass

from bot.domain.outcomes import NoReply, Outcome, Sent, Unsure, judge
from bot.slack_client import Slack


@dataclass(frozen=True)
class File:
    """A file to be sent. `alt_text` says what a picture shows."""

    name: str
    title: str
    content: bytes
    alt_text: str = ""


def send(slack: Slack, token: str, file: File) -> str | Outcome:
    """Have Slack take the bytes. Slack's id of the file, or what came between."""
    asked = {"filename": file.name, "length": len(file.content)} | ({"alt_txt": file.alt_text} if file.alt_text else {})
    answer = slack.read(token, "files.getUploadURLExternal", asked)
    outcome = judge(answer, essential=False)
    if not isinstance(outcome, Sent) or isinstance(answer, NoReply):
        return outcome
    file_id, address = str(answer.body.get("file_id")), str(answer.body.get("upload_url"))
    return file_id if slack.send(address, file.content) else Unsure("upload")


def show(slack: Slack, token: str, file_id: str, title: str, channel: str = "", comment: str = "") -> Outcome:
    """Have a file that was sent shown, in `channel` below `comment`; without one, it can be shown by a message."""
    named = {"files": json.dumps([{"id": file_id, "title": title}])}
    place = {"channel_id": channel, "initial_comment": comment} if channel else {}
    return judge(slack.read(token, "files.completeUploadExternal", named | place), essential=False)
