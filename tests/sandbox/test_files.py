"""Sending a picture in three steps, and showing it."""

import random
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from sandbox import acts
from sandbox.testing import Slack
from tests.sandbox.calling import client, refusal
from tests.sandbox.recording_app import RecordingApp
from tests.tls import NO_TLS

SALES = "C0SALES"
Json = dict[str, Any]


def png() -> bytes:
    """One white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=NO_TLS) as http:
        yield http


def begin(slack: Slack, name: str = "chart.png", length: int = len(png()), **more: Any) -> Json:
    answer = client(slack).api_call("files.getUploadURLExternal", json={"filename": name, "length": length, **more})
    found: Json = answer.data  # type: ignore[assignment]  # bytes only for answers that are no JSON
    return found


def upload(slack: Slack, http: httpx.Client, name: str = "chart.png", **more: Any) -> str:
    """A file that is complete, shown nowhere; its id."""
    begun = begin(slack, name, **more)
    assert http.post(begun["upload_url"], content=png()).status_code == 200
    client(slack).api_call("files.completeUploadExternal", json={"files": [{"id": begun["file_id"], "title": "T"}]})
    file_id: str = begun["file_id"]
    return file_id


def test_the_sdks_own_way_puts_a_picture_into_a_thread(connected: Slack, app: RecordingApp, http: httpx.Client) -> None:
    root = client(connected).chat_postMessage(channel=SALES, text="The month")["ts"]
    client(connected).files_upload_v2(
        channel=SALES,
        thread_ts=root,
        content=png(),
        filename="chart.png",
        title="Wins",
        alt_txt="Wins rose from 2 to 5",
        initial_comment="See <@U0ANA>",
    )
    connected.deliver()
    message = connected.messages(SALES, root)[1]
    file = message.raw["files"][0]
    assert (file["title"], file["alt_txt"], file["mimetype"], file["size"]) == (
        "Wins",
        "Wins rose from 2 to 5",
        "image/png",
        len(png()),
    )
    assert message.text == "See <@U0ANA>"
    told = app.events("message", "file_share")[0]
    assert (told["thread_ts"], told["files"][0]["id"]) == (root, file["id"])
    shown = client(connected).files_info(file=file["id"])["file"]
    assert shown["shares"] == {"public": {SALES: [{"ts": message.ts}]}}
    picture = http.get(file["url_private"])
    assert (picture.content, picture.headers["content-type"]) == (png(), "image/png")
    assert picture.headers["x-content-type-options"] == "nosniff"


def test_the_page_gets_pictures_as_blocks_and_others_as_links(slack: Slack, http: httpx.Client) -> None:
    ana = acts.person_of(slack.site, "ana")
    acts.share_file(slack.site, ana, SALES, "chart #1/2.png", png())
    acts.share_file(slack.site, ana, SALES, "a&b.txt", b"Hello")
    shown = http.get(f"{slack.base_url}/sandbox/messages", params={"as": "ana", "channel": SALES}).json()["messages"]
    picture, text = (message["files"][0] for message in shown)
    assert http.get(picture["image_url"]).content == png()
    assert (picture["type"], picture["alt_text"]) == ("image", "chart #1/2.png")
    assert text["text"]["text"].endswith("|a&amp;b.txt>")


def test_a_block_shows_a_file_by_id_or_address(slack: Slack, http: httpx.Client) -> None:
    file_id = upload(slack, http)
    address = client(slack).files_info(file=file_id)["file"]["url_private"]
    for named in ({"id": file_id}, {"url": address}):
        block = {"type": "image", "slack_file": named, "alt_text": "A chart"}
        client(slack).chat_postMessage(channel=SALES, text="x", blocks=[block])
        kept = slack.messages(SALES)[-1].blocks[0]["slack_file"]
        assert kept == {"id": file_id, "url": address}
    home = {"type": "home", "blocks": [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "A chart"}]}
    assert client(slack).views_publish(user_id="U0ANA", view=home)["view"]["blocks"][0]["slack_file"]["url"] == address


def test_a_block_shows_pictures_that_are_there(slack: Slack, http: httpx.Client) -> None:
    unfinished = begin(slack)["file_id"]
    document = upload(slack, http, "letter.pdf")
    for file_id in ("F0NONE", unfinished, document):
        block = {"type": "image", "slack_file": {"id": file_id}, "alt_text": "?"}
        refused = refusal(slack, "chat.postMessage", channel=SALES, text="x", blocks=[block])
        assert refused["error"] == "invalid_blocks"


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"length": 1_000_000_000}, None),
        ({"length": 1_000_000_001}, "file_upload_size_restricted"),
        ({"length": 1}, None),
        ({"length": 0}, "file_upload_size_restricted"),
        ({"alt_txt": "x" * 1000}, None),
        ({"alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
def test_sizes(slack: Slack, args: Json, error: str | None) -> None:
    if error is None:
        assert begin(slack, **args)["ok"] is True
    else:
        asked = {"filename": "a.png", "length": 5, **args}
        assert refusal(slack, "files.getUploadURLExternal", **asked)["error"] == error


def test_the_bytes_have_to_be_as_many_as_announced(slack: Slack, http: httpx.Client) -> None:
    begun = begin(slack, length=5)
    assert http.post(begun["upload_url"], content=b"1234").status_code == 400
    early = refusal(slack, "files.completeUploadExternal", files=[{"id": begun["file_id"]}])
    assert early["error"] == "file_not_found"
    assert http.post(begun["upload_url"], content=b"12345").text == "OK - 5"
    assert http.get(begun["upload_url"].replace("/upload/", "/files/") + "/chart.png").status_code == 404
    assert http.post(f"{slack.base_url}/upload/none", content=b"1").status_code == 404


def test_a_form_with_the_file_will_do_too(slack: Slack, http: httpx.Client) -> None:
    content = random.Random(1).randbytes(20_000) + b"\r\n--\r\r\n\n"
    begun = begin(slack, length=len(content))
    answer = http.post(begun["upload_url"], data={"note": "x"}, files={"file": ("a.png", content)})
    assert answer.status_code == 200
    assert slack.workspace.files[begun["file_id"]].content == content
    broken = http.post(begun["upload_url"], content=content, headers={"Content-Type": "multipart/form-data"})
    assert broken.status_code == 400


def test_a_file_is_completed_once_and_where_the_app_is(slack: Slack, http: httpx.Client) -> None:
    begun = begin(slack)
    http.post(begun["upload_url"], content=png())
    one = [{"id": begun["file_id"]}]
    for channel, error in (("C0GENERAL", "not_in_channel"), ("C0NONE", "channel_not_found")):
        assert refusal(slack, "files.completeUploadExternal", files=one, channel_id=channel)["error"] == error
    wrong: list[Any] = [[], "x", [{}], [7]]
    for nonsense in wrong:
        refused = refusal(slack, "files.completeUploadExternal", files=nonsense)
        assert refused["error"] == "invalid_arguments"
    client(slack).files_completeUploadExternal(files=one, channel_id=SALES)
    assert refusal(slack, "files.completeUploadExternal", files=one)["error"] == "file_not_found"
    assert http.post(begun["upload_url"], content=png()).status_code == 404


def test_scopes(slack: Slack, http: httpx.Client) -> None:
    file_id = upload(slack, http)
    slack.grant({"oauth_config": {"scopes": {"bot": ["chat:write"]}}})
    asked = {"filename": "a.png", "length": 5}
    assert refusal(slack, "files.getUploadURLExternal", **asked)["needed"] == "files:write"
    assert refusal(slack, "files.info", file=file_id)["needed"] == "files:read"


def test_a_deleted_file_is_gone(slack: Slack, http: httpx.Client) -> None:
    file_id = upload(slack, http)
    address = client(slack).files_info(file=file_id)["file"]["url_private"]
    client(slack).files_delete(file=file_id)
    assert http.get(address).status_code == 404
    assert refusal(slack, "files.info", file=file_id)["error"] == "file_not_found"


def test_only_pictures_are_shown_in_place(slack: Slack, http: httpx.Client) -> None:
    address = client(slack).files_info(file=upload(slack, http, "page.html"))["file"]["url_private"]
    assert http.get(address).headers["content-disposition"] == "attachment"


def test_people_share_files_too(connected: Slack, app: RecordingApp) -> None:
    ana = acts.person_of(connected.site, "ana")
    root = connected.person("ana").says(SALES, "Root")
    acts.share_file(connected.site, ana, SALES, "notes.txt", b"Hello", thread_ts=root.ts)
    connected.deliver()
    told = app.events("message", "file_share")[0]
    assert (told["user"], told["text"], told["thread_ts"]) == ("U0ANA", "", root.ts)
    assert told["files"][0]["name"] == "notes.txt"
    theirs = refusal(connected, "files.delete", file=told["files"][0]["id"])
    assert theirs["error"] == "cant_delete_file"
