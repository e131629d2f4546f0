"""`/retro export`: a file in one's own DM, once, with what is one's own."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest

from bot import own_exports
from bot.storage.models import OwnExportRow, WorkspaceRow
from sandbox.seen import Seen
from tests.house import House

SHOW = "files.completeUploadExternal"


@pytest.fixture
def house(house: House) -> House:
    """One that may send files."""
    with house.db.begin() as session:
        session.get_one(WorkspaceRow, house.workspace_id).scopes = "chat:write,files:write"
    return house


def sent(house: House) -> list[Seen]:
    """What stands in Ana's DM with us."""
    return house.sandbox.messages(house.sandbox.dm("ana"))


def test_ana_gets_what_is_hers_as_a_file(house: House) -> None:
    answer = house.sandbox.person("ana").command("/retro export")
    assert answer is not None
    assert answer.text.startswith("I am putting together what is yours here")
    house.settle()
    [message] = sent(house)
    assert message.text.startswith("Here is what is yours, as you asked.")
    [file] = message.raw["files"]
    content = house.sandbox.workspace.files[file["id"]].content
    assert content is not None
    archive = ZipFile(io.BytesIO(content))
    assert "ana@fabrikam.example" in archive.read("me.csv").decode()
    assert {line.split(":")[0] for line in archive.read("README.txt").decode().splitlines()} == {
        *archive.namelist()
    } - {"README.txt"}
    assert house.rows(OwnExportRow) == []


def test_a_refused_step_is_tried_again_and_a_lost_answer_told(house: House) -> None:
    house.sandbox.fault("files.getUploadURLExternal", "internal_error")
    house.sandbox.person("ana").command("/retro export")
    house.settle()
    assert sent(house) == []
    house.sandbox.fault(SHOW, "lost_answer")
    house.wait(own_exports.PAUSE + timedelta(seconds=1))
    house.wait(own_exports.PAUSE + timedelta(seconds=1))
    shown, told = sent(house)
    assert len(shown.raw["files"]) == 1
    assert told.text.startswith("Your export may not have arrived.")
    assert (len(house.sandbox.calls(SHOW)), house.rows(OwnExportRow)) == (1, [])
