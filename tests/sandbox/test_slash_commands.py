"""Slash commands and their private answers."""

from typing import Any

import pytest

from sandbox.errors import ActFailedError
from sandbox.testing import Slack
from tests.sandbox.calling import section
from tests.sandbox.recording_app import RecordingApp

SALES = "C0SALES"
Json = dict[str, Any]

pytestmark = pytest.mark.usefixtures("quiet")


def test_a_command_tells_where_it_was_typed(connected: Slack, app: RecordingApp) -> None:
    connected.person("ana").command("/retro  start payload=Northwind & Co ", channel=SALES)
    fields = app.last()
    assert (fields["command"], fields["text"]) == ("/retro", "start payload=Northwind & Co")
    assert (fields["user_id"], fields["channel_id"], fields["channel_name"]) == ("U0ANA", SALES, "sales-team")


def test_a_command_that_wants_its_text_escaped(connected: Slack, app: RecordingApp) -> None:
    connected.person("ana").command("/safe <x> @priya in #sales-team")
    assert app.last()["text"] == "&lt;x&gt; <@U0PRIYA> in <#C0SALES|sales-team>"


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        ("Plain words", "Plain words"),
        ({"text": "Private"}, "Private"),
        ({"response_type": "ephemeral", "text": "x", "blocks": [section("In blocks")]}, "In blocks"),
    ],
)
def test_a_private_answer(connected: Slack, app: RecordingApp, answer: Json | str, seen: str) -> None:
    app.answer = lambda request: (200, answer)
    found = connected.person("ana").command("/retro help", channel=SALES)
    assert found is not None
    assert (found.words, found.ephemeral) == (seen, True)
    assert connected.person("priya").sees(SALES) == []


def test_no_answer_and_an_answer_for_all(connected: Slack, app: RecordingApp) -> None:
    assert connected.person("ana").command("/retro") is None
    app.answer = lambda request: (200, {"response_type": "in_channel", "text": "For all"})
    connected.person("ana").command("/retro", channel=SALES)
    assert [m.text for m in connected.person("priya").sees(SALES)] == ["For all"]


def test_commands_that_go_nowhere(connected: Slack, app: RecordingApp) -> None:
    ana = connected.person("ana")
    with pytest.raises(ActFailedError, match="/other is not a valid command"):
        ana.command("/other")
    connected.change_person("sam", team_id="T0ELSEWHERE")
    with pytest.raises(ActFailedError, match="/retro is not a valid command"):
        connected.person("sam").command("/retro")
    said = ana.says(SALES, "A root")
    with pytest.raises(ActFailedError, match="not supported in threads"):
        ana.says(said, "/retro")
    app.answer = lambda request: (500, "")
    with pytest.raises(ActFailedError, match="dispatch_failed"):
        ana.command("/retro")
    app.answer = lambda request: (200, {"blocks": [section("x" * 3001)]})
    with pytest.raises(ActFailedError, match="invalid_blocks"):
        ana.command("/retro")
